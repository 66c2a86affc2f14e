"""The tables of docs/ballots.md, and its words as values."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.utils import translation

from deliberation.ballots.tallies import Rule
from deliberation.conference.methods import APPROVED, Abstentions, Grade, Method, Outcome, QuorumOf, Tie

PAGE = (Path(__file__).parents[4] / "docs/ballots.md").read_text(encoding="utf-8")
OUTCOMES = {
    "adopted": Outcome.ADOPTED,
    "not adopted": Outcome.REJECTED,
    "too few voted": Outcome.NO_QUORUM,
    "voted on again": Outcome.TIED,
}

Row = dict[str, str]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def tables() -> dict[str, list[Row]]:
    """By the heading above it, the rows of each table."""
    found: dict[str, list[Row]] = {}
    heading, columns = "", None
    for line in PAGE.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        if not line.startswith("|"):
            columns = None
        elif columns is None:
            assert heading not in found, f"two tables under {heading}"
            columns, found[heading] = cells(line), []
        elif set(line) - set("|-"):
            found[heading].append(dict(zip(columns, cells(line), strict=True)))
    return found


def labelled(names: Any, label: str) -> Any:
    """The one member of an enumeration that the screens call so."""
    with translation.override("en"):
        [member] = [member for member in names if str(member.label) == label]
    return member


def whole(text: str) -> int | None:
    return None if text == "–" else int(text)


def rule_of(method: Method, row: Row) -> Rule:
    """What a row says of the rule; where it has no column, what the page says that holds."""
    said: dict[str, Any] = {"quorum": Fraction(row.get("quorum", "1/2"))}
    if "majority" in row:
        words, share = row["majority"].rsplit(maxsplit=1)
        said |= {"majority": Fraction(share), "strict": {"more than": True, "at least": False}[words]}
    if "abstentions" in row:
        said["abstentions"] = labelled(Abstentions, row["abstentions"])
    if "a tie" in row:
        said["tie"] = labelled(Tie, row["a tie"])
    if "at least" in row:
        said["least_grade"] = labelled(Grade, row["at least"])
    if "places" in row:
        said["places"] = whole(row["places"])
    if "ranks" in row:
        said["ranks"] = int(row["ranks"])
    return Rule(method=method, **said)


def electors_of(row: Row, papers: int) -> int:
    if "of" in row:
        roll = labelled(QuorumOf, row["of"]) == QuorumOf.ROLL
        return int(row["on the roll"] if roll else row["present"])
    return int(row.get("entitled", papers))


def papers_of(method: Method, text: str) -> list[dict[str, str]]:
    """``3 × A+B`` ticks, ``3 × A>B`` ranks, ``3 × blank`` does neither."""
    found = []
    for part in text.split(", "):
        number, marks = re.fullmatch(r"(\d+) × (\S+)", part).groups()  # type: ignore[union-attr]
        if marks == "blank":
            paper = {}
        elif method == Method.POINTS:
            paper = {option: str(rank) for rank, option in enumerate(marks.split(">"), start=1)}
        else:
            paper = dict.fromkeys(marks.split("+"), APPROVED)
        found += [paper] * int(number)
    return found


def numbers_of(text: str) -> dict[str, int]:
    """``A 8, B 6``."""
    return {name: int(number) for name, number in (part.split() for part in text.split(", "))}


def outcomes_of(text: str) -> dict[str, Outcome]:
    """``A adopted; B, C not adopted``."""
    found = {}
    for part in text.split("; "):
        names, words = re.fullmatch(r"((?:[A-Z], )*[A-Z]) (.+)", part).groups()  # type: ignore[union-attr]
        found |= dict.fromkeys(names.split(", "), OUTCOMES[words])
    return found


def grades_of(text: str) -> list[Grade | None]:
    """``2 Good, 1 none``."""
    found: list[Grade | None] = []
    for part in filter(None, text.split(", ")):
        number, words = part.split(maxsplit=1)
        found += [None if words == "none" else labelled(Grade, words)] * int(number)
    return found
