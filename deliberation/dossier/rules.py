from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from deliberation.dossier.models import Document


def may_replace(actor: Actor | None, conference: Conference, document: Document) -> bool:
    """Give a new version of a document: whoever brought it, and the facilitators."""
    if actor is None or not rules.may(Act.ADD_DOCUMENT, actor, conference):
        return False
    return actor.role == Role.FACILITATOR or document.added_by_id == actor.member.pk
