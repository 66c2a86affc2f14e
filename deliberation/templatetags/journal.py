"""The journal as people read it."""

from django import template
from django.utils.translation import gettext as _

from deliberation.conference.stages import Role
from deliberation.journal.labels import LABELS
from deliberation.journal.verbs import Verb

register = template.Library()


@register.filter
def verb_label(verb: str) -> str:
    """A verb of the vocabulary in words; an unknown one as it is."""
    return str(LABELS[Verb(verb)]) if verb in set(Verb) else verb


@register.filter
def actor_label(actor: str) -> str:
    """``role:reference`` in words: the journal knows no names."""
    role, _colon, ref = actor.partition(":")
    label = str(Role(role).label) if role in Role.values else _("Invitation")
    return f"{label} {ref}".strip()
