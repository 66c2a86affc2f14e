"""What the projector shows to the whole room: nothing that anyone in it, expert or guest, may not read."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from deliberation.ballots.queries import closed_ballots, open_ballots, turnouts
from deliberation.ballots.wording import title_of_ballot
from deliberation.conference.models import Conference
from deliberation.conference.stages import IN_THE_ROOM, Stage
from deliberation.hearings.queries import current_question
from deliberation.hearings.questions.queries import asked_in
from deliberation.opinion.canonical import digest
from deliberation.opinion.queries import opinion_of, sealed_of, signing_progress, text_of
from deliberation.panel.queries import seated
from deliberation.proposals.queries import submitted, tables_of
from deliberation.questionnaire.queries import answered_by
from deliberation.review.queries import answers_given, reviewed
from sessions.fanout.eyes.room import Eyes, results
from sessions.fanout.eyes.writing import reading, writing
from sessions.floor.queries import evenness_in_room, queue_of
from sessions.notices.queries import notices_of
from sessions.rounds.models import Round
from sessions.rounds.queries import last_held, next_round
from sessions.rounds.timetable import timetable_of
from sessions.sittings.models import Sitting
from sessions.sittings.queries import current_sitting, present_citizens, running_round
from sessions.tables.queries import notes_of

# As many rows as are legible at once from the last seat, where a title of two lines takes a third more room and a
# message a whole row; the others have their turn.
ROWS = 4.0
LONG_TITLE, LONG_ROW = 50, 4 / 3
NEXT_HANDS = 3
FIRST_QUESTIONS = 3
VOTES = frozenset({Stage.BALLOT, Stage.ADOPTION})


def screen(conference: Conference, key: str) -> Eyes:
    """``shows`` names the picture; what else is there is what that picture needs."""
    round_, sitting = running_round(conference), current_sitting(conference)
    eyes: Eyes = {"round": round_, "sitting": sitting, "stage": conference.current_stage}
    if sitting and sitting.is_open:
        eyes["notice"] = notices_of(sitting).first()
    if round_ is None:
        return _paged(eyes | _around(conference, sitting))
    if round_.stage in IN_THE_ROOM:
        queue = queue_of(round_)
        asked = [*queue.words, *queue.waiting]
        eyes |= {"queue": queue, "hands": asked[:NEXT_HANDS], "more_hands": len(asked[NEXT_HANDS:])}
        eyes["evenness"] = evenness_in_room(round_)
    return _paged(eyes | {"shows": "round"} | PICTURES.get(round_.stage, _prompt)(conference, round_))


# In a round


def _prompt(conference: Conference, round_: Round) -> Eyes:
    return {}


def _plenary(conference: Conference, round_: Round) -> Eyes:
    """The table that the facilitator shows; else the result of a vote that was just held."""
    if round_.table_shown:
        table = round_.table_shown
        return {
            "shows": "table",
            "table": table,
            "note": notes_of(conference).filter(table=table).exclude(text="").first(),
            "proposals": [proposal for proposal in submitted(conference) if table in tables_of(proposal)],
        }
    held = last_held(conference)
    return _results(conference, held) if held and held.stage in VOTES else {}


def _questionnaire(conference: Conference, round_: Round) -> Eyes:
    if round_.questionnaire is None:
        return {}
    answered = answered_by(round_.questionnaire)
    return {"done": answered, "of": present_citizens(round_.sitting).count(), "doing": "answering"}


def _hearing(conference: Conference, round_: Round) -> Eyes:
    hearing = round_.hearing
    if hearing is None or hearing.expert is None:
        return {}
    asked = [row for row in asked_in(hearing) if row.is_open]
    return {
        "shows": "hearing",
        "hearing": hearing,
        "expert": hearing.expert,
        "question": current_question(hearing),
        "questions": len(asked),
        "first_questions": asked[:FIRST_QUESTIONS],
    }


def _tables(conference: Conference, round_: Round) -> Eyes:
    return {"tables": len(seated(conference))}


def _drafting(conference: Conference, round_: Round) -> Eyes:
    return _tables(conference, round_) | {"submitted": submitted(conference).count()}


def _review(conference: Conference, round_: Round) -> Eyes:
    rows = [{"proposal": proposal, "title": proposal.title} for proposal in reviewed(conference)]
    return {"shows": "review", "rows": rows, "given": sum(answers_given(conference).values())}


def _voting(conference: Conference, round_: Round) -> Eyes:
    """How many have voted. What they voted, nobody learns before the closing."""
    so_far = turnouts(conference)
    rows = []
    for ballot in open_ballots(conference).order_by("pk"):
        voted, on_roll = so_far[ballot.pk]
        rows.append({"ballot": ballot, "title": title_of_ballot(ballot), "voted": voted, "on_roll": on_roll})
    return {"shows": "voting", "rows": rows}


def _writing(conference: Conference, round_: Round) -> Eyes:
    """The part that is being read; else the election of the group, or how many offer to write."""
    if read := reading(conference):
        return {"shows": "reading", "reading": read}
    if open_ballots(conference).exists():
        return _voting(conference, round_)
    return {"group": writing(conference).get("group")}


def _signing(conference: Conference, round_: Round) -> Eyes:
    opinion = opinion_of(conference)
    if opinion is None:
        return {}
    done, of = signing_progress(opinion)
    return {"done": done, "of": of, "doing": "signing", "fingerprint": digest(text_of(opinion))}


def _adoption(conference: Conference, round_: Round) -> Eyes:
    opinion = opinion_of(conference)
    return _voting(conference, round_) | ({"fingerprint": digest(text_of(opinion))} if opinion else {})


def _handover(conference: Conference, round_: Round) -> Eyes:
    sealed = sealed_of(conference)
    return {"shows": "sealed", "fingerprint": sealed.text_sha256} if sealed else {}


PICTURES: dict[Stage, Callable[[Conference, Round], Eyes]] = {
    Stage.PLENARY: _plenary,
    Stage.QUESTIONNAIRE: _questionnaire,
    Stage.HEARING: _hearing,
    Stage.TABLES: _tables,
    Stage.DRAFTING: _drafting,
    Stage.REVIEW: _review,
    Stage.BALLOT: _voting,
    Stage.WRITING: _writing,
    Stage.ADOPTION: _adoption,
    Stage.SIGNING: _signing,
    Stage.HANDOVER: _handover,
}


# Before, between and after rounds


def _around(conference: Conference, sitting: Sitting | None) -> Eyes:
    if conference.current_stage == Stage.HANDED_OVER:
        return {"shows": "handed-over", "sealed": sealed_of(conference), "address": _address("verify")}
    if sitting is None or sitting.closed_at:
        return {"shows": "over"}
    entrance = _address("badge_entry")
    ways_in = {
        "entrance": entrance,
        "entrance_parts": entrance.split("/"),
        "qr": _qr(settings.BASE_URL + reverse("badge_entry")),
    }
    if not sitting.is_open:
        return ways_in | {"shows": "before"}
    held, coming = last_held(conference), next_round(conference)
    if coming is None or coming.sitting_id != sitting.pk:
        eyes: Eyes = {"shows": "done"}
    else:
        eyes = ways_in | {"shows": "pause", "next": coming, "next_at": _planned(sitting, coming, held)}
    return eyes | (_results(conference, held) if held and held.stage in VOTES else {})


def _results(conference: Conference, held: Round) -> Eyes:
    """The votes that closed in this round."""
    rows = results(closed_ballots(conference).filter(closed_at__gte=held.started_at))
    return {"shows": "results", "rows": rows} if rows else {}


def _planned(sitting: Sitting, coming: Round, held: Round | None) -> datetime | None:
    """When the next round is planned; nothing when that hour had come before the last one ended."""
    rounds = list(sitting.rounds.order_by("number"))
    rows = timetable_of(sitting, rounds).rows
    planned = rows[[round_.pk for round_ in rounds].index(coming.pk)].planned
    since = held.ended_at if held else sitting.opened_at
    return planned if planned and since and planned > since else None


def _address(name: str) -> str:
    """As people type it."""
    return (settings.BASE_URL + reverse(name)).partition("://")[2].rstrip("/")


# Machines read black on white, whatever the theme.
@lru_cache(maxsize=4)
def _qr(address: str) -> SafeString:
    svg = segno.make(address, error="m").svg_inline(border=3, omitsize=True, dark="black", light="white")
    return mark_safe(svg)  # noqa: S308 - drawn by segno from our own address


def _paged(eyes: Eyes) -> Eyes:
    """The rows of a picture, in pages that fit it."""
    room = ROWS - bool(eyes.get("notice"))
    pages: list[list[Eyes]] = []
    taken = room
    for row in eyes.get("rows", ()):
        size = LONG_ROW if len(row["title"]) > LONG_TITLE else 1.0
        if taken + size > room:
            pages.append([])
            taken = 0.0
        pages[-1].append(row)
        taken += size
    return eyes | {"pages": pages}
