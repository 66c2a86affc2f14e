"""The closed vocabulary of what can be done in a conference: ``capability:what happened``."""

from enum import StrEnum


class Verb(StrEnum):
    CONFERENCE_CREATED = "conference:created"
    MANDATE_FROZEN = "conference:mandate-frozen"
    STAGE_ENTERED = "conference:stage-entered"
    PERSON_INVITED = "conference:person-invited"
    PERSON_JOINED = "conference:person-joined"
    PERSON_REMOVED = "conference:person-removed"

    BADGE_ISSUED = "panel:badge-issued"
    BADGE_REVOKED = "panel:badge-revoked"
    BADGE_USED = "panel:badge-used"
    CITIZENS_SEATED = "panel:citizens-seated"

    DOCUMENT_ADDED = "dossier:document-added"
    QUESTION_ASKED = "hearings:question-asked"
    QUESTION_ANSWERED = "hearings:question-answered"
    ITEMS_ANSWERED = "questionnaire:items-answered"

    PROPOSAL_WRITTEN = "proposals:proposal-written"
    PROPOSAL_SUBMITTED = "proposals:proposal-submitted"
    REMARK_MADE = "proposals:remark-made"
    PROPOSALS_FROZEN = "proposals:frozen"

    BALLOT_OPENED = "ballots:ballot-opened"
    ROLL_SIGNED = "ballots:roll-signed"
    BALLOT_CLOSED = "ballots:ballot-closed"

    OPINION_ASSEMBLED = "opinion:assembled"
    OPINION_WRITTEN = "opinion:written"
    OPINION_ADOPTED = "opinion:adopted"
    OPINION_REOPENED = "opinion:reopened"
    OPINION_REJECTED = "opinion:rejected"
    OPINION_FROZEN = "opinion:frozen"
    OPINION_SIGNED = "opinion:signed"
    OPINION_DECLINED = "opinion:declined"
    OPINION_SEALED = "opinion:sealed"
    OPINION_HANDED_OVER = "opinion:handed-over"

    SITTING_OPENED = "sittings:sitting-opened"
    SITTING_CLOSED = "sittings:sitting-closed"
    ATTENDANCE_SIGNED = "sittings:attendance-signed"
    ROUND_STARTED = "rounds:round-started"
    ROUND_EXTENDED = "rounds:round-extended"
    ROUND_ENDED = "rounds:round-ended"
    NOTE_WRITTEN = "tables:note-written"
