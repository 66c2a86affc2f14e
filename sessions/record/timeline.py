"""The journal as it is read: a part of it, a page at a time, cut by day, sitting and round."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.conference.models import Conference
from deliberation.conference.stages import Role
from deliberation.journal import queries
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel.times import day as in_words
from deliberation.oversight.models import Observation
from deliberation.oversight.queries import observations_of
from deliberation.templatetags.journal import actor_role, capability_label, verb_label
from sessions.record.forms import OUTSIDE, Choices, Order, TimelineForm
from sessions.record.names import Names, names_in
from sessions.record.stretches import Day, Stretch, days_of, entries_in, length_of, stretch_at, stretches_of

ENTRIES_A_PAGE = 100


@dataclass(frozen=True)
class Line:
    entry: Entry
    observations: tuple[Observation, ...]


@dataclass(frozen=True)
class Passage:
    """Lines that follow each other in one round, or between two."""

    stretch: Stretch | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Timeline:
    """``days`` holds the passages of the page, under their day. ``length`` is the whole journal's."""

    form: TimelineForm
    page: Page[Entry]
    days: list[tuple[date, list[Passage]]]
    names: Names
    length: int


def timeline(conference: Conference, asked: Mapping[str, Any], *, entry: int | None, page: str | None) -> Timeline:
    """What is ``asked`` of the journal; a number of ``entry`` opens the page of the whole journal that holds it."""
    stretches, days, length = stretches_of(conference), days_of(conference), length_of(conference)
    form = TimelineForm(
        asked,
        **_kinds_and_roles(queries.counts(conference)),
        moments=_moments(stretches),
        days=[(each.day.isoformat(), f"{in_words(each.day)} ({len(each)})") for each in days],
    )
    chosen = form.cleaned_data if form.is_valid() else {}
    forwards = chosen.get("order") == Order.OLDEST
    found = _chosen(conference, chosen, stretches, days).order_by("number" if forwards else "-number")
    if entry and not form.narrows:
        page = str(((entry - 1 if forwards else max(length - entry, 0)) // ENTRIES_A_PAGE) + 1)
    shown = Paginator(found, ENTRIES_A_PAGE).get_page(page)
    lines = _lines(conference, shown)
    names = names_in(conference, [json.loads(line.entry.detail) for line in lines])
    return Timeline(form, shown, list(_by_day(lines, stretches)), names, length)


# What can be chosen, each with its number


def _kinds_and_roles(counted: Mapping[tuple[str, str], int]) -> dict[str, Choices]:
    by_verb: dict[str, int] = {}
    by_role: dict[str, int] = {}
    for (verb, role), count in counted.items():
        by_verb[verb] = by_verb.get(verb, 0) + count
        by_role[role] = by_role.get(role, 0) + count
    kinds: Choices = []
    for capability, verbs in groupby(Verb, lambda verb: verb.value.partition(":")[0]):
        there = [(verb.value, f"{verb_label(verb)} ({by_verb[verb]})") for verb in verbs if verb in by_verb]
        if there:
            whole = sum(by_verb[verb] for verb, _label in there)
            title = capability_label(capability)
            everything = _("%(kind)s: all of it (%(count)d)") % {"kind": title, "count": whole}
            kinds.append((title, [(capability, everything), *there]))
    order = {role: place for place, role in enumerate(Role.values)}
    roles = sorted(by_role, key=lambda role: order.get(role, len(order)))
    return {"kinds": kinds, "roles": [(role, f"{actor_role(role)} ({by_role[role]})") for role in roles]}


def _moments(stretches: Iterable[Stretch]) -> Choices:
    """Sittings, each with its rounds, as far as anything was recorded in them."""
    parts = list(stretches)
    outside = entries_in(part for part in parts if part.sitting is None)
    moments: Choices = [(OUTSIDE, _("Outside the sittings (%d)") % outside)] if outside else []
    sittings = {part.sitting.number: part.sitting for part in parts if part.sitting}
    for number in sorted(sittings):
        inside = [part for part in parts if part.sitting and part.sitting.number == number]
        rounds = {part.round.pk: part.round for part in inside if part.round}
        held = sorted(rounds.values(), key=lambda round_: round_.number)
        choices: Choices = [(f"sitting-{number}", _("The whole sitting (%d)") % entries_in(inside))]
        for round_ in held:
            count = entries_in(part for part in inside if part.round and part.round.pk == round_.pk)
            choices.append((f"round-{round_.pk}", f"{round_.title} ({count})"))
        moments.append((sittings[number].title, choices))
    return moments


# What was chosen


def _chosen(
    conference: Conference, chosen: Mapping[str, Any], stretches: list[Stretch], days: list[Day]
) -> QuerySet[Entry]:
    found = Entry.objects.filter(conference=conference)
    if kind := chosen.get("kind"):
        found = found.filter(verb=kind) if ":" in kind else found.filter(verb__startswith=f"{kind}:")
    if role := chosen.get("role"):
        found = found.filter(Q(actor=role) | Q(actor__startswith=f"{role}:"))
    if moment := chosen.get("moment"):
        found = found.filter(_within(part for part in stretches if _is_in(part, moment)))
    if day := chosen.get("day"):
        found = found.filter(_within(part for part in days if part.day.isoformat() == day))
    if first := chosen.get("first"):
        found = found.filter(number__gte=first)
    if last := chosen.get("last"):
        found = found.filter(number__lte=last)
    return found


def _is_in(part: Stretch, moment: str) -> bool:
    if moment == OUTSIDE:
        return part.sitting is None
    what, _dash, which = moment.partition("-")
    if what == "sitting":
        return part.sitting is not None and str(part.sitting.number) == which
    return part.round is not None and str(part.round.pk) == which


def _within(parts: Iterable[Stretch | Day]) -> Q:
    """Parts that touch are one range: a round given back and taken up again costs two, not a hundred."""
    ranges: list[tuple[int, int]] = []
    for part in parts:
        if ranges and ranges[-1][1] == part.first - 1:
            ranges[-1] = ranges[-1][0], part.last
        else:
            ranges.append((part.first, part.last))
    return reduce(Q.__or__, (Q(number__range=each) for each in ranges), Q(pk__in=[]))


# What is shown


def _lines(conference: Conference, entries: Iterable[Entry]) -> list[Line]:
    found = list(entries)
    about: dict[int, list[Observation]] = {}
    for observation in observations_of(conference).filter(entry__in=[entry.number for entry in found]):
        about.setdefault(observation.entry or 0, []).append(observation)
    return [Line(entry, tuple(about.get(entry.number, ()))) for entry in found]


def _by_day(lines: list[Line], stretches: list[Stretch]) -> Iterable[tuple[date, list[Passage]]]:
    for day, of_the_day in groupby(lines, lambda line: timezone.localdate(line.entry.at)):
        by_stretch = groupby(of_the_day, lambda line: stretch_at(stretches, line.entry.number))
        yield day, [Passage(stretch, tuple(passage)) for stretch, passage in by_stretch]
