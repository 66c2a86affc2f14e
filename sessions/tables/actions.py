from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.kernel.errors import Refused
from sessions.drafting import actions as drafting
from sessions.sittings.queries import running_round


def write_note(*, actor: Actor, conference: Conference, text: str, version: int) -> None:
    """Write the notes of the actor's own table in the running round, where whoever typed them read ``version`` (0:
    nothing written yet). The very same again changes nothing: its author never heard that it was done.

    Of what others at the table wrote meanwhile nothing is lost; Conflict only when there is no such version.
    """
    with acting(Act.WRITE_NOTE, actor, conference) as locked:
        round_ = running_round(locked)
        if round_ is None:
            raise Refused(_("You do not sit at a table yet: ask the facilitator."))
        drafting.write_note(actor=actor, conference=locked, round_=round_, text=text, version=version)
