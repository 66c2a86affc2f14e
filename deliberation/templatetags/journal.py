"""The journal as people read it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.amendments.models import Amendment
from deliberation.ballots.box.models import Shortfall
from deliberation.conference.methods import Abstentions, Grade, Method, Outcome, QuorumOf, Tie
from deliberation.conference.stages import Role, Stage
from deliberation.hearings.models import Hearing
from deliberation.journal.labels import LABELS
from deliberation.journal.verbs import READER, Verb
from deliberation.kernel.times import moment
from deliberation.opinion.handover.models import Derivative, HandoverCertificate
from deliberation.opinion.models import Section
from deliberation.opinion.writing.models import Drafter

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
    "accepted": gettext_lazy("accepted"),
    "agreed": gettext_lazy("agreed"),
    "amendment_support": gettext_lazy("support that puts an amendment to the vote"),
    "against": gettext_lazy("against"),
    "abstained": gettext_lazy("abstained"),
    "acknowledged": gettext_lazy("link to an organiser or the sponsor acknowledged"),
    "adopted": gettext_lazy("adopted"),
    "amendment": gettext_lazy("amendment"),
    "amendments": gettext_lazy("amendments"),
    "approved": gettext_lazy("approved"),
    "asked": gettext_lazy("asked"),
    "authority": gettext_lazy("digest of the authority’s certificate"),
    "ballot": gettext_lazy("ballot"),
    "due": gettext_lazy("to be answered until"),
    "late": gettext_lazy("late"),
    "lead": gettext_lazy("read with"),
    "order": gettext_lazy("order"),
    "taken": gettext_lazy("taken on"),
    "call": gettext_lazy("call for help"),
    "certificate": gettext_lazy("digest of the certificate"),
    "consensus": gettext_lazy("share from which it is a consensus"),
    "change": gettext_lazy("change that is asked for"),
    "chosen": gettext_lazy("the drafting group"),
    "correction": gettext_lazy("correction number"),
    "count": gettext_lazy("how often"),
    "document": gettext_lazy("document"),
    "drafters": gettext_lazy("places in the drafting group"),
    "drafting": gettext_lazy("how the drafting group is chosen"),
    "draw": gettext_lazy("digest of the seed to come"),
    "electors": gettext_lazy("of how many the quorum is taken"),
    "entry": gettext_lazy("about the entry"),
    "evidence": gettext_lazy("evidence"),
    "evidence_file": gettext_lazy("digest of who stands behind each signature"),
    "expert": gettext_lazy("expert"),
    "from_table": gettext_lazy("from table"),
    "given": gettext_lazy("people who were given a paper"),
    "hand": gettext_lazy("hand"),
    "hearing": gettext_lazy("hearing"),
    "hearing_answer_days": gettext_lazy("days to answer a request for a hearing"),
    "how": gettext_lazy("by"),
    "in_box": gettext_lazy("papers in the box"),
    "in_favour": gettext_lazy("in favour"),
    "instead_of": gettext_lazy("instead of"),
    "kind": gettext_lazy("kind"),
    "least_heard": gettext_lazy("the least heard first"),
    "method": gettext_lazy("method"),
    "merged": gettext_lazy("merged into"),
    "minority": gettext_lazy("minority opinion"),
    "minutes": gettext_lazy("minutes"),
    "named": gettext_lazy("named"),
    "no_interest": gettext_lazy("no interest to declare"),
    "notice": gettext_lazy("message"),
    "observation": gettext_lazy("observation"),
    "offered": gettext_lazy("people who offered"),
    "means": gettext_lazy("how it is known"),
    "on_behalf": gettext_lazy("keyed in on the expert’s behalf"),
    "on_roll": gettext_lazy("on the roll"),
    "original": gettext_lazy("digest of the opinion’s file"),
    "other_version": gettext_lazy("other version"),
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
    "phase": gettext_lazy("part"),
    "question": gettext_lazy("question"),
    "questionnaire": gettext_lazy("questionnaire"),
    "reading": gettext_lazy("part that is read"),
    "received": gettext_lazy("digest of the file received"),
    "recommendations": gettext_lazy("recommendations"),
    "request": gettext_lazy("request for a hearing"),
    "replaces": gettext_lazy("in the place of"),
    "role": gettext_lazy("role"),
    "roll": gettext_lazy("digest of the roll"),
    "round": gettext_lazy("round"),
    "rounds": gettext_lazy("rounds"),
    "rule": gettext_lazy("rule"),
    "scenario": gettext_lazy("scenario"),
    "sha256": gettext_lazy("digest of the file"),
    "seed": gettext_lazy("seed of the draw"),
    "sheet": gettext_lazy("sheet"),
    "shortfall": gettext_lazy("why papers are missing"),
    "side": gettext_lazy("side of the question"),
    "signed": gettext_lazy("of how many who signed"),
    "sitting": gettext_lazy("sitting"),
    "stage": gettext_lazy("stage"),
    "state": gettext_lazy("state"),
    "step": gettext_lazy("part"),
    "table": gettext_lazy("table"),
    "tables": gettext_lazy("tables"),
    "tablet_table": gettext_lazy("table"),
    "taken_back": gettext_lazy("taken back"),
    "term": gettext_lazy("word"),
    "text": gettext_lazy("digest of the text"),
    "theme": gettext_lazy("theme"),
    "turn": gettext_lazy("seconds a turn"),
    "to_table": gettext_lazy("to table"),
    "update": gettext_lazy("as it stood after the change"),
    "version": gettext_lazy("version"),
    "version_kind": gettext_lazy("which version"),
    "version_language": gettext_lazy("language"),
    "voted": gettext_lazy("voted"),
    "wish": gettext_lazy("kind of rule"),
    "words": gettext_lazy("digest of the words"),
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
PERSONS = frozenset({"person", "writers", "chosen"})
MOMENTS = frozenset({"due"})
DIGESTS = frozenset(
    {"text", "pdf", "sha256", "papers", "roll", "draw", "seed", "authority", "evidence_file"}
    | {"received", "certificate", "words", "original"}
)


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
    if role == READER:
        return _("A reader")
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
    if key in MOMENTS:
        return moment(timezone.localtime(datetime.fromisoformat(str(value))))
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
    "means": HandoverCertificate.Means,
    "version_kind": Derivative.Kind,
    "method": Method,
    **{f"{kind}_{name}": choices for kind in RULE_OF for name, choices in RULES.items()},
    "part": Section.Part,
    "drafting": Drafter.Choice,
    "how": Drafter.Choice,
    "state": Amendment.State,
    "phase": Hearing.Phase,
    "order": Hearing.Order,
}
