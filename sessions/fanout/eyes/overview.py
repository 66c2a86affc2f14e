"""What those who guide and those who watch over see alike."""

from deliberation.ballots.queries import turnouts
from deliberation.conference.models import Conference
from deliberation.conference.queries import members
from deliberation.conference.stages import Role, Stage
from deliberation.opinion.queries import (
    sealed_of,
    signing_progress,
)
from deliberation.panel.queries import panel_of
from deliberation.proposals.queries import of_table
from sessions.fanout.eyes.room import Eyes, closed, room
from sessions.presence.register import register
from sessions.rounds.models import Round
from sessions.sittings.queries import (
    present_citizens,
    sittings_of,
)
from sessions.tables.queries import note_of


def overview(conference: Conference) -> Eyes:
    """The run sheet, who is here, and every table at a glance."""
    eyes = room(conference)
    sitting, round_ = eyes["sitting"], eyes["round"]
    people = list(members(conference).order_by("name"))
    here = register.connected(conference.pk)
    present = set(present_citizens(sitting).values_list("ref", flat=True)) if sitting else set()
    citizens = [p for p in people if p.role == Role.CITIZEN]
    return (
        eyes
        | _progress(conference, eyes)
        | {
            "acting": False,
            "closed_ballots": closed(conference),
            "sealed": sealed_of(conference),
            "sittings": [
                {"sitting": each, "rounds": [{"round": r} for r in each.rounds.order_by("number")]}
                for each in sittings_of(conference).prefetch_related("rounds")
            ],
            "connected": sum(c.ref in here for c in citizens),
            "present": len(present),
            "expected": len(citizens),
            "unseated": panel_of(conference).filter(table=None, membership__ref__in=present).count(),
            "tables": _tables(conference, here, round_),
        }
    )


def _progress(conference: Conference, eyes: Eyes) -> Eyes:
    """How many have done their part: for those who guide and watch. On every phone it would be news at each vote."""
    progress: Eyes = {}
    if eyes.get("ballots"):
        so_far = turnouts(conference)
        for row in eyes["ballots"]:
            row["voted"], row["on_roll"] = so_far[row["ballot"].pk]
    if "questionnaire" in eyes:
        progress["answered"] = eyes["questionnaire"].answers.values("respondent").distinct().count()
    if eyes["stage"] == Stage.SIGNING and "opinion" in eyes:
        progress["decided"], progress["on_roll"] = signing_progress(eyes["opinion"])
    return progress


def _tables(conference: Conference, here: frozenset[str], round_: Round | None) -> list[Eyes]:
    tables: dict[int, Eyes] = {}
    for panellist in panel_of(conference).exclude(table=None):
        row = tables.setdefault(panellist.table or 0, {"number": panellist.table, "people": []})
        row["people"].append({"name": panellist.membership.name, "here": panellist.membership.ref in here})
    for number, row in tables.items():
        note = note_of(round_, number) if round_ and round_.stage == Stage.TABLES else None
        row["note"] = note
        row["proposals"] = of_table(conference, number)
    return [tables[number] for number in sorted(tables)]
