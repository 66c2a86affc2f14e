"""The questions everyone asks before acting or showing: views, actions, templates and sockets alike."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from deliberation.conference.models import Conference, Membership
from deliberation.conference.stages import BOUND_BY_TIME, Act, Role, Stage, allows
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of a conference, or its operator, who has no membership."""

    role: Role
    membership: Membership | None = None

    @property
    def ref(self) -> str:
        """How the journal names them."""
        return f"{self.role.value}:{self.membership.ref}" if self.membership else self.role.value

    @property
    def member(self) -> Membership:
        if self.membership is None:
            raise Refused(_("Only a member of the conference can do this."))
        return self.membership


OPERATOR = Actor(Role.OPERATOR)


def actor_of(membership: Membership) -> Actor:
    return Actor(Role(membership.role), membership)


def may(act: Act, actor: Actor | None, conference: Conference) -> bool:
    return not why_not(act, actor, conference)


def may_ever(act: Act, actor: Actor) -> bool:
    """Whether it is this role's act, at some moment of a conference."""
    return any(allows(act, actor.role, stage) for stage in Stage)


def why_not(act: Act, actor: Actor | None, conference: Conference) -> str:
    """Empty when the act is allowed now, else a sentence for the person."""
    if actor is None or (
        actor.membership is not None and (actor.membership.conference_id != conference.pk or actor.membership.ended_at)
    ):
        return _("You are not a member of this conference.")
    if not may_ever(act, actor):
        return _("Your role in this conference does not allow this.")
    if not allows(act, actor.role, conference.current_stage):
        return _("This is not possible at this moment of the conference.")
    if act in BOUND_BY_TIME and conference.stage_ends_at and clock.now() > conference.stage_ends_at:
        return _("The time for this is over.")
    return ""


# Whoever guides the conference neither chooses nor dismisses those who watch it.
INDEPENDENT = frozenset({Role.GUARANTOR, Role.STEERING})
# Nobody is invited to be one of these.
NOT_INVITED = frozenset({Role.OPERATOR, Role.TABLE})


def why_not_appoint(actor: Actor, role: Role) -> str:
    """Who may invite or remove people of this role, beyond the table: the independent ones, only the operator."""
    if role in INDEPENDENT and actor.role != Role.OPERATOR:
        return _("The guarantor and the steering committee are independent: only the operator invites or removes them.")
    return ""


def require(act: Act, actor: Actor | None, conference: Conference) -> None:
    """Raises Refused with the sentence of :func:`why_not`."""
    if sentence := why_not(act, actor, conference):
        raise Refused(sentence)
