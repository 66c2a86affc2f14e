"""docs/ballots.md says what the code does: every row of every table is run."""

import re
from fractions import Fraction
from itertools import groupby

import pytest

from deliberation.ballots.tallies import decide, drawn_from, is_consensus
from deliberation.conference.methods import APPROVED, Choice, Consent, Method
from tests.deliberation.ballots.tallies import page
from tests.deliberation.ballots.tallies.page import Row

# The page calls things as the screens do in English.
pytestmark = pytest.mark.usefixtures("english")

TABLES = page.tables()
FOR_AGAINST = [
    "Quorum of a for-or-against ballot",
    "Of the roll, or of those present",
    "Majority",
    "Abstentions",
    "Ties on one text",
]
CONSENT = ["Consent with and without objections"]
APPROVAL = [
    "Approval, majority and places",
    "Approval, ties at the last place",
    "Approval without the quorum",
]
JUDGMENT = [
    "Published examples of majority judgment",
    "The grade that is asked for",
    "Without a grade, and blank papers",
    "Majority judgment, ties at the last place",
]
POINTS = ["Published examples of points", "Points, places and ties"]
# The table at the head says which method to read on.
READ_ONLY = "How ballots are counted"
[DIGEST] = set(re.findall(r"`([0-9a-f]{64})`", page.PAGE))
LOT = drawn_from(DIGEST)


def test_no_table_and_no_row_is_lost() -> None:
    assert {heading: len(rows) for heading, rows in TABLES.items()} == {
        READ_ONLY: 5,
        "Drawn by lot": 8,
        "Quorum of a for-or-against ballot": 10,
        "Of the roll, or of those present": 4,
        "Majority": 11,
        "Abstentions": 8,
        "Ties on one text": 9,
        "Consent with and without objections": 8,
        "Consensus": 7,
        "Approval, majority and places": 9,
        "Approval, ties at the last place": 8,
        "Approval without the quorum": 3,
        "Published examples of majority judgment": 14,
        "The grade that is asked for": 5,
        "Without a grade, and blank papers": 5,
        "Majority judgment, ties at the last place": 11,
        "Published examples of points": 2,
        "Points, places and ties": 8,
    }


def test_every_table_is_run() -> None:
    assert set(TABLES) == {
        *FOR_AGAINST,
        *CONSENT,
        *APPROVAL,
        *JUDGMENT,
        *POINTS,
        "Drawn by lot",
        "Consensus",
        READ_ONLY,
    }


def test_the_methods_to_choose_from_are_all_there_are() -> None:
    headings = re.findall(r"^## (.+)$", page.PAGE, re.MULTILINE)
    chosen = [re.fullmatch(r"\[(.+)\]\(#.+\)", row["Method"]).group(1) for row in TABLES[READ_ONLY]]  # type: ignore[union-attr]
    assert len(chosen) == len(Method)
    assert [heading for heading in headings if heading in chosen] == chosen


def rows(*headings: str) -> list[Row]:
    return [pytest.param(row, id=f"{heading}-{n}") for heading in headings for n, row in enumerate(TABLES[heading], 1)]  # type: ignore[misc]


def one_text(method: Method, row: Row) -> tuple[list[dict[str, str]], dict[str, int]]:
    """The papers of a row, and how they are to be counted."""
    values = (Choice if method == Method.FOR_AGAINST else Consent).values
    counts = {value: int(row[value]) for value in values}
    papers = [{"text": value} for value, number in counts.items() for _ in range(number)]
    blank = int(row.get("blank", 0))
    counts["abstain"] += blank
    return papers + [{}] * blank, counts


@pytest.mark.parametrize(
    ("method", "row"),
    [
        pytest.param(method, *param.values, id=param.id)  # type: ignore[attr-defined]
        for method, headings in ((Method.FOR_AGAINST, FOR_AGAINST), (Method.CONSENT, CONSENT))
        for param in rows(*headings)
    ],
)
def test_one_text(method: Method, row: Row) -> None:
    papers, counts = one_text(method, row)
    rule = page.rule_of(method, row)
    result = decide(papers, ["text"], rule, electors=page.electors_of(row, len(papers)), lot=LOT)["text"]
    assert (result.outcome, result.counts) == (page.OUTCOMES[row["outcome"]], counts)


@pytest.mark.parametrize("row", rows("Consensus"))
def test_consensus(row: Row) -> None:
    papers, _ = one_text(Method.FOR_AGAINST, row)
    result = decide(papers, ["text"], page.rule_of(Method.FOR_AGAINST, row), electors=len(papers))["text"]
    share = None if row["consensus from"] == "–" else Fraction(row["consensus from"])
    assert is_consensus(result, share) == {"yes": True, "no": False}[row["a consensus"]]


@pytest.mark.parametrize("row", rows(*APPROVAL))
def test_approval(row: Row) -> None:
    papers, ticks = page.papers_of(Method.APPROVAL, row["papers"]), page.numbers_of(row["ticks"])
    rule = page.rule_of(Method.APPROVAL, row)
    results = decide(papers, list(ticks), rule, electors=page.electors_of(row, len(papers)), lot=LOT)
    assert {option: result.counts for option, result in results.items()} == {
        option: {APPROVED: number} for option, number in ticks.items()
    }
    assert {option: result.outcome for option, result in results.items()} == page.outcomes_of(row["outcome"])


@pytest.mark.parametrize("row", rows(*POINTS))
def test_points(row: Row) -> None:
    papers, points = page.papers_of(Method.POINTS, row["papers"]), page.numbers_of(row["points"])
    results = decide(papers, list(points), page.rule_of(Method.POINTS, row), electors=len(papers), lot=LOT)
    assert {option: result.score for option, result in results.items()} == points
    assert {option: result.outcome for option, result in results.items()} == page.outcomes_of(row["outcome"])


JUDGMENTS = [
    pytest.param(list(ballot), id=f"{heading}-{number}")
    for heading in JUDGMENT
    for number, ballot in groupby(TABLES[heading], key=lambda row: row["example"])
]


@pytest.mark.parametrize("ballot", JUDGMENTS)
def test_majority_judgment(ballot: list[Row]) -> None:
    [rule] = {page.rule_of(Method.MAJORITY_JUDGMENT, row) for row in ballot}
    columns = {row["option"]: page.grades_of(row["grades"]) for row in ballot}
    graded = [
        {option: grade.value for option, grade in zip(columns, line, strict=True) if grade}
        for line in zip(*columns.values(), strict=True)
    ]
    assert all(graded), "a paper that grades nothing is blank"
    papers = graded + [{}] * int(ballot[0].get("blank", 0))
    results = decide(papers, list(columns), rule, electors=len(papers), lot=LOT)
    found = [
        (option, str(result.grade.label) if result.grade else "–", result.place, result.outcome)
        for option, result in results.items()
    ]
    assert found == [
        (row["option"], row["majority grade"], int(row["place"]), page.OUTCOMES[row["outcome"]]) for row in ballot
    ]


def test_lots() -> None:
    drawn = sorted(TABLES["Drawn by lot"], key=lambda row: LOT(row["name"]))
    assert drawn == TABLES["Drawn by lot"]
    for place, row in enumerate(drawn, start=1):
        assert (LOT(row["name"])[:8], place) == (row["its lot begins"], int(row["drawn"]))
