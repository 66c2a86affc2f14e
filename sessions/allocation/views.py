from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deliberation.conference import rules
from deliberation.conference.models import Conference, Membership
from deliberation.conference.posting import PlainForm, act_view, closed_page
from deliberation.conference.queries import visit
from deliberation.conference.stages import Act, Role
from deliberation.kernel.errors import Refused
from deliberation.panel.forms import MoveForm
from deliberation.panel.queries import SMALL_CELL, composition, last_table, panel_of
from sessions.allocation import actions, planning, queries
from sessions.allocation.figures import Encounters, Spread, encounters_of, spreads
from sessions.allocation.forms import MissingForm, PlannedMoveForm, RebalanceForm, SeatingRuleForm
from sessions.allocation.models import Plan
from sessions.allocation.problem import Seating, tables_in
from sessions.allocation.seating import balanced_again
from sessions.fanout.acts import OfferedAct
from sessions.rounds.models import Round
from sessions.sittings.queries import running_round

Shown = dict[str, Any]


@dataclass(frozen=True)
class PlannedRound:
    """One round of a plan, as the page shows it."""

    round: Round
    tables: Mapping[int, list[Membership]]
    encounters: Encounters
    spreads: list[Spread]
    move: OfferedAct | None


@dataclass(frozen=True)
class Moved:
    """Somebody who would change tables; table 0 is none."""

    person: Membership
    before: int
    after: int


@never_cache
@require_GET
def tables(request: HttpRequest, slug: str) -> HttpResponse:
    """Who sits with whom: rules, the plan of the coming rounds and its figures, balancing in a round that runs."""
    conference, actor = visit(request, slug)
    sentence = rules.why_not(Act.READ_PEOPLE, actor, conference)
    if sentence or actor is None:
        return closed_page(request, conference, sentence)
    may_prepare = rules.may(Act.PREPARE_TABLES, actor, conference)
    people = {panellist.membership_id: panellist.membership for panellist in panel_of(conference)}
    last = queries.plans_of(conference).first()
    context = {
        "conference": conference,
        "may_prepare": may_prepare,
        "sees_reasons": actor.role == Role.FACILITATOR,
        "rules": [
            (rule, _offered("remove_seating_rule", conference, rule.pk)) for rule in queries.rules_of(conference)
        ],
        "add_rule": _offered("add_seating_rule", conference, form=SeatingRuleForm(people=_choices(people))),
        "coming": queries.rounds_to_plan(conference),
        "expected": len(queries.expected(conference)),
        "prepare": _offered("prepare_tables", conference),
        "last": last,
        "state": queries.state_of(last) if last else "",
        **_plan(conference, people, last, may_prepare),
        **_running(request, conference, people, rules.may(Act.MOVE_CITIZEN, actor, conference)),
    }
    return render(request, "allocation/tables.html", context)


def _choices(people: Mapping[int, Membership]) -> list[tuple[str, str]]:
    return [(member.ref, member.name) for member in people.values()]


def _offered(name: str, conference: Conference, *args: object, form: Any = None) -> OfferedAct:
    here = reverse("tables", args=[conference.slug])
    return OfferedAct(
        name.replace("_", "-"), reverse(name, args=[conference.slug, *args]), here, form or PlainForm(auto_id=False)
    )


# The plan


def _plan(conference: Conference, people: Mapping[int, Membership], last: Plan | None, may_prepare: bool) -> Shown:
    """The newest proposal, else the plan that starts go by."""
    used = queries.plan_used(conference)
    plan = last if last and last.state == Plan.State.READY else used
    if plan is None:
        return {"plan": None}
    rounds = [r for r in queries.rounds_in(plan) if r.is_to_come]
    seatings: list[Seating] = [{p: t for p, t in queries.planned_in(plan, r).items() if p in people} for r in rounds]
    held, values = queries.held_seatings(conference), queries.values_of(people.keys())
    visible = {
        name: {value for value, count in values.items() if count is not None}
        for name, values in composition(conference).items()
    }
    shown = [
        PlannedRound(
            round_,
            _named(seating, people),
            encounters_of([seating], [*held, *seatings[:n]]),
            spreads(values, seating, SMALL_CELL, visible),
            _offered(
                "change_plan",
                conference,
                plan.pk,
                round_.pk,
                form=PlannedMoveForm(
                    people=_choices({p: people[p] for p in seating}),
                    last=max(seating.values()),
                    auto_id=f"round-{round_.pk}-%s",
                ),
            )
            if may_prepare
            else None,
        )
        for n, (round_, seating) in enumerate(zip(rounds, seatings, strict=True))
        if seating
    ]
    return {
        "plan": plan,
        "is_used": used is not None and used.pk == plan.pk,
        "rounds": shown,
        "encounters": encounters_of(seatings, held),
        "accept": _offered("accept_plan", conference, plan.pk) if plan.accepted_at is None else None,
    }


def _named(seating: Seating, people: Mapping[int, Membership]) -> dict[int, list[Membership]]:
    return {table: [people[person] for person in group] for table, group in tables_in(seating).items()}


# A round that runs


def _running(request: HttpRequest, conference: Conference, people: Mapping[int, Membership], may_move: bool) -> Shown:
    """Who would move if these people are missing; before anybody said so, those without a seat or a signature are."""
    round_ = running_round(conference)
    if round_ is None or not queries.is_at_tables(round_):
        return {"running": None}
    now, here = queries.seats_now(conference), set(queries.present(round_))
    form = MissingForm(request.GET if "look" in request.GET else None, people=_choices(people))
    missing = [member.ref for pk, member in people.items() if pk not in here or pk not in now]
    if form.is_bound and form.is_valid():
        missing = form.cleaned_data["missing"]
    elif not form.is_bound:
        form.initial = {"missing": missing}
    shown: Shown = {"running": round_, "now": _named(now, people), "missing_form": form if may_move else None}
    if not form.is_bound or not may_move:
        return shown
    gone = {pk for pk, member in people.items() if member.ref in missing}
    try:
        after = balanced_again(round_, gone)
    except Refused as refused:
        return shown | {"cannot": str(refused)}
    moved = [
        Moved(member, now.get(pk, 0), after.get(pk, 0))
        for pk, member in people.items()
        if now.get(pk, 0) != after.get(pk, 0)
    ]
    moves = " ".join(f"{move.person.ref}:{move.before}:{move.after}" for move in moved)
    shown |= {"looked": True, "moved": moved, "after": [len(each) for each in tables_in(after).values()]}
    if moved:
        form_of_moves = RebalanceForm(initial={"moves": moves}, auto_id="moves-%s")
        form_of_moves.fields["moves"].widget = form_of_moves.fields["moves"].hidden_widget()
        shown["rebalance"] = _offered("rebalance", conference, form=form_of_moves)
    return shown


# Acts


def _panel(conference: Conference, **_url: object) -> Shown:
    return {"people": [(panellist.membership.ref, panellist.membership.name) for panellist in panel_of(conference)]}


def _movable(conference: Conference) -> Shown:
    return _panel(conference) | {"last": last_table(conference)}


def _planned(conference: Conference, plan_id: int, round_id: int) -> Shown:
    return _panel(conference) | {"last": queries.last_planned_table(conference, plan_id, round_id)}


move_citizen = act_view(
    Act.MOVE_CITIZEN, MoveForm, actions.move_citizen, said=_("The person has moved."), form_options=_movable
)
rebalance = act_view(Act.MOVE_CITIZEN, RebalanceForm, actions.rebalance, said=_("The tables are balanced again."))
add_seating_rule = act_view(
    Act.PREPARE_TABLES,
    SeatingRuleForm,
    actions.add_seating_rule,
    said=_("The rule is noted: every seating keeps to it."),
    form_options=_panel,
)
remove_seating_rule = act_view(
    Act.PREPARE_TABLES,
    PlainForm,
    actions.remove_seating_rule,
    said=_("The rule is removed."),
    done_before=queries.was_removed,
)
prepare_tables = act_view(
    Act.PREPARE_TABLES,
    PlainForm,
    planning.prepare_tables,
    said=_("The tables are being prepared."),
    done_before=queries.was_asked,
)
change_plan = act_view(
    Act.PREPARE_TABLES,
    PlannedMoveForm,
    actions.change_plan,
    said=_("The plan is changed."),
    form_options=_planned,
)
accept_plan = act_view(
    Act.PREPARE_TABLES,
    PlainForm,
    actions.accept_plan,
    said=_("The plan is accepted: rounds start by it."),
    done_before=queries.was_accepted,
)
