from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from deliberation.dossier.sheets.models import Sheet


def may_revise(actor: Actor | None, conference: Conference, sheet: Sheet) -> bool:
    """Give a sheet its next version: the facilitators, and whoever wrote one of its versions."""
    if actor is None or not rules.may(Act.WRITE_SHEET, actor, conference):
        return False
    return actor.role == Role.FACILITATOR or sheet.versions.filter(written_by=actor.member).exists()


def may_read_feedback(actor: Actor | None, conference: Conference) -> bool:
    """How many did not understand, and their words: for the facilitators alone, also once nothing is written any
    more."""
    return actor is not None and actor.role == Role.FACILITATOR and rules.may(Act.READ_DOSSIER, actor, conference)
