from django.db.models import QuerySet

from deliberation.conference.models import Conference
from deliberation.conference.stages import Stage
from sessions.rounds.kinds import KINDS
from sessions.rounds.models import Round


def next_round(conference: Conference) -> Round | None:
    """The first round that is still to be held, of the sittings that are not over."""
    return (
        Round.objects.filter(sitting__conference=conference, sitting__closed_at=None, started_at=None, skipped_at=None)
        .order_by("sitting__number", "number")
        .first()
    )


def held_before(round_: Round) -> Round | None:
    """The round of the same sitting that was held just before this one."""
    return _last_held(Round.objects.filter(sitting=round_.sitting_id).exclude(pk=round_.pk))


def last_held(conference: Conference) -> Round | None:
    """The round that ended last in the open sitting."""
    return _last_held(
        Round.objects.filter(sitting__conference=conference, sitting__opened_at__isnull=False, sitting__closed_at=None)
    )


def _last_held(rounds: QuerySet[Round]) -> Round | None:
    held = rounds.filter(started_at__isnull=False, ended_at__isnull=False)
    return held.select_related("sitting", "hearing").order_by("-ended_at", "-number").first()


def may_resume(round_: Round | None) -> bool:
    """Whether nothing was decided at its end: it may go on as if it had not ended."""
    return round_ is not None and KINDS[round_.stage].may_resume


# Said again to whoever presses a button that a co-facilitator pressed just before.


def was_started(*, conference: Conference, round_id: int, **_: object) -> bool:
    return _rounds(conference, round_id).filter(started_at__isnull=False, ended_at=None).exists()


def was_ended(*, conference: Conference, round_id: int, **_: object) -> bool:
    return _rounds(conference, round_id).filter(ended_at__isnull=False).exists()


def was_handed_over(*, conference: Conference, **_: object) -> bool:
    return Conference.objects.filter(pk=conference.pk, stage=Stage.HANDED_OVER).exists()


def was_extended(*, conference: Conference, round_id: int, from_end: str = "", **_: object) -> bool:
    """An extension was given from the end that the form was offered with: it is not given twice."""
    round_ = _rounds(conference, round_id).filter(started_at__isnull=False, ended_at=None).first()
    return bool(from_end and round_ and round_.ends_at and round_.ends_at.isoformat() != from_end)


def was_skipped(*, conference: Conference, round_id: int, **_: object) -> bool:
    return _rounds(conference, round_id).filter(skipped_at__isnull=False).exists()


def was_restored(*, conference: Conference, round_id: int, **_: object) -> bool:
    return _rounds(conference, round_id).filter(skipped_at=None).exists()


def was_put_back(*, conference: Conference, round_id: int, **_: object) -> bool:
    return _rounds(conference, round_id).filter(started_at=None).exists()


def _rounds(conference: Conference, round_id: int) -> QuerySet[Round]:
    return Round.objects.filter(sitting__conference=conference, pk=round_id)
