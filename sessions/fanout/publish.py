"""The one subscriber to facts: says which audiences a fact touches, and passes that on. It sends and never writes."""

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from deliberation.journal.verbs import Verb
from deliberation.kernel.facts import Fact
from sessions.fanout.audiences import Kind

GROUP = "live"
EVERYONE = frozenset(Kind)
INSIDE = EVERYONE - {Kind.PERSON}
OVERSEERS = frozenset({Kind.DESK, Kind.GUARANTOR})
PLENARY = OVERSEERS | {Kind.CITIZENS, Kind.WATCH}
TABLE = OVERSEERS | {Kind.TABLE}

# Every verb is here: a test says so. A region shows nothing that its touching verbs do not announce.
TOUCHES: dict[Verb, frozenset[Kind]] = {
    Verb.CONFERENCE_CREATED: frozenset(),
    Verb.MANDATE_FROZEN: OVERSEERS,
    Verb.STAGE_ENTERED: INSIDE,
    Verb.PERSON_INVITED: frozenset(),
    Verb.PERSON_JOINED: PLENARY,
    Verb.PERSON_REMOVED: EVERYONE,
    Verb.BADGE_ISSUED: frozenset(),
    Verb.BADGE_REVOKED: frozenset(),
    Verb.BADGE_USED: frozenset(),
    Verb.CITIZENS_SEATED: EVERYONE,
    Verb.DOCUMENT_ADDED: PLENARY,
    Verb.QUESTION_ASKED: PLENARY,
    Verb.QUESTION_ANSWERED: PLENARY,
    Verb.ITEMS_ANSWERED: OVERSEERS,
    Verb.PROPOSAL_WRITTEN: TABLE | PLENARY,
    Verb.PROPOSAL_SUBMITTED: TABLE | PLENARY,
    Verb.REMARK_MADE: TABLE | PLENARY,
    Verb.PROPOSALS_FROZEN: TABLE | PLENARY,
    Verb.BALLOT_OPENED: PLENARY,
    Verb.ROLL_SIGNED: OVERSEERS,
    Verb.BALLOT_CLOSED: PLENARY,
    Verb.OPINION_ASSEMBLED: PLENARY,
    Verb.OPINION_WRITTEN: PLENARY,
    Verb.OPINION_ADOPTED: PLENARY,
    Verb.OPINION_REOPENED: PLENARY,
    Verb.OPINION_REJECTED: PLENARY,
    Verb.OPINION_FROZEN: PLENARY,
    Verb.OPINION_SIGNED: OVERSEERS,
    Verb.OPINION_DECLINED: OVERSEERS,
    Verb.OPINION_SEALED: PLENARY,
    Verb.OPINION_HANDED_OVER: INSIDE,
    Verb.SITTING_OPENED: INSIDE,
    Verb.SITTING_CLOSED: INSIDE,
    Verb.ATTENDANCE_SIGNED: OVERSEERS,
    Verb.ROUND_STARTED: INSIDE,
    Verb.ROUND_EXTENDED: INSIDE,
    Verb.ROUND_ENDED: INSIDE,
    Verb.NOTE_WRITTEN: TABLE,
}
# After these, people may belong to other audiences than before.
MOVES = frozenset(
    {Verb.PERSON_JOINED, Verb.PERSON_REMOVED, Verb.CITIZENS_SEATED, Verb.BADGE_ISSUED, Verb.BADGE_REVOKED}
)


def news_of(fact: Fact) -> None:
    """Tell every process which audiences changed. What they now see, each process renders once for its own pages.

    The actor's own region is touched too: what I did shows as done on all my devices.
    """
    verb = Verb(fact.verb)
    kinds = TOUCHES[verb]
    keys = {} if Kind.PERSON in kinds else {Kind.PERSON.value: fact.whose}
    if Kind.TABLE in kinds and "table" in fact.detail:
        keys[Kind.TABLE.value] = str(fact.detail["table"])
    message = {
        "type": "touched",
        "conference": fact.conference_id,
        "number": fact.number,
        "kinds": sorted(kind.value for kind in kinds),
        "keys": keys,
        "moves": verb in MOVES,
        # Whom it moves; empty when it may be anyone.
        "moved": str(fact.detail.get("person", "")),
    }
    layer = get_channel_layer()
    if layer is not None:
        async_to_sync(layer.group_send)(GROUP, message)
