from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet, Sum

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.panel.queries import panel_of
from sessions.floor.evenness import Evenness, evenness
from sessions.floor.models import Hand, Share
from sessions.floor.rules import INTERJECTION, why_not_guide
from sessions.rounds.models import Round
from sessions.sittings.models import Sitting
from sessions.sittings.queries import present_citizens


@dataclass
class Queue:
    """Who has the floor, and who asks for it, in the order of the round.

    ``word`` is the interjection that is being made, while the turn of who was ``speaking`` waits; ``words`` those that
    are asked for. They come before the ``waiting``. Without a limit to a turn ``limit`` is None.
    """

    limit: timedelta | None = None
    speaking: Hand | None = None
    word: Hand | None = None
    words: list[Hand] = field(default_factory=list)
    waiting: list[Hand] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.speaking or self.word or self.words or self.waiting)

    @property
    def holder(self) -> Hand | None:
        """Whose voice it is now."""
        return self.word or self.speaking

    @property
    def next_up(self) -> Hand | None:
        """Whose voice it is when the floor passes on; None when nobody is there to take it."""
        if self.words:
            return self.words[0]
        if self.word and self.speaking:
            return self.speaking
        return self.waiting[0] if self.waiting else None

    @property
    def ends_at(self) -> datetime | None:
        """When the time of the holder is over, if it has an end."""
        return self.end_of(self.holder) if self.holder else None

    def end_of(self, hand: Hand) -> datetime | None:
        """When the time of who speaks is over. The turn that an interjection holds up has the whole of it to wait."""
        if hand.given_at is None:
            return None
        if hand.interjection:
            return hand.given_at + INTERJECTION
        if self.limit is None:
            return None
        return hand.given_at + self.limit + hand.held_up + (INTERJECTION if self.word else timedelta())

    def place_of(self, hand: Hand) -> int:
        """From 1, among those who wait; 0 for who does not."""
        return self.waiting.index(hand) + 1 if hand in self.waiting else 0


def hands_up(round_: Round) -> QuerySet[Hand]:
    """Of this round, not ended. A hand stays behind when its person leaves the conference, or the table."""
    return (
        Hand.objects.filter(round=round_, ended_at=None, membership__ended_at=None)
        .filter(Q(table=None) | Q(table=F("membership__panellist__table")))
        .select_related("membership")
        .order_by("raised_at", "pk")
    )


def queues_of(round_: Round) -> dict[int, Queue]:
    """The queues that are not empty, in one query or two, by table; the room's own is number 0."""
    return _sorted(round_, hands_up(round_))


def queue_of(round_: Round, table: int | None = None) -> Queue:
    """One queue: the room's own without a ``table``."""
    empty = Queue(_limit(round_))
    return _sorted(round_, hands_up(round_).filter(table=table)).get(table or 0, empty)


def _limit(round_: Round) -> timedelta | None:
    return timedelta(seconds=round_.turn_seconds) if round_.turn_seconds else None


def _sorted(round_: Round, hands: Iterable[Hand]) -> dict[int, Queue]:
    queues: dict[int, Queue] = {}
    for hand in hands:
        queue = queues.setdefault(hand.table or 0, Queue(_limit(round_)))
        if hand.given_at is None:
            (queue.words if hand.interjection else queue.waiting).append(hand)
        elif hand.interjection:
            queue.word = hand
        else:
            queue.speaking = hand
    several = any(len(queue.waiting) > 1 for queue in queues.values())
    if several and round_.floor_order == Round.FloorOrder.LEAST_HEARD:
        heard = heard_in(round_.sitting_id)
        for queue in queues.values():
            queue.waiting.sort(key=lambda hand: heard.get(hand.membership_id, timedelta()))
    return queues


def heard_in(sitting_id: int) -> dict[int, timedelta]:
    """How long each member has spoken in this sitting, in turns that are over. Never shown: it orders a queue."""
    turns = Hand.objects.filter(round__sitting=sitting_id, spoken__isnull=False).order_by()
    return dict(turns.values_list("membership").annotate(heard=Sum("spoken")))


def have_spoken(sitting: Sitting) -> set[int]:
    """The members who had the floor in this sitting, wherever: their keys."""
    rows = Hand.objects.filter(round__sitting=sitting, given_at__isnull=False)
    return set(rows.values_list("membership", flat=True))


# How evenly


def evenness_at(round_: Round, table: int) -> Evenness | None:
    """Of the turns that are over, at this table in this round."""
    return evenness_at_tables(round_).get(table)


def evenness_at_tables(round_: Round) -> dict[int, Evenness]:
    """By table; tables of which nothing may be said are left out."""
    spoken = _spoken(round_)
    seats: dict[int, set[int]] = {}
    if spoken.keys() - {0}:
        panel = panel_of(round_.sitting.conference).exclude(table=None)
        for table, person in panel.values_list("table", "membership"):
            seats.setdefault(table or 0, set()).add(person)
    found = {table: _evenness(shares, seats.get(table, set())) for table, shares in spoken.items() if table}
    return {table: each for table, each in found.items() if each}


def evenness_in_room(round_: Round) -> Evenness | None:
    """Of the turns that are over in the room's own queue, among those who signed the attendance sheet."""
    spoken = _spoken(round_).get(0, {})
    present = present_citizens(round_.sitting).values_list("pk", flat=True) if spoken else ()
    return _evenness(spoken, set(present))


def _spoken(round_: Round) -> dict[int, dict[int, float]]:
    """Seconds by member, by table."""
    spoken: dict[int, dict[int, float]] = {}
    turns = Hand.objects.filter(round=round_, spoken__isnull=False).order_by()
    for table, person, time in turns.values_list("table", "membership").annotate(time=Sum("spoken")):
        spoken.setdefault(table or 0, {})[person] = time.total_seconds()
    return spoken


def _evenness(spoken: dict[int, float], there: set[int]) -> Evenness | None:
    return evenness(list(spoken.values()), len(there | spoken.keys()))


def shares_of(conference: Conference) -> list[tuple[Round, list[Share]]]:
    """What is kept of the rounds that were held: how evenly the room and its tables spoke, the latest round first."""
    shares = (
        Share.objects.filter(round__sitting__conference=conference)
        .select_related("round")
        .order_by("-round__sitting__number", "-round__number", F("table").asc(nulls_first=True))
    )
    rounds: dict[int, tuple[Round, list[Share]]] = {}
    for share in shares:
        rounds.setdefault(share.round_id, (share.round, []))[1].append(share)
    return list(rounds.values())


# Said again to whoever presses when it is done already.


def is_down(*, actor: Actor, conference: Conference, hand_id: int | None = None, **_: object) -> bool:
    """Whether this citizen, who had this hand up (their own place in the queue unless one is named), has it down."""
    hands = Hand.objects.filter(membership=actor.member, round__sitting__conference=conference)
    hands = hands.filter(pk=hand_id) if hand_id else hands.filter(interjection=False)
    return hands.exists() and not hands.filter(ended_at=None).exists()


def was_ended(*, actor: Actor, conference: Conference, hand_id: int, **_: object) -> bool:
    """Whether this turn is over already, for someone who might have ended it."""
    hand = Hand.objects.filter(
        pk=hand_id, round__sitting__conference=conference, given_at__isnull=False, ended_at__isnull=False
    ).first()
    return hand is not None and not why_not_guide(actor, hand.table)
