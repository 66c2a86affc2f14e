"""Dissent: one minority opinion a citizen and adopted proposal, joined word for word, fixed by the first signature."""

import hashlib
import json
from collections.abc import Callable

import pytest

from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.stages import Role, Stage
from deliberation.dissent import actions
from deliberation.dissent.models import MinorityOpinion
from deliberation.dissent.queries import dissents, joined_by, written_by
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Conflict, Refused
from deliberation.proposals.models import Proposal
from tests.at_once import at_once
from tests.cast import enter
from tests.hall import Hall

VERBS = ("dissent:written", "dissent:withdrawn", "dissent:joined", "dissent:left")


@pytest.fixture
def voted(hall: Hall) -> Hall:
    """Two proposals are adopted; it is the pause."""
    hall.once(_voted)
    return hall


def _voted(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.DRAFTING)
    hall.hold(Stage.BALLOT)


@pytest.fixture
def proposal(voted: Hall) -> Proposal:
    return Proposal.objects.order_by("pk")[0]


def write(
    hall: Hall, proposal: Proposal, text: str = "Trop cher.", version: int = 0, *, by: int = 0
) -> MinorityOpinion:
    return actions.write_minority_opinion(
        actor=hall.citizens[by], conference=hall.conference, proposal_id=proposal.pk, text=text, version=version
    )


def join(hall: Hall, opinion: MinorityOpinion, version: int = 1, *, by: int = 1) -> None:
    actions.join_minority_opinion(
        actor=hall.citizens[by], conference=hall.conference, minority_id=opinion.pk, version=version
    )


def leave(hall: Hall, opinion: MinorityOpinion, *, by: int = 1) -> None:
    actions.leave_minority_opinion(actor=hall.citizens[by], conference=hall.conference, minority_id=opinion.pk)


def withdraw(hall: Hall, opinion: MinorityOpinion, *, by: int = 0) -> None:
    actions.withdraw_minority_opinion(actor=hall.citizens[by], conference=hall.conference, minority_id=opinion.pk)


def people(proposal: Proposal) -> list[tuple[str, int]]:
    """Words and people behind them, as printed."""
    return [(each.opinion.text, each.people) for each in dissents([proposal]).get(proposal.pk, ())]


def told() -> list[tuple[str, str, dict[str, object]]]:
    entries = Entry.objects.filter(verb__in=VERBS).order_by("number")
    return [(entry.verb, entry.actor, json.loads(entry.detail)) for entry in entries]


# Writing


def test_its_author_alone_is_one_citizen_and_whoever_joins_one_more(voted: Hall, proposal: Proposal) -> None:
    opinion = write(voted, proposal)
    assert people(proposal) == [("Trop cher.", 1)]
    join(voted, opinion)
    assert people(proposal) == [("Trop cher.", 2)]


@pytest.mark.parametrize("state", [state for state in Proposal.State if state != Proposal.State.ADOPTED])
def test_it_is_written_against_what_was_adopted_and_nothing_else(
    state: Proposal.State, voted: Hall, proposal: Proposal, english: None
) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    with pytest.raises(Refused, match="against a proposal that was adopted"):
        write(voted, proposal)
    assert MinorityOpinion.objects.count() == 0


def test_a_proposal_of_another_conference_is_not_there(
    voted: Hall, proposal: Proposal, other_conference: Conference
) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(conference=other_conference)
    with pytest.raises(Refused):
        write(voted, proposal)
    assert MinorityOpinion.objects.count() == 0


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}])
def test_nobody_but_a_citizen_writes_or_joins(role: Role, voted: Hall, proposal: Proposal) -> None:
    opinion, other = write(voted, proposal), enter(voted.conference, role, "other")
    acts: list[Callable[[], object]] = [
        lambda: actions.write_minority_opinion(
            actor=other, conference=voted.conference, proposal_id=proposal.pk, text="Non", version=0
        ),
        lambda: actions.join_minority_opinion(
            actor=other, conference=voted.conference, minority_id=opinion.pk, version=1
        ),
        lambda: actions.withdraw_minority_opinion(actor=other, conference=voted.conference, minority_id=opinion.pk),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()
    assert people(proposal) == [("Trop cher.", 1)]


def test_the_same_words_again_change_nothing(voted: Hall, proposal: Proposal) -> None:
    first = write(voted, proposal)
    again = write(voted, proposal)
    assert (again.pk, again.version, len(told())) == (first.pk, 1, 1)


def test_words_changed_elsewhere_are_shown_beside_what_was_typed(voted: Hall, proposal: Proposal) -> None:
    write(voted, proposal)
    write(voted, proposal, "Trop cher pour nous.", 1)
    for version in (0, 1, 3):
        with pytest.raises(Conflict) as conflict:
            write(voted, proposal, "Autre chose.", version)
        assert (conflict.value.current, conflict.value.version) == ("Trop cher pour nous.", 2)


def test_those_most_joined_are_printed_first_then_by_their_words(voted: Hall, proposal: Proposal) -> None:
    """Not in the order of writing, which could be tied to who wrote when."""
    write(voted, proposal, "Zéro moyen.", by=0)
    write(voted, proposal, "Bien trop tard.", by=1)
    join(voted, write(voted, proposal, "Sans nous.", by=2), by=3)
    assert people(proposal) == [("Sans nous.", 2), ("Bien trop tard.", 1), ("Zéro moyen.", 1)]


# Joining


def test_whoever_joined_other_words_counts_once_they_join_again(voted: Hall, proposal: Proposal) -> None:
    opinion = write(voted, proposal)
    for number in (1, 2):
        join(voted, opinion, by=number)
    write(voted, proposal, "Trop cher, et trop tard.", 1)
    assert people(proposal) == [("Trop cher, et trop tard.", 1)]
    join(voted, opinion, 2, by=1)
    assert people(proposal) == [("Trop cher, et trop tard.", 2)]
    (own,) = written_by([voted.citizens[0].member])[voted.citizens[0].member.pk]
    assert (own.people, own.lost) == (2, 1)
    (still_old,) = joined_by([voted.citizens[2].member])[voted.citizens[2].member.pk]
    assert (still_old.version, still_old.opinion.version) == (1, 2)


def test_words_that_were_not_read_are_not_joined(voted: Hall, proposal: Proposal, english: None) -> None:
    opinion = write(voted, proposal)
    write(voted, proposal, "Autres mots.", 1)
    for version in (1, 3):
        with pytest.raises(Refused, match="changed the words meanwhile"):
            join(voted, opinion, version)
    assert people(proposal) == [("Autres mots.", 1)]


def test_one_does_not_join_oneself(voted: Hall, proposal: Proposal, english: None) -> None:
    opinion = write(voted, proposal)
    with pytest.raises(Refused, match="counted already"):
        join(voted, opinion, by=0)


def test_joining_and_leaving_twice_is_once(voted: Hall, proposal: Proposal) -> None:
    opinion = write(voted, proposal)
    join(voted, opinion)
    join(voted, opinion)
    assert people(proposal) == [("Trop cher.", 2)]
    leave(voted, opinion)
    leave(voted, opinion)
    assert people(proposal) == [("Trop cher.", 1)]
    assert [verb for verb, _, _ in told()] == ["dissent:written", "dissent:joined", "dissent:left"]


def test_whoever_leaves_the_panel_takes_nothing_back(voted: Hall, proposal: Proposal) -> None:
    """Removing a person is the facilitators' act: it silences nobody's dissent."""
    join(voted, write(voted, proposal))
    for number in (0, 1):
        remove_person(actor=voted.facilitator, conference=voted.conference, membership=voted.citizens[number].member)
    assert people(proposal) == [("Trop cher.", 2)]


# Withdrawing


def test_a_withdrawn_one_is_printed_no_more_and_another_may_be_written(voted: Hall, proposal: Proposal) -> None:
    opinion = write(voted, proposal)
    join(voted, opinion)
    withdraw(voted, opinion)
    withdraw(voted, opinion)
    assert people(proposal) == []
    (joining,) = joined_by([voted.citizens[1].member])[voted.citizens[1].member.pk]
    assert joining.opinion.withdrawn_at is not None
    write(voted, proposal, "À nouveau.")
    assert people(proposal) == [("À nouveau.", 1)]


def test_nobody_withdraws_anothers(voted: Hall, proposal: Proposal) -> None:
    opinion = write(voted, proposal)
    join(voted, opinion)
    with pytest.raises(Refused):
        withdraw(voted, opinion, by=1)
    assert people(proposal) == [("Trop cher.", 2)]


def test_what_is_withdrawn_is_not_joined(voted: Hall, proposal: Proposal, english: None) -> None:
    opinion = write(voted, proposal)
    withdraw(voted, opinion)
    with pytest.raises(Refused, match="withdrawn"):
        join(voted, opinion)


def test_writing_on_in_what_was_withdrawn_elsewhere_loses_nothing(voted: Hall, proposal: Proposal) -> None:
    withdraw(voted, write(voted, proposal))
    with pytest.raises(Conflict) as conflict:
        write(voted, proposal, "Trop cher, disais-je.", 1)
    assert (conflict.value.current, conflict.value.version) == ("", 0)


# The freeze


def test_it_is_written_until_the_first_signature_and_stays_as_it_is(hall: Hall, english: None) -> None:
    hall.reach(Stage.SIGNING)
    proposal, other = Proposal.objects.order_by("pk")
    opinion = write(hall, proposal)
    join(hall, opinion)
    hall.sign(hall.citizens[5])
    late: list[Callable[[], object]] = [
        lambda: write(hall, proposal, "Trop tard.", 1),
        lambda: write(hall, other, "Trop tard."),
        lambda: withdraw(hall, opinion),
        lambda: join(hall, opinion, by=2),
        lambda: leave(hall, opinion),
    ]
    for act in late:
        with pytest.raises(Refused, match="begun to sign"):
            act()
    assert people(proposal) == [("Trop cher.", 2)]
    assert people(other) == []


@pytest.mark.parametrize("stage", [Stage.PLENARY, Stage.WRITING, Stage.ADOPTION, Stage.SIGNING])
def test_it_is_written_in_whatever_round_follows_the_vote(stage: Stage, hall: Hall) -> None:
    for before in (Stage.DRAFTING, Stage.BALLOT) if stage == Stage.PLENARY else ():
        if not hall.held:
            hall.open()
        hall.hold(before)
    hall.reach(stage)
    proposal = Proposal.objects.order_by("pk")[0]
    write(hall, proposal)
    assert people(proposal) == [("Trop cher.", 1)]


# The journal


def test_the_journal_has_numbers_and_a_digest_and_neither_words_nor_people(voted: Hall, proposal: Proposal) -> None:
    opinion = write(voted, proposal, "Je suis malade et inquiet.")
    join(voted, opinion)
    leave(voted, opinion)
    withdraw(voted, opinion)
    which = {"minority": opinion.pk, "proposal": proposal.pk, "version": 1}
    digest = hashlib.sha256(b"Je suis malade et inquiet.").hexdigest()
    assert told() == [
        ("dissent:written", "citizen", which | {"text": digest}),
        ("dissent:joined", "citizen", which),
        ("dissent:left", "citizen", which),
        ("dissent:withdrawn", "citizen", which),
    ]


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_a_citizen_on_several_devices_writes_one_and_the_rest_is_told(voted: Hall, proposal: Proposal) -> None:
    raised = at_once(*(lambda text=text: write(voted, proposal, text) for text in ("Un.", "Deux.", "Trois.")))
    assert [type(each) for each in raised if each] == [Conflict, Conflict]
    assert MinorityOpinion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_who_join_at_once_are_each_counted_once(voted: Hall, proposal: Proposal) -> None:
    opinion = write(voted, proposal)
    raised = at_once(*(lambda by=by: join(voted, opinion, by=by) for by in (1, 2, 3, 4, 5, 1, 2)))
    assert (raised, people(proposal)) == ([None] * 7, [("Trop cher.", 6)])
