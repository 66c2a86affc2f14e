"""The ballot box: one paper a citizen, exactly once, and nothing that leads from a paper to a person."""

import json
import uuid
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from deliberation.ballots import actions, urn
from deliberation.ballots.models import Ballot, BallotOption, Count, Mark, NamedPaper, Paper, RollEntry
from deliberation.ballots.queries import closed_ballots, figures, turnout
from deliberation.ballots.slips import Slip
from deliberation.ballots.tally import for_against
from deliberation.conference.actions import remove_person
from deliberation.conference.methods import Method, Outcome, QuorumOf, Tie
from deliberation.conference.models import Conference, Rule
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.proposals.models import Proposal
from sessions.sittings.models import Attendance
from tests.at_once import at_once
from tests.cast import enter, set_stage
from tests.hall import Hall

VOTES = ("for", "against", "for", "abstain", "for", "against")


@pytest.fixture
def voting(hall: Hall) -> Hall:
    """Two ballots are open."""
    hall.reach(Stage.BALLOT)
    return hall


def counts(ballot: Ballot) -> dict[str, int]:
    """What lies in the urn of an open ballot, or was laid out of a closed one."""
    ballot.refresh_from_db()
    if ballot.closed_at:
        return dict(Counter(Mark.objects.filter(paper__ballot=ballot).values_list("value", flat=True)))
    return dict(Counter(slip.values[0] for slip in urn.opened(bytes(ballot.urn), ballot=ballot.pk).values()))


def vote(hall: Hall, citizen: Actor, choice: str = "for", **more: Any) -> dict[str, Any]:
    """What the action is given."""
    option = hall.ballot().options.get()
    return {
        "actor": citizen,
        "conference": hall.conference,
        "ballot_id": option.ballot_id,
        "marks": {option.pk: choice},
        "secret": f"phone of {citizen.ref}",
    } | more


def journal_of(conference: Conference, verb: str) -> list[tuple[str, dict[str, object]]]:
    entries = Entry.objects.filter(conference=conference, verb=verb).order_by("number")
    return [(entry.actor, json.loads(entry.detail)) for entry in entries]


# Opening


def test_a_ballot_opens_under_the_mandates_rule_with_the_panel_on_its_roll(voting: Hall) -> None:
    ballot = voting.ballot()
    assert ballot.rule == voting.conference.mandate.proposals
    assert set(ballot.roll.values_list("membership", flat=True)) == {c.member.pk for c in voting.citizens}
    assert figures(ballot.options.get()) is None


def test_the_roll_holds_citizens_and_nobody_else(
    voting: Hall, expert: Actor, guarantor: Actor, sponsor: Actor, steering: Actor
) -> None:
    roles = set(RollEntry.objects.values_list("membership__role", flat=True))
    assert roles == {"citizen"}


def test_a_citizen_who_left_before_the_opening_is_not_on_the_roll(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.DRAFTING)
    remove_person(actor=hall.facilitator, conference=hall.conference, membership=hall.citizens[5].member)
    hall.start(Stage.BALLOT)
    assert turnout(hall.ballot()) == (0, 5)


def test_a_citizen_who_comes_after_the_opening_does_not_vote(voting: Hall, english: None) -> None:
    late = enter(voting.conference, Role.CITIZEN, "late", table=1)
    with pytest.raises(Refused, match="You are not on the roll"):
        voting.cast(late, "for")
    assert (turnout(voting.ballot()), counts(voting.ballot())) == ((0, 6), {})


# Casting


def test_a_cast_signs_the_roll_and_drops_one_paper(voting: Hall) -> None:
    voting.cast(voting.citizens[0], "against")
    assert (turnout(voting.ballot()), counts(voting.ballot())) == ((1, 6), {"against": 1})


def test_another_vote_of_the_same_browser_replaces_the_paper(voting: Hall) -> None:
    receipts = [voting.cast(voting.citizens[0], choice) for choice in ("for", "against", "abstain")]
    assert (len(set(receipts)), counts(voting.ballot())) == (1, {"abstain": 1})
    signed = journal_of(voting.conference, "ballots:roll-signed")
    assert signed == [(voting.citizens[0].ref, {"ballot": voting.ballot().pk})]


def test_the_journal_does_not_say_who_changed_their_mind(voting: Hall) -> None:
    for choice in ("for", "against"):
        voting.cast(voting.citizens[0], choice)
    assert journal_of(voting.conference, "ballots:paper-replaced") == [("citizen", {"ballot": voting.ballot().pk})]


def test_nobody_votes_twice_on_two_devices(voting: Hall, english: None) -> None:
    voting.cast(voting.citizens[0], "for")
    for choice in ("for", "against"):
        with pytest.raises(Refused, match="You have voted on another device"):
            voting.cast(voting.citizens[0], choice, device="laptop")
    assert counts(voting.ballot()) == {"for": 1}


def test_two_who_share_a_browser_have_a_paper_each(voting: Hall) -> None:
    first = actions.cast_paper(**vote(voting, voting.citizens[0], secret="tablet"))
    other = actions.cast_paper(**vote(voting, voting.citizens[1], "against", secret="tablet"))
    assert (first != other, counts(voting.ballot())) == (True, {"for": 1, "against": 1})


def test_the_same_request_again_is_acknowledged_and_changes_nothing(voting: Hall) -> None:
    """Also when it arrives after the person changed their mind."""
    late = uuid.uuid4()
    given = [
        actions.cast_paper(**vote(voting, voting.citizens[0], choice, request=request))
        for choice, request in (("for", late), ("for", late), ("against", uuid.uuid4()), ("for", late))
    ]
    assert (len(set(given)), counts(voting.ballot())) == (1, {"against": 1})
    assert len(journal_of(voting.conference, "ballots:roll-signed")) == 1


def test_anothers_request_id_does_not_stand_for_mine(voting: Hall) -> None:
    request = uuid.uuid4()
    for citizen in voting.citizens[:2]:
        actions.cast_paper(**vote(voting, citizen, request=request))
    assert counts(voting.ballot()) == {"for": 2}


def test_of_many_who_vote_together_each_has_their_own_answer(voting: Hall, english: None) -> None:
    """One of them is no citizen, one has no ballot, one votes twice."""
    option = voting.ballot().options.get()
    stranger = enter(voting.conference, Role.FACILITATOR, "helper")
    removed = voting.citizens[4]
    remove_person(actor=voting.facilitator, conference=voting.conference, membership=removed.member)
    people = [voting.citizens[0], stranger, voting.citizens[1], removed, voting.citizens[0]]
    votes = [
        actions.Vote(person, option.ballot_id, {option.pk: choice}, f"phone of {person.ref}")
        for person, choice in zip(people, ("for", "for", "against", "for", "against"), strict=True)
    ]
    votes.append(actions.Vote(voting.citizens[2], 987_654, {option.pk: "for"}, "phone"))
    answers = actions.cast_papers(conference=voting.conference, votes=votes)
    assert [answer if isinstance(answer, str) else str(answer) for answer in answers] == [
        answers[0],
        "Your role in this conference does not allow this.",
        answers[2],
        "You are not a member of this conference.",
        answers[0],
        "This ballot is not open.",
    ]
    assert (counts(voting.ballot()), turnout(voting.ballot())) == ({"against": 2}, (2, 6))


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}])
def test_only_citizens_cast(role: Role, voting: Hall) -> None:
    with pytest.raises(Refused):
        voting.cast(enter(voting.conference, role), "for")
    with pytest.raises(Refused):
        voting.cast(OPERATOR, "for")
    assert counts(voting.ballot()) == {}


def test_a_ballot_of_another_conference_is_not_reached(voting: Hall, other_conference: Conference) -> None:
    outsider = enter(other_conference, Role.CITIZEN, "outsider")
    set_stage(other_conference, Stage.BALLOT)
    with pytest.raises(Refused):
        actions.cast_paper(**vote(voting, outsider) | {"conference": other_conference})
    assert counts(voting.ballot()) == {}


def test_nothing_is_cast_before_or_after(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.DRAFTING)
    with pytest.raises(Refused):
        actions.cast_paper(
            actor=hall.citizens[0], conference=hall.conference, ballot_id=1, marks={1: "for"}, secret="phone"
        )
    hall.start(Stage.BALLOT)
    ballot = hall.ballot()
    hall.end(Stage.BALLOT)
    with pytest.raises(Refused):
        hall.cast(hall.citizens[0], "for", ballot=ballot)
    assert Paper.objects.count() == 0


def test_a_choice_that_does_not_exist_is_no_paper(voting: Hall, client_of: Callable) -> None:
    url = f"/conferences/eau/ballots/{voting.ballot().pk}/cast/"
    response = client_of(voting.citizens[0]).post(url, {"choice": "maybe"}, headers={"accept": "application/json"})
    assert (response.status_code, set(response.json()["errors"])) == (422, {"choice"})
    assert counts(voting.ballot()) == {}


def test_a_counted_vote_sent_again_after_the_closing_is_acknowledged(voting: Hall, client_of: Callable) -> None:
    request, url = str(uuid.uuid4()), f"/conferences/eau/ballots/{voting.ballot().pk}/cast/"

    def sent(citizen: Actor, **fields: str) -> int:
        accept = {"accept": "application/json"}
        return int(client_of(citizen).post(url, {"choice": "for", **fields}, headers=accept).status_code)

    assert sent(voting.citizens[0], request=request) == 200
    voting.end(Stage.BALLOT)
    papers = list(Paper.objects.values_list("key", flat=True))
    assert [sent(voting.citizens[0], request=request), sent(voting.citizens[1], request=request)] == [200, 403]
    assert [sent(voting.citizens[0]), sent(voting.citizens[0], request=str(uuid.uuid4()))] == [403, 403]
    assert list(Paper.objects.values_list("key", flat=True)) == papers


# Closing


def test_closing_counts_and_decides(voting: Hall) -> None:
    ballot = voting.ballot()
    for citizen, choice in zip(voting.citizens, VOTES, strict=True):
        voting.cast(citizen, choice, ballot=ballot)
    voting.end(Stage.BALLOT)
    tally = figures(closed_ballots(voting.conference).get(pk=ballot.pk).options.get())
    assert tally == for_against(3, 2, 1, 6, Outcome.ADOPTED)
    assert counts(ballot) == {"for": 3, "against": 2, "abstain": 1}
    states = list(Proposal.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["adopted", "rejected"]


def test_closing_refuses_when_papers_and_roll_disagree(voting: Hall) -> None:
    """A paper slipped in behind the product's back is not counted: nothing of the ballot closes."""
    ballot = voting.ballot()
    voting.cast(voting.citizens[0], "for", ballot=ballot)
    ballot.refresh_from_db()
    slips = [*urn.opened(bytes(ballot.urn), ballot=ballot.pk).values(), Slip("Z" * 16, ("for",))]
    ballot.urn = urn.sealed(slips, ballot=ballot.pk, slots=6, width=100)
    ballot.save()
    before = Entry.objects.count()
    with pytest.raises(Refused):
        voting.end(Stage.BALLOT)
    voting.conference.refresh_from_db()
    assert (voting.conference.stage, Ballot.objects.filter(closed_at=None).count()) == (Stage.BALLOT, 2)
    assert Entry.objects.count() == before


def test_what_is_voted_is_what_was_read(voting: Hall) -> None:
    option = voting.ballot().options.get()
    assert option.text_digest == actions.digest_of(option.proposal)
    assert journal_of(voting.conference, "ballots:ballot-opened")[0] == (
        voting.facilitator.ref,
        {
            "ballot": option.ballot_id,
            "method": "for-against",
            "named": False,
            "on_roll": 6,
            "proposal": option.proposal_id,
            "text": option.text_digest,
        },
    )


def test_the_closing_publishes_digests_that_the_papers_and_the_roll_give(voting: Hall) -> None:
    ballot = voting.ballot()
    for citizen, choice in zip(voting.citizens[:5], VOTES, strict=False):
        voting.cast(citizen, choice, ballot=ballot)
    voting.end(Stage.BALLOT)
    ballot.refresh_from_db()
    lines = [f'["{mark.paper_id}",["{mark.value}"],"",""]' for mark in Mark.objects.filter(paper__ballot=ballot)]
    roll = sorted(f"{citizen.member.ref} {int(citizen != voting.citizens[5])}" for citizen in voting.citizens)
    assert ballot.papers_digest == sha256("\n".join(sorted(lines)).encode()).hexdigest()
    assert ballot.roll_digest == sha256("\n".join(roll).encode()).hexdigest()
    closed = journal_of(voting.conference, "ballots:ballot-closed")[0][1]
    assert (closed["papers"], closed["roll"]) == (ballot.papers_digest, ballot.roll_digest)


# Under other rules


def under(hall: Hall, **rule: Any) -> Hall:
    """Two proposals are put to the vote under this rule."""
    Rule.objects.filter(pk=hall.conference.mandate.proposals_id).update(**rule)
    hall.reach(Stage.BALLOT)
    return hall


def outcomes(hall: Hall) -> list[str]:
    return list(BallotOption.objects.order_by("position", "pk").values_list("outcome", flat=True))


def test_a_method_that_compares_puts_all_proposals_on_one_paper(hall: Hall) -> None:
    voting = under(hall, method=Method.MAJORITY_JUDGMENT, places=1)
    for citizen in voting.citizens:
        voting.cast(citizen, "good", "excellent")
    ballot = voting.ballot()
    voting.end(Stage.BALLOT)
    assert outcomes(voting) == ["rejected", "adopted"]
    assert [option.grade for option in ballot.options.order_by("position")] == ["good", "excellent"]
    assert list(Proposal.objects.order_by("pk").values_list("state", flat=True)) == ["rejected", "adopted"]


def test_an_objection_is_published_with_its_reason_and_without_a_name(hall: Hall) -> None:
    voting = under(hall, method=Method.CONSENT, majority=Fraction(1), strict=False)
    for citizen in voting.citizens[:5]:
        voting.cast(citizen, "consent")
    voting.cast(voting.citizens[5], "object", reason="Cela coûte trop.")
    ballot = voting.ballot()
    voting.end(Stage.BALLOT)
    assert outcomes(voting) == ["rejected", "no-quorum"]
    assert [paper.reason for paper in ballot.papers.exclude(reason="")] == ["Cela coûte trop."]
    assert NamedPaper.objects.count() == 0


def test_a_named_ballot_says_who_voted_what_once_it_is_closed_and_only_then(hall: Hall) -> None:
    voting = under(hall, named=True)
    ballot = voting.ballot()
    given = []
    for citizen, choice in zip(voting.citizens, VOTES, strict=True):
        voting.cast(citizen, "abstain", ballot=ballot)
        given.append(voting.cast(citizen, choice, ballot=ballot, device="another"))
    assert (NamedPaper.objects.count(), Paper.objects.count()) == (0, 0)
    voting.end(Stage.BALLOT)
    assert set(Paper.objects.filter(ballot=ballot).values_list("key", flat=True)) == set(given)
    said = {
        named.membership_id: named.paper.marks.get().value for named in NamedPaper.objects.filter(paper__ballot=ballot)
    }
    assert said == {citizen.member.pk: choice for citizen, choice in zip(voting.citizens, VOTES, strict=True)}


def test_a_quorum_of_those_present_is_taken_of_who_is_there_or_voted(hall: Hall) -> None:
    voting = under(hall, quorum=Fraction(1, 1), quorum_of=QuorumOf.PRESENT)
    for citizen in voting.citizens[1:4]:
        voting.cast(citizen, "for")
    there = {citizen.member.pk for citizen in voting.citizens[:2]} | {voting.facilitator.member.pk}
    ballot = actions.close_ballot(
        actor=voting.facilitator, conference=voting.conference, ballot=voting.ballot(), present=there
    )
    # Four citizens were there: the first did not vote.
    assert (ballot.electors, ballot.voted, ballot.options.get().outcome) == (4, 3, "no-quorum")


def test_who_is_there_is_who_signed_the_attendance_sheet(hall: Hall) -> None:
    voting = under(hall, quorum_of=QuorumOf.PRESENT)
    Attendance.objects.filter(membership=voting.citizens[0].member).delete()
    ballot = voting.ballot()
    voting.end(Stage.BALLOT)
    ballot.refresh_from_db()
    assert ballot.electors == 5


def test_what_is_tied_is_voted_on_again_where_the_mandate_says_so(hall: Hall) -> None:
    voting = under(hall, tie=Tie.AGAIN)
    first = voting.ballot()
    for citizen, choice in zip(voting.citizens, ("for", "against") * 3, strict=True):
        voting.cast(citizen, choice, ballot=first)
    voting.end(Stage.BALLOT)
    tied = Proposal.objects.get(options__ballot=first)
    assert (first.options.get().outcome, tied.state) == ("tied", "submitted")
    voting.start(Stage.BALLOT)
    again = voting.ballot()
    assert [option.proposal for option in again.options.all()] == [tied]
    for citizen in voting.citizens:
        voting.cast(citizen, "for", ballot=again)
    voting.end(Stage.BALLOT)
    tied.refresh_from_db()
    assert tied.state == "adopted"


# Secrecy


def test_the_figures_exist_nowhere_before_the_closing(voting: Hall) -> None:
    ballot = voting.ballot()
    for citizen, choice in zip(voting.citizens, VOTES, strict=True):
        voting.cast(citizen, choice, ballot=ballot)
    ballot.refresh_from_db()
    option = ballot.options.get()
    assert (ballot.voted, ballot.papers_digest, option.outcome, option.base) == (None, "", "", None)
    assert (Count.objects.count(), Paper.objects.count(), Mark.objects.count()) == (0, 0, 0)
    assert figures(option) is None


def test_the_database_refuses_figures_of_an_open_ballot(voting: Hall) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.filter(pk=voting.ballot().pk).update(voted=3)


def test_a_paper_has_a_random_key_a_ballot_and_a_reason_and_nothing_else(voting: Hall) -> None:
    assert {field.name for field in Paper._meta.concrete_fields} == {"key", "ballot", "reason"}


def test_the_roll_holds_no_choice(voting: Hall) -> None:
    """Two citizens who voted differently leave the same traces, but for who they are."""
    for citizen, choice in zip(voting.citizens[:2], ("for", "against"), strict=True):
        voting.cast(citizen, choice)
    rows = [
        model_to_dict(entry, exclude=["id", "membership"])
        for entry in RollEntry.objects.filter(ballot=voting.ballot(), voted=True)
    ]
    assert rows[0] == rows[1] == {"ballot": voting.ballot().pk, "on_paper": False, "voted": True}


def test_the_journal_says_who_voted_and_not_what(voting: Hall) -> None:
    for citizen, choice in zip(voting.citizens, VOTES, strict=True):
        voting.cast(citizen, choice)
    expected = [(citizen.ref, {"ballot": voting.ballot().pk}) for citizen in voting.citizens]
    assert journal_of(voting.conference, "ballots:roll-signed") == expected


# At once


@pytest.mark.django_db(transaction=True)
def test_six_citizens_who_vote_at_once_are_six_papers(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    ballot = hall.ballot()
    raised = at_once(
        *(
            lambda citizen=citizen, choice=choice: hall.cast(citizen, choice, ballot=ballot)
            for citizen, choice in zip(hall.citizens, VOTES, strict=True)
        )
    )
    assert raised == [None] * 6
    assert (turnout(ballot), counts(ballot)) == ((6, 6), {"for": 3, "against": 2, "abstain": 1})


@pytest.mark.django_db(transaction=True)
def test_one_citizen_who_votes_on_four_devices_at_once_is_one_paper(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    ballot, citizen = hall.ballot(), hall.citizens[0]
    choices = ("for", "against", "abstain", "for")
    devices = ("phone", "laptop", "tablet", "television")
    raised = at_once(
        *(
            lambda choice=choice, device=device: hall.cast(citizen, choice, ballot=ballot, device=device)
            for choice, device in zip(choices, devices, strict=True)
        )
    )
    assert [type(error) for error in raised if error] == [Refused] * 3
    accepted = choices[raised.index(None)]
    assert counts(ballot) == {accepted: 1}


@pytest.mark.django_db(transaction=True)
def test_one_request_sent_four_times_at_once_is_one_paper_and_four_acknowledgements(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    ballot, request = hall.ballot(), uuid.uuid4()

    def cast() -> None:
        hall.cast(hall.citizens[0], "for", ballot=ballot, request=request)

    assert at_once(*[cast] * 4) == [None] * 4
    assert counts(ballot) == {"for": 1}


@pytest.mark.django_db(transaction=True)
def test_a_vote_that_races_the_closing_is_counted_if_and_only_if_it_was_accepted(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    ballot = hall.ballot()
    jobs = [lambda citizen=citizen: hall.cast(citizen, "for", ballot=ballot) for citizen in hall.citizens]
    close = lambda: hall.end(Stage.BALLOT)  # noqa: E731
    raised = at_once(*jobs[:3], close, *jobs[3:])
    assert raised.pop(3) is None
    assert {type(error) for error in raised if error} <= {Refused}
    accepted = raised.count(None)
    assert counts(ballot) == ({"for": accepted} if accepted else {})
    assert (turnout(ballot), ballot.papers.count()) == ((accepted, 6), accepted)


@pytest.mark.django_db(transaction=True)
def test_a_ballot_closed_by_two_at_once_is_counted_once(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    raised = at_once(*[lambda: hall.end(Stage.BALLOT)] * 2)
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "Refused"]
    assert len(journal_of(hall.conference, "ballots:ballot-closed")) == 2  # two proposals, once each


def test_a_crash_between_roll_and_paper_leaves_neither(voting: Hall) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        voting.cast(voting.citizens[0], "for")
        raise RuntimeError
    assert (turnout(voting.ballot()), counts(voting.ballot())) == ((0, 6), {})
    voting.cast(voting.citizens[0], "for")
    assert counts(voting.ballot()) == {"for": 1}
