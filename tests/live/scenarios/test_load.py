"""Every way a file can be wrong ends in one sentence with its line."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from sessions.scenarios.load import LARGEST, MOST, ScenarioError, load, parse
from tests.live.scenarios.example import EXAMPLE

LINE = "must be one line of text, 200 characters at most (a number or a date needs quotes)."
NOT_OF_PEOPLE = (
    "is not a known key; the keys here are: citizens, experts, facilitators, guarantor, sides, sponsors, steering."
)
HANDED_OVER = "      - {kind: handover, title: H, prompt: P, minutes: 1}\n"
UNREADABLE = "YAML cannot read this: check the indentation, the dashes, the colons and the quotes."


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def refusal(data: str | bytes) -> str:
    with pytest.raises(ScenarioError) as caught:
        parse(data if isinstance(data, bytes) else data.encode(), source="my.yaml")
    return str(caught.value)


def test_the_example_of_the_page_loads() -> None:
    assert parse(EXAMPLE.encode(), source="my.yaml").name == "village-square"


# A case is what to change in the example, and the one complaint to expect; ¤ marks the line it names.
# One of the twelve proposals of the example.
GAMES = """\
    - title: Games
      observation: Children play between parked cars.
      text: Draw games on the ground.
      reason: It costs a pot of paint.
      addressee: School and town council
"""

CASES: list[tuple[dict[str, str], str]] = [
    (
        {"minutes: 40": "¤minutes: forty"},
        "sittings[0].rounds[1].minutes: must be a whole number of minutes from 1 to 600.",
    ),
    (
        {"minutes: 40": "¤minutes: 0"},
        "sittings[0].rounds[1].minutes: must be a whole number of minutes from 1 to 600.",
    ),
    (
        {"minutes: 40": "¤minutes: true"},
        "sittings[0].rounds[1].minutes: must be a whole number of minutes from 1 to 600.",
    ),
    (
        {"minutes: 40": "¤minutes:"},
        "sittings[0].rounds[1].minutes: must be a whole number of minutes from 1 to 600.",
    ),
    ({"count: 12": "¤count: 1"}, "people.citizens.count: must be a whole number from 2 to 2000."),
    ({"count: 12": "¤count: " + "9" * 5000}, "people.citizens.count: must be a whole number from 2 to 2000."),
    (
        {"name: village-square": "¤name: Village Square"},
        "name: must be a short name: small letters without accents, digits, hyphens, 40 characters at most.",
    ),
    ({"language: en": "¤language: no"}, "language: must be one of: fr, en."),
    ({"title: Trees": "¤title: 2026"}, f"sittings[0].rounds[1].title: {LINE}"),
    ({"title: Trees": '¤title: "\\0"'}, f"sittings[0].rounds[1].title: {LINE}"),
    ({"context: The": "¤context: 2026-01-01 # The"}, "context: must be text, 4,000 characters at most."),
    ({"day: 2026-06-13": "¤day: 2026-06-31"}, "sittings[0].day: must be a day, such as 2023-04-01."),
    ({"day: 2026-06-13": "¤day: Saturday"}, "sittings[0].day: must be a day, such as 2023-04-01."),
    (
        {'start: "09:30"': '¤start: "9:30"'},
        'sittings[0].start: must be a time of day between quotes, such as "09:30".',
    ),
    (
        {'start: "09:30"': '¤start: "24:00"'},
        'sittings[0].start: must be a time of day between quotes, such as "09:30".',
    ),
    ({"answer_days: 90": "¤answer_days: soon"}, "mandate.answer_days: must be a whole number from 0 to 3650."),
    ({"  answer_days: 90\n": "", "mandate:\n": "¤mandate:\n"}, "mandate.answer_days: is missing."),
    ({"  recruitment: T": "  ¤recruitement: T"}, "sheet.recruitement: is not a known key: did you mean “recruitment”?"),
    ({"methods: A day of": "¤methods: 7 # A day of"}, "sheet.methods: must be text, 4,000 characters at most."),
    (
        {"word: short stay": "¤word: " + "a" * 61},
        "glossary[0].word: must be a word or a few, 60 characters at most.",
    ),
    ({"- {word: pedestrian area,": "- {¤word: Short Stay,"}, "glossary[1].word: “short stay” is here twice."),
    (
        {"- {word: pedestrian area, explanation: A street or a square without cars.}": "- ¤{word: pedestrian area}"},
        "glossary[1].explanation: is missing.",
    ),
    (
        {"quorum: 1/2": "¤quorum: 50%"},
        "mandate.proposals.quorum: must be a fraction from 0 to 1, such as 2/3.",
    ),
    ({"reseat: true": "¤reseat: yes"}, "sittings[0].rounds[3].tables.reseat: must be true or false."),
    ({"  guarantor: Guarantor\n": "", "people:\n": "¤people:\n"}, "people.guarantor: is missing."),
    (
        {"  guarantor: G": "  ¤colour: red\n  guarantor: G"},
        f"people.colour: {NOT_OF_PEOPLE}",
    ),
    (
        {"  guarantor: G": "  ¤guarentor: G\n  guarantor: G"},
        "people.guarentor: is not a known key: did you mean “guarantor”?",
    ),
    (
        {"  guarantor: G": "  ¤<<: {}\n  guarantor: G"},
        f"people.<<: {NOT_OF_PEOPLE}",
    ),
    ({"facilitators: [Facilitator 1]": "¤facilitators: []"}, "people.facilitators: must not be empty."),
    (
        {"facilitators: [Facilitator 1]": "¤facilitators: Facilitator 1"},
        "people.facilitators: must be a list.",
    ),
    (
        {"tables: {size: 4, reseat: true}": "¤tables: four"},
        "sittings[0].rounds[3].tables: must be a group of keys and values.",
    ),
    (
        {"shares: {18-34: 30": "¤shares: {18-34: 31"},
        "people.citizens.criteria[0].shares: must add up to 100, not 101.",
    ),
    (
        {"shares: {18-34: 30": "¤shares: {18-34: much"},
        "people.citizens.criteria[0].shares.18-34: must be a whole number from 0 to 100.",
    ),
    ({"shares: {18-34: 30": "¤shares: {18-34: 30, '': 0"}, f"people.citizens.criteria[0].shares.: {LINE}"),
    (
        {"1/2, strict: true": "1/2, ¤strict: false"},
        "mandate.proposals.strict: must be true when the majority is 1/2: a tie is not adopted.",
    ),
    (
        {"  # no": "  ¤consensus: 2/3\n  # no"},
        "mandate.consensus: must ask for more than the adoption's majority.",
    ),
    (
        {"key: shops": "¤key: trees", "expert: shops": "expert: trees"},
        "people.experts[1].key: “trees” is here twice.",
    ),
    (
        {"expert: trees": "¤expert: tree"},
        "sittings[0].rounds[1].expert: “tree” is not the key of one of the experts under people.",
    ),
    (
        {"- {kind: plenary": "- {¤expert: trees, kind: plenary"},
        "sittings[0].rounds[0].expert: has no place in a round of kind “plenary”.",
    ),
    (
        {"- {kind: plenary": "- ¤{kind: hearing"},
        "sittings[0].rounds[0].expert: is needed in a round of kind “hearing”.",
    ),
    (
        {"- {kind: plenary": "- {¤kind: party"},
        "sittings[0].rounds[0].kind: must be one of: plenary, questionnaire, hearing, tables, drafting, "
        "review, ballot, writing, adoption, signing, handover.",
    ),
    (
        {"- {kind: plenary": "- {¤kind: ballot"},
        "sittings[0].rounds[0].kind: is “ballot” with no “drafting” before it.",
    ),
    (
        {"      - {kind: handover": HANDED_OVER + "      - {¤kind: handover"},
        "sittings[1].rounds[4].kind: is “handover” a second time: it happens once.",
    ),
    (
        {"sittings:": "¤sittings:", "{kind: writing": "{kind: review"},
        "sittings: need one round of kind “writing”.",
    ),
    (
        {"kind: drafting": "kind: tables", "kind: ballot": "kind: review", "kind: writing": "¤kind: writing"},
        "sittings[1].rounds[0].kind: is “writing” with no “ballot” before it.",
    ),
    (
        {"day: 2026-06-14": "¤day: 2026-06-12"},
        "sittings[1].day: is before 2026-06-13, the day of an earlier sitting.",
    ),
    (
        {"proposals_per_table: 3": "proposals_per_table: 5", "  proposals:\n    -": "  ¤proposals:\n    -"},
        "demo.proposals: must have 15 entries: 5 for each of the 3 tables.",
    ),
    (
        {GAMES: "", "  proposals:\n    -": "  ¤proposals:\n    -"},
        "demo.proposals: must have at least 12 entries.",
    ),
]


@pytest.mark.parametrize(("changes", "complaint"), CASES, ids=[case[1][:50] for case in CASES])
def test_a_value_that_is_wrong_names_its_line(changes: dict[str, str], complaint: str) -> None:
    marked = EXAMPLE
    for old, new in changes.items():
        assert old in marked
        marked = marked.replace(old, new, 1)
    line = marked[: marked.index("¤")].count("\n") + 1
    assert refusal(marked.replace("¤", "")) == f"my.yaml, line {line}, {complaint}"


ROUND = """\
      - kind: questionnaire
        title: T
        prompt: P
        minutes: 5
        items:
          - {key: fear, text: Fear, kind: scale, min: 0, max: 10, low: None, high: Much}
          - {key: fear, text: Fear, kind: open}
          - {key: word, text: Word, kind: scal}
          - {key: word, text: Word, kind: scale, min: 0, max: 10, low: None, hihg: Much}
          - word
"""


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file() -> None:
    text = EXAMPLE.replace("      - {kind: plenary", ROUND + "      - {kind: plenary", 1)
    first = text[: text.index("{key: fear")].count("\n") + 1
    place = "sittings[0].rounds[0].items"
    assert refusal(text).splitlines() == [
        f"my.yaml, line {first + 2}, {place}[2].kind: must be one of: scale, single, open.",
        f"my.yaml, line {first + 3}, {place}[3].high: is missing.",
        f"my.yaml, line {first + 3}, {place}[3].hihg: is not a known key: did you mean “high”?",
        f"my.yaml, line {first + 4}, {place}[4]: must be a group of keys and values.",
    ]


def test_the_same_question_is_asked_the_same_way() -> None:
    item = "{key: k, text: %s, kind: open}"
    asked = f"      - {{kind: questionnaire, title: Q, prompt: P, minutes: 5, items: [{item}]}}\n"
    text = EXAMPLE.replace("      - {kind: plenary", asked % "Before" + "      - {kind: plenary", 1)
    text = text.replace("      - {kind: ballot", asked % "After" + "      - {kind: ballot", 1)
    line = text[: text.index("text: After")].count("\n") + 1
    assert refusal(text) == (
        f"my.yaml, line {line}, sittings[0].rounds[5].items[0]: "
        "has the key “k” of an earlier question, but is not the same."
    )


def test_a_question_is_asked_once_in_a_round() -> None:
    item = "{key: k, text: T, kind: open}"
    asked = f"      - {{kind: questionnaire, title: Q, prompt: P, minutes: 5, items: [{item}, {item}]}}\n"
    text = EXAMPLE.replace("      - {kind: plenary", asked + "      - {kind: plenary", 1)
    line = text[: text.index("questionnaire")].count("\n") + 1
    assert refusal(text) == f"my.yaml, line {line}, sittings[0].rounds[0].items[1].key: “k” is here twice."


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "my.yaml, line 1: the file is empty."),
        (b"# nothing\n\n", "my.yaml, line 1: the file is empty."),
        (b"- a list\n", "my.yaml, line 1: must be a group of keys and values."),
        (
            b"name: a\ntitle: caf\xe9\n",
            "my.yaml, line 2: this is not UTF-8 text: save the file again as UTF-8.",
        ),
        (b"name: a\ntitle: \x07\n", "my.yaml, line 2: there is a character here that no text should have."),
        (b"name: a\nmandate:\n\tproposals: 1\n", "my.yaml, line 3: there is a tab here: indent with spaces."),
        (b"name:\n  - a\n\t- d\n", "my.yaml, line 3: there is a tab here: indent with spaces."),
        (
            b"name: a\ntitle: a: b\n",
            "my.yaml, line 2: there is a second colon here: put the text between quotes.",
        ),
        (b"name: a\ntitle: 'b\nc: d\n", "my.yaml, line 2: a quote opens here and is not closed."),
        (
            b"name: a\nnotes: [a b?, c]\n",
            "my.yaml, line 2: between { } or [ ], a text with a comma, a colon or a final ? needs quotes.",
        ),
        (
            b"name: a\n---\nname: b\n",
            "my.yaml, line 2: a second document begins here: a file is one scenario.",
        ),
        (b"name: a\n]\n", f"my.yaml, line 2: {UNREADABLE}"),
        (b"name: a\ntitle: b\nname: c\n", "my.yaml, line 3: the key “name” is already on line 1."),
        (b"name: a\n? [b]\n: c\n", "my.yaml, line 2: a key must be plain text."),
        (
            b"name: a\ntitle: !!python/name:os.system b\n",
            "my.yaml, line 2: a scenario uses no YAML tag (!): remove it.",
        ),
        (
            b"name: &a [b]\ntitle: *a\n",
            "my.yaml, line 2: a scenario uses no YAML alias (*): write it out again.",
        ),
        (b"name: a\ntitle: " + b"[" * 100_000, "my.yaml, line 2: lists and groups are nested too deep here."),
        (b"a" * (LARGEST + 1), "my.yaml: is larger than 1 MB: too large for a scenario."),
    ],
)
def test_what_is_not_readable_at_all_is_said_alone(data: bytes, complaint: str) -> None:
    assert refusal(data) == complaint


@pytest.mark.parametrize("name", ["", ".", "no-such-scenario", "no\0such"])
def test_what_is_not_there_names_what_is(name: str) -> None:
    with pytest.raises(ScenarioError, match=r"cannot be read; the built-in scenarios are: drees-2016, paris-2023\.$"):
        load(name)


def test_a_file_of_nonsense_is_not_answered_at_the_same_length() -> None:
    assert len(refusal("".join(f"key{i}: value\n" for i in range(1000))).splitlines()) == MOST


def test_a_problem_can_be_pointed_at(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(EXAMPLE.replace("minutes: 20}", "minutes: no}", 1), encoding="utf-8-sig")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    (problem,) = caught.value.problems
    line = file.read_text(encoding="utf-8-sig").splitlines()[problem.line - 1]
    assert line[problem.column - 1 :] == "minutes: no}"
    assert problem.where == "sittings[0].rounds[0].minutes"
