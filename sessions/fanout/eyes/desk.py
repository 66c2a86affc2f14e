"""What the facilitators see."""

from deliberation.amendments.queries import waiting_at_tables
from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from deliberation.conference.stages import WITH_A_FLOOR, Act, Role, Stage, allows
from deliberation.hearings.plurality.rules import why_not_begin
from deliberation.review.queries import answers_given
from sessions.allocation.queries import plans_of, rounds_in, state_of
from sessions.fanout.acts import OfferedAct, act
from sessions.fanout.eyes.guiding import guiding
from sessions.fanout.eyes.overview import overview
from sessions.fanout.eyes.room import Eyes
from sessions.fanout.eyes.writing import leading
from sessions.floor.forms import FloorForm
from sessions.rounds.forms import ExtendForm
from sessions.rounds.kinds import KINDS
from sessions.rounds.models import Round
from sessions.rounds.queries import held_before, last_held, may_resume
from sessions.rounds.voting import amendment_votes
from sessions.sittings.forms import JoiningForm


def desk(conference: Conference, key: str) -> Eyes:
    """The facilitator: everything needed to guide, nothing that a ballot or a draft keeps to itself."""
    eyes = overview(conference) | {"guiding": True}
    _add_run_sheet_acts(conference, eyes)
    _add_joining_acts(conference, eyes)
    eyes["plan"] = _plan(conference)
    eyes["amendments_waiting"] = waiting_at_tables(conference)
    if "gallery" in eyes:
        eyes["given"] = answers_given(conference)
    eyes |= _guide_round(conference, eyes["round"]) if eyes["round"] else _go_on(conference, eyes)
    return eyes | guiding(conference, eyes) | {"hindrance": _hindrance(conference, eyes)}


def _hindrance(conference: Conference, eyes: Eyes) -> str:
    """Why the next round, a hearing, cannot begin yet; empty when it can."""
    round_: Round | None = eyes["next_round"]
    return why_not_begin(round_.hearing, conference) if round_ and round_.hearing else ""


def _plan(conference: Conference) -> Eyes | None:
    """How far the tables of the coming rounds are prepared; None when nobody asked for it, or none is to come."""
    last = plans_of(conference).first()
    if last is None or not any(each.is_to_come for each in rounds_in(last)):
        return None
    return {"state": state_of(last), "progress": last.progress, "accepted": last.accepted_at}


def _press(name: str, conference: Conference, *args: object) -> OfferedAct:
    return act(name.replace("_", "-"), name, conference, *args, form=PlainForm())


def _add_run_sheet_acts(conference: Conference, eyes: Eyes) -> None:
    """What the row of a round, and of a sitting, offers between two rounds."""
    if eyes["round"]:
        return
    may_change = allows(Act.SKIP_ROUND, Role.FACILITATOR, eyes["stage"])
    may_start = allows(Act.START_ROUND, Role.FACILITATOR, eyes["stage"])
    may_choose = allows(Act.CHOOSE_FLOOR, Role.FACILITATOR, eyes["stage"])
    for sitting_row in eyes["sittings"]:
        sitting = sitting_row["sitting"]
        if sitting.closed_at:
            continue
        name = "close_sitting" if sitting.is_open else "open_sitting"
        sitting_row["open_or_close"] = _press(name, conference, sitting.number)
        for row in sitting_row["rounds"]:
            round_: Round = row["round"]
            if may_choose and round_.stage in WITH_A_FLOOR:
                row["floor"] = _floor_of(conference, round_)
            if may_change and row["state"] == "skipped":
                row["restore"] = _press("restore_round", conference, round_.pk)
            elif may_change and row["state"] == "planned":
                row["skip"] = _press("skip_round", conference, round_.pk)
            again = row["state"] == "planned" or (row["state"] == "ended" and KINDS[round_.stage].again)
            if may_start and sitting.is_open and again:
                row["start"] = _press("start_round", conference, round_.pk)


def _add_joining_acts(conference: Conference, eyes: Eyes) -> None:
    """Where each online sitting is joined that is not over: at any moment, for a meeting may have to move."""
    for row in eyes["sittings"]:
        sitting = row["sitting"]
        if not sitting.online or sitting.closed_at:
            continue
        form = JoiningForm(initial={"address": sitting.joining_address}, auto_id=f"joining-{sitting.number}-%s")
        row["give_joining_link"] = act("give-joining-link", "give_joining_link", conference, sitting.number, form=form)
        if sitting.joining_address:
            row["withdraw_joining_link"] = _press("withdraw_joining_link", conference, sitting.number)


def _floor_of(conference: Conference, round_: Round) -> OfferedAct:
    initial = {"order": round_.floor_order, "turn": round_.turn_seconds}
    form = FloorForm(initial=initial, auto_id=f"floor-{round_.pk}-%s")
    return act("choose-floor", "choose_floor", conference, round_.pk, form=form)


def _guide_round(conference: Conference, round_: Round) -> Eyes:
    """A round that runs: more time, its end, or the one before."""
    ends_at = round_.ends_at.isoformat() if round_.ends_at else ""
    eyes: Eyes = {
        "extend": act(
            "extend-round", "extend_round", conference, round_.pk, form=ExtendForm(initial={"from_end": ends_at})
        ),
        "end": _press("end_round", conference, round_.pk),
    }
    if round_.stage == Stage.BALLOT and amendment_votes(conference):
        eyes["open_proposal_votes"] = _press("open_proposal_votes", conference)
        del eyes["end"]
    if round_.stage == Stage.HANDOVER:
        eyes["hand_over"] = _press("hand_over", conference, round_.pk)
    if round_.stage == Stage.WRITING:
        eyes |= leading(conference)
    if allows(Act.GO_BACK, Role.FACILITATOR, round_.stage):
        before = held_before(round_)
        eyes["back_to"] = before if may_resume(before) else None
        eyes["go_back"] = _press("go_back", conference, round_.pk)
    return eyes


def _go_on(conference: Conference, eyes: Eyes) -> Eyes:
    """Between two rounds: the next one, or a little more of the last one."""
    rows = [row for sitting_row in eyes["sittings"] for row in sitting_row["rounds"]]
    sitting, coming = eyes["sitting"], eyes["next_round"]
    found: Eyes = {
        "next_row": next((row for row in rows if row["round"] == coming), None),
        "work_is_done": sitting and sitting.is_open and not (coming and coming.sitting_id == sitting.pk),
    }
    last = last_held(conference)
    if last and may_resume(last) and allows(Act.GO_BACK, Role.FACILITATOR, eyes["stage"]):
        found |= {"back_to": last, "resume": _press("resume_round", conference, last.pk)}
    return found
