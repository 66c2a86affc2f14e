from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm, act_view, closed_page
from deliberation.conference.queries import visit
from deliberation.conference.stages import Act
from deliberation.merging import queries
from deliberation.merging.forms import GroupForm, MergeForm, ThemeForm, WithdrawalForm
from deliberation.merging.models import Merge, Theme
from deliberation.merging.queries import Look
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import Standing, standings, submitted, tables_said
from sessions.drafting.queries import proposal_key
from sessions.fanout.acts import OfferedAct
from sessions.merging import actions
from sessions.tables.queries import present_people


@dataclass(frozen=True)
class Shelf:
    """A theme, or none, with what is read under it, each with the form that puts it elsewhere."""

    theme: Theme | None
    rows: Sequence[tuple[Proposal, OfferedAct]]
    rename: OfferedAct | None = None
    remove: OfferedAct | None = None


@dataclass(frozen=True)
class Request:
    """A merge that was asked for: ``standing`` while it is being written, and the form that gives it up."""

    merge: Merge
    document: str
    standing: Standing | None
    withdraw: OfferedAct | None


@never_cache
@require_GET
def themes(request: HttpRequest, slug: str) -> HttpResponse:
    """What is read together, what could be one, and where each merge stands."""
    conference, actor = visit(request, slug)
    sentence = rules.why_not(Act.READ_TABLES, actor, conference)
    if sentence or actor is None:
        return closed_page(request, conference, sentence)
    may_group, may_ask = (rules.may(act, actor, conference) for act in (Act.GROUP_PROPOSALS, Act.ASK_MERGE))
    proposals, mergeable = list(submitted(conference)), queries.mergeable(conference)
    context = {
        "conference": conference,
        "may_group": may_group,
        "may_ask": may_ask,
        "shelves": _shelves(conference, proposals, may_group),
        "add_theme": _offered("add_theme", conference, form=ThemeForm(auto_id="theme-%s")),
        "looks": [(look, _ask_form(conference, look)) for look in queries.close_looks(mergeable)] if may_ask else [],
        "ask": _ask(conference, mergeable) if may_ask and len(mergeable) > 1 else None,
        "requests": _requests(conference, may_ask),
    }
    return render(request, "merging/themes.html", context)


def _offered(name: str, conference: Conference, *args: object, form: forms.Form | None = None) -> OfferedAct:
    here = reverse("themes", args=[conference.slug])
    address = reverse(name, args=[conference.slug, *args])
    return OfferedAct(name.replace("_", "-"), address, here, form or PlainForm(auto_id=False))


def _shelves(conference: Conference, proposals: Sequence[Proposal], may_group: bool) -> list[Shelf]:
    """In the order of the themes; what has none comes last."""
    themes = list(queries.themes_of(conference))
    choices = [(theme.pk, theme.title) for theme in themes]
    rows: dict[int | None, list[tuple[Proposal, OfferedAct]]] = {}
    for proposal in proposals:
        form = GroupForm(themes=choices, initial={"theme_id": proposal.theme_id}, auto_id=f"group-{proposal.pk}-%s")
        offered = _offered("group_proposal", conference, proposal.pk, form=form)
        rows.setdefault(proposal.theme_id, []).append((proposal, offered))
    shelves = [_shelf(conference, theme, rows.get(theme.pk, []), may_group) for theme in themes]
    return [*shelves, Shelf(None, rows[None])] if None in rows else shelves


def _shelf(conference: Conference, theme: Theme, rows: Sequence[tuple[Proposal, OfferedAct]], may_group: bool) -> Shelf:
    if not may_group:
        return Shelf(theme, rows)
    form = ThemeForm(initial={"title": theme.title}, auto_id=f"theme-{theme.pk}-%s")
    remove = None if theme.proposals.exists() else _offered("remove_theme", conference, theme.pk)
    return Shelf(theme, rows, _offered("rename_theme", conference, theme.pk, form=form), remove)


def _choices(proposals: Sequence[Proposal]) -> list[tuple[int, str]]:
    return [(proposal.pk, f"{proposal.title} ({tables_said(proposal)})") for proposal in proposals]


def _ask(conference: Conference, proposals: Sequence[Proposal]) -> OfferedAct:
    form = MergeForm(proposals=_choices(proposals), auto_id="merge-%s")
    return _offered("ask_merge", conference, form=form)


def _ask_form(conference: Conference, look: Look) -> OfferedAct:
    """Of this pair: both are chosen already."""
    pair = [look.first, look.second]
    initial = {"proposals": [proposal.pk for proposal in pair]}
    form = MergeForm(proposals=_choices(pair), initial=initial, auto_id=f"pair-{look.first.pk}-{look.second.pk}-%s")
    form.fields["proposals"].widget = forms.MultipleHiddenInput()
    return _offered("ask_merge", conference, form=form)


def _requests(conference: Conference, may_ask: bool) -> list[Request]:
    merges = list(queries.merges_of(conference))
    living = [merge.proposal for merge in merges if merge.is_living]
    stand: Mapping[int, Standing] = standings(living, present_people(conference)) if living else {}
    return [
        Request(
            merge,
            proposal_key(merge.proposal),
            stand.get(merge.proposal_id),
            _offered("withdraw_merge", conference, merge.pk, form=WithdrawalForm(auto_id=f"withdraw-{merge.pk}-%s"))
            if may_ask and merge.is_living
            else None,
        )
        for merge in merges
    ]


def _mergeable(conference: Conference, **_url: object) -> dict[str, Any]:
    """Any proposal: which of them may be merged, the action says."""
    return {"proposals": list(submitted(conference).values_list("pk", "title"))}


ask_merge = act_view(
    Act.ASK_MERGE,
    MergeForm,
    actions.ask_merge,
    said=_("The people of these tables are asked, and find the draft on their pages."),
    form_options=_mergeable,
)
withdraw_merge = act_view(
    Act.ASK_MERGE,
    WithdrawalForm,
    actions.withdraw_merge,
    said=_("The request is given up; the proposals go on as they were."),
)
