"""Badges and seats."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from deliberation.accounts.models import User
from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.panel import actions, queries
from deliberation.panel.codes import grouped
from deliberation.panel.models import Badge, Panellist
from tests.cast import enter, found_conference, set_stage

PERSONS = [role for role in Role if role != Role.OPERATOR]
ClientOf = Callable[..., Client]


def verbs(conference: Conference) -> list[str]:
    return list(Entry.objects.filter(conference=conference).order_by("number").values_list("verb", flat=True))


@pytest.fixture
def bearer(conference: Conference) -> Actor:
    """A citizen without e-mail."""
    return enter(conference, Role.CITIZEN, "bearer")


@pytest.fixture
def code(conference: Conference, facilitator: Actor, bearer: Actor) -> str:
    return actions.issue_badge(actor=facilitator, conference=conference, membership=bearer.member)


# Whose


@pytest.mark.parametrize("role", PERSONS)
def test_a_facilitator_badges_citizens_and_tablets_without_email_and_nobody_else(
    role: Role, conference: Conference, facilitator: Actor
) -> None:
    for email in (None, f"{role.value}-2@example.org"):
        person = enter(conference, role, "somebody", email=email).member
        allowed = role in {Role.CITIZEN, Role.TABLE} and email is None
        for act in (actions.issue_badge, actions.revoke_badge):
            if allowed:
                act(actor=facilitator, conference=conference, membership=person)
            else:
                with pytest.raises(Refused):
                    act(actor=facilitator, conference=conference, membership=person)
        assert Badge.objects.filter(membership=person).exists() == allowed


# Using


def test_a_badge_tells_who_bears_it(code: str, bearer: Actor, conference: Conference) -> None:
    for typed in (code, grouped(code), grouped(code).lower(), f" {code} "):
        assert actions.use_badge(code=typed) == bearer.member
    entry = Entry.objects.filter(conference=conference, verb="panel:badge-used").first()
    assert (entry.actor, entry.detail) == (bearer.ref, "{}")


@pytest.mark.parametrize("wrong", ["", "0", "0" * 10, "𝟘" * 10, "x" * 500])
def test_a_wrong_code_is_refused(wrong: str, code: str) -> None:
    with pytest.raises(Refused):
        actions.use_badge(code=wrong)


def test_refusals_do_not_tell_why(code: str, bearer: Actor, facilitator: Actor, conference: Conference) -> None:
    """Wrong, revoked, or of somebody who left: the same sentence, or codes could be told apart by trying them."""
    sentences = set()

    def refused(typed: str) -> None:
        with pytest.raises(Refused) as refusal:
            actions.use_badge(code=typed)
        sentences.add(str(refusal.value))

    refused("0000000000")
    actions.revoke_badge(actor=facilitator, conference=conference, membership=bearer.member)
    refused(code)
    second = actions.issue_badge(actor=facilitator, conference=conference, membership=bearer.member)
    remove_person(actor=facilitator, conference=conference, membership=bearer.member)
    refused(second)
    assert len(sentences) == 1


# Issuing and revoking


@pytest.mark.parametrize("role", [role for role in PERSONS if role != Role.FACILITATOR])
def test_nobody_but_a_facilitator_gives_or_takes_badges(
    role: Role, conference: Conference, bearer: Actor, code: str
) -> None:
    other = enter(conference, role)
    with pytest.raises(Refused):
        actions.issue_badge(actor=other, conference=conference, membership=bearer.member)
    with pytest.raises(Refused):
        actions.revoke_badge(actor=other, conference=conference, membership=bearer.member)
    assert actions.use_badge(code=code) == bearer.member


def test_a_new_badge_ends_the_old_one(code: str, conference: Conference, facilitator: Actor, bearer: Actor) -> None:
    second = actions.issue_badge(actor=facilitator, conference=conference, membership=bearer.member)
    with pytest.raises(Refused):
        actions.use_badge(code=code)
    assert actions.use_badge(code=second) == bearer.member
    assert Badge.objects.filter(revoked_at=None).count() == 1


def test_a_removed_person_gets_no_badge(conference: Conference, facilitator: Actor, bearer: Actor) -> None:
    remove_person(actor=facilitator, conference=conference, membership=bearer.member)
    bearer.member.refresh_from_db()
    with pytest.raises(Refused):
        actions.issue_badge(actor=facilitator, conference=conference, membership=bearer.member)


def test_badges_are_given_and_taken_in_ones_own_conference(
    conference: Conference, facilitator: Actor, other_conference: Conference
) -> None:
    theirs = enter(other_conference, Role.CITIZEN)
    code = actions.issue_badge(actor=OPERATOR, conference=other_conference, membership=theirs.member)
    for act in (actions.issue_badge, actions.revoke_badge):
        with pytest.raises(Refused):
            act(actor=facilitator, conference=conference, membership=theirs.member)
    assert actions.use_badge(code=code) == theirs.member


def test_revoking_again_changes_nothing(code: str, conference: Conference, facilitator: Actor, bearer: Actor) -> None:
    for _ in range(2):
        actions.revoke_badge(actor=facilitator, conference=conference, membership=bearer.member)
    assert verbs(conference).count("panel:badge-revoked") == 1


def signed_in(browser: Client) -> bool:
    return browser.get("/conferences/eau/dossier/").status_code == 200


@pytest.mark.parametrize("again", [actions.issue_badge, actions.revoke_badge])
def test_taking_a_badge_signs_its_devices_out(
    again: Callable[..., object], code: str, conference: Conference, facilitator: Actor, bearer: Actor
) -> None:
    devices, other = [Client(), Client()], Client()
    for device in devices:
        device.post("/badge/", {"code": code})
    second = enter(conference, Role.CITIZEN, "another")
    other.post(
        "/badge/", {"code": actions.issue_badge(actor=facilitator, conference=conference, membership=second.member)}
    )
    assert [signed_in(device) for device in (*devices, other)] == [True, True, True]
    again(actor=facilitator, conference=conference, membership=bearer.member)
    assert [signed_in(device) for device in (*devices, other)] == [False, False, True]


def everything_kept() -> str:
    """Every value of every column of every table, as text."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        names = [field.attname for field in model._meta.concrete_fields if not isinstance(field, models.BinaryField)]
        found += [str(row) for row in model._default_manager.values_list(*names)]
    return "\n".join(found)


def test_a_code_is_kept_nowhere(code: str, conference: Conference) -> None:
    browser = Client()
    browser.post("/badge/", {"code": code})
    assert signed_in(browser)
    browser.get(f"/b/{code}/")
    kept = everything_kept()
    assert "panel:badge-used" in kept
    for form in (code, grouped(code), code.lower()):
        assert form not in kept


# Seating


def people_of(count: int) -> tuple[Conference, Actor, list[Actor]]:
    conference = found_conference()
    facilitator = enter(conference, Role.FACILITATOR)
    set_stage(conference, Stage.PAUSE)
    return conference, facilitator, [enter(conference, Role.CITIZEN, f"{n}") for n in range(count)]


def seat(conference: Conference, facilitator: Actor, *tables: list[Actor]) -> None:
    actions.seat_citizens(
        actor=facilitator,
        conference=conference,
        seating={person.member.pk: table for table, people in enumerate(tables, start=1) for person in people},
    )


def plan_of(conference: Conference) -> dict[int, int | None]:
    return dict(Panellist.objects.values_list("membership", "table"))


def test_everyone_sits_where_they_are_seated_and_nobody_else_anywhere(db: None) -> None:
    conference, facilitator, citizens = people_of(6)
    seat(conference, facilitator, citizens[:3], citizens[3:])
    seat(conference, facilitator, citizens[1:3], [citizens[0]])
    assert [queries.table_of(citizen.member) for citizen in citizens] == [2, 1, 1, None, None, None]
    details = [entry.detail for entry in Entry.objects.filter(verb="panel:citizens-seated").order_by("number")]
    assert details == ['{"people":6,"tables":2}', '{"people":3,"tables":2}']


@pytest.mark.parametrize("role", [role for role in PERSONS if role != Role.FACILITATOR])
def test_only_a_facilitator_seats(role: Role, db: None) -> None:
    conference, facilitator, citizens = people_of(4)
    seat(conference, facilitator, citizens[:2], citizens[2:])
    before = plan_of(conference)
    with pytest.raises(Refused):
        seat(conference, enter(conference, role), citizens)
    assert {person: table for person, table in plan_of(conference).items() if person in before} == before


def test_a_latecomer_joins_the_smallest_table(db: None) -> None:
    conference, facilitator, citizens = people_of(6)
    seat(conference, facilitator, citizens[:3], citizens[3:5])
    smallest = min(queries.seated(conference), key=lambda table: len(queries.seated(conference)[table]))
    actions.seat_latecomer(actor=citizens[5], conference=conference)
    assert queries.table_of(citizens[5].member) == smallest
    assert [len(names) for names in queries.seated(conference).values()] == [3, 3]


def test_who_has_a_seat_keeps_it(db: None) -> None:
    conference, facilitator, citizens = people_of(4)
    seat(conference, facilitator, citizens[:2], citizens[2:])
    before, said = plan_of(conference), verbs(conference)
    actions.seat_latecomer(actor=citizens[0], conference=conference)
    assert (plan_of(conference), verbs(conference)) == (before, said)


def test_before_tables_are_formed_nobody_is_seated(db: None) -> None:
    conference, _, citizens = people_of(2)
    actions.seat_latecomer(actor=citizens[0], conference=conference)
    assert plan_of(conference) == {citizen.member.pk: None for citizen in citizens}


def test_admitting_makes_a_numbered_panellist_without_an_address(conference: Conference, facilitator: Actor) -> None:
    first, second = (
        actions.admit_citizen(actor=facilitator, conference=conference, name=f"Citizen {n}", criteria={"age": "18-34"})
        for n in (1, 2)
    )
    assert [first.number, second.number] == [1, 2]
    assert User.objects.filter(memberships__panellist__in=[first, second]).exclude(email=None).count() == 0
    assert [str(criterion) for criterion in second.criteria.all()] == ["age: 18-34"]
