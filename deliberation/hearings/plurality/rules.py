"""Who is heard: what stands in the way, in a sentence. What the committee has not decided stops nothing that was in the
programme from the start, except for whoever works for an organiser or the sponsor; what it refused does. Where what is
said of an expert was corrected since it decided, it decides anew."""

from django.utils.translation import gettext as _

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.hearings.models import Expert, Hearing
from deliberation.hearings.plurality.queries import decision_on, decision_on_programme, has_committee


def why_not_declare(actor: Actor, expert: Expert) -> str:
    """An expert declares their own interests; a facilitator may key in anyone’s."""
    if actor.role == Role.EXPERT and actor.member.place != expert.key:
        return _("An expert declares their own interests, and nobody else’s.")
    return ""


def why_not_name_sides(actor: Actor, conference: Conference) -> str:
    """The committee says which sides the question has; facilitators do where there is no committee."""
    if actor.role == Role.FACILITATOR and has_committee(conference):
        return _("The steering committee says which sides the question has.")
    return ""


def why_not_schedule(expert: Expert, conference: Conference) -> str:
    """Empty when this expert may be given a hearing, else a sentence for the facilitator."""
    if expert.declared_at is None:
        return _("This expert has not declared their interests: they cannot be scheduled before.")
    decision = decision_on(expert)
    if decision and not decision.approved:
        return _("The steering committee refused this expert: they cannot be scheduled until it approves them.")
    if not has_committee(conference):
        return ""
    if decision is None:
        return _("The steering committee has not decided on this expert yet.")
    if decision.is_former:
        return _("What is said of this expert was corrected: the steering committee must decide anew before.")
    if expert.works_for_organiser and not decision.acknowledged:
        return _("The steering committee has not acknowledged that this expert works for an organiser or the sponsor.")
    return ""


def why_not_replace(hearing: Hearing, conference: Conference) -> str:
    """Empty when this hearing may be given to another expert than the one it has, else a sentence for the
    facilitator: whoever the committee approved is heard, unless it decides otherwise."""
    if hearing.begun_at:
        return _("This hearing has begun: it stays with who is heard.")
    decision = decision_on(hearing.heard)
    if decision and decision.approved and not decision.is_former and has_committee(conference):
        return _("The steering committee approved this expert: it refuses them before somebody else has this hearing.")
    return ""


def why_not_begin(hearing: Hearing, conference: Conference) -> str:
    """Empty when this hearing may begin, else a sentence for the facilitator."""
    if hearing.expert is None:
        return _("Nobody is scheduled for this hearing yet: schedule an expert, or leave the round out.")
    programme = decision_on_programme(conference)
    if programme and not programme.approved:
        return _("The steering committee refused the programme: no hearing begins until it approves it.")
    decision = decision_on(hearing.expert)
    if decision and not decision.approved:
        return _("The steering committee refused this expert: the hearing cannot begin until it approves them.")
    if not has_committee(conference):
        return ""
    if decision and decision.is_former:
        return _(
            "What is said of this expert was corrected: the steering committee must decide anew before the hearing "
            "begins."
        )
    if hearing.expert.works_for_organiser and not (decision and decision.acknowledged):
        return _(
            "This expert works for an organiser or the sponsor: the hearing cannot begin until the steering committee "
            "approves them and says that it knows."
        )
    return ""
