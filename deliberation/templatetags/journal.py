"""The journal as people read it."""

import json

from django import template
from django.utils.translation import gettext as _

from deliberation.conference.stages import Role, Stage
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


@register.filter
def detail_words(detail: str) -> str:
    """What an entry is about, in words where there are some: ``stage: Ballot, round: 12``."""
    return ", ".join(f"{_name(key)}: {_said(key, value)}" for key, value in json.loads(detail).items())


def _name(key: str) -> str:
    names = {
        "ballot": _("ballot"),
        "kind": _("kind"),
        "minutes": _("minutes"),
        "part": _("part"),
        "people": _("people"),
        "person": _("person"),
        "proposal": _("proposal"),
        "question": _("question"),
        "role": _("role"),
        "round": _("round"),
        "sitting": _("sitting"),
        "stage": _("stage"),
        "table": _("table"),
        "tables": _("tables"),
        "version": _("version"),
    }
    return names.get(key, key)


def _said(key: str, value: object) -> str:
    if key in {"stage", "kind"} and value in Stage.values:
        return str(Stage(value).label)
    if key == "role" and value in Role.values:
        return str(Role(value).label)
    return str(value)
