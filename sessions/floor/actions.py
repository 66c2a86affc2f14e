from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import AT_TABLES, Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import table_of
from sessions.floor.models import Hand
from sessions.floor.queries import hands_up
from sessions.floor.rules import why_not_guide
from sessions.rounds.models import Round
from sessions.sittings.queries import running_round


def raise_hand(*, actor: Actor, conference: Conference) -> None:
    """Ask for the floor: at one's own table in a round at tables, else in the room. A hand that is up stays where it
    is in the queue."""
    with acting(Act.RAISE_HAND, actor, conference):
        round_ = _running(conference)
        table = table_of(actor.member) if round_.stage in AT_TABLES else None
        if round_.stage in AT_TABLES and table is None:
            raise Refused(_("You do not sit at a table yet: ask the facilitator."))
        if hands_up(round_).filter(membership=actor.member).exists():
            return
        # Left behind at the table where they sat before.
        for hand in Hand.objects.filter(round=round_, membership=actor.member, ended_at=None):
            _end(actor, conference, hand)
        Hand.objects.create(round=round_, membership=actor.member, table=table, raised_at=clock.now())
        record(conference, Verb.HAND_RAISED, actor=actor.ref, round=round_.pk, table=table or 0)


def lower_hand(*, actor: Actor, conference: Conference) -> None:
    """Take back one's own wish to speak, or end one's own turn. Without a hand up, nothing changes."""
    with acting(Act.LOWER_HAND, actor, conference):
        for hand in Hand.objects.filter(round=_running(conference), membership=actor.member, ended_at=None):
            _end(actor, conference, hand)


def give_floor(*, actor: Actor, conference: Conference, hand_id: int) -> None:
    """Give the floor to whose hand this is; the turn of who speaks in that queue ends. Who has it already keeps it."""
    with acting(Act.GIVE_FLOOR, actor, conference):
        round_ = _running(conference)
        hand = hands_up(round_).filter(pk=hand_id).first()
        if hand is None:
            raise Refused(_("This hand is not up any more."))
        if sentence := why_not_guide(actor, hand):
            raise Refused(sentence)
        if hand.given_at:
            return
        for before in Hand.objects.filter(round=round_, table=hand.table, given_at__isnull=False, ended_at=None):
            _end(actor, conference, before)
        hand.given_at = clock.now()
        hand.save(update_fields=["given_at"])
        _record(actor, conference, Verb.FLOOR_GIVEN, hand)


def end_turn(*, actor: Actor, conference: Conference, hand_id: int) -> None:
    """End the turn of who has the floor. A turn that is over already changes nothing."""
    with acting(Act.END_TURN, actor, conference):
        hand = Hand.objects.filter(pk=hand_id, round=_running(conference)).select_related("membership").first()
        if hand is None or hand.given_at is None:
            raise Refused(_("This person does not have the floor."))
        if sentence := why_not_guide(actor, hand):
            raise Refused(sentence)
        if hand.ended_at is None:
            _end(actor, conference, hand)


def end_queues(*, actor: Actor, conference: Conference, round_: Round) -> None:
    """A round that is over leaves no hand up."""
    with acting(Act.END_ROUND, actor, conference):
        for hand in Hand.objects.filter(round=round_, ended_at=None).select_related("membership"):
            _end(actor, conference, hand)


def _running(conference: Conference) -> Round:
    round_ = running_round(conference)
    if round_ is None:
        raise Refused(_("No round is running."))
    return round_


def _end(actor: Actor, conference: Conference, hand: Hand) -> None:
    """Who never had the floor has not spoken: only who was given it has had a turn that ends."""
    hand.ended_at = clock.now()
    hand.save(update_fields=["ended_at"])
    _record(actor, conference, Verb.TURN_ENDED if hand.given_at else Verb.HAND_LOWERED, hand)


def _record(actor: Actor, conference: Conference, verb: Verb, hand: Hand) -> None:
    whose = hand.membership.ref
    record(
        conference,
        verb,
        actor=actor.ref,
        whose=whose,
        round=hand.round_id,
        table=hand.table or 0,
        person=whose,
    )
