"""The ballot box: one paper a citizen, exactly once, and nothing that leads from a paper to a person."""

import json
import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.forms.models import model_to_dict

from deliberation.ballots import actions
from deliberation.ballots.models import Ballot, Paper, RollEntry
from deliberation.ballots.queries import figures, turnout
from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.proposals.models import Proposal
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
    return dict(Counter(ballot.papers.values_list("choice", flat=True)))


def journal_of(conference: Conference, verb: str) -> list[tuple[str, dict[str, object]]]:
    entries = Entry.objects.filter(conference=conference, verb=verb).order_by("number")
    return [(entry.actor, json.loads(entry.detail)) for entry in entries]


# Opening


def test_a_ballot_opens_under_the_mandates_rule_with_the_panel_on_its_roll(voting: Hall) -> None:
    ballot, mandate = voting.ballot(), voting.conference.mandate
    assert (ballot.quorum, ballot.majority, ballot.strict) == (
        mandate.proposal_quorum,
        mandate.proposal_majority,
        mandate.proposal_strict,
    )
    assert set(ballot.roll.values_list("membership", flat=True)) == {c.member.pk for c in voting.citizens}
    assert figures(ballot) is None


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


def test_nobody_votes_twice(voting: Hall, english: None) -> None:
    voting.cast(voting.citizens[0], "for")
    for choice in ("for", "against"):
        with pytest.raises(Refused, match="You have voted on this already"):
            voting.cast(voting.citizens[0], choice)
    assert counts(voting.ballot()) == {"for": 1}


def test_the_same_request_again_is_acknowledged_and_counts_once(voting: Hall) -> None:
    request, ballot = uuid.uuid4(), voting.ballot()
    for choice in ("for", "for", "against"):
        actions.cast_paper(
            actor=voting.citizens[0],
            conference=voting.conference,
            ballot_id=ballot.pk,
            choice=choice,
            request=request,
        )
    assert (counts(ballot), len(journal_of(voting.conference, "ballots:roll-signed"))) == ({"for": 1}, 1)


def test_anothers_request_id_does_not_stand_for_mine(voting: Hall) -> None:
    request, ballot = uuid.uuid4(), voting.ballot()
    for citizen in voting.citizens[:2]:
        actions.cast_paper(
            actor=citizen, conference=voting.conference, ballot_id=ballot.pk, choice="for", request=request
        )
    assert counts(ballot) == {"for": 2}


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}])
def test_only_citizens_cast(role: Role, voting: Hall) -> None:
    with pytest.raises(Refused):
        voting.cast(enter(voting.conference, role), "for")
    with pytest.raises(Refused):
        voting.cast(OPERATOR, "for")
    assert Paper.objects.count() == 0


def test_a_ballot_of_another_conference_is_not_reached(voting: Hall, other_conference: Conference) -> None:
    outsider = enter(other_conference, Role.CITIZEN, "outsider")
    set_stage(other_conference, Stage.BALLOT)
    with pytest.raises(Refused):
        actions.cast_paper(actor=outsider, conference=other_conference, ballot_id=voting.ballot().pk, choice="for")
    assert Paper.objects.count() == 0


def test_nothing_is_cast_before_or_after(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.DRAFTING)
    with pytest.raises(Refused):
        actions.cast_paper(actor=hall.citizens[0], conference=hall.conference, ballot_id=1, choice="for")
    hall.start(Stage.BALLOT)
    ballot = hall.ballot()
    hall.end(Stage.BALLOT)
    with pytest.raises(Refused):
        hall.cast(hall.citizens[0], "for", ballot)
    assert Paper.objects.count() == 0


def test_a_choice_that_does_not_exist_is_no_paper(voting: Hall, client_of: Callable) -> None:
    url = f"/conferences/eau/ballots/{voting.ballot().pk}/cast/"
    response = client_of(voting.citizens[0]).post(url, {"choice": "maybe"}, headers={"accept": "application/json"})
    assert (response.status_code, set(response.json()["errors"]), Paper.objects.count()) == (422, {"choice"}, 0)


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
        voting.cast(citizen, choice, ballot)
    voting.end(Stage.BALLOT)
    ballot.refresh_from_db()
    assert (ballot.in_favour, ballot.against, ballot.abstained, ballot.outcome) == (3, 2, 1, "adopted")
    assert counts(ballot) == {"for": 3, "against": 2, "abstain": 1}
    states = list(Proposal.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["adopted", "rejected"]


def test_closing_refuses_when_papers_and_roll_disagree(voting: Hall) -> None:
    """A paper slipped in behind the product's back is not counted: nothing of the ballot closes."""
    ballot = voting.ballot()
    voting.cast(voting.citizens[0], "for", ballot)
    Paper.objects.create(ballot=ballot, choice="for")
    before = Entry.objects.count()
    with pytest.raises(Refused):
        voting.end(Stage.BALLOT)
    voting.conference.refresh_from_db()
    assert (voting.conference.stage, Ballot.objects.filter(closed_at=None).count()) == (Stage.BALLOT, 2)
    assert Entry.objects.count() == before


def test_what_is_voted_is_what_was_read(voting: Hall) -> None:
    ballot = voting.ballot()
    assert ballot.text_digest == actions.digest_of(ballot.proposal)
    assert journal_of(voting.conference, "ballots:ballot-opened")[0] == (
        voting.facilitator.ref,
        {"ballot": ballot.pk, "proposal": ballot.proposal_id, "text": ballot.text_digest, "on_roll": 6},
    )


# Secrecy


def test_the_figures_exist_nowhere_before_the_closing(voting: Hall) -> None:
    ballot = voting.ballot()
    for citizen, choice in zip(voting.citizens, VOTES, strict=True):
        voting.cast(citizen, choice, ballot)
    ballot.refresh_from_db()
    assert (ballot.in_favour, ballot.against, ballot.abstained, ballot.outcome) == (None, None, None, "")
    assert figures(ballot) is None


def test_a_paper_has_a_random_key_a_ballot_and_a_choice_and_nothing_else(voting: Hall) -> None:
    assert {field.name for field in Paper._meta.get_fields()} == {"key", "ballot", "choice"}
    voting.cast(voting.citizens[0], "for")
    voting.cast(voting.citizens[1], "for")
    assert {paper.key.version for paper in Paper.objects.all()} == {4}


def test_the_roll_holds_no_choice(voting: Hall) -> None:
    """Two citizens who voted differently leave the same traces, but for who they are."""
    for citizen, choice in zip(voting.citizens[:2], ("for", "against"), strict=True):
        voting.cast(citizen, choice)
    rows = [
        model_to_dict(entry, exclude=["id", "membership"])
        for entry in RollEntry.objects.filter(ballot=voting.ballot(), voted=True)
    ]
    assert rows[0] == rows[1] == {"ballot": voting.ballot().pk, "voted": True, "request": None}


def test_the_journal_says_who_voted_and_not_what(voting: Hall) -> None:
    for citizen, choice in zip(voting.citizens, VOTES, strict=True):
        voting.cast(citizen, choice)
    expected = [(citizen.ref, {"ballot": voting.ballot().pk}) for citizen in voting.citizens]
    assert journal_of(voting.conference, "ballots:roll-signed") == expected


def test_after_the_closing_papers_lie_in_the_order_of_their_keys(voting: Hall) -> None:
    """As the database lays rows down, which is the order of casting until then."""
    ballot = voting.ballot()
    for citizen, choice in zip(voting.citizens, VOTES, strict=True):
        voting.cast(citizen, choice, ballot)
    voting.end(Stage.BALLOT)
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key FROM deliberation_paper ORDER BY {place}")  # noqa: S608
        laid = [uuid.UUID(str(key)) for (key,) in cursor.fetchall()]
    assert (len(laid), laid) == (6, sorted(laid))


# At once


@pytest.mark.django_db(transaction=True)
def test_six_citizens_who_vote_at_once_are_six_papers(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    ballot = hall.ballot()
    raised = at_once(
        *(
            lambda citizen=citizen, choice=choice: hall.cast(citizen, choice, ballot)
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
    raised = at_once(*(lambda choice=choice: hall.cast(citizen, choice, ballot) for choice in choices))
    assert [type(error) for error in raised if error] == [Refused] * 3
    accepted = choices[raised.index(None)]
    assert counts(ballot) == {accepted: 1}


@pytest.mark.django_db(transaction=True)
def test_one_request_sent_four_times_at_once_is_one_paper_and_four_acknowledgements(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    ballot, request = hall.ballot(), uuid.uuid4()

    def cast() -> None:
        actions.cast_paper(
            actor=hall.citizens[0],
            conference=hall.conference,
            ballot_id=ballot.pk,
            choice="for",
            request=request,
        )

    assert at_once(*[cast] * 4) == [None] * 4
    assert counts(ballot) == {"for": 1}


@pytest.mark.django_db(transaction=True)
def test_a_vote_that_races_the_closing_is_counted_if_and_only_if_it_was_accepted(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    ballot = hall.ballot()
    jobs = [lambda citizen=citizen: hall.cast(citizen, "for", ballot) for citizen in hall.citizens]
    close = lambda: hall.end(Stage.BALLOT)  # noqa: E731
    raised = at_once(*jobs[:3], close, *jobs[3:])
    assert raised.pop(3) is None
    assert {type(error) for error in raised if error} <= {Refused}
    accepted = raised.count(None)
    ballot.refresh_from_db()
    assert (ballot.in_favour, ballot.against, ballot.abstained) == (accepted, 0, 0)
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
