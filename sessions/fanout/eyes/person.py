"""What a person sees alone."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from deliberation.ballots.box.queries import papers_of
from deliberation.ballots.queries import votes_of
from deliberation.conference.forms import NameForm
from deliberation.conference.models import Conference, Membership
from deliberation.conference.posting import PlainForm
from deliberation.merging.queries import asked_of
from deliberation.opinion.queries import opinion_of, signatures_of
from deliberation.opinion.writing.queries import marks_of as drafting_marks_of
from deliberation.panel.queries import tables_of
from deliberation.proposals.queries import answered
from deliberation.questionnaire.queries import answers_of
from deliberation.review.queries import degrees_of
from sessions.fanout.acts import act
from sessions.fanout.eyes.amendments import marks_of, withdrawable
from sessions.fanout.eyes.dissent import mine
from sessions.fanout.eyes.hearing import marks_of as hearing_marks_of
from sessions.fanout.eyes.room import Eyes
from sessions.fanout.eyes.writing import drafting
from sessions.floor.forms import HandForm
from sessions.floor.models import Hand
from sessions.floor.queries import Queue, queues_of
from sessions.guide.queries import ready_of
from sessions.help.queries import calls_of
from sessions.sittings.models import Attendance
from sessions.sittings.queries import running_round


def people(conference: Conference, refs: Sequence[str]) -> dict[str, Eyes]:
    """Citizens by reference: their name, their table, and marks of what they have done, which put the acts away.

    Many of them cost the same few queries as one.
    """
    memberships = list(Membership.objects.filter(ref__in=refs, conference=conference))
    opinion = opinion_of(conference)
    tables = tables_of(memberships)
    signatures = signatures_of(memberships, opinion) if opinion else {}
    marks: dict[int, set[str]] = {membership.pk: set() for membership in memberships}
    done = {
        "ballot": votes_of(memberships),
        "paper": papers_of(memberships),
        "questionnaire": answers_of(memberships),
        "attendance": _sheets(memberships),
    }
    for name, found in done.items():
        for person, number in found:
            marks[person].add(f"{name}-{number}")
    for person, mark in (
        *answered(memberships),
        *marks_of(memberships),
        *degrees_of(memberships),
        *drafting_marks_of(memberships),
        *hearing_marks_of(memberships),
    ):
        marks[person].add(mark)
    merges = asked_of(memberships)
    dissent = mine(conference, memberships)
    for membership in memberships:
        marks[membership.pk] |= dissent.marks(membership.pk)
    opinion_drafting = drafting(conference, memberships)
    asked, calls = _hands(conference), calls_of(memberships)
    amendments = withdrawable(conference, memberships)
    now: dict[str, Iterable[int]] = {"signature": signatures, "hand": asked.turns, "word": asked.busy, "call": calls}
    now["ready"] = ready_of(memberships)
    for name, persons in now.items():
        for person in marks.keys() & set(persons):
            marks[person].add(name)
    return {
        membership.ref: {
            "membership": membership,
            "table_number": tables.get(membership.pk),
            "marks": sorted(marks[membership.pk]),
            "signature": signatures.get(membership.pk),
            "voices": _voices(conference, asked, membership.pk),
            "call": calls.get(membership.pk),
            "my_amendments": amendments.get(membership.pk, ()),
            "merges": merges.get(membership.pk, ()),
            "withdraw_call": act("withdraw-call", "withdraw_call", conference, form=PlainForm()),
            **dissent.eyes(conference, membership.pk),
            **opinion_drafting.eyes(conference, membership.pk),
            "choose_name": act(
                "choose-name",
                "choose_name",
                conference,
                form=NameForm(initial={"called": membership.called}, auto_id="my-%s"),
            ),
        }
        for membership in memberships
    }


def _sheets(memberships: Sequence[Membership]) -> Iterable[tuple[int, int]]:
    return Attendance.objects.filter(membership__in=memberships).values_list("membership", "sitting__number")


class _Asked(NamedTuple):
    """Hands that are up, by member: those for a turn, and those for a short word."""

    queues: dict[int, Queue]
    turns: dict[int, Hand]
    words: dict[int, Hand]

    @property
    def busy(self) -> set[int]:
        """Those who need no short word: they have asked for one, or they speak."""
        return self.words.keys() | {queue.speaking.membership_id for queue in self.queues.values() if queue.speaking}


def _hands(conference: Conference) -> _Asked:
    round_ = running_round(conference)
    queues = queues_of(round_) if round_ else {}
    turns: dict[int, Hand] = {}
    words: dict[int, Hand] = {}
    for queue in queues.values():
        turns |= {hand.membership_id: hand for hand in (queue.speaking, *queue.waiting) if hand}
        words |= {hand.membership_id: hand for hand in (queue.word, *queue.words) if hand}
    return _Asked(queues, turns, words)


def _voices(conference: Conference, asked: _Asked, person: int) -> list[Eyes]:
    """What this person has asked for: where they stand in the queue, or until when it is their turn."""
    voices = []
    for hand in (asked.words.get(person), asked.turns.get(person)):
        if hand is None:
            continue
        queue = asked.queues[hand.table or 0]
        voices.append(
            {
                "hand": hand,
                "waits": hand.given_at is None,
                "held_up": hand == queue.speaking and queue.word is not None,
                "ends_at": queue.end_of(hand),
                "place": queue.place_of(hand),
                "lower": act("lower-hand", "lower_hand", conference, form=HandForm(initial={"hand_id": hand.pk})),
            }
        )
    return voices
