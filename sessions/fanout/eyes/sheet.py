"""The run sheet as the desk and the guarantor read it: every round with its times, and how late the day is."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.conference.models import Conference
from sessions.fanout.eyes.room import Eyes
from sessions.rounds.models import Round
from sessions.rounds.timetable import timetable_of
from sessions.sittings.models import Sitting
from sessions.sittings.queries import sittings_of


def sheet(conference: Conference) -> list[Eyes]:
    """The sittings with their rounds, in order; two queries, however many there are."""
    return [_sitting(sitting) for sitting in sittings_of(conference).prefetch_related("rounds")]


def _sitting(sitting: Sitting) -> Eyes:
    rounds = list(sitting.rounds.all())
    times = timetable_of(sitting, rounds)
    return {
        "sitting": sitting,
        "rounds": [
            {
                "round": round_,
                "state": _state(round_),
                "times": row,
                "floor_said": round_.ended_at is None and round_.has_own_floor,
            }
            for round_, row in zip(rounds, times.rows, strict=True)
        ],
        "times": times,
        "drift": drift_in_words(times.drift),
        "drift_at_end": drift_in_words(times.drift_at_end),
        "late": (times.drift or 0) > 0,
    }


def _state(round_: Round) -> str:
    if round_.skipped_at:
        return "skipped"
    if round_.started_at is None:
        return "planned"
    return "running" if round_.is_running else "ended"


def drift_in_words(minutes: int | None) -> str:
    """How far from the plan; empty where there is nothing to say."""
    if minutes is None:
        return ""
    if minutes == 0:
        return _("on time")
    hours, rest = divmod(abs(minutes), 60)
    if hours:
        time = _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": f"{rest:02}"}
    else:
        time = ngettext("%(minutes)s minute", "%(minutes)s minutes", rest) % {"minutes": rest}
    return (_("%(time)s late") if minutes > 0 else _("%(time)s early")) % {"time": time}
