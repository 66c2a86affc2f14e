"""A hall votes at one moment while what it stands on breaks: who was told so is counted, once, and nobody else."""

from collections.abc import Iterator

import pytest

from tests.faults.polling import Poll, assert_each_counted_once, assert_refused_with_a_sentence, polls, race, storm

pytestmark = [pytest.mark.services, pytest.mark.slow]

PEOPLE, PEOPLE_AT_CLOSING = 200, 100


@pytest.fixture(scope="module")
def halls() -> Iterator[list[Poll]]:
    with polls(PEOPLE, PEOPLE_AT_CLOSING) as halls:
        yield halls


def test_everyone_votes_at_once_lines_break_pages_retry_and_a_process_is_killed(halls: list[Poll]) -> None:
    poll = halls[0]
    print(storm(poll))
    assert all(voter.done for voter in poll.voters), [v.answer for v in poll.voters if not v.done]
    poll.end()
    assert_each_counted_once(poll)
    assert len(poll.export()["papers"]) == PEOPLE


def test_a_vote_is_counted_or_refused_when_the_facilitator_closes_at_that_moment(halls: list[Poll]) -> None:
    poll = halls[1]
    race(poll)
    counted = sum(voter.done for voter in poll.voters)
    assert 0 < counted < PEOPLE_AT_CLOSING, "it was not closed in the middle"
    assert_each_counted_once(poll)
    assert_refused_with_a_sentence(poll)
