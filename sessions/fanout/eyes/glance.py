"""Every table at a glance, for those who guide and those who watch over."""

from collections import defaultdict
from collections.abc import Iterable

from deliberation.conference.models import Conference
from deliberation.conference.stages import AT_TABLES, DRAFTED, Stage
from deliberation.kernel.richtext import parse, plain_of
from deliberation.panel.models import Panellist
from deliberation.panel.queries import panel_of
from deliberation.proposals import queries as written
from deliberation.proposals.models import Proposal
from sessions.drafting.queries import note_key, proposal_key
from sessions.fanout.eyes.room import Eyes
from sessions.floor.queries import evenness_at_tables, have_spoken, queues_of
from sessions.guide.queries import standings
from sessions.help.models import HelpCall
from sessions.help.queries import open_calls
from sessions.presence.register import register
from sessions.rounds.models import Round
from sessions.sittings.models import Sitting
from sessions.tables.models import Note
from sessions.tables.queries import present_people


def glance(conference: Conference, sitting: Sitting | None, round_: Round | None, present: set[str]) -> Eyes:
    """Who sits where, and what each table has done: a few queries, however many tables and people there are."""
    here = register.connected(conference.pk)
    spoken = have_spoken(sitting) if sitting and sitting.is_open else set()
    panel = list(panel_of(conference))
    calls = list(open_calls(sitting)) if sitting else []
    seats: dict[int, list[Eyes]] = defaultdict(list)
    for panellist in panel:
        seats[panellist.table or 0].append(_person(panellist, here, spoken))
    tables = {number: _table(number, people) for number, people in seats.items() if number}
    _add_work(conference, round_, tables)
    for call in calls:
        if call.table in tables:
            tables[call.table]["call"] = call
    return {
        "tables": sorted(tables.values(), key=lambda row: (_since(row["call"]), row["number"])),
        "calls": [_call(call, panel) for call in calls],
        "without_table": [person for person in seats[0] if person["ref"] in present],
        "connected": sum(panellist.membership.ref in here for panellist in panel),
        "expected": len(panel),
    }


def _person(panellist: Panellist, here: frozenset[str], spoken: set[int]) -> Eyes:
    membership = panellist.membership
    return {
        "ref": membership.ref,
        "name": membership.name,
        "called": membership.called,
        "here": membership.ref in here,
        "spoken": membership.pk in spoken,
    }


def _table(number: int, people: list[Eyes]) -> Eyes:
    return {
        "number": number,
        "people": people,
        "here": sum(person["here"] for person in people),
        "spoken": sum(person["spoken"] for person in people),
        "length": 0,
        "words": 0,
        "document": "",
        "proposals": [],
        "queue": None,
        "evenness": None,
        "call": None,
        "standing": None,
    }


def _add_work(conference: Conference, round_: Round | None, tables: dict[int, Eyes]) -> None:
    """Notes of the round now, proposals, and who has the floor or asks for it."""
    found = (
        Proposal.objects.filter(conference=conference, table__in=tables)
        .select_related("merge")
        .prefetch_related(written.cited(), "merge__origins__proposal")
        .order_by("pk")
    )
    drafting = round_ is not None and round_.stage in DRAFTED
    drafts = [p for p in found if p.state == Proposal.State.DRAFT and not p.frozen] if drafting else []
    stand = written.standings(drafts, present_people(conference)) if drafts else {}
    for proposal in found:
        row = {"proposal": proposal, "document": proposal_key(proposal), "standing": stand.get(proposal.pk)}
        tables[proposal.table]["proposals"].append(row)
    if round_ is None:
        return
    if round_.stage == Stage.TABLES:
        for note in Note.objects.filter(round=round_, table__in=tables):
            words = len(plain_of(parse(note.text)).split())
            tables[note.table] |= {"length": len(note.text), "words": words, "document": note_key(round_, note.table)}
    if round_.stage not in AT_TABLES:
        return
    for name, seen_at in (
        ("queue", queues_of(round_)),
        ("evenness", evenness_at_tables(round_)),
        ("standing", standings(round_, tables)),
    ):
        for number, seen in seen_at.items():
            if number in tables:
                tables[number][name] = seen


def _since(call: HelpCall | None) -> float:
    """Tables that wait for help come first, the one that has waited longest before the others."""
    return call.called_at.timestamp() if call else float("inf")


def _call(call: HelpCall, panel: Iterable[Panellist]) -> Eyes:
    """Who waits, and where to go: a person's own call says at which table they sit."""
    at = next((p.table for p in panel if p.membership_id == call.membership_id), None)
    return {"call": call, "table": call.table or at}
