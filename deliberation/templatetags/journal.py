"""The journal as people read it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.amendments.models import Amendment
from deliberation.ballots.box.models import Shortfall
from deliberation.conference.methods import Abstentions, Grade, Method, Outcome, QuorumOf, Tie
from deliberation.conference.stages import Role, Stage
from deliberation.journal.labels import LABELS
from deliberation.journal.verbs import Verb
from deliberation.opinion.models import Section

register = template.Library()

# The first half of a verb: what the act is about.
CAPABILITIES = {
    "conference": gettext_lazy("The conference and its people"),
    "panel": gettext_lazy("Badges, tables and tablets"),
    "allocation": gettext_lazy("Who sits with whom"),
    "dossier": gettext_lazy("The dossier"),
    "hearings": gettext_lazy("Hearings"),
    "questionnaire": gettext_lazy("Questionnaires"),
    "proposals": gettext_lazy("Proposals"),
    "review": gettext_lazy("Review of the proposals"),
    "amendments": gettext_lazy("Amendments"),
    "merging": gettext_lazy("Themes and merges"),
    "ballots": gettext_lazy("Ballots"),
    "dissent": gettext_lazy("Minority opinions"),
    "opinion": gettext_lazy("The opinion"),
    "oversight": gettext_lazy("The guarantor"),
    "sittings": gettext_lazy("Sittings"),
    "rounds": gettext_lazy("Rounds"),
    "tables": gettext_lazy("Notes of the tables"),
    "guide": gettext_lazy("Moving on at the tables"),
    "cards": gettext_lazy("Words not understood"),
    "drafting": gettext_lazy("Texts written together"),
    "floor": gettext_lazy("The floor"),
    "help": gettext_lazy("Calls for help"),
    "notices": gettext_lazy("Messages of the facilitators"),
}
KEYS = {
    "agreed": gettext_lazy("agreed"),
    "amendment_support": gettext_lazy("support that puts an amendment to the vote"),
    "against": gettext_lazy("against"),
    "abstained": gettext_lazy("abstained"),
    "adopted": gettext_lazy("adopted"),
    "amendment": gettext_lazy("amendment"),
    "amendments": gettext_lazy("amendments"),
    "asked": gettext_lazy("asked"),
    "ballot": gettext_lazy("ballot"),
    "call": gettext_lazy("call for help"),
    "consensus": gettext_lazy("share from which it is a consensus"),
    "count": gettext_lazy("how often"),
    "document": gettext_lazy("document"),
    "electors": gettext_lazy("of how many the quorum is taken"),
    "entry": gettext_lazy("about the entry"),
    "evidence": gettext_lazy("evidence"),
    "from_table": gettext_lazy("from table"),
    "given": gettext_lazy("people who were given a paper"),
    "hand": gettext_lazy("hand"),
    "in_box": gettext_lazy("papers in the box"),
    "in_favour": gettext_lazy("in favour"),
    "kind": gettext_lazy("kind"),
    "least_heard": gettext_lazy("the least heard first"),
    "method": gettext_lazy("method"),
    "merged": gettext_lazy("merged into"),
    "minority": gettext_lazy("minority opinion"),
    "minutes": gettext_lazy("minutes"),
    "named": gettext_lazy("named"),
    "notice": gettext_lazy("message"),
    "observation": gettext_lazy("observation"),
    "on_roll": gettext_lazy("on the roll"),
    "outcome": gettext_lazy("outcome"),
    "papers": gettext_lazy("digest of the papers"),
    "paper": gettext_lazy("paper number"),
    "part": gettext_lazy("part"),
    "pdf": gettext_lazy("digest of the file"),
    "people": gettext_lazy("people"),
    "percent": gettext_lazy("percent done"),
    "person": gettext_lazy("person"),
    "plan": gettext_lazy("plan"),
    "proposal": gettext_lazy("proposal"),
    "proposals": gettext_lazy("proposals"),
    "question": gettext_lazy("question"),
    "questionnaire": gettext_lazy("questionnaire"),
    "recommendations": gettext_lazy("recommendations"),
    "role": gettext_lazy("role"),
    "roll": gettext_lazy("digest of the roll"),
    "round": gettext_lazy("round"),
    "rounds": gettext_lazy("rounds"),
    "rule": gettext_lazy("rule"),
    "scenario": gettext_lazy("scenario"),
    "sha256": gettext_lazy("digest of the file"),
    "shortfall": gettext_lazy("why papers are missing"),
    "sitting": gettext_lazy("sitting"),
    "stage": gettext_lazy("stage"),
    "state": gettext_lazy("state"),
    "step": gettext_lazy("part"),
    "table": gettext_lazy("table"),
    "tables": gettext_lazy("tables"),
    "tablet_table": gettext_lazy("table"),
    "term": gettext_lazy("word"),
    "text": gettext_lazy("digest of the text"),
    "theme": gettext_lazy("theme"),
    "turn": gettext_lazy("seconds a turn"),
    "to_table": gettext_lazy("to table"),
    "update": gettext_lazy("as it stood after the change"),
    "version": gettext_lazy("version"),
    "voted": gettext_lazy("voted"),
    "wish": gettext_lazy("kind of rule"),
    "writers": gettext_lazy("written by"),
}
# The mandate's rules, as they were frozen.
RULE_KEYS = {
    "method": gettext_lazy("method"),
    "named": gettext_lazy("named"),
    "quorum": gettext_lazy("quorum"),
    "quorum_of": gettext_lazy("quorum taken of"),
    "majority": gettext_lazy("majority"),
    "strict": gettext_lazy("more than that majority"),
    "abstentions": gettext_lazy("abstentions"),
    "tie": gettext_lazy("in a tie"),
    "places": gettext_lazy("how many are adopted at most"),
    "least_grade": gettext_lazy("least grade"),
    "ranks": gettext_lazy("how many a person ranks"),
}
RULE_OF = {
    "proposals": gettext_lazy("proposals: %s"),
    "amendments": gettext_lazy("amendments: %s"),
    "adoption": gettext_lazy("adoption: %s"),
}
# Tables are counted from one: nought stands for the whole room, or for a person without a table.
TABLES = frozenset({"table", "from_table", "to_table"})
PERSONS = frozenset({"person", "writers"})
DIGESTS = frozenset({"text", "pdf", "sha256", "papers", "roll"})


@dataclass(frozen=True)
class Said:
    """A part of an entry's detail in words; ``title`` is somebody's own words, ``digest`` a hash in full."""

    key: str
    name: str
    value: str
    title: bool = False
    digest: str = ""


@register.filter
def verb_label(verb: str) -> str:
    """A verb of the vocabulary in words; an unknown one as it is."""
    return str(LABELS[Verb(verb)]) if verb in set(Verb) else verb


@register.filter
def capability_label(capability: str) -> str:
    return str(CAPABILITIES.get(capability, capability))


@register.filter
def actor_label(actor: str) -> str:
    """``role:reference`` in words: the journal knows no names."""
    role, _colon, ref = actor.partition(":")
    return f"{actor_role(actor)} {ref}".strip() if role else ""


@register.filter
def actor_role(actor: str) -> str:
    role = actor.partition(":")[0]
    return str(Role(role).label) if role in Role.values else _("Invitation")


@register.filter
def actor_ref(actor: str) -> str:
    return actor.partition(":")[2]


@register.filter
def detail_words(detail: str, names: Mapping[tuple[str, Any], str] | None = None) -> list[Said]:
    """What an entry is about, part by part; ``names`` says what numbers stand for, by key and value."""
    return [_said(key, value, names or {}) for key, value in json.loads(detail).items() if value is not None]


def _said(key: str, value: Any, names: Mapping[tuple[str, Any], str]) -> Said:
    name = _named(key)
    if key in DIGESTS:
        return Said(key, name, str(value)[:12], digest=str(value))
    if known := names.get((key, value)):
        return Said(key, name, known, title=key not in PERSONS)
    return Said(key, name, _words(key, value))


def _named(key: str) -> str:
    kind, _underscore, part = key.partition("_")
    if kind in RULE_OF and part in RULE_KEYS:
        return str(RULE_OF[kind] % RULE_KEYS[part])
    return str(KEYS.get(key, key))


def _words(key: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value == 0 and key in TABLES:
        return _("none in particular")
    choices = WORDS.get(key)
    return str(choices(value).label) if choices and value in choices.values else str(value)


RULES: dict[str, Any] = {
    "method": Method,
    "quorum_of": QuorumOf,
    "abstentions": Abstentions,
    "tie": Tie,
    "least_grade": Grade,
}
WORDS: dict[str, Any] = {
    "stage": Stage,
    "kind": Stage,
    "role": Role,
    "outcome": Outcome,
    "shortfall": Shortfall,
    "method": Method,
    **{f"{kind}_{name}": choices for kind in RULE_OF for name, choices in RULES.items()},
    "part": Section.Part,
    "state": Amendment.State,
}
