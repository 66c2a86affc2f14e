"""What was measured, as tables, and whether it is as fast as it must be."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from tests.bench.measure import Cell, Figures
from tests.bench.pages import Pages

AT = 1000
# Bytes, and milliseconds.
WEIGHT, USABLE_WITHIN = 120_000, 1500
Cells = dict[tuple[str, int], Cell]

DAPHNE, DAPHNE_REDIS = "a", "a-redis"
UVICORN, UVICORN_REDIS = "e", "e-redis"
STOCK, STOCK_REDIS, BROADCAST, SOCKETIO = "b", "b-redis", "c", "d"
NAMES = {
    DAPHNE: "(a) ours, daphne, in-process",
    DAPHNE_REDIS: "(a) ours, daphne, Redis",
    STOCK: "(b) stock Channels, daphne, in-process",
    STOCK_REDIS: "(b) stock Channels, daphne, Redis",
    BROADCAST: "(c) websockets.broadcast",
    SOCKETIO: "(d) socket.io",
    UVICORN: "(e) ours, uvicorn, in-process",
    UVICORN_REDIS: "(e) ours, uvicorn, Redis",
}


@dataclass(frozen=True)
class Target:
    sentence: str
    measured: str
    held: bool


def table(cells: Cells, sizes: Iterable[int]) -> str:
    """A row a server, a column a size: p50 / p99 in ms / thousand deliveries per second of processor time."""
    sizes = list(sizes)
    lines = ["| server | " + " | ".join(f"{size:,}" for size in sizes) + " |", "|---|" + "---|" * len(sizes)]
    for key, name in NAMES.items():
        if any((key, size) in cells for size in sizes):
            row = [shown(cells[key, size].fan_out) if (key, size) in cells else "" for size in sizes]
            lines.append(f"| {name} | " + " | ".join(row) + " |")
    for key, name in NAMES.items():
        whole = [cells[key, size].whole if (key, size) in cells else None for size in sizes]
        if any(whole):
            row = [shown(each) if each else "" for each in whole]
            lines.append(f"| {name}: from the act's commit | " + " | ".join(row) + " |")
    return "\n".join(lines)


def shown(figures: Figures) -> str:
    return f"{figures.p50:.0f} / {figures.p99:.0f} / {figures.rate / 1000:.1f}"


def ratios(cells: Cells, sizes: Iterable[int]) -> str:
    """Deliveries per second of processor time, ours by theirs."""
    sizes = list(sizes)
    lines = ["| ratio | " + " | ".join(f"{size:,}" for size in sizes) + " |", "|---|" + "---|" * len(sizes)]
    pairs = [(DAPHNE, STOCK), (DAPHNE_REDIS, STOCK_REDIS), (UVICORN, BROADCAST), (UVICORN_REDIS, BROADCAST)]
    for ours, theirs in [*pairs, (UVICORN, SOCKETIO)]:
        row = [_ratio(cells, ours, theirs, size) for size in sizes]
        if any(row):
            line = " | ".join(f"{each:.2f}" if each else "" for each in row)
            lines.append(f"| {NAMES[ours]} by {NAMES[theirs]} | {line} |")
    return "\n".join(lines)


def _ratio(cells: Cells, ours: str, theirs: str, size: int) -> float | None:
    if (ours, size) not in cells or (theirs, size) not in cells:
        return None
    return cells[ours, size].fan_out.rate / cells[theirs, size].fan_out.rate


def pages_table(pages: Pages) -> str:
    """First loads on a slow phone: the median's moment of use, and what came over the line."""
    lines = ["| page, first load | usable after, ms | by the empty page | requests | kB |", "|---|---|---|---|---|"]
    for name, loads in (("a citizen’s, in a round", pages.ours), ("almost empty", pages.empty)):
        usable = median(each.usable for each in loads)
        most = max(each.transferred for each in loads)
        row = f"{usable:.0f} | {usable / pages.usable_empty:.2f} | {loads[0].requests} | {most / 1000:.1f}"
        lines.append(f"| {name} | {row} |")
    return "\n".join(lines)


def page_targets(pages: Pages) -> list[Target]:
    others = len(pages.hosts) - 1
    return [
        Target(
            f"a citizen’s page weighs at most {WEIGHT // 1000} kB compressed on first load",
            f"{pages.transferred / 1000:.1f} kB",
            pages.transferred <= WEIGHT,
        ),
        Target("it asks no other host for anything", f"{others} others", others == 0),
        Target(
            f"it can be used within {USABLE_WITHIN} ms on a slow phone",
            f"{pages.usable:.0f} ms, an almost empty page {pages.usable_empty:.0f} ms",
            pages.usable <= USABLE_WITHIN,
        ),
    ]


def targets(cells: Cells, round_change: float | None) -> list[Target]:
    """Those that this run measured."""
    found: list[Target] = []

    def at_least(ours: str, theirs: str, wanted: float) -> None:
        ratio = _ratio(cells, ours, theirs, AT)
        if ratio is not None:
            said = f"{NAMES[ours]} at {AT:,}: at least {wanted:g} × {NAMES[theirs]}"
            found.append(Target(said, f"{ratio:.2f} ×", ratio >= wanted))

    def p99_within(ours: str, most: float, whose: str) -> None:
        if (ours, AT) in cells:
            p99 = cells[ours, AT].fan_out.p99
            found.append(Target(f"{NAMES[ours]} at {AT:,}: p99 at most {whose}", f"{p99:.0f} ms", p99 <= most))

    at_least(DAPHNE, STOCK, 6)
    at_least(DAPHNE_REDIS, STOCK, 6)
    p99_within(DAPHNE, 150, "150 ms")
    p99_within(DAPHNE_REDIS, 200, "200 ms")
    at_least(UVICORN, BROADCAST, 0.75)
    at_least(UVICORN_REDIS, BROADCAST, 0.75)
    if (SOCKETIO, AT) in cells:
        theirs = cells[SOCKETIO, AT].fan_out.p99
        for ours in (UVICORN, UVICORN_REDIS):
            p99_within(ours, theirs, f"socket.io's, {theirs:.0f} ms")
    if round_change is not None:
        said = "a round change reaches 1,000 pages in two languages within 1 s of its commit"
        found.append(Target(said, f"{round_change:.2f} s", round_change < 1))
    return found


def verdict(found: list[Target]) -> str:
    return "\n".join(f"{'pass' if each.held else 'FAIL'}  {each.sentence}: {each.measured}" for each in found)
