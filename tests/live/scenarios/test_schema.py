"""What a scenario may say, and that the ones we ship say it."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
from django.utils import translation
from pydantic import ValidationError

from deliberation.dossier.sheets.readability import measure
from sessions.scenarios.fields import Contradiction, Kind, SampleName
from sessions.scenarios.items import SAMPLES, Choice, Scale, sample
from sessions.scenarios.load import built_in, load
from sessions.scenarios.schema import Criterion, Expert, Mandate, Round, Rule, Scenario

VILLAGE = Path(__file__).with_name("village-2026.yaml")


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def sentences(error: ValidationError) -> list[str]:
    raised = [details["ctx"]["error"] for details in error.errors()]
    assert all(isinstance(one, Contradiction) for one in raised)
    return [sentence for one in raised for _loc, sentence in one.findings]


def kinds(scenario: Scenario) -> set[str]:
    return {round_.kind for _loc, round_ in scenario.rounds()}


@pytest.mark.parametrize("name", ["paris-2023", "drees-2016"])
def test_a_built_in_scenario_loads_under_its_own_name(name: str) -> None:
    assert load(name) == load(built_in()[name])
    assert load(name).name == name


def test_there_are_two_built_in_scenarios() -> None:
    assert list(built_in()) == ["drees-2016", "paris-2023"]


def test_both_bring_the_four_questions_of_citizens_longer_from_depth_to_depth() -> None:
    paris, drees = load("paris-2023").sheets, load("drees-2016").sheets
    assert paris == drees
    assert [sheet.question for sheet in paris] == [
        "Mes soignants pourraient-ils savoir que je suis malade avant moi ?",
        "Pourquoi utiliser nos informations personnelles ?",
        "Et si mes informations tombaient entre de mauvaises mains ?",
        "Peut-on utiliser mes données sans mon accord ?",
    ]
    for sheet in paris:
        assert (sheet.source or "").startswith("Exemple écrit pour cette plateforme")
        measured = [measure(text, "fr") for text in (sheet.easy, sheet.essential, sheet.in_depth)]
        words, scores = zip(*((found.words, found.score) for found in measured if found), strict=True)
        assert list(words) == sorted(words)
        assert scores[0] >= 90 > max(scores[1:])


def test_paris_is_what_the_press_release_says() -> None:
    paris = load("paris-2023")
    assert paris.question == "Comment sensibiliser la société au partage des données de santé ?"
    assert paris.people.citizens.count == 70
    assert [expert.works_for_organiser for expert in paris.people.experts].count(True) == 2
    assert len(paris.people.experts) == 7
    assert [sitting.day for sitting in paris.sittings] == [date(2023, 4, 1), date(2023, 4, 2)]
    sizes = [round_.tables.size for _loc, round_ in paris.rounds() if round_.tables]
    assert set(sizes) == {7}
    asked = [item for _loc, round_ in paris.rounds() for item in round_.items if item.key == "fear"]
    assert len(asked) == 2
    assert asked[0] == asked[1]


def test_drees_is_what_the_public_record_says() -> None:
    drees = load("drees-2016")
    assert drees.people.citizens.count == 17
    assert drees.people.steering
    assert [sitting.online for sitting in drees.sittings] == [False, True, False]
    assert any(round_.kind == "hearing" for round_ in drees.sittings[2].rounds)


def test_neither_calls_a_result_a_consensus() -> None:
    assert [load(name).mandate.consensus for name in built_in()] == [None, None]


def test_every_kind_of_round_is_played() -> None:
    assert kinds(load("paris-2023")) == set(get_args(Kind))
    assert kinds(load("drees-2016")) == set(get_args(Kind))


def test_a_village_has_other_rules() -> None:
    mandate = load(VILLAGE).mandate
    assert mandate.proposals == Rule(quorum=Fraction(2, 3), majority=Fraction(2, 3), strict=False)
    assert mandate.adoption.majority == Fraction(3, 5)
    assert mandate.consensus == Fraction(4, 5)


def test_a_scenario_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load("paris-2023").name = "other"  # type: ignore[misc]


@pytest.mark.parametrize("count", [1, 2, 16, 17, 70, 199])
def test_every_seat_is_given(count: int) -> None:
    for name in built_in():
        for criterion in load(name).people.citizens.criteria:
            assert sum(criterion.seats(count).values()) == count


def test_seats_go_to_the_largest_remainders_first_listed_first() -> None:
    criterion = Criterion(key="gender", title="Gender", shares={"Women": 50, "Men": 50})
    assert criterion.seats(17) == {"Women": 9, "Men": 8}


def test_the_same_seed_makes_the_same_panel() -> None:
    citizens = load("paris-2023").people.citizens
    assert citizens.profiles(7) == citizens.profiles(7)
    assert citizens.profiles(7) != citizens.profiles(8)
    assert len(citizens.profiles(7)) == 70
    assert len(citizens.profiles(7, count=12)) == 12
    assert set(citizens.profiles(7)[0]) == {"age_band", "gender", "area", "occupation"}


@pytest.mark.parametrize(("written", "meant"), [("2/3", Fraction(2, 3)), ("4/6", Fraction(2, 3)), (1, 1), (0, 0)])
def test_a_fraction_is_exact(written: object, meant: Fraction) -> None:
    assert Rule.model_validate({"quorum": written, "majority": "2/3", "strict": False}).quorum == meant


@pytest.mark.parametrize("written", ["3/2", "1/0", "-1/2", "0.5", 0.5, "1 / 2", "two thirds", True, None, 2, [], "٢/٣"])
def test_what_is_no_fraction_is_refused(written: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Rule.model_validate({"quorum": written, "majority": "2/3", "strict": False})
    assert sentences(caught.value) == ["must be a fraction from 0 to 1, such as 2/3."]


@pytest.mark.parametrize(
    ("majority", "strict", "sentence"),
    [
        ("1/3", True, "must be 1/2 or more: a minority adopts nothing."),
        ("1/2", False, "must be true when the majority is 1/2: a tie is not adopted."),
        ("1", True, "must be false when the majority is 1: nothing is more than all."),
    ],
)
def test_a_rule_that_decides_nothing_is_refused(majority: str, strict: bool, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Rule.model_validate({"quorum": "1/2", "majority": majority, "strict": strict})
    assert sentences(caught.value) == [sentence]


@pytest.mark.parametrize("consensus", ["1/2", "2/3"])
def test_a_consensus_is_more_than_an_adoption(consensus: str) -> None:
    rule = {"quorum": "1/2", "majority": "2/3", "strict": False}
    mandate = {"proposals": rule, "adoption": rule, "proposals_per_table": 1, "publication_days": 0, "answer_days": 0}
    assert Mandate.model_validate(mandate).consensus is None
    with pytest.raises(ValidationError) as caught:
        Mandate.model_validate(mandate | {"consensus": consensus})
    assert sentences(caught.value) == ["must ask for more than the adoption's majority."]


def test_a_round_has_what_its_kind_has_and_nothing_else() -> None:
    with pytest.raises(ValidationError) as caught:
        Round.model_validate({"kind": "tables", "title": "T", "prompt": "P", "minutes": 5, "expert": "anyone"})
    assert sentences(caught.value) == [
        "is needed in a round of kind “tables”.",
        "has no place in a round of kind “tables”.",
    ]


@pytest.mark.parametrize(
    ("kind", "steps", "said"),
    [
        ("plenary", [5], ["has no place in a round of kind “plenary”."]),
        ("tables", [5, 6], ["take 11 minutes together, and the round 10."]),
        ("drafting", [1] * 13, ["take 13 minutes together, and the round 10.", "are too many: 12 at most."]),
        ("tables", [0], ["must be a whole number of minutes from 1 to 600."]),
    ],
)
def test_the_parts_of_a_round_fit_in_it(kind: str, steps: list[int], said: list[str]) -> None:
    round_ = {"kind": kind, "title": "T", "prompt": "P", "minutes": 10}
    if kind != "plenary":
        round_["tables"] = {"size": 4, "reseat": True}
        assert Round.model_validate(round_ | {"steps": [{"text": "S", "minutes": 10}]}).steps[0].text == "S"
    with pytest.raises(ValidationError) as caught:
        Round.model_validate(round_ | {"steps": [{"text": "S", "minutes": minutes} for minutes in steps]})
    assert sentences(caught.value) == said


def test_a_scale_goes_up() -> None:
    scale = {
        "key": "fear",
        "text": "Fear?",
        "kind": "scale",
        "min": 5,
        "max": 5,
        "low": "None",
        "high": "Much",
    }
    with pytest.raises(ValidationError) as caught:
        Scale.model_validate(scale)
    assert sentences(caught.value) == ["must be greater than min."]


def test_the_samples_ask_the_same_in_both_languages_and_the_same_before_and_after() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == {
        f"{n}.{lang}.yaml" for n in get_args(SampleName) for lang in ("fr", "en")
    }
    for name in get_args(SampleName):
        french, english = sample(name, "fr"), sample(name, "en")
        assert [(item.key, item.kind) for item in french] == [(item.key, item.kind) for item in english]
    before, after = ({item.key: item for item in sample(f"members-{when}", "fr")} for when in ("before", "after"))
    both = before.keys() & after.keys()
    assert len(both) == 5
    assert {key: before[key] for key in both} == {key: after[key] for key in both}


def test_options_differ() -> None:
    with pytest.raises(ValidationError) as caught:
        Choice.model_validate({"key": "k", "text": "T?", "kind": "single", "options": ["Yes", "No", "Yes"]})
    assert sentences(caught.value) == ["“Yes” is here twice."]


@pytest.mark.parametrize(
    "text", ["", "   ", "a\x00b", "a\u202eb", "\ud800", "\ue000", "x" * 201, "two\nlines", 3, None]
)
def test_a_line_that_no_screen_can_hold_is_refused(text: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Expert.model_validate({"key": "k", "title": text, "affiliation": "A", "viewpoint": "V"})
    assert sentences(caught.value) == [
        "must be one line of text, 200 characters at most (a number or a date needs quotes)."
    ]


def test_french_spaces_and_accents_are_welcome() -> None:
    title = "Où\u202f? Là\u00a0: « ici »"
    assert Expert(key="k", title=f"  {title} ", affiliation="A", viewpoint="V").title == title
