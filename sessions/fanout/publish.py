"""The one subscriber to facts: says which audiences a fact touches, and passes that on. It sends and never writes."""

import asyncio
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from deliberation.journal.verbs import Verb
from deliberation.kernel.facts import Fact, Scalar
from sessions.fanout.audiences import Audience, Kind

logger = logging.getLogger(__name__)

_told_by: ContextVar[asyncio.AbstractEventLoop | None] = ContextVar("told_by", default=None)

GROUP = "live"
# An act is done whether or not it can be told: it does not wait for a channel layer that does not answer.
SECONDS_TO_TELL = 2
EVERYONE = frozenset(Kind)
INSIDE = EVERYONE - {Kind.PERSON}
OVERSEERS = frozenset({Kind.DESK, Kind.GUARANTOR})
PLENARY = OVERSEERS | {Kind.CITIZENS, Kind.WATCH, Kind.SCREEN, Kind.TABLET}
TABLE = OVERSEERS | {Kind.TABLE}
# At one table, or, where the fact names table 0, in the whole room.
FLOOR = TABLE | PLENARY
# Requests for hearings are told in a line to those who may read them.
REQUESTS = OVERSEERS | {Kind.CITIZENS, Kind.WATCH}

# On the pages of those who are asked to write the merge, too.
MERGING = TABLE | PLENARY | {Kind.PERSON}

# Every verb is here: a test says so. A region shows nothing that its touching verbs do not announce.
TOUCHES: dict[Verb, frozenset[Kind]] = {
    Verb.CONFERENCE_CREATED: frozenset(),
    Verb.MANDATE_FROZEN: OVERSEERS,
    Verb.STAGE_ENTERED: INSIDE,
    # Once somebody is invited to the committee, a hearing may wait for it, and it has something to decide on.
    Verb.PERSON_INVITED: frozenset({Kind.DESK, Kind.WATCH}),
    Verb.PERSON_JOINED: PLENARY,
    Verb.PERSON_REMOVED: EVERYONE,
    Verb.NAME_CHOSEN: INSIDE,
    Verb.BADGE_ISSUED: frozenset(),
    Verb.BADGE_REVOKED: frozenset(),
    Verb.BADGE_USED: frozenset(),
    Verb.CITIZENS_SEATED: EVERYONE,
    Verb.CITIZEN_MOVED: EVERYONE,
    Verb.SEATING_RULE_ADDED: frozenset(),
    Verb.SEATING_RULE_REMOVED: frozenset(),
    Verb.PLAN_ASKED: frozenset({Kind.DESK}),
    Verb.PLAN_ADVANCED: frozenset({Kind.DESK}),
    Verb.PLAN_READY: frozenset({Kind.DESK}),
    Verb.PLAN_FAILED: frozenset({Kind.DESK}),
    Verb.PLAN_CHANGED: frozenset({Kind.DESK}),
    Verb.PLAN_ACCEPTED: frozenset({Kind.DESK}),
    Verb.TABLES_REBALANCED: OVERSEERS,
    Verb.TABLET_ADDED: OVERSEERS,
    Verb.TABLET_LENT: frozenset(),
    Verb.TABLET_GIVEN_BACK: frozenset(),
    # Tables cite what is in the dossier, and what was answered.
    Verb.DOCUMENT_ADDED: TABLE | PLENARY,
    Verb.DOCUMENT_REPLACED: TABLE | PLENARY,
    Verb.TERM_EXPLAINED: INSIDE - {Kind.SCREEN},
    Verb.SHEET_WRITTEN: PLENARY,
    Verb.SHEET_REVISED: PLENARY,
    # How many, and in which words, is on the sheet's own page.
    Verb.SHEET_NOT_UNDERSTOOD: frozenset(),
    # The committee's page counts what awaits it.
    Verb.EXPERT_PROPOSED: frozenset({Kind.WATCH}),
    # Tables cite what they answered, under their title.
    Verb.EXPERT_CORRECTED: TABLE | PLENARY,
    Verb.INTERESTS_DECLARED: PLENARY,
    Verb.SIDE_NAMED: frozenset(),
    Verb.EXPERT_PLACED: frozenset(),
    Verb.PROGRAMME_DECIDED: frozenset({Kind.DESK, Kind.WATCH}),
    Verb.EXPERT_DECIDED: PLENARY,
    Verb.DOCUMENT_DECIDED: PLENARY,
    Verb.HEARING_SCHEDULED: PLENARY,
    Verb.HEARING_REQUESTED: REQUESTS,
    # How many support each is on the page of the requests.
    Verb.HEARING_REQUEST_SUPPORTED: frozenset(),
    Verb.HEARING_REQUEST_WITHDRAWN: REQUESTS,
    Verb.HEARING_REQUEST_ANSWERED: REQUESTS,
    Verb.HEARING_REQUEST_LINKED: frozenset(),
    # At the table where it was asked, it may be chosen.
    Verb.QUESTION_ASKED: TABLE | PLENARY,
    Verb.QUESTION_TAKEN_BACK: TABLE | PLENARY,
    Verb.QUESTION_PUT: PLENARY,
    Verb.QUESTION_ANSWERED: PLENARY,
    Verb.HEARING_MOVED: TABLE | PLENARY,
    Verb.QUESTIONS_ORDERED: PLENARY,
    Verb.QUESTION_SUPPORTED: PLENARY,
    Verb.SUPPORT_WITHDRAWN: PLENARY,
    Verb.TABLE_AGREED: TABLE | PLENARY,
    Verb.TABLE_DISAGREED: TABLE | PLENARY,
    Verb.NOTE_TAKER_CHANGED: PLENARY,
    # Whose supports lead to which question.
    Verb.QUESTIONS_GROUPED: PLENARY | {Kind.PERSON},
    Verb.QUESTION_UNGROUPED: PLENARY | {Kind.PERSON},
    Verb.QUESTION_DEFERRED: PLENARY,
    Verb.ANSWER_WRITTEN: TABLE | PLENARY,
    Verb.ANSWER_CONFIRMED: TABLE | PLENARY,
    Verb.ITEMS_ANSWERED: OVERSEERS | {Kind.SCREEN},
    Verb.ANSWERS_CHANGED: frozenset(),
    Verb.ANSWERS_WITHDRAWN: frozenset(),
    Verb.PROPOSAL_WRITTEN: TABLE | PLENARY,
    Verb.EVIDENCE_CITED: TABLE | PLENARY,
    Verb.EVIDENCE_WITHDRAWN: TABLE | PLENARY,
    Verb.SUBMISSION_PROPOSED: TABLE,
    Verb.PROPOSAL_AGREED: TABLE,
    Verb.PROPOSAL_LACKING: TABLE,
    Verb.AGREEMENT_WITHDRAWN: TABLE,
    Verb.PROPOSAL_SUBMITTED: TABLE | PLENARY,
    Verb.REMARK_MADE: TABLE | PLENARY,
    Verb.PROPOSALS_FROZEN: TABLE | PLENARY,
    Verb.TEMPERATURE_TAKEN: frozenset({Kind.DESK, Kind.SCREEN}),
    Verb.AMENDMENT_PROPOSED: TABLE | PLENARY,
    Verb.AMENDMENT_SUPPORTED: TABLE | PLENARY,
    Verb.AMENDMENT_SUPPORT_WITHDRAWN: TABLE | PLENARY,
    Verb.AMENDMENT_WITHDRAWN: TABLE | PLENARY,
    Verb.VERDICT_PROPOSED: TABLE,
    Verb.VERDICT_AGREED: TABLE,
    Verb.AMENDMENT_CLOSED: TABLE | PLENARY | {Kind.PERSON},
    Verb.AMENDMENT_REOPENED: TABLE | PLENARY | {Kind.PERSON},
    Verb.THEME_SET: TABLE | PLENARY,
    Verb.PROPOSAL_GROUPED: TABLE | PLENARY,
    Verb.MERGE_ASKED: MERGING,
    Verb.MERGE_LAPSED: MERGING,
    Verb.PROPOSALS_MERGED: MERGING,
    Verb.BALLOT_OPENED: PLENARY,
    Verb.ROLL_SIGNED: OVERSEERS | {Kind.SCREEN},
    Verb.AMENDMENTS_VOTED: TABLE | PLENARY,
    # That one changed one's mind shows on one's own pages alone.
    Verb.PAPER_REPLACED: frozenset(),
    Verb.PAPER_GIVEN: OVERSEERS | {Kind.SCREEN, Kind.PERSON},
    Verb.PAPER_TAKEN_BACK: OVERSEERS | {Kind.SCREEN, Kind.PERSON},
    Verb.COUNT_OPENED: PLENARY,
    # The count has a page of its own.
    Verb.KEYING_DONE: frozenset(),
    Verb.KEYING_DISCARDED: frozenset(),
    Verb.DIFFERENCE_SETTLED: frozenset(),
    Verb.COUNT_SETTLED: OVERSEERS,
    Verb.BALLOT_CLOSED: PLENARY,
    # The text stays with the citizens, as the opinion does until its hand-over.
    Verb.MINORITY_WRITTEN: OVERSEERS | {Kind.CITIZENS},
    Verb.MINORITY_WITHDRAWN: OVERSEERS | {Kind.CITIZENS},
    Verb.MINORITY_JOINED: OVERSEERS | {Kind.CITIZENS},
    Verb.MINORITY_LEFT: OVERSEERS | {Kind.CITIZENS},
    Verb.OPINION_ASSEMBLED: PLENARY,
    Verb.OPINION_WRITTEN: PLENARY,
    Verb.DRAFTER_OFFERED: PLENARY,
    Verb.DRAFTER_WITHDREW: PLENARY,
    Verb.DRAFTERS_CHOSEN: PLENARY | {Kind.PERSON},
    Verb.READ_THROUGH_MOVED: PLENARY,
    Verb.CHANGE_ASKED: PLENARY,
    Verb.CHANGE_SUPPORTED: PLENARY,
    Verb.CHANGE_WITHDRAWN: PLENARY,
    Verb.CHANGE_ANSWERED: PLENARY,
    Verb.OPINION_ADOPTED: PLENARY,
    Verb.OPINION_REOPENED: PLENARY,
    Verb.OPINION_REJECTED: PLENARY,
    # Nobody changes their minority opinion any more.
    Verb.OPINION_FROZEN: PLENARY | {Kind.PERSON},
    # The round's own start tells it; the other two show nowhere.
    Verb.SIGNING_OPENED: frozenset(),
    Verb.SIGNING_CODE_SENT: frozenset(),
    Verb.KEY_CERTIFIED: frozenset(),
    Verb.OPINION_SIGNED: OVERSEERS | {Kind.SCREEN},
    Verb.OPINION_DECLINED: OVERSEERS | {Kind.SCREEN},
    Verb.OPINION_SEALED: PLENARY,
    Verb.OPINION_HANDED_OVER: INSIDE,
    # What stands beside the opinion has pages of its own.
    Verb.RECEIPT_ACKNOWLEDGED: frozenset(),
    Verb.CORRECTION_PROPOSED: frozenset(),
    Verb.CORRECTION_AGREED: frozenset(),
    Verb.CORRECTION_WITHDRAWN: frozenset(),
    Verb.CORRECTION_SEALED: frozenset(),
    Verb.DERIVATIVE_ADDED: frozenset(),
    Verb.DERIVATIVE_WITHDRAWN: frozenset(),
    Verb.OBSERVATION_WRITTEN: frozenset({Kind.GUARANTOR}),
    Verb.STATEMENT_WRITTEN: frozenset({Kind.GUARANTOR}),
    Verb.SITTING_OPENED: INSIDE,
    Verb.SITTING_CLOSED: INSIDE,
    # Never on the screen of the room.
    Verb.JOINING_LINK_GIVEN: PLENARY - {Kind.SCREEN},
    Verb.JOINING_LINK_WITHDRAWN: PLENARY - {Kind.SCREEN},
    # At a table it says how many are asked to agree.
    Verb.ATTENDANCE_SIGNED: OVERSEERS | {Kind.SCREEN, Kind.TABLET, Kind.TABLE},
    Verb.ROUND_STARTED: INSIDE,
    Verb.ROUND_EXTENDED: INSIDE,
    Verb.ROUND_ENDED: INSIDE,
    Verb.ROUND_SKIPPED: INSIDE,
    Verb.ROUND_RESTORED: INSIDE,
    Verb.ROUND_PUT_BACK: INSIDE,
    Verb.ROUND_RESUMED: INSIDE,
    Verb.TABLE_SHOWN: PLENARY,
    Verb.NOTE_WRITTEN: TABLE,
    Verb.READY_SAID: TABLE,
    Verb.READY_TAKEN_BACK: TABLE,
    Verb.READY_CLEARED: frozenset({Kind.PERSON}),
    Verb.MOVED_ON: TABLE | {Kind.PERSON},
    Verb.CARD_RAISED: frozenset({Kind.DESK}),
    Verb.CARD_ANSWERED: frozenset({Kind.DESK}),
    Verb.CARD_PUT_ASIDE: frozenset({Kind.DESK}),
    Verb.FLOOR_CHOSEN: OVERSEERS,
    # That it was written anew is told by itself.
    Verb.TEXT_RESTORED: OVERSEERS,
    Verb.HAND_RAISED: FLOOR,
    Verb.HAND_LOWERED: FLOOR,
    Verb.WORD_ASKED: FLOOR,
    Verb.FLOOR_PASSED: FLOOR,
    Verb.FLOOR_GIVEN: FLOOR,
    Verb.TURN_ENDED: FLOOR,
    Verb.HELP_CALLED: TABLE,
    Verb.HELP_WITHDRAWN: TABLE | {Kind.PERSON},
    Verb.HELP_ANSWERED: TABLE | {Kind.PERSON},
    Verb.NOTICE_SENT: FLOOR,
    Verb.NOTICE_WITHDRAWN: FLOOR,
}
# What these change on people's own pages is told, and not kept: in the journal they may be anyone's.
UNNAMED = frozenset(
    {
        Verb.HAND_RAISED,
        Verb.HAND_LOWERED,
        Verb.WORD_ASKED,
        Verb.FLOOR_PASSED,
        Verb.FLOOR_GIVEN,
        Verb.TURN_ENDED,
        Verb.PAPER_REPLACED,
        Verb.TEMPERATURE_TAKEN,
        # On the pages of the drafting group, whoever they are then.
        Verb.OPINION_WRITTEN,
        Verb.READ_THROUGH_MOVED,
        Verb.CHANGE_ASKED,
        Verb.CHANGE_SUPPORTED,
        Verb.CHANGE_WITHDRAWN,
        Verb.CHANGE_ANSWERED,
    }
)
# After these, people may belong to other audiences than before.
MOVES = frozenset(
    {
        # The screen of the room shows the opinion in the making to those alone who may read it.
        Verb.STAGE_ENTERED,
        Verb.PERSON_JOINED,
        Verb.PERSON_REMOVED,
        Verb.CITIZENS_SEATED,
        Verb.CITIZEN_MOVED,
        Verb.BADGE_ISSUED,
        Verb.BADGE_REVOKED,
        Verb.TABLET_GIVEN_BACK,
    }
)


@dataclass(frozen=True)
class Touch:
    """What a fact changes: the audiences of these kinds; of a kind that has keys, only the audiences with those."""

    kinds: frozenset[Kind]
    keys: Mapping[Kind, frozenset[str]]

    def reaches(self, audience: Audience) -> bool:
        return audience.kind in self.kinds and audience.key in self.keys.get(audience.kind, {audience.key})


def union(touches: Iterable[Touch]) -> Touch:
    """What several touches change together."""
    found = list(touches)
    kinds = frozenset().union(*(touch.kinds for touch in found))
    # Of a kind, only some audiences are touched where every touch of that kind says which.
    named = {kind for kind in kinds if all(kind in touch.keys for touch in found if kind in touch.kinds)}
    keys = {kind: frozenset().union(*(touch.keys.get(kind, frozenset()) for touch in found)) for kind in named}
    return Touch(kinds, keys)


def touch_of(verb: Verb, detail: Mapping[str, Scalar], whose: Collection[str] | None) -> Touch:
    """The actor's own region is touched by any fact: what I did shows as done on all my devices. A fact that touches
    persons and names one of them in its detail touches that one.

    ``whose`` is None where it is not known, as in the journal of what was done without a name: it may be anyone's.
    """
    kinds, keys = TOUCHES[verb], {}
    if Kind.PERSON in kinds and "person" in detail:
        keys[Kind.PERSON] = frozenset({str(detail["person"])})
    elif Kind.PERSON not in kinds and whose is not None:
        keys[Kind.PERSON] = frozenset(whose)
    if Kind.TABLE in kinds and "table" in detail:
        keys[Kind.TABLE] = frozenset({str(detail["table"])})
    return Touch(kinds | {Kind.PERSON}, keys)


def news_of(facts: Sequence[Fact]) -> None:
    """Tell every process which audiences changed, for all these facts in one message: they have the same verb and
    conference. What the audiences now see, each process renders once for its own pages."""
    verb, conference = Verb(facts[0].verb), facts[0].conference_id
    touch = union(touch_of(verb, fact.detail, fact.whose) for fact in facts)
    message = {
        "type": "touched",
        "conference": conference,
        "numbers": [fact.number for fact in facts],
        "kinds": sorted(kind.value for kind in touch.kinds),
        "keys": {kind.value: sorted(keys) for kind, keys in touch.keys.items()},
        "moves": verb in MOVES,
        # Whom it moves; empty when it may be anyone. Who gave a tablet back is not in the journal.
        "moved": _moved(verb, facts),
    }
    if get_channel_layer() is None:
        return
    if (loop := _told_by.get()) is None:
        async_to_sync(tell)(message)
    else:
        asyncio.run_coroutine_threadsafe(tell(message), loop).add_done_callback(_complain)


@contextmanager
def told_by(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """What is done meanwhile in this thread is told by that loop when it gets round to it: who waits for the answer
    does not wait for the news as well."""
    before = _told_by.set(loop)
    try:
        yield
    finally:
        _told_by.reset(before)


def _complain(telling: Future[None]) -> None:
    if not telling.cancelled() and (error := telling.exception()):
        logger.error("News could not be told: pages find the gap at their next heartbeat.", exc_info=error)


def _moved(verb: Verb, facts: Sequence[Fact]) -> str:
    if len(facts) > 1:
        return ""
    return min(facts[0].whose) if verb == Verb.TABLET_GIVEN_BACK else str(facts[0].detail.get("person", ""))


async def tell(message: dict[str, Any]) -> None:
    """Send to every process, this one included. TimeoutError when the channel layer does not answer."""
    layer = get_channel_layer()
    if layer is not None:
        async with asyncio.timeout(SECONDS_TO_TELL):
            await layer.group_send(GROUP, message)


def touch_in(message: Mapping[str, Any]) -> Touch:
    """The touch that :func:`news_of` put into a message."""
    keys = {Kind(name): frozenset(found) for name, found in message["keys"].items()}
    return Touch(frozenset(map(Kind, message["kinds"])), keys)
