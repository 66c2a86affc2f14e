"""Supports of questions that come by socket: those that wait together are checked and written together, as votes are.

A hall that supports at once would wait for a request each; here one transaction, and one news, serve all who wait.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.hearings.questions.actions import Support, support_questions
from sessions.fanout.audiences import Seat, Visit, seats_of
from sessions.polling.station import Answer, Station


@dataclass(frozen=True)
class Supported:
    """A support, or its taking back, as a page sent it."""

    visit: Visit
    language: str
    question_id: int
    wanted: bool
    request: uuid.UUID


def answers_to(batch: Sequence[Supported]) -> list[Answer]:
    """In the order of the batch, one transaction for a conference and a language."""
    seats = seats_of([sent.visit for sent in batch])
    answers = [Answer()] * len(batch)
    groups: dict[tuple[int, str], list[tuple[int, Supported, Seat]]] = defaultdict(list)
    for place, (sent, seat) in enumerate(zip(batch, seats, strict=True)):
        if seat is not None:
            groups[seat.conference.pk, sent.language].append((place, sent, seat))
    for (_conference, language), group in groups.items():
        with translation.override(language):
            answered = _support(group)
        for (place, _sent, _seat), answer in zip(group, answered, strict=True):
            answers[place] = answer
    return answers


def _support(group: Sequence[tuple[int, Supported, Seat]]) -> list[Answer]:
    # Who is here without a membership that still holds has no seat.
    supports = [Support(seat.actor, sent.question_id, sent.wanted) for _place, sent, seat in group]
    refusals = support_questions(conference=group[0][2].conference, supports=supports)
    return [
        Answer(errors={"": [str(refused)]}) if refused else Answer(said=_said(support.wanted))
        for support, refused in zip(supports, refusals, strict=True)
    ]


def _said(wanted: bool) -> str:
    return _("Your support is counted.") if wanted else _("Your support is taken back.")


supporting = Station(answers_to)
