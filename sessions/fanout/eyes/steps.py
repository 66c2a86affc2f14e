"""The parts of a round at tables: where a table is, as it sees it itself, and as the desk sees them all."""

from collections.abc import Collection

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from sessions.fanout.acts import OfferedAct, act
from sessions.fanout.eyes.room import Eyes
from sessions.guide.forms import MoveOnForm
from sessions.guide.models import Step
from sessions.guide.queries import Standing, standing_of
from sessions.rounds.models import Round


def step_of_table(conference: Conference, number: int, round_: Round) -> Eyes:
    """Nothing for a round without steps. To go on is offered when half of the table is ready."""
    standing = standing_of(round_, number)
    if standing is None:
        return {}
    eyes: Eyes = {
        "standing": standing,
        "say_ready": act("say-ready", "say_ready", conference, standing.step.pk, form=PlainForm(), until="ready"),
        "take_back_ready": act("take-back-ready", "take_back_ready", conference, form=PlainForm()),
    }
    if standing.is_proposed and standing.coming:
        eyes["move_on"] = _move_on(conference, standing.coming)
    return eyes


def steps_at_desk(conference: Conference, tables: Collection[Eyes]) -> Eyes:
    """The tables' ``standing`` is there already; this adds how to bring one on, or all of them, and who is done."""
    rows = [row for row in tables if row["standing"]]
    for row in rows:
        if row["standing"].coming:
            row["move_on"] = _move_on(conference, row["standing"].coming, row["number"])
            row["place"] = f"-{row['number']}"
    standings: list[Standing] = [row["standing"] for row in rows]
    if not standings:
        return {}
    done = sorted(each.table for each in standings if each.is_done)
    eyes: Eyes = {"tables_done": done, "tables_left": sorted({each.table for each in standings} - set(done))}
    # One table after another gives the room its pace: the others are brought to where the first one is.
    furthest = max(standings, key=lambda each: each.step.number)
    behind = any(each.step.number < furthest.step.number for each in standings)
    if target := furthest.step if behind else furthest.coming:
        eyes["all_to"], eyes["move_all_on"] = target, _move_on(conference, target)
    eyes["proposes_end"] = 2 * len(done) >= len(standings)
    return eyes


def _move_on(conference: Conference, step: Step, table: int | None = None) -> OfferedAct:
    form = MoveOnForm(initial={"table": table}, auto_id=f"move-on-{table or 'all'}-%s")
    return act("move-on", "move_on", conference, step.pk, form=form)
