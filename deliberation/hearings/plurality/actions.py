import hashlib
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from deliberation.hearings.models import DESCRIBED, Expert, Hearing
from deliberation.hearings.plurality.models import Decision, Side
from deliberation.hearings.plurality.queries import decision_on, decision_on_programme, programme_changed_since
from deliberation.hearings.plurality.rules import (
    why_not_declare,
    why_not_name_sides,
    why_not_replace,
    why_not_schedule,
)
from deliberation.hearings.plurality.wording import outcome_said
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Conflict, Refused


def propose_expert(
    *,
    actor: Actor,
    conference: Conference,
    title: str,
    affiliation: str,
    viewpoint: str,
    works_for_organiser: bool = False,
) -> Expert:
    """Add somebody who could be heard. They declare their interests, and the committee decides, before they are
    scheduled; the person comes in by an invitation like anyone."""
    with acting(Act.PROPOSE_EXPERT, actor, conference):
        if Expert.objects.filter(conference=conference, title=title).exists():
            raise Refused(_("There is an expert of that title already: say what tells them apart."), field="title")
        expert = Expert.objects.create(
            conference=conference,
            key=_free_key(conference, title),
            title=title,
            affiliation=affiliation,
            viewpoint=viewpoint,
            works_for_organiser=works_for_organiser,
        )
        record(conference, Verb.EXPERT_PROPOSED, actor=actor.ref, expert=expert.pk)
    return expert


def correct_expert(
    *,
    actor: Actor,
    conference: Conference,
    expert_id: int,
    title: str,
    affiliation: str,
    viewpoint: str,
    works_for_organiser: bool = False,
    wording: str = "",
) -> None:
    """Correct what is said of an expert; what they declared is their own. Where more than the title changes, a decision
    of the committee is on what was said before, and it decides anew. ``wording`` is that of what was read, and may be
    left out: raises Conflict when something else is said meanwhile. The very same again changes nothing."""
    with acting(Act.PROPOSE_EXPERT, actor, conference):
        expert = _expert(conference, expert_id)
        before, told = expert.wording, _described(expert)
        if Expert.objects.filter(conference=conference, title=title).exclude(pk=expert.pk).exists():
            raise Refused(_("There is an expert of that title already: say what tells them apart."), field="title")
        expert.title, expert.affiliation, expert.viewpoint = title, affiliation, viewpoint
        expert.works_for_organiser = works_for_organiser
        if expert.wording == before:
            return
        if wording and wording != before:
            raise Conflict(_("What is said of this expert was corrected meanwhile."), current=told, wording=before)
        expert.save(update_fields=["title", *DESCRIBED])
        record(conference, Verb.EXPERT_CORRECTED, actor=actor.ref, expert=expert.pk, text=expert.wording)


def declare_interests(
    *, actor: Actor, conference: Conference, expert_id: int, interests: str = "", none: bool = False
) -> None:
    """What this expert has to do with the question besides what they know, or, with ``none``, that there is nothing.
    A new declaration replaces the one before. The very same again, by the same hand, changes nothing."""
    with acting(Act.DECLARE_INTERESTS, actor, conference):
        expert = _expert(conference, expert_id)
        if sentence := why_not_declare(actor, expert):
            raise Refused(sentence)
        if none == bool(interests):
            raise Refused(_("Say what the interests are, or that there are none: one of the two."), field="interests")
        how = Expert.Declared.SELF if actor.role == Role.EXPERT else Expert.Declared.BEHALF
        if expert.declared_at and (expert.interests, expert.declared_how) == (interests, how):
            return
        expert.interests, expert.declared_how, expert.declared_at = interests, how, clock.now()
        expert.save(update_fields=["interests", "declared_how", "declared_at"])
        record(
            conference,
            Verb.INTERESTS_DECLARED,
            actor=actor.ref,
            expert=expert.pk,
            on_behalf=how == Expert.Declared.BEHALF,
            no_interest=none,
            words=_digest(interests),
        )


def name_side(*, actor: Actor, conference: Conference, label: str) -> Side:
    """Say that the question has this side, whether or not somebody speaks for it. Again changes nothing."""
    with acting(Act.NAME_SIDES, actor, conference):
        if sentence := why_not_name_sides(actor, conference):
            raise Refused(sentence)
        side, created = Side.objects.get_or_create(conference=conference, label=label)
        if created:
            record(conference, Verb.SIDE_NAMED, actor=actor.ref, side=side.pk)
    return side


def place_expert(*, actor: Actor, conference: Conference, expert_id: int, side: int | None) -> None:
    """Say from which side an expert speaks; None: from none of those that are named. Again changes nothing."""
    with acting(Act.NAME_SIDES, actor, conference):
        if sentence := why_not_name_sides(actor, conference):
            raise Refused(sentence)
        expert = _expert(conference, expert_id)
        found = Side.objects.filter(conference=conference, pk=side).first() if side else None
        if side and found is None:
            raise Refused(_("There is no such side."), field="side")
        if expert.side_id != side:
            expert.side = found
            expert.save(update_fields=["side"])
            record(conference, Verb.EXPERT_PLACED, actor=actor.ref, expert=expert.pk, side=side or 0)


def decide_programme(
    *, actor: Actor, conference: Conference, approved: bool, reason: str, version: int | None = None
) -> None:
    """The committee’s decision on who is heard and when, as it stands now.

    Of every decision: ``version`` is the number of the one that was read, 0 where none stood, and may be left out; the
    very same again by the same person changes nothing, and raises Conflict when another was taken meanwhile.
    """
    with acting(Act.DECIDE_PROGRAMME, actor, conference):
        before = decision_on_programme(conference)
        taken = _Taken(approved, reason, anew=bool(before and programme_changed_since(conference, before)))
        if _decide(actor, conference, taken, before, version):
            record(conference, Verb.PROGRAMME_DECIDED, actor=actor.ref, approved=approved, words=_digest(reason))


def decide_expert(
    *,
    actor: Actor,
    conference: Conference,
    expert_id: int,
    approved: bool,
    reason: str,
    acknowledged: bool = False,
    version: int | None = None,
    wording: str = "",
) -> None:
    """The committee’s decision on one expert as they are described now, until a later one replaces it. Who works for an
    organiser or the sponsor is approved only by whoever acknowledges it. ``wording`` is that of what was read of them,
    and may be left out: raises Conflict when something else is said meanwhile."""
    with acting(Act.DECIDE_EXPERT, actor, conference):
        expert = _expert(conference, expert_id)
        before = decision_on(expert)
        if wording and wording != expert.wording:
            raise Conflict(
                _("What is said of this expert was corrected meanwhile: read it, then decide."),
                current=_described(expert),
                version=before.pk if before else 0,
                wording=expert.wording,
            )
        tied = approved and expert.works_for_organiser
        if tied and not acknowledged:
            sentence = _("This expert works for an organiser or the sponsor: say that the committee knows it.")
            raise Refused(sentence, field="acknowledged")
        taken = _Taken(approved, reason, acknowledged=tied, anew=bool(before and before.is_former))
        if _decide(actor, conference, taken, before, version, expert=expert, **expert.described):
            record(
                conference,
                Verb.EXPERT_DECIDED,
                actor=actor.ref,
                expert=expert.pk,
                approved=approved,
                acknowledged=True if tied else None,
                words=_digest(reason),
            )


def decide_document(
    *,
    actor: Actor,
    conference: Conference,
    document_id: int,
    approved: bool,
    reason: str,
    version: int | None = None,
) -> None:
    """The committee’s decision on one document, until a later one replaces it. A refused document stays in the dossier,
    with the refusal and its reason beside it: nothing that was in the citizens’ hands disappears."""
    with acting(Act.DECIDE_DOCUMENT, actor, conference):
        document = conference.documents.filter(pk=document_id).first()
        if document is None:
            raise Refused(_("There is no such document in the dossier."))
        before = document.decisions.order_by("pk").last()
        if _decide(actor, conference, _Taken(approved, reason), before, version, document=document):
            record(
                conference,
                Verb.DOCUMENT_DECIDED,
                actor=actor.ref,
                document=document.pk,
                approved=approved,
                words=_digest(reason),
            )


def schedule_hearing(
    *, actor: Actor, conference: Conference, hearing_id: int, expert_id: int, instead_of: int | None = None
) -> Hearing:
    """Give a hearing its expert: one that has nobody yet, or, with ``instead_of``, one that is not begun and has that
    expert, whose presentations are no longer presented at it. Again changes nothing; somebody else then is refused."""
    with acting(Act.SCHEDULE_HEARING, actor, conference):
        hearing = Hearing.objects.filter(conference=conference, pk=hearing_id).first()
        if hearing is None:
            raise Refused(_("There is no such hearing."))
        if hearing.expert_id == expert_id:
            return hearing
        if hearing.expert_id != instead_of:
            raise Refused(_("Somebody is scheduled for this hearing already."))
        if hearing.expert and (sentence := why_not_replace(hearing, conference)):
            raise Refused(sentence)
        expert = _expert(conference, expert_id)
        if sentence := why_not_schedule(expert, conference):
            raise Refused(sentence)
        if hearing.expert:
            hearing.presentations.update(hearing=None)
        hearing.expert, hearing.scheduled_at = expert, clock.now()
        hearing.save(update_fields=["expert", "scheduled_at"])
        record(
            conference,
            Verb.HEARING_SCHEDULED,
            actor=actor.ref,
            hearing=hearing.pk,
            expert=expert.pk,
            instead_of=instead_of,
        )
    return hearing


def _expert(conference: Conference, expert_id: int) -> Expert:
    found = Expert.objects.filter(conference=conference, pk=expert_id).first()
    if found is None:
        raise Refused(_("There is no such expert in this conference."))
    return found


def _described(expert: Expert) -> str:
    """What is said of an expert, to be read beside what somebody else would say."""
    return "\n\n".join((expert.named, expert.affiliation, expert.viewpoint))


def _free_key(conference: Conference, title: str) -> str:
    """A key that no expert has: the members’ ``place`` refers to it."""
    taken = set(Expert.objects.filter(conference=conference).values_list("key", flat=True))
    start, number = slugify(title)[:50] or "expert", 1
    while (key := start if number == 1 else f"{start}-{number}") in taken:
        number += 1
    return key


@dataclass(frozen=True)
class _Taken:
    """What somebody decides; ``anew``: on what has changed since the decision that stands."""

    approved: bool
    reason: str
    acknowledged: bool = False
    anew: bool = False

    def repeats(self, before: Decision, actor: Actor) -> bool:
        said = (before.approved, before.reason, before.acknowledged, before.decided_by_id)
        return not self.anew and said == (self.approved, self.reason, self.acknowledged, actor.member.pk)


def _decide(
    actor: Actor, conference: Conference, taken: _Taken, before: Decision | None, version: int | None, **about: object
) -> bool:
    """Whether there is a new decision now, after the one ``before`` it."""
    if before and taken.repeats(before, actor):
        return False
    if before and version is not None and version != before.pk:
        raise Conflict(
            _("The committee has decided on this meanwhile: read its decision, then decide again if you wish."),
            current=f"{outcome_said(before)}\n\n{before.reason}",
            version=before.pk,
        )
    Decision.objects.create(
        conference=conference,
        approved=taken.approved,
        reason=taken.reason,
        acknowledged=taken.acknowledged,
        decided_by=actor.member,
        decided_at=clock.now(),
        **about,
    )
    return True


def _digest(words: str) -> str:
    """What the journal keeps of a reason or a declaration: that it was these words."""
    return hashlib.sha256(words.encode()).hexdigest()
