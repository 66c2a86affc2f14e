import hashlib

from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Conflict, Refused
from deliberation.oversight import queries, rules
from deliberation.oversight.models import Observation, Statement


def write_observation(*, actor: Actor, conference: Conference, text: str, entry: int | None = None) -> None:
    """Add an observation, about the journal's entry of this number or about none in particular; it stays.

    The very same words about the same entry again change nothing. The journal keeps their digest, not the words.
    """
    with acting(Act.WRITE_OBSERVATION, actor, conference) as locked:
        if entry is not None and not queries.is_an_entry(locked, entry):
            raise Refused(_("The journal has no entry %d.") % entry)
        words = {"written_by": actor.member, "entry": entry, "text": text}
        if Observation.objects.filter(conference=locked, **words).exists():
            return
        observation = Observation.objects.create(conference=locked, at=clock.now(), **words)
        record(
            locked,
            Verb.OBSERVATION_WRITTEN,
            actor=actor.ref,
            observation=observation.pk,
            entry=entry,
            text=digest_of(text),
        )


def write_statement(*, actor: Actor, conference: Conference, text: str, version: int) -> None:
    """Write what the opinion's annex will print; empty, it says that the guarantor made no statement.

    The very same again changes nothing. Raises Conflict when another guarantor wrote since ``version`` (0: nothing
    written yet), Refused once the opinion is sealed.
    """
    with acting(Act.WRITE_STATEMENT, actor, conference) as locked:
        if sentence := rules.why_not_state(actor, locked):
            raise Refused(sentence)
        statement = queries.statement_of(locked) or Statement(conference=locked, version=0)
        if (statement.text, statement.version) == (text, version + 1):
            return
        if statement.version != version:
            raise Conflict(
                _("The statement was changed while you were writing."),
                current=statement.text,
                version=statement.version,
            )
        if statement.text == text:
            return
        statement.written_by, statement.text, statement.version = actor.member, text, version + 1
        statement.save()
        record(locked, Verb.STATEMENT_WRITTEN, actor=actor.ref, version=statement.version, text=digest_of(text))


def digest_of(text: str) -> str:
    """How the journal names words that it does not keep."""
    return hashlib.sha256(text.encode()).hexdigest()
