"""What those who guide and those who watch over see alike."""

from deliberation.ballots.models import Ballot
from deliberation.ballots.queries import turnouts
from deliberation.conference.models import Conference
from deliberation.conference.stages import Stage
from deliberation.opinion.queries import (
    sealed_of,
    signing_progress,
)
from deliberation.questionnaire.queries import answered_by
from sessions.box.queries import boxes_of
from sessions.fanout.eyes.glance import glance
from sessions.fanout.eyes.requests import requests
from sessions.fanout.eyes.room import Eyes, closed, room
from sessions.fanout.eyes.sheet import sheet
from sessions.floor.queries import evenness_in_room, shares_of
from sessions.sittings.queries import (
    present_citizens,
)


def overview(conference: Conference) -> Eyes:
    """The run sheet, who is here, and every table at a glance."""
    eyes = room(conference)
    sitting, round_ = eyes["sitting"], eyes["round"]
    present = set(present_citizens(sitting).values_list("ref", flat=True)) if sitting else set()
    seen = glance(conference, sitting, round_, present)
    return (
        eyes
        | _progress(conference, eyes)
        | requests(conference)
        | seen
        | {
            "acting": False,
            "closed_ballots": closed(conference),
            "recount": True,
            "sealed": sealed_of(conference),
            "sittings": sheet(conference),
            "present": len(present),
            "evenness": evenness_in_room(round_) if round_ else None,
            "shares": shares_of(conference),
            "unseated": len(seen["without_table"]),
        }
    )


def _progress(conference: Conference, eyes: Eyes) -> Eyes:
    """How many have done their part: for those who guide and watch. On every phone it would be news at each vote."""
    progress: Eyes = {}
    if eyes.get("ballots"):
        so_far = turnouts(conference)
        for row in eyes["ballots"]:
            row["voted"], row["on_roll"] = so_far[row["ballot"].pk]
        progress["boxes"] = _boxes(conference, [row["ballot"] for row in eyes["ballots"]])
    if "questionnaire" in eyes:
        progress["answered"] = answered_by(eyes["questionnaire"])
    if eyes["stage"] == Stage.SIGNING and "opinion" in eyes:
        progress["decided"], progress["on_roll"] = signing_progress(eyes["opinion"])
    return progress


def _boxes(conference: Conference, ballots: list[Ballot]) -> Eyes:
    """How far the paper boxes of this vote are, all together."""
    boxes = boxes_of(conference, ballots)
    return {
        "people": max((box.given for box in boxes), default=0),
        "waiting": sum(box.waits for box in boxes),
        "counting": any(box.count and box.waits for box in boxes),
    }
