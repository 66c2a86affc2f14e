from django.db.models import QuerySet

from deliberation.conference.models import Conference, Membership
from deliberation.conference.stages import Role
from deliberation.opinion.document import RoundLine, SittingLine
from deliberation.panel.queries import citizens_of
from sessions.rounds.models import Round
from sessions.sittings.models import Sitting


def sittings_of(conference: Conference) -> QuerySet[Sitting]:
    return Sitting.objects.filter(conference=conference).order_by("number")


def was_opened(*, conference: Conference, number: int, **_: object) -> bool:
    return sittings_of(conference).filter(number=number, opened_at__isnull=False, closed_at=None).exists()


def was_closed(*, conference: Conference, number: int, **_: object) -> bool:
    return sittings_of(conference).filter(number=number, closed_at__isnull=False).exists()


def has_no_joining_link(*, conference: Conference, number: int, **_: object) -> bool:
    return sittings_of(conference).filter(number=number, joining_address="").exists()


def current_sitting(conference: Conference) -> Sitting | None:
    """The open sitting, else the next one to open, else the last one held."""
    sittings = list(sittings_of(conference))
    open_or_next = [s for s in sittings if s.closed_at is None]
    open_one = [s for s in open_or_next if s.is_open]
    return next(iter([*open_one, *open_or_next, *sittings[::-1]]), None)


def open_sitting_of(conference: Conference) -> Sitting | None:
    return Sitting.objects.filter(conference=conference, opened_at__isnull=False, closed_at=None).first()


def running_round(conference: Conference) -> Round | None:
    return (
        Round.objects.filter(sitting__conference=conference, started_at__isnull=False, ended_at=None)
        .select_related("sitting", "hearing__expert", "questionnaire")
        .first()
    )


def hearings_of(membership: Membership) -> QuerySet[Round]:
    """The rounds in which this member is heard as an expert; none for everyone else."""
    found = Round.objects.filter(sitting__conference=membership.conference, hearing__expert__key=membership.place)
    rounds = found if membership.role == Role.EXPERT else found.none()
    return rounds.select_related("sitting", "hearing").order_by("sitting__number", "number")


def present_citizens(sitting: Sitting) -> QuerySet[Membership]:
    """Citizens who signed this sitting's attendance sheet."""
    return citizens_of(sitting.conference).filter(attendances__sitting=sitting)


def programme(conference: Conference) -> tuple[SittingLine, ...]:
    """The sittings that were held, with their rounds, for the opinion's annex."""
    held = sittings_of(conference).exclude(opened_at=None).prefetch_related("rounds")
    return tuple(
        SittingLine(
            sitting.title,
            sitting.place,
            sitting.day,
            tuple(
                RoundLine(each.title, each.started_at)
                for each in sorted(sitting.rounds.all(), key=lambda each: each.number)
                if not each.is_to_come
            ),
        )
        for sitting in held
    )


def hearings_held(conference: Conference) -> tuple[int, ...]:
    """The numbers of the hearings that took place, in order."""
    rounds = Round.objects.filter(sitting__conference=conference, hearing__isnull=False).exclude(started_at=None)
    return tuple(rounds.order_by("sitting__number", "number").values_list("hearing", flat=True))
