from dataclasses import replace
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deliberation.conference import rules
from deliberation.conference.forms import InvitationForm
from deliberation.conference.models import Conference
from deliberation.conference.posting import closed_page
from deliberation.conference.queries import visit
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from deliberation.dossier.models import Document
from deliberation.hearings.models import Expert
from deliberation.hearings.plurality.forms import (
    CorrectionForm,
    DecisionForm,
    ExpertForm,
    InterestsForm,
    PlaceForm,
    ScheduleForm,
    SideForm,
)
from deliberation.hearings.plurality.models import Decision
from deliberation.hearings.plurality.queries import (
    decision_on_programme,
    decisions_of,
    has_committee,
    standing_by_document,
)
from deliberation.hearings.plurality.rules import why_not_name_sides, why_not_replace, why_not_schedule
from sessions.fanout.acts import OfferedAct
from sessions.plurality import queries
from sessions.plurality.missing import missing
from sessions.rounds.models import Round

Shown = dict[str, Any]


@require_GET
def viewpoints(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is heard, from which side, side by side, and what is missing: read by anyone. What the committee decided on
    documents is for those who read the dossier."""
    conference, actor = visit(request, slug)
    voices, rounds = queries.voices_of(conference), queries.hearing_rounds(conference)
    columns = queries.columns_of(conference, voices)
    decisions, committee = decisions_of(conference), has_committee(conference)
    if not rules.may(Act.READ_DOSSIER, actor, conference):
        decisions = decisions.filter(document=None)
    context = {
        "conference": conference,
        "actor": actor,
        "columns": columns,
        "rounds": rounds,
        "missing": list(missing(voices, columns, rounds, committee)),
        "committee": committee,
        "decisions": list(decisions),
        "works_here": actor is not None and _works_here(actor),
    }
    return render(request, "plurality/viewpoints.html", context)


@never_cache
@require_GET
def experts(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the programme is made plural: the committee decides, facilitators propose, schedule and key in."""
    conference, actor = visit(request, slug)
    if actor is None or not _works_here(actor):
        return closed_page(request, conference, rules.why_not(Act.PROPOSE_EXPERT, actor, conference))
    desk = _Desk(conference, actor)
    awaited, committee = queries.awaited_of(conference), has_committee(conference)
    standing = standing_by_document(decisions_of(conference))
    rounds, programme = queries.hearing_rounds(conference), decision_on_programme(conference)
    context = {
        "conference": conference,
        "actor": actor,
        "committee": committee,
        "awaited": awaited,
        "rounds": [(each, desk.schedule(each)) for each in rounds],
        "programme": programme,
        "decide_programme": desk.decide("decide_programme", before=programme),
        "voices": [desk.voice(each) for each in queries.voices_of(conference)],
        "documents": [
            (each, standing.get(each.pk), desk.document(each, standing.get(each.pk)))
            for each in conference.documents.all()
        ],
        "sides": list(conference.sides.all()),
        "name_side": desk.name_side(),
        "propose": desk.offered(Act.PROPOSE_EXPERT, "propose_expert", ExpertForm(auto_id="propose-%s")),
    }
    return render(request, "plurality/experts.html", context)


def declaration(conference: Conference, actor: Actor, expert: Expert, *, back: str) -> OfferedAct | None:
    """The form in which this expert's interests are declared, as they stand, where this person may."""
    if not rules.may(Act.DECLARE_INTERESTS, actor, conference):
        return None
    initial = {"interests": expert.interests, "none": bool(expert.declared_at and not expert.interests)}
    form = InterestsForm(initial=initial, auto_id=f"declare-{expert.pk}-%s")
    return OfferedAct("declare-interests", reverse("declare_interests", args=[conference.slug, expert.pk]), back, form)


def _works_here(actor: Actor) -> bool:
    return actor.role in {Role.STEERING, Role.FACILITATOR, Role.GUARANTOR}


class _Desk:
    """The forms that one person is offered on one conference's experts."""

    def __init__(self, conference: Conference, actor: Actor) -> None:
        self.conference, self.actor = conference, actor
        self.here = reverse("experts", args=[conference.slug])

    def offered(self, act: Act, name: str, form: forms.Form, *args: object, at: str = "") -> OfferedAct | None:
        """None for whoever may not. ``at`` is where on the page one comes back."""
        if not rules.may(act, self.actor, self.conference):
            return None
        back = f"{self.here}#{at}" if at else self.here
        return OfferedAct(name.replace("_", "-"), reverse(name, args=[self.conference.slug, *args]), back, form)

    def decide(
        self, name: str, *args: object, before: Decision | None, expert: Expert | None = None, at: str = ""
    ) -> OfferedAct | None:
        act, tied = Act(name.replace("_", "-")), expert is not None and expert.works_for_organiser
        initial = {"version": before.pk if before else 0, "wording": expert.wording if expert else ""}
        auto_id = f"{act}-{'-'.join(map(str, args))}-%s"
        form = DecisionForm(tied=tied, described=expert is not None, initial=initial, auto_id=auto_id)
        return self.offered(act, name, form, *args, at=at)

    def voice(self, voice: queries.Voice) -> Shown:
        expert = voice.expert
        at = f"expert-{expert.pk}"
        place = None
        if self.conference.sides.exists() and not why_not_name_sides(self.actor, self.conference):
            form = PlaceForm(conference=self.conference, initial={"side": expert.side_id}, auto_id=f"place-{at}-%s")
            place = self.offered(Act.NAME_SIDES, "place_expert", form, expert.pk, at=at)
        by_hand = self.actor.role == Role.FACILITATOR
        return {
            "voice": voice,
            "decide": self.decide("decide_expert", expert.pk, before=voice.decision, expert=expert, at=at),
            "correct": self.correct(expert, at),
            "place": place,
            "invite": self.invite(expert, at),
            "declare": declaration(self.conference, self.actor, expert, back=f"{self.here}#{at}") if by_hand else None,
        }

    def correct(self, expert: Expert, at: str) -> OfferedAct | None:
        initial = {"title": expert.title, **expert.described, "wording": expert.wording}
        form = CorrectionForm(initial=initial, auto_id=f"correct-{at}-%s")
        return self.offered(Act.PROPOSE_EXPERT, "correct_expert", form, expert.pk, at=at)

    def invite(self, expert: Expert, at: str) -> OfferedAct | None:
        """By e-mail, for whoever has not come in yet as this expert."""
        came = self.conference.memberships.filter(role=Role.EXPERT, place=expert.key, ended_at=None)
        if came.exists():
            return None
        initial = {"role": Role.EXPERT.value, "name": expert.title[:80], "place": expert.key}
        form = InvitationForm(initial=initial, auto_id=f"invite-{at}-%s")
        for name in ("role", "name"):
            form.fields[name].widget = forms.HiddenInput()
        return self.offered(Act.INVITE, "invite", form, at=at)

    def document(self, document: Document, before: Decision | None) -> OfferedAct | None:
        return self.decide("decide_document", document.pk, before=before, at=f"document-{document.pk}")

    def schedule(self, round_: Round) -> OfferedAct | None:
        """For a hearing that has nobody, or may be given to somebody else: with those alone who may be scheduled."""
        hearing = round_.hearing
        if hearing is None or (hearing.expert_id and why_not_replace(hearing, self.conference)):
            return None
        initial, auto_id = {"instead_of": hearing.expert_id}, f"schedule-{hearing.pk}-%s"
        form = ScheduleForm(conference=self.conference, initial=initial, auto_id=auto_id)
        others, field = self.ready - {hearing.expert_id}, form.fields["expert_id"]
        field.choices = [each for each in field.choices if not each[0] or each[0] in others]  # type: ignore[attr-defined]
        offered = self.offered(Act.SCHEDULE_HEARING, "schedule_hearing", form, hearing.pk, at="programme")
        # Told apart from a hearing that has nobody by whoever reads the page for such a one.
        return replace(offered, name="give-hearing") if offered and hearing.expert_id else offered

    @cached_property
    def ready(self) -> set[int]:
        """The experts who may be scheduled."""
        experts = Expert.objects.filter(conference=self.conference)
        return {expert.pk for expert in experts if not why_not_schedule(expert, self.conference)}

    def name_side(self) -> OfferedAct | None:
        if why_not_name_sides(self.actor, self.conference):
            return None
        return self.offered(Act.NAME_SIDES, "name_side", SideForm(auto_id="name-side-%s"), at="sides")
