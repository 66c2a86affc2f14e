from django.utils.translation import gettext as _

from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb


def why_not_state(actor: Actor | None, conference: Conference) -> str:
    """Empty while the statement can be written, else a sentence: what is sealed does not change.

    The stage does not tell: between the signing's end and the hand-over the conference pauses. The journal does.
    """
    if Entry.objects.filter(conference=conference, verb=Verb.OPINION_SEALED).exists():
        return _("The opinion is sealed: the statement stands in it as it was then.")
    return rules.why_not(Act.WRITE_STATEMENT, actor, conference)
