"""Who may do what, and when: the one table of the product. What is not in it is refused."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A person's part in one conference. A table's shared tablet is a member too: it stands for those who sit there.

    The operator runs the server's console and is never a member.
    """

    CITIZEN = "citizen", _("Citizen")
    FACILITATOR = "facilitator", _("Facilitator")
    EXPERT = "expert", _("Expert")
    STEERING = "steering", _("Steering committee")
    GUARANTOR = "guarantor", _("Guarantor")
    SPONSOR = "sponsor", _("Sponsor")
    TABLE = "table", _("Shared tablet")
    OPERATOR = "operator", _("Operator")


class Stage(models.TextChoices):
    """Where a conference is: the kind of the round that runs, or what lies around rounds."""

    PREPARATION = "preparation", _("In preparation")
    PAUSE = "pause", _("Between two rounds")
    PLENARY = "plenary", _("Plenary")
    QUESTIONNAIRE = "questionnaire", _("Questionnaire")
    HEARING = "hearing", _("Hearing")
    TABLES = "tables", _("Tables")
    DRAFTING = "drafting", _("Drafting")
    REVIEW = "review", _("Review")
    BALLOT = "ballot", _("Ballot")
    WRITING = "writing", _("Writing the opinion")
    ADOPTION = "adoption", _("Adoption")
    SIGNING = "signing", _("Signing")
    HANDOVER = "handover", _("Hand-over")
    HANDED_OVER = "handed-over", _("Handed over")


class Act(StrEnum):
    INVITE = "invite"
    REMOVE = "remove"
    ISSUE_BADGE = "issue-badge"
    READ_PEOPLE = "read-people"
    FOLLOW_SITTING = "follow-sitting"
    READ_TABLES = "read-tables"
    READ_JOURNAL = "read-journal"
    READ_DOSSIER = "read-dossier"
    NOTE_READING = "note-reading"
    READ_OPINION = "read-opinion"
    CHOOSE_NAME = "choose-name"
    ADD_TABLET = "add-tablet"
    LEND_TABLET = "lend-tablet"
    OPEN_SITTING = "open-sitting"
    CLOSE_SITTING = "close-sitting"
    GIVE_JOINING_LINK = "give-joining-link"
    START_ROUND = "start-round"
    EXTEND_ROUND = "extend-round"
    END_ROUND = "end-round"
    SKIP_ROUND = "skip-round"
    RESTORE_ROUND = "restore-round"
    GO_BACK = "go-back"
    SHOW_TABLE = "show-table"
    PREPARE_TABLES = "prepare-tables"
    MOVE_CITIZEN = "move-citizen"
    SEND_NOTICE = "send-notice"
    WITHDRAW_NOTICE = "withdraw-notice"
    CALL_FOR_HELP = "call-for-help"
    WITHDRAW_CALL = "withdraw-call"
    ANSWER_CALL = "answer-call"
    SAY_READY = "say-ready"
    MOVE_ON = "move-on"
    RAISE_CARD = "raise-card"
    ANSWER_CARD = "answer-card"
    CHOOSE_FLOOR = "choose-floor"
    RAISE_HAND = "raise-hand"
    LOWER_HAND = "lower-hand"
    INTERJECT = "interject"
    PASS_FLOOR = "pass-floor"  # noqa: S105 - no password
    GIVE_FLOOR = "give-floor"
    END_TURN = "end-turn"
    SIGN_ATTENDANCE = "sign-attendance"
    ADD_DOCUMENT = "add-document"
    WRITE_SHEET = "write-sheet"
    SAY_NOT_UNDERSTOOD = "say-not-understood"
    PROPOSE_EXPERT = "propose-expert"
    DECLARE_INTERESTS = "declare-interests"
    NAME_SIDES = "name-sides"
    DECIDE_PROGRAMME = "decide-programme"
    DECIDE_EXPERT = "decide-expert"
    DECIDE_DOCUMENT = "decide-document"
    SCHEDULE_HEARING = "schedule-hearing"
    ANSWER_ITEMS = "answer-items"
    WITHDRAW_ANSWERS = "withdraw-answers"
    ASK_QUESTION = "ask-question"
    TAKE_BACK_QUESTION = "take-back-question"
    PUT_QUESTION = "put-question"
    ANSWER_QUESTION = "answer-question"
    REQUEST_HEARING = "request-hearing"
    SUPPORT_REQUEST = "support-request"
    WITHDRAW_REQUEST = "withdraw-request"
    ANSWER_REQUEST = "answer-request"
    LINK_REQUEST = "link-request"
    GUIDE_HEARING = "guide-hearing"
    SUPPORT_QUESTION = "support-question"
    CHOOSE_QUESTION = "choose-question"
    TAKE_NOTES = "take-notes"
    GROUP_QUESTIONS = "group-questions"
    DEFER_QUESTION = "defer-question"
    CONFIRM_ANSWER = "confirm-answer"
    WRITE_ANSWER = "write-answer"
    WRITE_NOTE = "write-note"
    WRITE_PROPOSAL = "write-proposal"
    RESTORE_TEXT = "restore-text"
    SUBMIT_PROPOSAL = "submit-proposal"
    AGREE_TO_PROPOSAL = "agree-to-proposal"
    CITE_EVIDENCE = "cite-evidence"
    WITHDRAW_EVIDENCE = "withdraw-evidence"
    READ_PROPOSAL = "read-proposal"
    MAKE_REMARK = "make-remark"
    TAKE_TEMPERATURE = "take-temperature"
    PROPOSE_AMENDMENT = "propose-amendment"
    SUPPORT_AMENDMENT = "support-amendment"
    WITHDRAW_AMENDMENT = "withdraw-amendment"
    ANSWER_AMENDMENT = "answer-amendment"
    GROUP_PROPOSALS = "group-proposals"
    ASK_MERGE = "ask-merge"
    OPEN_PROPOSAL_VOTES = "open-proposal-votes"
    CAST_PAPER = "cast-paper"
    GIVE_PAPER = "give-paper"
    OPEN_COUNT = "open-count"
    KEY_PAPERS = "key-papers"
    SETTLE_COUNT = "settle-count"
    WRITE_MINORITY_OPINION = "write-minority-opinion"
    JOIN_MINORITY_OPINION = "join-minority-opinion"
    WRITE_OPINION = "write-opinion"
    OFFER_TO_DRAFT = "offer-to-draft"
    CHOOSE_DRAFTERS = "choose-drafters"
    READ_THROUGH = "read-through"
    ASK_CHANGE = "ask-change"
    SUPPORT_CHANGE = "support-change"
    WITHDRAW_CHANGE = "withdraw-change"
    ANSWER_CHANGE = "answer-change"
    PROVE_IDENTITY = "prove-identity"
    CERTIFY_KEY = "certify-key"
    SIGN_OPINION = "sign-opinion"
    READ_EVIDENCE = "read-evidence"
    HAND_OVER = "hand-over"
    ACKNOWLEDGE_RECEIPT = "acknowledge-receipt"
    PROPOSE_CORRECTION = "propose-correction"
    AGREE_TO_CORRECTION = "agree-to-correction"
    WITHDRAW_CORRECTION = "withdraw-correction"
    ADD_DERIVATIVE = "add-derivative"
    WITHDRAW_DERIVATIVE = "withdraw-derivative"
    WRITE_OBSERVATION = "write-observation"
    WRITE_STATEMENT = "write-statement"


ROUNDS = frozenset(
    {
        Stage.PLENARY,
        Stage.QUESTIONNAIRE,
        Stage.HEARING,
        Stage.TABLES,
        Stage.DRAFTING,
        Stage.REVIEW,
        Stage.BALLOT,
        Stage.WRITING,
        Stage.ADOPTION,
        Stage.SIGNING,
        Stage.HANDOVER,
    }
)
ALWAYS = frozenset(Stage)
BEFORE_HAND_OVER = ALWAYS - {Stage.HANDED_OVER}
BEFORE_SIGNING = BEFORE_HAND_OVER - {Stage.SIGNING, Stage.HANDOVER}
NOT_IN_A_ROUND = frozenset({Stage.PREPARATION, Stage.PAUSE})
IN_A_SITTING = ROUNDS | {Stage.PAUSE}
AT_TABLES = frozenset({Stage.TABLES, Stage.DRAFTING})
IN_THE_ROOM = frozenset({Stage.PLENARY, Stage.HEARING, Stage.REVIEW})
WITH_A_FLOOR = IN_THE_ROOM | AT_TABLES
DRAFTED = frozenset({Stage.DRAFTING, Stage.REVIEW})
# In the writing, the drafting group is elected.
VOTING = frozenset({Stage.BALLOT, Stage.WRITING, Stage.ADOPTION})
# From the first drafts to the vote.
GROUPED = DRAFTED | {Stage.PAUSE, Stage.PLENARY}
# Leaving one of these before its end decides nothing.
CAN_BE_LEFT = frozenset({Stage.PAUSE, Stage.PLENARY, Stage.HEARING, Stage.REVIEW, Stage.WRITING}) | AT_TABLES

C, F, E, S, G, P, T, O = (  # noqa: E741 - one letter a column keeps the table a table
    Role.CITIZEN,
    Role.FACILITATOR,
    Role.EXPERT,
    Role.STEERING,
    Role.GUARANTOR,
    Role.SPONSOR,
    Role.TABLE,
    Role.OPERATOR,
)

TABLE: dict[Act, dict[Role, frozenset[Stage]]] = {
    Act.INVITE: {F: BEFORE_HAND_OVER, O: BEFORE_HAND_OVER},
    Act.REMOVE: {F: BEFORE_HAND_OVER, O: BEFORE_HAND_OVER},
    Act.ISSUE_BADGE: {F: ALWAYS, O: ALWAYS},
    Act.READ_PEOPLE: {F: ALWAYS, G: ALWAYS},
    Act.FOLLOW_SITTING: {C: ALWAYS, F: ALWAYS, E: ALWAYS, S: ALWAYS, G: ALWAYS, T: ALWAYS},
    Act.READ_TABLES: {F: ALWAYS, G: ALWAYS},
    Act.READ_JOURNAL: {G: ALWAYS},
    Act.READ_DOSSIER: {C: ALWAYS, F: ALWAYS, E: ALWAYS, S: ALWAYS, G: ALWAYS, T: ALWAYS},
    # For oneself alone; and to have it forgotten.
    Act.NOTE_READING: {C: ALWAYS},
    Act.READ_OPINION: {
        C: ALWAYS,
        F: ALWAYS,
        E: frozenset({Stage.HANDED_OVER}),
        S: frozenset({Stage.HANDED_OVER}),
        G: ALWAYS,
        P: frozenset({Stage.HANDED_OVER}),
    },
    Act.CHOOSE_NAME: {C: BEFORE_HAND_OVER},
    Act.ADD_TABLET: {F: BEFORE_HAND_OVER, O: BEFORE_HAND_OVER},
    Act.LEND_TABLET: {T: IN_A_SITTING},
    Act.OPEN_SITTING: {F: NOT_IN_A_ROUND},
    Act.CLOSE_SITTING: {F: NOT_IN_A_ROUND | {Stage.HANDED_OVER}},
    # Of an online sitting that is not over, by rule. A meeting may have to move in the middle of a round.
    Act.GIVE_JOINING_LINK: {F: ALWAYS},
    Act.START_ROUND: {F: frozenset({Stage.PAUSE})},
    Act.EXTEND_ROUND: {F: ROUNDS},
    Act.END_ROUND: {F: ROUNDS},
    Act.SKIP_ROUND: {F: frozenset({Stage.PAUSE})},
    Act.RESTORE_ROUND: {F: frozenset({Stage.PAUSE})},
    Act.GO_BACK: {F: CAN_BE_LEFT},
    Act.SHOW_TABLE: {F: frozenset({Stage.PLENARY})},
    Act.PREPARE_TABLES: {F: BEFORE_HAND_OVER},
    Act.MOVE_CITIZEN: {F: IN_A_SITTING},
    Act.SEND_NOTICE: {F: IN_A_SITTING},
    Act.WITHDRAW_NOTICE: {F: IN_A_SITTING},
    Act.CALL_FOR_HELP: {C: IN_A_SITTING, T: IN_A_SITTING},
    Act.WITHDRAW_CALL: {C: IN_A_SITTING, T: IN_A_SITTING},
    Act.ANSWER_CALL: {F: IN_A_SITTING},
    Act.SAY_READY: {C: AT_TABLES, T: AT_TABLES},
    Act.MOVE_ON: {C: AT_TABLES, T: AT_TABLES, F: AT_TABLES},
    Act.RAISE_CARD: {C: IN_A_SITTING, T: IN_A_SITTING},
    Act.ANSWER_CARD: {F: IN_A_SITTING},
    Act.CHOOSE_FLOOR: {F: NOT_IN_A_ROUND},
    Act.RAISE_HAND: {C: WITH_A_FLOOR},
    Act.LOWER_HAND: {C: WITH_A_FLOOR},
    Act.INTERJECT: {C: WITH_A_FLOOR},
    # A table passes the floor on to whoever is next; to choose whom is the facilitator's.
    Act.PASS_FLOOR: {F: WITH_A_FLOOR, C: AT_TABLES, T: AT_TABLES},
    Act.GIVE_FLOOR: {F: WITH_A_FLOOR},
    Act.END_TURN: {F: WITH_A_FLOOR, C: AT_TABLES, T: AT_TABLES},
    Act.SIGN_ATTENDANCE: {C: IN_A_SITTING},
    Act.ADD_DOCUMENT: {E: BEFORE_SIGNING, F: BEFORE_SIGNING},
    Act.WRITE_SHEET: {E: BEFORE_SIGNING, F: BEFORE_SIGNING},
    # Whoever reads a sheet, for as long as it may be written better.
    Act.SAY_NOT_UNDERSTOOD: dict.fromkeys((C, F, E, S, G, T), BEFORE_SIGNING),
    Act.PROPOSE_EXPERT: {F: BEFORE_SIGNING, S: BEFORE_SIGNING},
    # The expert’s own, or a facilitator’s on their behalf.
    Act.DECLARE_INTERESTS: {E: BEFORE_SIGNING, F: BEFORE_SIGNING},
    # The committee’s; a facilitator’s where there is none, by rule.
    Act.NAME_SIDES: {F: BEFORE_SIGNING, S: BEFORE_SIGNING},
    Act.DECIDE_PROGRAMME: {S: BEFORE_SIGNING},
    Act.DECIDE_EXPERT: {S: BEFORE_SIGNING},
    Act.DECIDE_DOCUMENT: {S: BEFORE_SIGNING},
    Act.SCHEDULE_HEARING: {F: BEFORE_SIGNING},
    Act.ANSWER_ITEMS: {C: frozenset({Stage.QUESTIONNAIRE})},
    # Even after its time, until the round ends: then they are counted.
    Act.WITHDRAW_ANSWERS: {C: frozenset({Stage.QUESTIONNAIRE})},
    Act.ASK_QUESTION: {C: frozenset({Stage.HEARING})},
    # One's own, by rule.
    Act.TAKE_BACK_QUESTION: {C: frozenset({Stage.HEARING})},
    Act.PUT_QUESTION: {F: frozenset({Stage.HEARING})},
    # Until the seal, by rule: after the signing a conference pauses.
    Act.REQUEST_HEARING: {C: BEFORE_SIGNING},
    Act.SUPPORT_REQUEST: {C: BEFORE_SIGNING},
    Act.WITHDRAW_REQUEST: {C: BEFORE_SIGNING},
    # A facilitator where there is no steering committee, by rule.
    Act.ANSWER_REQUEST: {S: BEFORE_SIGNING, F: BEFORE_SIGNING},
    Act.LINK_REQUEST: {S: BEFORE_SIGNING, F: BEFORE_SIGNING},
    # The citizen who volunteered to note the answers, by rule.
    Act.ANSWER_QUESTION: {F: frozenset({Stage.HEARING}), C: frozenset({Stage.HEARING})},
    Act.GUIDE_HEARING: {F: frozenset({Stage.HEARING})},
    Act.SUPPORT_QUESTION: {C: frozenset({Stage.HEARING})},
    # Each person's own, at the table where it was asked.
    Act.CHOOSE_QUESTION: {C: frozenset({Stage.HEARING})},
    Act.TAKE_NOTES: {C: frozenset({Stage.HEARING})},
    Act.GROUP_QUESTIONS: {F: frozenset({Stage.HEARING, Stage.PAUSE})},
    Act.DEFER_QUESTION: {F: BEFORE_SIGNING},
    # The expert who was heard, by rule. What the opinion rests on is not corrected once it is signed.
    Act.CONFIRM_ANSWER: {E: BEFORE_SIGNING},
    # Late, too.
    Act.WRITE_ANSWER: {E: ALWAYS},
    Act.WRITE_NOTE: {C: frozenset({Stage.TABLES}), T: frozenset({Stage.TABLES})},
    Act.WRITE_PROPOSAL: {C: DRAFTED, T: DRAFTED},
    # Whoever may write a text then.
    Act.RESTORE_TEXT: {C: DRAFTED | {Stage.TABLES, Stage.WRITING}, T: DRAFTED | {Stage.TABLES}},
    Act.SUBMIT_PROPOSAL: {C: DRAFTED, T: DRAFTED},
    # Each person's own: the shared tablet proposes, and agrees for nobody.
    Act.AGREE_TO_PROPOSAL: {C: DRAFTED},
    Act.CITE_EVIDENCE: {C: DRAFTED, T: DRAFTED},
    Act.WITHDRAW_EVIDENCE: {C: DRAFTED, T: DRAFTED},
    Act.READ_PROPOSAL: {C: BEFORE_HAND_OVER},
    Act.MAKE_REMARK: {C: frozenset({Stage.REVIEW})},
    Act.TAKE_TEMPERATURE: {C: frozenset({Stage.REVIEW})},
    Act.PROPOSE_AMENDMENT: {C: frozenset({Stage.REVIEW})},
    Act.SUPPORT_AMENDMENT: {C: frozenset({Stage.REVIEW})},
    Act.WITHDRAW_AMENDMENT: {C: frozenset({Stage.REVIEW})},
    # The proposal's own table, by rule; each person's own, like its agreement.
    Act.ANSWER_AMENDMENT: {C: frozenset({Stage.REVIEW})},
    Act.GROUP_PROPOSALS: {F: GROUPED},
    Act.ASK_MERGE: {F: GROUPED},
    # After the votes on amendments.
    Act.OPEN_PROPOSAL_VOTES: {F: frozenset({Stage.BALLOT})},
    Act.CAST_PAPER: {C: VOTING},
    Act.GIVE_PAPER: {F: VOTING},
    Act.OPEN_COUNT: {F: VOTING},
    # Two different people, each the whole box.
    Act.KEY_PAPERS: {F: VOTING, S: VOTING},
    Act.SETTLE_COUNT: {F: VOTING},
    # Until the first signature, by rule.
    Act.WRITE_MINORITY_OPINION: {C: BEFORE_HAND_OVER - {Stage.HANDOVER}},
    Act.JOIN_MINORITY_OPINION: {C: BEFORE_HAND_OVER - {Stage.HANDOVER}},
    Act.WRITE_OPINION: {C: frozenset({Stage.WRITING})},
    Act.OFFER_TO_DRAFT: {C: frozenset({Stage.WRITING})},
    Act.CHOOSE_DRAFTERS: {F: frozenset({Stage.WRITING})},
    Act.READ_THROUGH: {F: frozenset({Stage.WRITING})},
    Act.ASK_CHANGE: {C: frozenset({Stage.WRITING})},
    Act.SUPPORT_CHANGE: {C: frozenset({Stage.WRITING})},
    Act.WITHDRAW_CHANGE: {C: frozenset({Stage.WRITING})},
    # The drafting group's, by rule.
    Act.ANSWER_CHANGE: {C: frozenset({Stage.WRITING})},
    Act.PROVE_IDENTITY: {C: frozenset({Stage.SIGNING})},
    Act.CERTIFY_KEY: {C: frozenset({Stage.SIGNING})},
    Act.SIGN_OPINION: {C: frozenset({Stage.SIGNING})},
    # Once it is sealed, by rule.
    Act.READ_EVIDENCE: {G: ALWAYS},
    Act.HAND_OVER: {F: frozenset({Stage.HANDOVER})},
    Act.ACKNOWLEDGE_RECEIPT: {P: frozenset({Stage.HANDED_OVER})},
    Act.PROPOSE_CORRECTION: {C: frozenset({Stage.HANDED_OVER})},
    Act.AGREE_TO_CORRECTION: {C: frozenset({Stage.HANDED_OVER})},
    Act.WITHDRAW_CORRECTION: {C: frozenset({Stage.HANDED_OVER})},
    Act.ADD_DERIVATIVE: {F: frozenset({Stage.HANDED_OVER})},
    Act.WITHDRAW_DERIVATIVE: {F: frozenset({Stage.HANDED_OVER})},
    Act.WRITE_OBSERVATION: {G: ALWAYS},
    # The sealed document prints the statement: it is written before the seal.
    Act.WRITE_STATEMENT: {G: BEFORE_HAND_OVER - {Stage.HANDOVER}},
}

# A round's time binds what citizens do in it. Guiding the round is not bound: time that ran out can be extended.
BOUND_BY_TIME = frozenset(
    {
        Act.ANSWER_ITEMS,
        Act.ASK_QUESTION,
        Act.TAKE_BACK_QUESTION,
        Act.SUPPORT_QUESTION,
        Act.CHOOSE_QUESTION,
        Act.WRITE_NOTE,
        Act.WRITE_PROPOSAL,
        Act.RESTORE_TEXT,
        Act.SUBMIT_PROPOSAL,
        Act.AGREE_TO_PROPOSAL,
        Act.CITE_EVIDENCE,
        Act.WITHDRAW_EVIDENCE,
        Act.MAKE_REMARK,
        Act.TAKE_TEMPERATURE,
        Act.PROPOSE_AMENDMENT,
        Act.SUPPORT_AMENDMENT,
        Act.WITHDRAW_AMENDMENT,
        Act.ANSWER_AMENDMENT,
        Act.CAST_PAPER,
        Act.WRITE_OPINION,
        Act.OFFER_TO_DRAFT,
        Act.ASK_CHANGE,
        Act.SUPPORT_CHANGE,
        Act.WITHDRAW_CHANGE,
        Act.ANSWER_CHANGE,
        Act.PROVE_IDENTITY,
        Act.CERTIFY_KEY,
        Act.SIGN_OPINION,
    }
)


def allows(act: Act, role: Role, stage: Stage) -> bool:
    return stage in TABLE.get(act, {}).get(role, frozenset())
