from dataclasses import asdict
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import AT_TABLES, WITH_A_FLOOR, Act, Role
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import table_of
from sessions.floor.evenness import Evenness
from sessions.floor.models import Hand, Share
from sessions.floor.queries import evenness_at_tables, evenness_in_room, hands_up, queue_of
from sessions.floor.rules import INTERJECTION, why_not_guide, why_not_interject
from sessions.rounds.models import Round
from sessions.sittings.models import Sitting
from sessions.sittings.queries import running_round


def choose_floor(*, actor: Actor, conference: Conference, round_id: int, order: str, turn: int | None = None) -> None:
    """In which order the floor passes on in a round, and how many seconds a turn has. Not while the round runs."""
    with acting(Act.CHOOSE_FLOOR, actor, conference):
        round_ = Round.objects.filter(sitting__conference=conference, pk=round_id).select_related("sitting").first()
        if round_ is None or round_.stage not in WITH_A_FLOOR:
            raise Refused(_("Nobody asks for the floor in this step."))
        if round_.is_running or round_.sitting.closed_at:
            raise Refused(_("This is chosen before the step begins."))
        if (round_.floor_order, round_.turn_seconds) == (order, turn):
            return
        round_.floor_order, round_.turn_seconds = order, turn
        round_.save(update_fields=["floor_order", "turn_seconds"])
        least_heard = order == Round.FloorOrder.LEAST_HEARD
        record(
            conference,
            Verb.FLOOR_CHOSEN,
            actor=actor.ref,
            round=round_.pk,
            least_heard=least_heard,
            turn=turn,
        )


def raise_hand(*, actor: Actor, conference: Conference) -> None:
    """Ask for the floor: at one's own table in a round at tables, else in the room. A hand that is up stays where it
    is in the queue."""
    with acting(Act.RAISE_HAND, actor, conference):
        round_ = _running(conference)
        table = _own_table(actor, round_)
        if hands_up(round_).filter(membership=actor.member, interjection=False).exists():
            return
        _end_left_behind(actor, conference, round_)
        hand = Hand.objects.create(round=round_, membership=actor.member, table=table, raised_at=clock.now())
        _record(actor, conference, Verb.HAND_RAISED, hand)


def interject(*, actor: Actor, conference: Conference) -> None:
    """Ask for a short word while somebody speaks, before those who wait for a turn. One that is asked for already
    stays; in one turn of somebody's, each person has one."""
    with acting(Act.INTERJECT, actor, conference):
        round_ = _running(conference)
        table = _own_table(actor, round_)
        own = Hand.objects.filter(round=round_, table=table, membership=actor.member, interjection=True)
        if own.filter(ended_at=None).exists():
            return
        if sentence := why_not_interject(actor, queue_of(round_, table).speaking, own):
            raise Refused(sentence)
        _end_left_behind(actor, conference, round_)
        hand = Hand.objects.create(
            round=round_, membership=actor.member, table=table, interjection=True, raised_at=clock.now()
        )
        _record(actor, conference, Verb.WORD_ASKED, hand)


def lower_hand(*, actor: Actor, conference: Conference, hand_id: int | None = None) -> None:
    """Take back one's own wish to speak, or end one's own turn: the one that is named, else the place in the queue.
    Without it, nothing changes."""
    with acting(Act.LOWER_HAND, actor, conference):
        own = Hand.objects.filter(round=_running(conference), membership=actor.member, ended_at=None)
        own = own.filter(pk=hand_id) if hand_id else own.filter(interjection=False)
        for hand in own.select_related("membership"):
            _end(actor, conference, hand)


def pass_floor(*, actor: Actor, conference: Conference, table: int | None = None, after: int | None = None) -> None:
    """Pass the floor on: to who asked for a short word, back to whom an interjection held up, else to the first in the
    round's order.

    ``after`` is the hand that had the floor when the person pressed; when another one has it by now, somebody else
    just passed it on: that is enough.
    """
    with acting(Act.PASS_FLOOR, actor, conference):
        round_ = _running(conference)
        if (table is not None) != (round_.stage in AT_TABLES):
            raise Refused(_("This is the queue of another step."))
        if sentence := why_not_guide(actor, table):
            raise Refused(sentence)
        queue = queue_of(round_, table)
        if queue.holder and queue.holder.pk != after:
            return
        if queue.next_up is None:
            raise Refused(_("Nobody asks for the floor."))
        if queue.word and queue.next_up is queue.speaking:
            _end(actor, conference, queue.word)
        else:
            _give(actor, conference, Verb.FLOOR_PASSED, queue.next_up)


def give_floor(*, actor: Actor, conference: Conference, hand_id: int) -> None:
    """Give the floor to whose hand this is, whatever the order. Who has it already keeps it."""
    with acting(Act.GIVE_FLOOR, actor, conference):
        hand = hands_up(_running(conference)).filter(pk=hand_id).first()
        if hand is None:
            raise Refused(_("This hand is not up any more."))
        if hand.given_at is None:
            _give(actor, conference, Verb.FLOOR_GIVEN, hand)


def end_turn(*, actor: Actor, conference: Conference, hand_id: int) -> None:
    """End the turn of who has the floor. A turn that is over already changes nothing."""
    with acting(Act.END_TURN, actor, conference):
        hand = Hand.objects.filter(pk=hand_id, round=_running(conference)).select_related("membership").first()
        if hand is None or hand.given_at is None:
            raise Refused(_("This person does not have the floor."))
        if sentence := why_not_guide(actor, hand.table):
            raise Refused(sentence)
        if hand.ended_at is None:
            _end(actor, conference, hand)


def end_queues(*, actor: Actor, conference: Conference, round_: Round) -> None:
    """A round that is over leaves no hand up. How evenly the room and each table spoke is kept, as far as it may be."""
    with acting(Act.END_ROUND, actor, conference):
        # Interjections first: they hold up the turn that ends with them.
        hands = Hand.objects.filter(round=round_, ended_at=None).select_related("membership")
        for hand in hands.order_by("-interjection", "raised_at", "pk"):
            _end(actor, conference, hand)
        found: list[tuple[int | None, Evenness | None]] = [
            (None, evenness_in_room(round_)),
            *evenness_at_tables(round_).items(),
        ]
        Share.objects.filter(round=round_).delete()
        Share.objects.bulk_create(
            Share(round=round_, table=table, **asdict(each)) for table, each in found if each is not None
        )


def forget_turns(*, actor: Actor, conference: Conference, act: Act, sitting: Sitting) -> None:
    """From the end of a sitting on nobody can know how long a person spoke in it. ``act`` is the act that ends it."""
    with acting(act, actor, conference):
        Hand.objects.filter(round__sitting=sitting).delete()


def _running(conference: Conference) -> Round:
    round_ = running_round(conference)
    if round_ is None:
        raise Refused(_("No round is running."))
    return round_


def _own_table(actor: Actor, round_: Round) -> int | None:
    """Where this citizen speaks in this round: None in the room. Refused to who has no table when all others have."""
    if round_.stage not in AT_TABLES:
        return None
    table = table_of(actor.member)
    if table is None:
        raise Refused(_("You do not sit at a table yet: ask the facilitator."))
    return table


def _end_left_behind(actor: Actor, conference: Conference, round_: Round) -> None:
    """Hands that are still up at the table where this citizen sat before."""
    left = Hand.objects.filter(round=round_, membership=actor.member, ended_at=None)
    for hand in left.exclude(pk__in=hands_up(round_).values("pk")).select_related("membership"):
        _end(actor, conference, hand)


def _holders(hand: Hand) -> list[Hand]:
    """Who speaks in the queue of this hand; an interjection before the turn that it holds up."""
    turns = Hand.objects.filter(round=hand.round_id, table=hand.table, given_at__isnull=False, ended_at=None)
    return list(turns.select_related("membership").order_by("-interjection"))


def _give(actor: Actor, conference: Conference, verb: Verb, hand: Hand) -> None:
    """An interjection ends the one before, and holds up the turn of who speaks; a turn ends both."""
    for before in _holders(hand):
        if before.interjection or not hand.interjection:
            _end(actor, conference, before)
    hand.given_at = clock.now()
    hand.save(update_fields=["given_at"])
    _record(actor, conference, verb, hand)


def _end(actor: Actor, conference: Conference, hand: Hand) -> None:
    """Who never had the floor has not spoken: only who was given it has had a turn that ends."""
    now = clock.now()
    hand.ended_at = now
    if hand.given_at:
        hand.spoken = _hold_up(hand, now) if hand.interjection else _length(hand, now)
    hand.save(update_fields=["ended_at", "spoken"])
    _record(actor, conference, Verb.TURN_ENDED if hand.given_at else Verb.HAND_LOWERED, hand)


def _hold_up(word: Hand, now: datetime) -> timedelta:
    """The turn that this interjection interrupts has so much more time. Past its own time nobody may have thought of
    pressing: the speaker is taken to have gone on."""
    spoken = min(now - word.given_at, INTERJECTION) if word.given_at else timedelta()
    for turn in _holders(word):
        if not turn.interjection:
            turn.held_up += spoken
            turn.save(update_fields=["held_up"])
    return spoken


def _length(hand: Hand, now: datetime) -> timedelta:
    """Of a turn that ends now, maybe while an interjection holds it up."""
    hand.refresh_from_db(fields=["held_up"])
    held_up = hand.held_up
    for word in _holders(hand):
        if word.interjection and word.given_at:
            held_up += min(now - word.given_at, INTERJECTION)
    return max(now - hand.given_at - held_up, timedelta()) if hand.given_at else timedelta()


def _record(actor: Actor, conference: Conference, verb: Verb, hand: Hand) -> None:
    """Where, and not who: from turns that bear a name, each person's speaking time could be added up for ever. A
    citizen is not named as the actor either. All who wait in this queue may see another place as theirs."""
    waiting = Hand.objects.filter(round=hand.round_id, table=hand.table, ended_at=None)
    refs = set(waiting.values_list("membership__ref", flat=True)) | {hand.membership.ref, actor.member.ref}
    record(
        conference,
        verb,
        actor=actor.role.value if actor.role == Role.CITIZEN else actor.ref,
        whose=refs,
        round=hand.round_id,
        table=hand.table or 0,
    )
