"""What must agree across a scenario: what one model alone cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sessions.scenarios.fields import Kind, Loc, twice
from sessions.scenarios.items import Item, sample

if TYPE_CHECKING:
    from sessions.scenarios.schema import Scenario

# Each kind comes after the one before it; the last four happen once.
ORDER: tuple[Kind, ...] = ("drafting", "ballot", "writing", "adoption", "signing", "handover")
ONCE: tuple[Kind, ...] = ORDER[2:]

Finding = tuple[Loc, str]


def contradictions(scenario: Scenario) -> Iterator[Finding]:
    """Everything in this scenario that does not agree with the rest of it."""
    people = scenario.people
    yield from twice((("people", "experts", i, "key"), expert.key) for i, expert in enumerate(people.experts))
    criteria = people.citizens.criteria
    yield from twice((("people", "citizens", "criteria", i, "key"), one.key) for i, one in enumerate(criteria))
    yield from _unknown_experts(scenario)
    yield from _undeclared_experts(scenario)
    yield from _unknown_sides(scenario)
    yield from _contradictor(scenario)
    yield from _unknown_hearings(scenario)
    yield from _happens_once(scenario)
    yield from _order(scenario)
    yield from _items(scenario)
    yield from _days(scenario)
    yield from _enough_proposals(scenario)


def _unknown_experts(scenario: Scenario) -> Iterator[Finding]:
    known = {expert.key for expert in scenario.people.experts}
    for loc, round_ in scenario.rounds():
        if round_.expert is not None and round_.expert not in known:
            sentence = _("“%(key)s” is not the key of one of the experts under people.") % {"key": round_.expert}
            yield (*loc, "expert"), sentence


def _undeclared_experts(scenario: Scenario) -> Iterator[Finding]:
    """Nobody is scheduled who has not said what they have to do with the question."""
    heard = {round_.expert for _loc, round_ in scenario.rounds()}
    for i, expert in enumerate(scenario.people.experts):
        if expert.key in heard and not expert.has_declared:
            sentence = _("needs interests, or no_interest: true: this expert is heard in a round.")
            yield ("people", "experts", i), sentence


def _unknown_sides(scenario: Scenario) -> Iterator[Finding]:
    people = scenario.people
    yield from twice((("people", "sides", i), side) for i, side in enumerate(people.sides))
    for i, expert in enumerate(people.experts):
        if expert.side is not None and expert.side not in people.sides:
            sentence = _("“%(side)s” is not one of the sides under people.") % {"side": expert.side}
            yield ("people", "experts", i, "side"), sentence


def _contradictor(scenario: Scenario) -> Iterator[Finding]:
    """A rehearsal in which nobody is scheduled for a requested hearing cannot go on."""
    plan, first = scenario.demo.contradictor, {round_.expert for round_ in scenario.sittings[0].rounds}
    if plan is None:
        if requested := [loc for loc, round_ in scenario.rounds() if round_.requested]:
            yield (*requested[0], "requested"), _("needs somebody to be scheduled in a rehearsal: demo.contradictor.")
        return
    if plan.refused not in {expert.key for expert in scenario.people.experts}:
        sentence = _("“%(key)s” is not the key of one of the experts under people.") % {"key": plan.refused}
        yield ("demo", "contradictor", "refused"), sentence
    if plan.refused in first:
        yield ("demo", "contradictor", "refused"), _("is heard in the first sitting, before anybody contradicts them.")
    if plan.side is not None and plan.side not in scenario.people.sides:
        sentence = _("“%(side)s” is not one of the sides under people.") % {"side": plan.side}
        yield ("demo", "contradictor", "side"), sentence


def _unknown_hearings(scenario: Scenario) -> Iterator[Finding]:
    known = {round_.title for _loc, round_ in scenario.rounds() if round_.kind == "hearing"}
    for i, request in enumerate(scenario.demo.hearing_requests):
        if request.round is not None and request.round not in known:
            sentence = _("“%(title)s” is not the title of a hearing.") % {"title": request.round}
            yield ("demo", "hearing_requests", i, "round"), sentence


def _happens_once(scenario: Scenario) -> Iterator[Finding]:
    for kind in ONCE:
        places = [loc for loc, round_ in scenario.rounds() if round_.kind == kind]
        if not places:
            yield ("sittings",), _("need one round of kind “%(kind)s”.") % {"kind": kind}
        for loc in places[1:]:
            yield (*loc, "kind"), _("is “%(kind)s” a second time: it happens once.") % {"kind": kind}


def _order(scenario: Scenario) -> Iterator[Finding]:
    """Each kind after the one it needs; and nothing drafted or voted that the rest then leaves behind."""
    rounds = list(scenario.rounds())
    for earlier, later in pairwise(ORDER):
        names = {"earlier": earlier, "later": later}
        before = [i for i, (_loc, round_) in enumerate(rounds) if round_.kind == earlier]
        after = [i for i, (_loc, round_) in enumerate(rounds) if round_.kind == later]
        if (earlier in ONCE and not before) or (later in ONCE and not after):
            continue  # said once already, by _happens_once
        too_early = [i for i in after if not any(j < i for j in before)]
        for i in too_early:
            sentence = _("is “%(later)s” with no “%(earlier)s” before it.") % names
            yield (*rounds[i][0], "kind"), sentence
        # Where both kinds exist in the wrong order, one sentence is enough for the two of them.
        for i in [] if too_early else [j for j in before if not any(k > j for k in after)]:
            sentence = _("is “%(earlier)s” with no “%(later)s” after it.") % names
            yield (*rounds[i][0], "kind"), sentence


def _items(scenario: Scenario) -> Iterator[Finding]:
    """A question asked before and after is only comparable if it is the same question."""
    first: dict[str, Item] = {}
    for loc, round_ in scenario.rounds():
        for item in sample(round_.sample, scenario.language) if round_.sample else ():
            if item != first.setdefault(item.key, item):
                sentence = _("has the key “%(key)s” of an earlier question, but is not the same.") % {"key": item.key}
                yield (*loc, "sample"), sentence
        for i, item in enumerate(round_.items):
            if item != first.setdefault(item.key, item):
                sentence = _("has the key “%(key)s” of an earlier question, but is not the same.") % {"key": item.key}
                yield (*loc, "items", i), sentence


def _days(scenario: Scenario) -> Iterator[Finding]:
    latest: date | None = None
    for i, sitting in enumerate(scenario.sittings):
        if sitting.day is None:
            continue
        if latest is not None and sitting.day < latest:
            yield (
                ("sittings", i, "day"),
                _("is before %(day)s, the day of an earlier sitting.") % {"day": latest},
            )
        latest = sitting.day if latest is None else max(latest, sitting.day)


def _enough_proposals(scenario: Scenario) -> Iterator[Finding]:
    """A rehearsal in which tables repeat each other rehearses nothing."""
    sizes = [r.tables.size for _loc, r in scenario.rounds() if r.kind == "drafting" and r.tables is not None]
    tables = max((-(-scenario.people.citizens.count // size) for size in sizes), default=0)
    needed = tables * scenario.mandate.proposals_per_table
    if len(scenario.demo.proposals) < needed:
        yield (
            ("demo", "proposals"),
            _("must have %(needed)d entries: %(per_table)d for each of the %(tables)d tables.")
            % {"needed": needed, "per_table": scenario.mandate.proposals_per_table, "tables": tables},
        )
