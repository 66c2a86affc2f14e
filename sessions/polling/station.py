"""Votes that come by socket: those that wait together are checked and written together.

An ordinary form costs a request each; a thousand people who vote at once would wait ten seconds. Here the same form,
rule and action serve as many votes as have come while the last ones were being written.
"""

import asyncio
import gc
import logging
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from django.utils import translation
from django.views.decorators.debug import sensitive_variables

from deliberation.ballots import actions, queries
from deliberation.ballots.forms import PaperForm
from deliberation.ballots.models import Ballot
from deliberation.ballots.views import said
from deliberation.conference.models import Conference
from deliberation.conference.posting import sentences_of
from deliberation.kernel.errors import Refused
from deliberation.kernel.threads import Threads
from sessions.fanout.audiences import Seat, Visit, seats_of
from sessions.fanout.publish import told_by

logger = logging.getLogger(__name__)

# What one transaction takes: a hall's worth, and an answer within a fraction of a second all the same.
MOST_AT_ONCE = 512
# Who votes is answered first: whoever waits for news or comes back waits until nobody has voted for a moment.
SECONDS_OF_REST = 0.1
LONGEST_WAIT_FOR_VOTES = 1.0


@dataclass(frozen=True)
class Sent:
    """A paper as a page sent it: the fields of its form and the secret of its browser, which no log shows."""

    visit: Visit
    language: str
    ballot_id: int
    request: uuid.UUID
    fields: Mapping[str, str] = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """``said`` when it was done; else sentences by field, or nothing at all when the server could not tell: the page
    sends the very same again, by an ordinary form."""

    said: str = ""
    errors: Mapping[str, Sequence[str]] | None = None


class Act(Protocol):
    """What came in a frame; ``request`` is its id."""

    @property
    def request(self) -> uuid.UUID: ...


class Station:
    """Lives on the event loop that serves the sockets. ``answers`` checks and writes what waits together."""

    def __init__(self, answers: Callable[[Sequence[Any]], list[Answer]] | None = None) -> None:
        self._answers = answers
        self._voted_at = float("-inf")
        self._waiting: list[tuple[Act, asyncio.Future[Answer]]] = []
        self._under_way: dict[uuid.UUID, tuple[Act, asyncio.Future[Answer]]] = {}
        self._writing: asyncio.Task[None] | None = None
        self._threads = Threads(1, "polling")

    async def cast(self, sent: Act) -> Answer:
        """Answered once the vote is in the database, or refused."""
        # A page that is not answered soon enough says the very same again.
        same = self._under_way.get(sent.request)
        if same is not None and same[0] == sent:
            return await asyncio.shield(same[1])
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((sent, answer))
        self._under_way[sent.request] = (sent, answer)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_undisturbed())
        return await asyncio.shield(answer)

    @property
    def at_rest(self) -> bool:
        """Nobody waits to vote, nor has for a moment."""
        return not self._under_way and time.monotonic() - self._voted_at > SECONDS_OF_REST

    async def let_votes_pass(self, since: float | None = None) -> None:
        """Wait until it is at rest, for a second at most. Who waits several times in one piece of work says since when
        (monotonic seconds): all of it is not held up for longer, however long a hall goes on voting."""
        since = time.monotonic() if since is None else since
        while not self.at_rest and time.monotonic() - since < LONGEST_WAIT_FOR_VOTES:
            await asyncio.sleep(SECONDS_OF_REST / 4)

    async def finished(self) -> None:
        """Return once what was cast until now is answered, and no thread is at work on it."""
        if self._writing is not None:
            await asyncio.wait([self._writing])
        await self._threads.finished()

    async def _write_undisturbed(self) -> None:
        # In a full hall, Python's look for garbage stops everything for a tenth of a second: it waits for the votes.
        gc.disable()
        try:
            await self._write()
        finally:
            gc.enable()

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                votes = [sent for sent, _answer in batch]
                count = partial(_count, self._answers or answers_to, votes, asyncio.get_running_loop())
                answers = await self._threads.do(count)
            except Exception:
                logger.exception("Votes could not be written; their pages send them again.")
                answers = [Answer()] * len(batch)
            for (sent, future), answer in zip(batch, answers, strict=True):
                self._under_way.pop(sent.request, None)
                if not future.done():
                    future.set_result(answer)
            self._voted_at = time.monotonic()


def _count(
    answers: Callable[[Sequence[Any]], list[Answer]], batch: Sequence[Any], loop: asyncio.AbstractEventLoop
) -> list[Answer]:
    with told_by(loop):
        return answers(batch)


@sensitive_variables()
def answers_to(batch: Sequence[Sent]) -> list[Answer]:
    """Check each paper as its form does, then cast them: one transaction for a conference and a language."""
    seats = seats_of([sent.visit for sent in batch])
    answers: dict[int, Answer] = {}
    groups: dict[tuple[int, str], list[tuple[int, Sent, Seat]]] = defaultdict(list)
    for place, (sent, seat) in enumerate(zip(batch, seats, strict=True)):
        if seat is None:
            answers[place] = Answer()
        else:
            groups[seat.conference.pk, sent.language].append((place, sent, seat))
    for (_conference, language), group in groups.items():
        with translation.override(language):
            answers.update(_cast(group[0][2].conference, group))
    return [answers[place] for place in range(len(batch))]


def _cast(conference: Conference, group: Sequence[tuple[int, Sent, Seat]]) -> dict[int, Answer]:
    asked = {sent.ballot_id for _place, sent, _seat in group}
    ballots = {ballot.pk: ballot for ballot in queries.open_ballots(conference).filter(pk__in=asked)}
    answers, votes = {}, {}
    for place, sent, seat in group:
        form = _form(sent, ballots.get(sent.ballot_id))
        if form.is_valid():
            given = form.cleaned_data
            votes[place] = actions.Vote(
                seat.actor, sent.ballot_id, given["marks"], sent.secret, given["reason"], sent.request
            )
        else:
            answers[place] = Answer(errors=sentences_of(form))
    for (place, vote), answer in zip(
        votes.items(), actions.cast_papers(conference=conference, votes=list(votes.values())), strict=True
    ):
        answers[place] = _answer(conference, vote, answer)
    return answers


def _form(sent: Sent, ballot: Ballot | None) -> PaperForm:
    return PaperForm({**sent.fields, "request": str(sent.request)}, ballot=ballot)


def _answer(conference: Conference, vote: actions.Vote, answer: str | Refused) -> Answer:
    if isinstance(answer, Refused):
        return Answer(errors={"": [str(answer)]})
    return Answer(said=said(actor=vote.actor, conference=conference, ballot_id=vote.ballot_id, secret=vote.secret))


station = Station()
