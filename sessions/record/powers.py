"""What each role could do, by the table of rules, and what it did, by the journal: side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from deliberation.conference.stages import TABLE, Act, Role
from deliberation.conference.wording import ACTS, moment_sentence
from deliberation.journal.verbs import Verb

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Done = Mapping[tuple[str, str], int]

# The acts in the order of a conference, under the heading of what they are about.
GROUPS: tuple[tuple["_StrPromise", tuple[Act, ...]], ...] = (
    (
        _("People and access"),
        (Act.INVITE, Act.REMOVE, Act.ISSUE_BADGE, Act.CHOOSE_NAME, Act.ADD_TABLET, Act.LEND_TABLET),
    ),
    (
        _("Reading"),
        (
            Act.FOLLOW_SITTING,
            Act.READ_DOSSIER,
            Act.NOTE_READING,
            Act.READ_TABLES,
            Act.READ_PROPOSAL,
            Act.READ_OPINION,
            Act.READ_PEOPLE,
            Act.READ_JOURNAL,
            Act.READ_EVIDENCE,
        ),
    ),
    (
        _("Guiding the sittings"),
        (
            Act.OPEN_SITTING,
            Act.CLOSE_SITTING,
            Act.GIVE_JOINING_LINK,
            Act.START_ROUND,
            Act.EXTEND_ROUND,
            Act.END_ROUND,
            Act.OPEN_PROPOSAL_VOTES,
            Act.SKIP_ROUND,
            Act.RESTORE_ROUND,
            Act.GO_BACK,
            Act.CHOOSE_FLOOR,
            Act.SHOW_TABLE,
            Act.PREPARE_TABLES,
            Act.MOVE_CITIZEN,
            Act.SEND_NOTICE,
            Act.WITHDRAW_NOTICE,
            Act.MOVE_ON,
        ),
    ),
    (
        _("Presence, floor and help"),
        (
            Act.SIGN_ATTENDANCE,
            Act.SAY_READY,
            Act.RAISE_HAND,
            Act.LOWER_HAND,
            Act.INTERJECT,
            Act.PASS_FLOOR,
            Act.GIVE_FLOOR,
            Act.END_TURN,
            Act.CALL_FOR_HELP,
            Act.WITHDRAW_CALL,
            Act.ANSWER_CALL,
            Act.RAISE_CARD,
            Act.ANSWER_CARD,
        ),
    ),
    (
        _("Information and hearings"),
        (
            Act.ADD_DOCUMENT,
            Act.WRITE_SHEET,
            Act.SAY_NOT_UNDERSTOOD,
            Act.PROPOSE_EXPERT,
            Act.DECLARE_INTERESTS,
            Act.NAME_SIDES,
            Act.DECIDE_PROGRAMME,
            Act.DECIDE_EXPERT,
            Act.DECIDE_DOCUMENT,
            Act.SCHEDULE_HEARING,
            Act.ASK_QUESTION,
            Act.TAKE_BACK_QUESTION,
            Act.PUT_QUESTION,
            Act.ANSWER_QUESTION,
            Act.REQUEST_HEARING,
            Act.SUPPORT_REQUEST,
            Act.WITHDRAW_REQUEST,
            Act.ANSWER_REQUEST,
            Act.LINK_REQUEST,
            Act.ANSWER_ITEMS,
            Act.WITHDRAW_ANSWERS,
            Act.GUIDE_HEARING,
            Act.SUPPORT_QUESTION,
            Act.CHOOSE_QUESTION,
            Act.GROUP_QUESTIONS,
            Act.TAKE_NOTES,
            Act.DEFER_QUESTION,
            Act.CONFIRM_ANSWER,
            Act.WRITE_ANSWER,
        ),
    ),
    (
        _("Notes and proposals"),
        (
            Act.WRITE_NOTE,
            Act.WRITE_PROPOSAL,
            Act.RESTORE_TEXT,
            Act.CITE_EVIDENCE,
            Act.WITHDRAW_EVIDENCE,
            Act.SUBMIT_PROPOSAL,
            Act.AGREE_TO_PROPOSAL,
            Act.MAKE_REMARK,
            Act.TAKE_TEMPERATURE,
            Act.PROPOSE_AMENDMENT,
            Act.SUPPORT_AMENDMENT,
            Act.WITHDRAW_AMENDMENT,
            Act.ANSWER_AMENDMENT,
            Act.GROUP_PROPOSALS,
            Act.ASK_MERGE,
        ),
    ),
    (
        _("Votes and opinion"),
        (
            Act.CAST_PAPER,
            Act.GIVE_PAPER,
            Act.OPEN_COUNT,
            Act.KEY_PAPERS,
            Act.SETTLE_COUNT,
            Act.WRITE_MINORITY_OPINION,
            Act.JOIN_MINORITY_OPINION,
            Act.OFFER_TO_DRAFT,
            Act.CHOOSE_DRAFTERS,
            Act.WRITE_OPINION,
            Act.ASK_CHANGE,
            Act.SUPPORT_CHANGE,
            Act.WITHDRAW_CHANGE,
            Act.ANSWER_CHANGE,
            Act.READ_THROUGH,
            Act.PROVE_IDENTITY,
            Act.CERTIFY_KEY,
            Act.SIGN_OPINION,
            Act.HAND_OVER,
            Act.ACKNOWLEDGE_RECEIPT,
            Act.PROPOSE_CORRECTION,
            Act.AGREE_TO_CORRECTION,
            Act.WITHDRAW_CORRECTION,
            Act.ADD_DERIVATIVE,
            Act.WITHDRAW_DERIVATIVE,
        ),
    ),
    (_("Oversight"), (Act.WRITE_OBSERVATION, Act.WRITE_STATEMENT)),
)

# How an act that was done stands in the journal. An act that is not here leaves no entry: reading.
DONE_AS: dict[Act, tuple[Verb, ...]] = {
    Act.INVITE: (Verb.PERSON_INVITED,),
    Act.REMOVE: (Verb.PERSON_REMOVED,),
    Act.ISSUE_BADGE: (Verb.BADGE_ISSUED, Verb.BADGE_REVOKED),
    Act.CHOOSE_NAME: (Verb.NAME_CHOSEN,),
    Act.ADD_TABLET: (Verb.TABLET_ADDED,),
    Act.LEND_TABLET: (Verb.TABLET_LENT, Verb.TABLET_GIVEN_BACK),
    Act.PREPARE_TABLES: (
        Verb.SEATING_RULE_ADDED,
        Verb.SEATING_RULE_REMOVED,
        Verb.PLAN_ASKED,
        Verb.PLAN_ADVANCED,
        Verb.PLAN_READY,
        Verb.PLAN_FAILED,
        Verb.PLAN_CHANGED,
        Verb.PLAN_ACCEPTED,
    ),
    Act.MOVE_CITIZEN: (Verb.CITIZEN_MOVED, Verb.TABLES_REBALANCED),
    Act.OPEN_SITTING: (Verb.SITTING_OPENED,),
    Act.CLOSE_SITTING: (Verb.SITTING_CLOSED,),
    Act.GIVE_JOINING_LINK: (Verb.JOINING_LINK_GIVEN, Verb.JOINING_LINK_WITHDRAWN),
    Act.START_ROUND: (Verb.ROUND_STARTED,),
    Act.EXTEND_ROUND: (Verb.ROUND_EXTENDED,),
    Act.END_ROUND: (Verb.ROUND_ENDED,),
    Act.OPEN_PROPOSAL_VOTES: (Verb.AMENDMENTS_VOTED,),
    Act.SKIP_ROUND: (Verb.ROUND_SKIPPED,),
    Act.RESTORE_ROUND: (Verb.ROUND_RESTORED,),
    Act.GO_BACK: (Verb.ROUND_PUT_BACK, Verb.ROUND_RESUMED),
    Act.SHOW_TABLE: (Verb.TABLE_SHOWN,),
    Act.SEND_NOTICE: (Verb.NOTICE_SENT,),
    Act.WITHDRAW_NOTICE: (Verb.NOTICE_WITHDRAWN,),
    Act.MOVE_ON: (Verb.MOVED_ON,),
    Act.SAY_READY: (Verb.READY_SAID, Verb.READY_TAKEN_BACK),
    Act.RAISE_CARD: (Verb.CARD_RAISED,),
    Act.ANSWER_CARD: (Verb.CARD_ANSWERED, Verb.CARD_PUT_ASIDE),
    Act.SIGN_ATTENDANCE: (Verb.ATTENDANCE_SIGNED,),
    Act.CHOOSE_FLOOR: (Verb.FLOOR_CHOSEN,),
    Act.RAISE_HAND: (Verb.HAND_RAISED,),
    Act.LOWER_HAND: (Verb.HAND_LOWERED,),
    Act.INTERJECT: (Verb.WORD_ASKED,),
    Act.PASS_FLOOR: (Verb.FLOOR_PASSED,),
    Act.GIVE_FLOOR: (Verb.FLOOR_GIVEN,),
    Act.END_TURN: (Verb.TURN_ENDED,),
    Act.CALL_FOR_HELP: (Verb.HELP_CALLED,),
    Act.WITHDRAW_CALL: (Verb.HELP_WITHDRAWN,),
    Act.ANSWER_CALL: (Verb.HELP_ANSWERED,),
    Act.ADD_DOCUMENT: (Verb.DOCUMENT_ADDED, Verb.DOCUMENT_REPLACED),
    Act.WRITE_SHEET: (Verb.SHEET_WRITTEN, Verb.SHEET_REVISED),
    Act.SAY_NOT_UNDERSTOOD: (Verb.SHEET_NOT_UNDERSTOOD,),
    Act.ASK_QUESTION: (Verb.QUESTION_ASKED,),
    Act.TAKE_BACK_QUESTION: (Verb.QUESTION_TAKEN_BACK,),
    Act.PUT_QUESTION: (Verb.QUESTION_PUT,),
    Act.ANSWER_QUESTION: (Verb.QUESTION_ANSWERED,),
    Act.PROPOSE_EXPERT: (Verb.EXPERT_PROPOSED, Verb.EXPERT_CORRECTED),
    Act.DECLARE_INTERESTS: (Verb.INTERESTS_DECLARED,),
    Act.NAME_SIDES: (Verb.SIDE_NAMED, Verb.EXPERT_PLACED),
    Act.DECIDE_PROGRAMME: (Verb.PROGRAMME_DECIDED,),
    Act.DECIDE_EXPERT: (Verb.EXPERT_DECIDED,),
    Act.DECIDE_DOCUMENT: (Verb.DOCUMENT_DECIDED,),
    Act.SCHEDULE_HEARING: (Verb.HEARING_SCHEDULED,),
    Act.REQUEST_HEARING: (Verb.HEARING_REQUESTED,),
    Act.SUPPORT_REQUEST: (Verb.HEARING_REQUEST_SUPPORTED,),
    Act.WITHDRAW_REQUEST: (Verb.HEARING_REQUEST_WITHDRAWN,),
    Act.ANSWER_REQUEST: (Verb.HEARING_REQUEST_ANSWERED,),
    Act.LINK_REQUEST: (Verb.HEARING_REQUEST_LINKED,),
    Act.ANSWER_ITEMS: (Verb.ITEMS_ANSWERED, Verb.ANSWERS_CHANGED),
    Act.WITHDRAW_ANSWERS: (Verb.ANSWERS_WITHDRAWN,),
    Act.GUIDE_HEARING: (Verb.HEARING_MOVED, Verb.QUESTIONS_ORDERED),
    Act.SUPPORT_QUESTION: (Verb.QUESTION_SUPPORTED, Verb.SUPPORT_WITHDRAWN),
    Act.CHOOSE_QUESTION: (Verb.TABLE_AGREED, Verb.TABLE_DISAGREED),
    Act.TAKE_NOTES: (Verb.NOTE_TAKER_CHANGED,),
    Act.GROUP_QUESTIONS: (Verb.QUESTIONS_GROUPED, Verb.QUESTION_UNGROUPED),
    Act.DEFER_QUESTION: (Verb.QUESTION_DEFERRED,),
    Act.CONFIRM_ANSWER: (Verb.ANSWER_CONFIRMED,),
    Act.WRITE_ANSWER: (Verb.ANSWER_WRITTEN,),
    Act.WRITE_NOTE: (Verb.NOTE_WRITTEN,),
    Act.WRITE_PROPOSAL: (Verb.PROPOSAL_WRITTEN,),
    Act.RESTORE_TEXT: (Verb.TEXT_RESTORED,),
    Act.CITE_EVIDENCE: (Verb.EVIDENCE_CITED,),
    Act.WITHDRAW_EVIDENCE: (Verb.EVIDENCE_WITHDRAWN,),
    Act.SUBMIT_PROPOSAL: (Verb.SUBMISSION_PROPOSED,),
    Act.AGREE_TO_PROPOSAL: (Verb.PROPOSAL_AGREED, Verb.PROPOSAL_LACKING, Verb.AGREEMENT_WITHDRAWN),
    Act.MAKE_REMARK: (Verb.REMARK_MADE,),
    Act.TAKE_TEMPERATURE: (Verb.TEMPERATURE_TAKEN,),
    Act.PROPOSE_AMENDMENT: (Verb.AMENDMENT_PROPOSED,),
    Act.SUPPORT_AMENDMENT: (Verb.AMENDMENT_SUPPORTED, Verb.AMENDMENT_SUPPORT_WITHDRAWN),
    Act.WITHDRAW_AMENDMENT: (Verb.AMENDMENT_WITHDRAWN,),
    Act.ANSWER_AMENDMENT: (Verb.VERDICT_PROPOSED, Verb.VERDICT_AGREED),
    Act.GROUP_PROPOSALS: (Verb.THEME_SET, Verb.PROPOSAL_GROUPED),
    Act.ASK_MERGE: (Verb.MERGE_ASKED,),
    Act.WRITE_MINORITY_OPINION: (Verb.MINORITY_WRITTEN, Verb.MINORITY_WITHDRAWN),
    Act.JOIN_MINORITY_OPINION: (Verb.MINORITY_JOINED, Verb.MINORITY_LEFT),
    Act.CAST_PAPER: (Verb.ROLL_SIGNED, Verb.PAPER_REPLACED),
    Act.GIVE_PAPER: (Verb.PAPER_GIVEN, Verb.PAPER_TAKEN_BACK),
    Act.OPEN_COUNT: (Verb.COUNT_OPENED,),
    Act.KEY_PAPERS: (Verb.KEYING_DONE, Verb.DIFFERENCE_SETTLED, Verb.KEYING_DISCARDED),
    Act.SETTLE_COUNT: (Verb.COUNT_SETTLED,),
    Act.OFFER_TO_DRAFT: (Verb.DRAFTER_OFFERED, Verb.DRAFTER_WITHDREW),
    Act.CHOOSE_DRAFTERS: (Verb.DRAFTERS_CHOSEN,),
    Act.WRITE_OPINION: (Verb.OPINION_WRITTEN,),
    Act.ASK_CHANGE: (Verb.CHANGE_ASKED,),
    Act.SUPPORT_CHANGE: (Verb.CHANGE_SUPPORTED,),
    Act.WITHDRAW_CHANGE: (Verb.CHANGE_WITHDRAWN,),
    Act.ANSWER_CHANGE: (Verb.CHANGE_ANSWERED,),
    Act.READ_THROUGH: (Verb.READ_THROUGH_MOVED,),
    Act.PROVE_IDENTITY: (Verb.SIGNING_CODE_SENT,),
    Act.CERTIFY_KEY: (Verb.KEY_CERTIFIED,),
    Act.SIGN_OPINION: (Verb.OPINION_SIGNED, Verb.OPINION_DECLINED),
    Act.HAND_OVER: (Verb.OPINION_HANDED_OVER,),
    Act.ACKNOWLEDGE_RECEIPT: (Verb.RECEIPT_ACKNOWLEDGED,),
    Act.PROPOSE_CORRECTION: (Verb.CORRECTION_PROPOSED,),
    Act.AGREE_TO_CORRECTION: (Verb.CORRECTION_AGREED,),
    Act.WITHDRAW_CORRECTION: (Verb.CORRECTION_WITHDRAWN,),
    Act.ADD_DERIVATIVE: (Verb.DERIVATIVE_ADDED,),
    Act.WITHDRAW_DERIVATIVE: (Verb.DERIVATIVE_WITHDRAWN,),
    Act.WRITE_OBSERVATION: (Verb.OBSERVATION_WRITTEN,),
    Act.WRITE_STATEMENT: (Verb.STATEMENT_WRITTEN,),
}
# What follows from another act, or comes before any role: nobody does it by itself.
CONSEQUENCES = frozenset(
    {
        Verb.CONFERENCE_CREATED,
        Verb.MANDATE_FROZEN,
        Verb.STAGE_ENTERED,
        Verb.PERSON_JOINED,
        Verb.BADGE_USED,
        Verb.CITIZENS_SEATED,
        Verb.TERM_EXPLAINED,
        Verb.READY_CLEARED,
        Verb.PROPOSAL_SUBMITTED,
        Verb.PROPOSALS_FROZEN,
        Verb.AMENDMENT_CLOSED,
        Verb.AMENDMENT_REOPENED,
        Verb.MERGE_LAPSED,
        Verb.PROPOSALS_MERGED,
        Verb.BALLOT_OPENED,
        Verb.BALLOT_CLOSED,
        Verb.OPINION_ASSEMBLED,
        Verb.OPINION_ADOPTED,
        Verb.OPINION_REOPENED,
        Verb.OPINION_REJECTED,
        Verb.OPINION_FROZEN,
        Verb.SIGNING_OPENED,
        Verb.OPINION_SEALED,
        Verb.CORRECTION_SEALED,
    }
)
UNHEARD = _(
    "The journal says at which table, never who asked or spoke: speaking time is kept as a table’s, not a person’s."
)
SIGNING = _(
    "The journal says that a citizen did this, not who: who stands behind which signature is in the evidence, for the "
    "guarantor alone, once the opinion is sealed."
)
# What the journal does not keep of an act, and why.
DISSENT = _("The journal says that a citizen wrote or joined a minority opinion, neither who nor its words.")
CHANGE = _("The journal says that a citizen asked for a change, or supported it, neither who nor its words.")
NOT_KEPT = {
    **dict.fromkeys((Act.WRITE_MINORITY_OPINION, Act.JOIN_MINORITY_OPINION), DISSENT),
    **dict.fromkeys((Act.ASK_CHANGE, Act.SUPPORT_CHANGE, Act.WITHDRAW_CHANGE), CHANGE),
    **dict.fromkeys((Act.RAISE_HAND, Act.LOWER_HAND, Act.INTERJECT, Act.END_TURN), UNHEARD),
    **dict.fromkeys((Act.PROVE_IDENTITY, Act.CERTIFY_KEY, Act.SIGN_OPINION), SIGNING),
    Act.GIVE_JOINING_LINK: _("The journal says of which sitting, not where the link leads."),
    Act.PREPARE_TABLES: _("The journal says which kind of rule was added, neither about whom nor why."),
    Act.CAST_PAPER: _("The journal says that a citizen voted, never what: papers lie apart, without name or time."),
    Act.KEY_PAPERS: _("The journal says who keyed in the box, and which papers they settled: never what a paper says."),
    Act.TAKE_TEMPERATURE: _("The journal says on which proposal somebody took a stand, neither who nor which."),
    Act.ANSWER_ITEMS: _("The journal says that a questionnaire was answered, neither by whom nor what."),
    Act.WITHDRAW_ANSWERS: _("The journal says that answers were withdrawn, neither by whom nor which."),
    Act.SAY_READY: _("The journal says at which table somebody was ready, not who."),
    Act.RAISE_CARD: _("The journal says that a word was not understood, neither which nor by whom."),
    Act.WRITE_SHEET: _("The journal keeps the digest of the words; the words are in the sheet."),
    Act.SAY_NOT_UNDERSTOOD: _("The journal says which sheet a reader did not understand, neither who nor their words."),
    Act.WRITE_NOTE: _("The journal says which version was written, not the words, which expire."),
    Act.AGREE_TO_PROPOSAL: _("The journal says who answered, not the words of what is missing."),
    Act.PROPOSE_CORRECTION: _("The journal keeps the digest of the words; the words are in the correction."),
    Act.WRITE_OBSERVATION: _("The journal keeps the digest of the words; the words are in the record."),
    Act.WRITE_STATEMENT: _("The journal keeps the digest of the words; the words are in the record."),
}
READING = _("Reading leaves no entry: who reads what is nobody’s business.")


@dataclass(frozen=True)
class Times:
    verb: Verb
    count: int


@dataclass(frozen=True)
class Cell:
    """What one role may do: ``when`` is empty if never. ``done`` beside an empty ``when`` came with another act."""

    role: Role
    when: str
    done: tuple[Times, ...]


@dataclass(frozen=True)
class Row:
    name: "_StrPromise"
    cells: tuple[Cell, ...]
    note: "_StrPromise | str"


@dataclass(frozen=True)
class Group:
    """``roles`` are those who may do any of it, or did: whoever is not a column could do nothing of it."""

    title: "_StrPromise"
    roles: tuple[Role, ...]
    rows: tuple[Row, ...]
    count: int
    note: "_StrPromise | str"


def powers(done: Done) -> Iterator[Group]:
    """``done`` counts a conference's entries by verb and role."""
    for title, acts in GROUPS:
        roles = tuple(role for role in Role if any(_concerns(act, role, done) for act in acts))
        rows = tuple(_row(act, roles, done) for act in acts)
        count = sum(times.count for row in rows for cell in row.cells for times in cell.done)
        yield Group(title, roles, rows, count, "" if any(act in DONE_AS for act in acts) else READING)


def _concerns(act: Act, role: Role, done: Done) -> bool:
    return role in TABLE[act] or any(done.get((verb, role)) for verb in DONE_AS.get(act, ()))


def _row(act: Act, roles: tuple[Role, ...], done: Done) -> Row:
    return Row(ACTS[act], tuple(_cell(act, role, done) for role in roles), NOT_KEPT.get(act, ""))


def _cell(act: Act, role: Role, done: Done) -> Cell:
    counts = ((verb, done.get((verb, role), 0)) for verb in DONE_AS.get(act, ()))
    when = moment_sentence(TABLE[act].get(role, ()))
    return Cell(role, when, tuple(Times(verb, count) for verb, count in counts if count))
