from collections.abc import Callable

import pytest

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.oversight.models import Observation, Statement
from tests.hall import Hall

OBSERVE, STATE = "/conferences/eau/oversight/observe/", "/conferences/eau/oversight/state/"


def test_the_guarantor_posts_both(hall: Hall, guarantor: Actor, client_of: Callable) -> None:
    browser, back = client_of(guarantor), "/conferences/eau/journal/?page=2"
    answers = [
        browser.post(OBSERVE, {"text": "Bien", "entry": "1", "next": back}),
        browser.post(OBSERVE, {"text": "Bien", "entry": "", "next": back}),
        browser.post(STATE, {"text": "Loyal", "version": "0", "next": back}),
    ]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(303, back)] * 3
    assert list(Observation.objects.values_list("entry", flat=True)) == [1, None]
    assert Statement.objects.get().text == "Loyal"


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.GUARANTOR, Role.OPERATOR}])
def test_nobody_else_does(role: Role, cast: dict[Role, Actor], client_of: Callable) -> None:
    browser = client_of(cast[role])
    assert browser.post(OBSERVE, {"text": "Non"}).status_code == 403
    assert browser.post(STATE, {"text": "Non", "version": "0"}).status_code == 403
    assert (Observation.objects.count(), Statement.objects.count()) == (0, 0)


def test_an_entry_that_does_not_exist_is_refused_with_what_was_typed(
    guarantor: Actor, conference: object, client_of: Callable
) -> None:
    answer = client_of(guarantor).post(OBSERVE, {"text": "Je garde mes mots", "entry": "999"})
    assert (answer.status_code, "Je garde mes mots" in answer.content.decode()) == (409, True)


def test_a_statement_that_was_saved_is_acknowledged_again_after_the_seal(
    hall: Hall, guarantor: Actor, client_of: Callable
) -> None:
    hall.reach(Stage.SIGNING)
    hall.sign(hall.citizens[0])
    browser = client_of(guarantor)
    assert browser.post(STATE, {"text": "Loyal", "version": "0"}).status_code == 303
    hall.end(Stage.SIGNING)
    assert browser.post(STATE, {"text": "Loyal", "version": "0"}).status_code == 303
    assert browser.post(STATE, {"text": "Autre", "version": "1"}).status_code == 409
