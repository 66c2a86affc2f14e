"""The paper as a form: what each method asks, and the sentence for what cannot be meant."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from deliberation.ballots.forms import PaperForm
from deliberation.ballots.queries import open_ballots
from deliberation.conference.methods import Method
from deliberation.conference.models import Rule
from deliberation.conference.stages import Stage
from tests.hall import Hall

Paper = Callable[..., PaperForm]


@pytest.fixture
def paper(hall: Hall, english: None) -> Paper:
    """The form of the open ballot, under a rule, filled in."""

    def make(method: Method, given: dict[str, Any], **rule: Any) -> PaperForm:
        Rule.objects.filter(pk=hall.conference.mandate.proposals_id).update(method=method, **rule)
        hall.reach(Stage.BALLOT)
        return PaperForm(given, ballot=open_ballots(hall.conference).order_by("pk")[0])

    return make


def marks(form: PaperForm) -> list[str]:
    assert form.is_valid(), form.errors
    return [form.cleaned_data["marks"].get(option.pk, "") for option in form.options]


def test_for_or_against(paper: Paper) -> None:
    assert marks(paper(Method.FOR_AGAINST, {"choice": "against"})) == ["against"]


def test_a_paper_without_a_choice_is_none(paper: Paper) -> None:
    form = paper(Method.FOR_AGAINST, {})
    assert (form.is_valid(), set(form.errors)) == (False, {"choice"})


def test_an_objection_needs_its_reason(paper: Paper) -> None:
    form = paper(Method.CONSENT, {"choice": "object", "reason": "  "}, majority=Fraction(1), strict=False)
    assert form.errors == {"reason": ["An objection needs its reason: without it, nobody can answer it."]}


def test_consent_needs_none_and_leaves_none(paper: Paper) -> None:
    form = paper(Method.CONSENT, {"choice": "consent", "reason": "written by mistake"})
    assert (marks(form), form.cleaned_data["reason"]) == (["consent"], "")


def test_an_objection_keeps_its_reason(paper: Paper) -> None:
    form = paper(Method.CONSENT, {"choice": "object", "reason": "Cela coûte trop."})
    assert (marks(form), form.cleaned_data["reason"]) == (["object"], "Cela coûte trop.")


def test_approval_is_a_box_for_each(paper: Paper) -> None:
    assert marks(paper(Method.APPROVAL, {"option_2": "on"})) == ["", "approve"]


def test_a_blank_paper_is_a_paper_where_texts_are_compared(paper: Paper) -> None:
    assert marks(paper(Method.APPROVAL, {})) == ["", ""]


def test_judgment_is_a_grade_for_each(paper: Paper) -> None:
    given = {"option_1": "good", "option_2": "reject"}
    assert marks(paper(Method.MAJORITY_JUDGMENT, given)) == ["good", "reject"]


def test_ranks_are_no_more_than_there_are_texts(paper: Paper) -> None:
    form = paper(Method.POINTS, {"option_1": "2", "option_2": "1"}, ranks=3)
    assert (marks(form), [value for value, _name in form.fields["option_1"].choices]) == (["2", "1"], ["", "1", "2"])


def test_a_rank_given_twice_is_asked_about(paper: Paper) -> None:
    form = paper(Method.POINTS, {"option_1": "1", "option_2": "1"})
    assert form.errors == {"__all__": ["Only one proposal can come first: choose which."]}


def test_a_form_without_its_ballot_still_reads_the_request() -> None:
    """It closed meanwhile: whether this very vote was counted is still asked."""
    request = "6f1f5a3e-3c48-4f0a-9d4d-0f6b6a0e3b1a"
    form = PaperForm({"choice": "for", "request": request}, ballot=None)
    assert (form.is_valid(), str(form.cleaned_data["request"])) == (True, request)
