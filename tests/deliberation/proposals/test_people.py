"""A proposal belongs to the people who sat at its table while it was written, wherever they sit later."""

from datetime import timedelta

import pytest

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.models import Panellist
from deliberation.proposals import actions
from deliberation.proposals.models import Participation, Proposal
from deliberation.proposals.queries import people_shown, writers_of
from sessions.drafting import actions as drafting
from tests.cast import enter, set_stage


@pytest.fixture
def neighbour(conference: Conference) -> Actor:
    return enter(conference, Role.CITIZEN, "neighbour", table=1)


@pytest.fixture
def proposal(conference: Conference, citizen: Actor, neighbour: Actor) -> Proposal:
    set_stage(conference, Stage.DRAFTING)
    return write(citizen, conference)


def write(actor: Actor, conference: Conference, text: str = "Texte", version: int = 0, **more: int) -> Proposal:
    return drafting.write_proposal(
        actor=actor, conference=conference, title="Titre", text=text, reason="", version=version, **more
    )


def sit(actor: Actor, table: int | None) -> None:
    Panellist.objects.filter(membership=actor.member).update(table=table)


def leave(facilitator: Actor, proposal: Proposal) -> None:
    """Its table is formed anew."""
    set_stage(proposal.conference, Stage.PAUSE)
    actions.leave_tables(actor=facilitator, conference=proposal.conference, tables=[proposal.table])
    set_stage(proposal.conference, Stage.REVIEW)
    proposal.refresh_from_db()


def test_who_sat_there_took_part_and_who_wrote_is_told_apart(
    proposal: Proposal, citizen: Actor, neighbour: Actor, other_citizen: Actor
) -> None:
    rows = Participation.objects.order_by("pk").values_list("membership", "first_at")
    assert {person: bool(at) for person, at in rows} == {citizen.member.pk: True, neighbour.member.pk: False}
    assert writers_of([proposal]) == {proposal.pk: ["citizen"]}


def test_first_and_last_are_kept_and_nothing_is_counted(proposal: Proposal, citizen: Actor) -> None:
    first = Participation.objects.get(membership=citizen.member).first_at
    assert first is not None
    for later in (1, 2):
        actions.note_contribution(proposal=proposal, membership=citizen.member, at=first + timedelta(minutes=later))
    row = Participation.objects.get(membership=citizen.member)
    assert (row.first_at, row.last_at) == (first, first + timedelta(minutes=2))


def test_what_is_written_on_the_shared_tablet_is_written_by_all_who_sit_there(
    proposal: Proposal, tablet: Actor
) -> None:
    write(tablet, proposal.conference, "Ensemble", 1, proposal_id=proposal.pk)
    assert writers_of([proposal]) == {proposal.pk: ["citizen", "neighbour"]}


def test_after_its_table_is_formed_anew_it_stays_with_its_people(
    proposal: Proposal, citizen: Actor, neighbour: Actor, other_citizen: Actor, tablet: Actor, facilitator: Actor
) -> None:
    for actor, table in ((citizen, 2), (neighbour, 3), (other_citizen, 1)):
        sit(actor, table)
    leave(facilitator, proposal)
    write(citizen, proposal.conference, "Amendé", 1, proposal_id=proposal.pk)
    write(neighbour, proposal.conference, "Amendé encore", 2, proposal_id=proposal.pk)
    for newcomer in (other_citizen, tablet):
        with pytest.raises(Refused):
            write(newcomer, proposal.conference, "Pris", 3, proposal_id=proposal.pk)
    proposal.refresh_from_db()
    assert (proposal.text, proposal.table) == ("Amendé encore", 1)
    assert set(Participation.objects.values_list("membership", flat=True)) == {citizen.member.pk, neighbour.member.pk}


def test_those_who_sit_there_now_have_all_their_own_proposals(
    proposal: Proposal, citizen: Actor, other_citizen: Actor, facilitator: Actor
) -> None:
    sit(citizen, 2)
    sit(other_citizen, 1)
    leave(facilitator, proposal)
    set_stage(proposal.conference, Stage.DRAFTING)
    for _ in range(2):
        write(other_citizen, proposal.conference)
    with pytest.raises(Refused):
        write(other_citizen, proposal.conference)


def test_few_people_are_not_counted_in_public(proposal: Proposal, conference: Conference) -> None:
    assert people_shown(proposal) is None
    for n in range(3):
        person = enter(conference, Role.CITIZEN, f"more-{n}", table=1)
    actions.note_contribution(proposal=proposal, membership=person.member, at=clock.now())
    assert people_shown(proposal) == 5
