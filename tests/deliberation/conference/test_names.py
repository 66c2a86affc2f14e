"""How I am called: chosen by the person, seen at their table, forgotten by nobody's record."""

from collections.abc import Callable

import pytest
from django.test import Client

from deliberation.conference.actions import choose_name
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Refused
from tests.cast import enter, set_stage

ADDRESS = "/conferences/eau/name/"


def journal(conference: Conference) -> list[str]:
    return list(
        Entry.objects.filter(conference=conference, verb=Verb.NAME_CHOSEN)
        .order_by("number")
        .values_list("actor", flat=True)
    )


def called(citizen: Actor) -> str:
    citizen.member.refresh_from_db()
    return citizen.member.display_name


@pytest.mark.parametrize("stage", list(Stage))
def test_a_citizen_chooses_until_the_hand_over(stage: Stage, conference: Conference, citizen: Actor) -> None:
    set_stage(conference, stage)
    if stage == Stage.HANDED_OVER:
        with pytest.raises(Refused):
            choose_name(actor=citizen, conference=conference, called="Mado")
        assert (called(citizen), journal(conference)) == ("citizen", [])
    else:
        choose_name(actor=citizen, conference=conference, called="Mado")
        assert (called(citizen), journal(conference)) == ("Mado", [citizen.ref])


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.OPERATOR, Role.CITIZEN}])
def test_nobody_else_does(role: Role, conference: Conference) -> None:
    other = enter(conference, role, table=1)
    with pytest.raises(Refused):
        choose_name(actor=other, conference=conference, called="Mado")
    assert called(other) == role.value


def test_the_same_name_again_changes_nothing(conference: Conference, citizen: Actor) -> None:
    for name in ("", "citizen", "Mado", "Mado", "", "citizen"):
        choose_name(actor=citizen, conference=conference, called=name)
    assert called(citizen) == "citizen"
    assert len(journal(conference)) == 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Mado ", "Mado"),
        ("Marie \t\u00a0Jo", "Marie Jo"),
        ("Jean-Pierre d’Ô (3)", "Jean-Pierre d’Ô (3)"),
        ("Rene\u0301", "René"),
        ("", "citizen"),
        ("   ", "citizen"),
        ("é" * 40, "é" * 40),
    ],
)
def test_a_name_as_it_is_typed(
    typed: str, kept: str, conference: Conference, citizen: Actor, client_of: Callable[..., Client]
) -> None:
    answer = client_of(citizen).post(ADDRESS, {"called": typed}, headers={"accept": "application/json"})
    assert (answer.status_code, called(citizen)) == (200, kept)


@pytest.mark.parametrize("typed", ["<b>Mado</b>", "Mado\u202e", "Ma\u200bdo", "Mado & Cie", "😀", "é" * 41])
def test_what_is_no_name_is_refused_with_a_sentence(
    typed: str, conference: Conference, citizen: Actor, client_of: Callable[..., Client]
) -> None:
    answer = client_of(citizen).post(ADDRESS, {"called": typed}, headers={"accept": "application/json"})
    assert (answer.status_code, called(citizen)) == (422, "citizen")
    assert answer.json()["errors"]["called"]
