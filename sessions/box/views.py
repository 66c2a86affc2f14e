from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deliberation.ballots.box.forms import BLANK, KeyedPaperForm, NumberForm, PersonForm, SettleForm
from deliberation.ballots.box.models import BoxCount
from deliberation.ballots.box.queries import Keyed, are_done, box_of, keyings_of, options_of
from deliberation.ballots.box.queries import differences_of as numbers_that_differ
from deliberation.ballots.forms import name_of
from deliberation.ballots.slips import Slip
from deliberation.conference import rules
from deliberation.conference.methods import SEVERAL, Method
from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm, closed_page
from deliberation.conference.queries import visit
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from sessions.box import queries
from sessions.fanout.acts import OfferedAct

Shown = dict[str, Any]


@never_cache
@require_GET
def box(request: HttpRequest, slug: str) -> HttpResponse:
    """Who votes on paper, and the boxes of the votes that are open. ``?name=`` finds somebody on the roll."""
    conference, actor = visit(request, slug)
    if actor is None or not _may_look(actor):
        return closed_page(request, conference, rules.why_not(Act.KEY_PAPERS, actor, conference))
    here = reverse("box", args=[slug])
    sought = request.GET.get("name", "").strip()[:80]
    context = {
        "conference": conference,
        "boxes": [
            (each, OfferedAct("open-count", reverse("open_count", args=[slug, each.ballot.pk]), here, PlainForm()))
            for each in queries.boxes_of(conference)
        ],
        "sees_roll": rules.may(Act.READ_PEOPLE, actor, conference),
        "may_give": rules.may(Act.GIVE_PAPER, actor, conference),
        "may_open": rules.may(Act.OPEN_COUNT, actor, conference),
        "sought": sought,
        "electors": queries.electors_of(conference, sought),
    }
    return render(request, "box/box.html", context)


@never_cache
@require_GET
def count(request: HttpRequest, slug: str, ballot_id: int) -> HttpResponse:
    """The count of one box: keyed in one paper at a time, compared, settled. Nobody sees what is on a paper but those
    who keyed in the whole box."""
    conference, actor = visit(request, slug)
    if actor is None or not _may_look(actor):
        return closed_page(request, conference, rules.why_not(Act.KEY_PAPERS, actor, conference))
    found = box_of(conference, ballot_id)
    if found is None:
        return redirect("box", slug)
    keyings = keyings_of(found)
    mine = queries.keying_of(keyings, actor.member)
    done = are_done(keyings)
    context = {
        "conference": conference,
        "actor": actor,
        "box": found,
        "row": next(each for each in queries.boxes_of(conference) if each.ballot.pk == ballot_id),
        "keyers": [
            {"keyed": each, "mine": each is mine, "discard": _discard(conference, actor, found, each)}
            for each in keyings
        ],
        "mine": mine,
        "free": queries.is_free(keyings),
        "done": done,
    }
    if rules.may(Act.KEY_PAPERS, actor, conference) and found.settled_at is None:
        context |= _keying(conference, found, mine, queries.is_free(keyings))
    if done:
        context |= _compared(conference, actor, found, mine, keyings)
    return render(request, "box/count.html", context)


def _may_look(actor: Actor) -> bool:
    return rules.may_ever(Act.KEY_PAPERS, actor) or actor.role == Role.GUARANTOR


def _offered(name: str, conference: Conference, found: BoxCount, form: forms.Form | None = None) -> OfferedAct:
    return OfferedAct(
        name.replace("_", "-"),
        reverse(name, args=[conference.slug, found.ballot_id]),
        reverse("box_count", args=[conference.slug, found.ballot_id]),
        form or PlainForm(auto_id=False),
    )


def _discard(conference: Conference, actor: Actor, found: BoxCount, keyed: Keyed) -> OfferedAct | None:
    theirs = keyed.keying.keyer_id == actor.member.pk
    if not rules.may(Act.KEY_PAPERS if theirs else Act.SETTLE_COUNT, actor, conference):
        return None
    form = PersonForm(initial={"person": keyed.keying.keyer.ref}, auto_id=False)
    return _offered("discard_keying", conference, found, form)


def _keying(conference: Conference, found: BoxCount, mine: Keyed | None, free: bool) -> Shown:
    """The next paper, for whoever keys in or may begin to."""
    if (mine is None and not free) or (mine and mine.keying.done_at):
        return {}
    keyed = mine.papers if mine else 0
    form = KeyedPaperForm(ballot=found.ballot, initial={"number": keyed + 1}, auto_id="paper-%s")
    number = NumberForm(initial={"number": keyed}, auto_id=False)
    kinds = ("secondary", "primary") if keyed >= found.given else ("primary", "secondary")
    return {
        "next": keyed + 1,
        "key_kind": kinds[0],
        "finish_kind": kinds[1],
        "key": _offered("key_paper", conference, found, form),
        "last": queries.said_of(found, mine.pile[-1]) if mine and keyed else "",
        "undo": _offered("undo_paper", conference, found, number) if keyed else None,
        "finish": _offered("finish_keying", conference, found, number),
    }


def _compared(conference: Conference, actor: Actor, found: BoxCount, mine: Keyed | None, keyings: list[Keyed]) -> Shown:
    """Both are done: how many papers differ; which, and how, for the two alone."""
    numbers = [each.papers for each in keyings]
    differing = list(queries.differences_of(found, mine, keyings)) if mine else []
    total = len(numbers_that_differ(keyings))
    shown: Shown = {"differing": total, "numbers": numbers, "too_many": min(numbers) > found.given}
    shown["shifted"] = total > max(numbers) // 2 > 1
    shown["differences"] = [
        (each, _offered("correct_paper", conference, found, _correction(found, each))) for each in differing
    ]
    if not total and not shown["too_many"] and rules.may(Act.SETTLE_COUNT, actor, conference):
        shown["missing"] = found.given - numbers[0]
        form = SettleForm(auto_id="settle-%s") if shown["missing"] else PlainForm(auto_id=False)
        shown["settle"] = _offered("settle_count", conference, found, form)
    return shown


def _correction(found: BoxCount, difference: queries.Difference) -> KeyedPaperForm:
    initial = {"number": difference.number} | (_filled(found, difference.slip) if difference.slip else {})
    return KeyedPaperForm(ballot=found.ballot, initial=initial, auto_id=f"paper-{difference.number}-%s")


def _filled(found: BoxCount, slip: Slip) -> Shown:
    """A form as this paper was keyed in."""
    several = Method(found.ballot.rule.method) in SEVERAL
    if not several:
        return {"choice": slip.values[0] or BLANK, "reason": slip.reason}
    options = options_of(found)
    return {name_of(option): value for option, value in zip(options, slip.values, strict=True)} | {
        BLANK: not any(slip.values)
    }
