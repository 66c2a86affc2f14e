"""A paper as it is keyed in: what it says and nothing that somebody guessed."""

from collections.abc import Callable
from typing import Any

import pytest

from deliberation.ballots.box.forms import KeyedPaperForm
from deliberation.ballots.queries import open_ballots
from deliberation.conference.methods import Method
from deliberation.conference.models import Rule
from deliberation.conference.stages import Stage
from tests.hall import Hall

Paper = Callable[[Method, dict[str, Any]], KeyedPaperForm]


@pytest.fixture
def paper(hall: Hall, english: None) -> Paper:
    def make(method: Method, given: dict[str, Any]) -> KeyedPaperForm:
        Rule.objects.filter(pk=hall.conference.mandate.proposals_id).update(method=method)
        hall.reach(Stage.BALLOT)
        ballot = open_ballots(hall.conference).order_by("pk")[0]
        return KeyedPaperForm({"number": "3", **given}, ballot=ballot)

    return make


CASES: list[tuple[Method, dict[str, str], list[str], str]] = [
    (Method.FOR_AGAINST, {"choice": "for"}, ["for"], ""),
    (Method.FOR_AGAINST, {"choice": "blank"}, [""], ""),
    (Method.CONSENT, {"choice": "object", "reason": "Trop cher"}, ["object"], "Trop cher"),
    (Method.CONSENT, {"choice": "object"}, ["object"], ""),
    (Method.CONSENT, {"choice": "blank", "reason": "Trop cher"}, [""], ""),
    (Method.APPROVAL, {"option_2": "on"}, ["", "approve"], ""),
    (Method.APPROVAL, {"blank": "on"}, ["", ""], ""),
    (Method.MAJORITY_JUDGMENT, {"option_1": "good"}, ["good", ""], ""),
    (Method.MAJORITY_JUDGMENT, {"option_1": "good", "blank": "on"}, ["", ""], ""),
    (Method.POINTS, {"option_1": "2", "option_2": "1"}, ["2", "1"], ""),
    (Method.POINTS, {"option_1": "1", "option_2": "1", "blank": "on"}, ["", ""], ""),
]


@pytest.mark.parametrize(("method", "given", "values", "reason"), CASES)
def test_what_a_paper_says_is_keyed_in(
    method: Method, given: dict[str, str], values: list[str], reason: str, paper: Paper
) -> None:
    form = paper(method, given)
    assert form.is_valid(), form.errors
    cleaned = form.cleaned_data
    assert [cleaned["marks"].get(option.pk, "") for option in form.options] == values
    assert (cleaned["number"], cleaned["reason"], set(cleaned)) == (3, reason, {"number", "marks", "reason"})


NOTHING = "Mark what the paper says or, if it says nothing, that it is blank."


@pytest.mark.parametrize(
    ("method", "given", "field", "sentence"),
    [
        (Method.FOR_AGAINST, {}, "choice", "This field is required."),
        (Method.FOR_AGAINST, {"choice": "maybe"}, "choice", "Select a valid choice. maybe is not one of the available"),
        (Method.APPROVAL, {}, "__all__", NOTHING),
        (Method.MAJORITY_JUDGMENT, {"option_1": ""}, "__all__", NOTHING),
        (Method.POINTS, {"option_1": "1", "option_2": "1"}, "__all__", "Only one proposal can come first"),
    ],
)
def test_what_says_nothing_is_not_a_paper(
    method: Method, given: dict[str, str], field: str, sentence: str, paper: Paper
) -> None:
    form = paper(method, given)
    assert not form.is_valid()
    assert sentence in str(form.errors[field])
    assert len(form.errors) == 1
