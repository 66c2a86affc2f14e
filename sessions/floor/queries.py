from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from sessions.floor.models import Hand
from sessions.floor.rules import why_not_guide
from sessions.rounds.models import Round
from sessions.sittings.models import Sitting


class Queue(NamedTuple):
    """Who has the floor, and who asks for it, first come first."""

    speaking: Hand | None
    waiting: list[Hand]


def hands_up(round_: Round) -> QuerySet[Hand]:
    """Of this round, not ended. A hand stays behind when its person leaves the conference, or the table."""
    return (
        Hand.objects.filter(round=round_, ended_at=None, membership__ended_at=None)
        .filter(Q(table=None) | Q(table=F("membership__panellist__table")))
        .select_related("membership")
        .order_by("raised_at", "pk")
    )


def queues_of(round_: Round) -> dict[int, Queue]:
    """The queues that are not empty, in one query, by table; the room's own is number 0."""
    queues: dict[int, Queue] = {}
    for hand in hands_up(round_):
        number = hand.table or 0
        queue = queues.get(number, Queue(None, []))
        if hand.given_at:
            queues[number] = queue._replace(speaking=hand)
        else:
            queue.waiting.append(hand)
            queues[number] = queue
    return queues


def queue_of(round_: Round, table: int | None = None) -> Queue:
    """One queue: the room's own without a ``table``."""
    hands = list(hands_up(round_).filter(table=table))
    return Queue(next((h for h in hands if h.given_at), None), [h for h in hands if h.given_at is None])


def have_spoken(sitting: Sitting) -> set[int]:
    """The members who had the floor in this sitting, wherever: their keys."""
    rows = Hand.objects.filter(round__sitting=sitting, given_at__isnull=False)
    return set(rows.values_list("membership", flat=True))


def is_down(*, actor: Actor, conference: Conference, **_: object) -> bool:
    """Whether this citizen, who had a hand up in this conference, has none up now."""
    hands = Hand.objects.filter(membership=actor.member, round__sitting__conference=conference)
    return hands.exists() and not hands.filter(ended_at=None).exists()


def was_ended(*, actor: Actor, conference: Conference, hand_id: int, **_: object) -> bool:
    """Whether this turn is over already, for someone who might have ended it."""
    hand = Hand.objects.filter(
        pk=hand_id, round__sitting__conference=conference, given_at__isnull=False, ended_at__isnull=False
    ).first()
    return hand is not None and not why_not_guide(actor, hand)
