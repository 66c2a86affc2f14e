"""A ballot round: the amendments that come to all first, then the proposals as they read after them."""

import pytest

from deliberation.amendments.actions import support_amendment
from deliberation.amendments.models import Amendment
from deliberation.ballots.models import Ballot, BallotOption
from deliberation.conference.methods import Method
from deliberation.conference.models import Conference, Rule
from deliberation.conference.stages import Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import digest_of
from sessions.rounds import voting
from sessions.rounds.queries import was_ended
from tests.hall import Hall
from tests.live.amending.test_actions import SECOND, amend, prepared, settle


@pytest.fixture
def contested(conference: Conference) -> Hall:
    """Table 1 rejected an amendment that two of six citizens support; the review is over."""
    hall = prepared(conference)
    first, second = hall.at_table(2)[:2]
    amendment = amend(hall, first)
    support_amendment(actor=second, conference=conference, amendment_id=amendment.pk)
    settle(hall, amendment, "reject", reason="La nuit, personne ne surveille")
    hall.end(Stage.REVIEW)
    hall.held.add(Stage.REVIEW)
    return hall


def on_vote(hall: Hall) -> list[str]:
    """What is voted on now."""
    options = BallotOption.objects.filter(ballot__closed_at=None).order_by("ballot", "position")
    return [f"amendment {each.amendment_id}" if each.amendment else each.proposal.title for each in options]


def vote(hall: Hall, choice: str) -> None:
    ballot = Ballot.objects.filter(options__amendment__isnull=False).latest("pk")
    for citizen in hall.citizens:
        hall.cast(citizen, choice, ballot=ballot)


def go_on(hall: Hall) -> None:
    voting.open_proposal_votes(actor=hall.facilitator, conference=hall.conference)


def test_a_proposal_waits_for_the_vote_on_its_amendment(contested: Hall) -> None:
    contested.start(Stage.BALLOT)
    assert on_vote(contested) == [f"amendment {Amendment.objects.get().pk}", "Table 2"]


def test_what_is_adopted_is_in_the_text_that_is_then_voted_on(contested: Hall) -> None:
    contested.start(Stage.BALLOT)
    vote(contested, "for")
    go_on(contested)
    amendment, proposal = Amendment.objects.get(), Proposal.objects.get(table=1)
    assert (amendment.state, proposal.text) == ("voted", f"Arroser la nuit.\n\n{SECOND}")
    assert on_vote(contested) == ["Table 2", "Table 1"]
    assert BallotOption.objects.get(proposal=proposal).text_digest == digest_of(proposal)


def test_what_is_lost_leaves_the_text_as_it_was_and_is_kept_as_lost(contested: Hall) -> None:
    before = Proposal.objects.get(table=1).text
    contested.start(Stage.BALLOT)
    vote(contested, "against")
    go_on(contested)
    assert (Amendment.objects.get().state, Proposal.objects.get(table=1).text) == ("lost", before)
    assert on_vote(contested) == ["Table 2", "Table 1"]


def test_the_round_does_not_end_while_proposals_wait(contested: Hall, english: None) -> None:
    contested.start(Stage.BALLOT)
    with pytest.raises(Refused, match="Close the votes on the amendments first"):
        contested.end(Stage.BALLOT)
    assert not was_ended(conference=contested.conference, round_id=contested.round(Stage.BALLOT).pk)
    go_on(contested)
    contested.end(Stage.BALLOT)
    assert on_vote(contested) == []


def test_going_on_happens_once(contested: Hall, english: None) -> None:
    contested.start(Stage.BALLOT)
    assert not voting.were_opened(conference=contested.conference)
    go_on(contested)
    assert voting.were_opened(conference=contested.conference)
    with pytest.raises(Refused, match="no vote on amendments under way"):
        go_on(contested)
    told = Entry.objects.filter(verb="ballots:amendments-voted").values_list("actor", "detail")
    assert list(told) == [(contested.facilitator.ref, '{"amendments":1}')]


def test_a_paper_that_compares_waits_for_every_amendment(contested: Hall) -> None:
    Rule.objects.filter(pk=contested.conference.mandate.proposals_id).update(method=Method.APPROVAL)
    contested.start(Stage.BALLOT)
    assert on_vote(contested) == [f"amendment {Amendment.objects.get().pk}"]
    vote(contested, "for")
    go_on(contested)
    assert on_vote(contested) == ["Table 1", "Table 2"]
    assert Ballot.objects.filter(closed_at=None).count() == 1


def test_without_amendments_there_is_nothing_to_go_on_to(hall: Hall, english: None) -> None:
    hall.reach(Stage.BALLOT)
    with pytest.raises(Refused, match="no vote on amendments under way"):
        go_on(hall)
    assert not voting.were_opened(conference=hall.conference)
