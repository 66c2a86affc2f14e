from tests.bench import report
from tests.bench.measure import Cell, Figures, Part, Sample, measure
from tests.bench.message import SIZE, made
from tests.bench.pages import Load, Pages


class Steady:
    """A server whose every message takes 1 and 2 ms to its two pages, and 1 ms of processor time."""

    pace = 0.0

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def grow(self, size: int) -> None:
        self.sizes.append(size)

    def send(self) -> Sample:
        return Sample(Part(0, 1_000_000), [1_000_000, 2_000_000], SIZE, Part(-1_000_000, 4_000_000))


def test_a_cell_holds_the_sending_and_the_whole_way(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("tests.bench.measure.SHORTEST_PACE", 0.0)
    steady = Steady()
    cell = measure(steady, 2)
    assert steady.sizes == [2]
    assert cell.fan_out == Figures(p50=1.0, p99=2.0, rate=2000.0)
    assert cell.whole == Figures(p50=2.0, p99=3.0, rate=500.0)


def test_a_references_message_has_the_size_it_is_measured_at() -> None:
    assert {len(made()) for _ in range(12)} == {SIZE}


def cell(p99: float, rate: float) -> Cell:
    return Cell(Figures(1.0, p99, rate), None, 14, SIZE)


CELLS: report.Cells = {
    (report.DAPHNE, 1000): cell(150, 12_000),
    (report.STOCK, 1000): cell(900, 2_000),
    (report.UVICORN, 1000): cell(30, 44_000),
    (report.BROADCAST, 1000): cell(20, 60_000),
    (report.SOCKETIO, 1000): cell(40, 50_000),
}


def test_targets_at_their_limit_hold_and_those_beyond_fail() -> None:
    assert [(each.measured, each.held) for each in report.targets(CELLS, 1.0)] == [
        ("6.00 ×", True),
        ("150 ms", True),
        ("0.73 ×", False),
        ("30 ms", True),
        ("1.00 s", False),
    ]


def test_what_was_not_measured_is_neither_shown_nor_judged() -> None:
    only = {(report.DAPHNE, 100): CELLS[report.DAPHNE, 1000]}
    assert report.targets(only, None) == []
    assert report.table(only, [100, 1000]).count("\n") == 2
    assert report.ratios(only, [100]).count("\n") == 1


def load(transferred: int, usable: float, *hosts: str) -> Load:
    return Load(transferred, requests=len(hosts), hosts=frozenset(hosts), usable=usable)


EMPTY = [load(700, 1200, "here")]


def test_a_page_is_judged_by_its_heaviest_load_and_its_median_moment() -> None:
    pages = Pages([load(30_000, 1400, "here"), load(119_999, 1600, "here"), load(30_000, 1450, "here")], EMPTY)
    assert [each.held for each in report.page_targets(pages)] == [True, True, True]
    assert "| a citizen’s, in a round | 1450 | 1.21 | 1 | 120.0 |" in report.pages_table(pages)


def test_a_page_that_is_heavy_slow_or_tells_others_fails() -> None:
    pages = Pages([load(120_001, 1501, "here", "elsewhere")], EMPTY)
    assert [each.held for each in report.page_targets(pages)] == [False, False, False]
