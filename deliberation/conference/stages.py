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
    READ_OPINION = "read-opinion"
    CHOOSE_NAME = "choose-name"
    ADD_TABLET = "add-tablet"
    LEND_TABLET = "lend-tablet"
    OPEN_SITTING = "open-sitting"
    CLOSE_SITTING = "close-sitting"
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
    ANSWER_ITEMS = "answer-items"
    ASK_QUESTION = "ask-question"
    PUT_QUESTION = "put-question"
    ANSWER_QUESTION = "answer-question"
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
    SIGN_OPINION = "sign-opinion"
    HAND_OVER = "hand-over"
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
VOTING = frozenset({Stage.BALLOT, Stage.ADOPTION})
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
    Act.ANSWER_ITEMS: {C: frozenset({Stage.QUESTIONNAIRE})},
    Act.ASK_QUESTION: {C: frozenset({Stage.HEARING})},
    Act.PUT_QUESTION: {F: frozenset({Stage.HEARING})},
    Act.ANSWER_QUESTION: {F: frozenset({Stage.HEARING})},
    Act.WRITE_NOTE: {C: frozenset({Stage.TABLES}), T: frozenset({Stage.TABLES})},
    Act.WRITE_PROPOSAL: {C: DRAFTED, T: DRAFTED},
    # Whoever may write a text then.
    Act.RESTORE_TEXT: {C: DRAFTED | {Stage.TABLES}, T: DRAFTED | {Stage.TABLES}},
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
    Act.SIGN_OPINION: {C: frozenset({Stage.SIGNING})},
    Act.HAND_OVER: {F: frozenset({Stage.HANDOVER})},
    Act.WRITE_OBSERVATION: {G: ALWAYS},
    # The sealed document prints the statement: it is written before the seal.
    Act.WRITE_STATEMENT: {G: BEFORE_HAND_OVER - {Stage.HANDOVER}},
}

# A round's time binds what citizens do in it. Guiding the round is not bound: time that ran out can be extended.
BOUND_BY_TIME = frozenset(
    {
        Act.ANSWER_ITEMS,
        Act.ASK_QUESTION,
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
        Act.SIGN_OPINION,
    }
)


def allows(act: Act, role: Role, stage: Stage) -> bool:
    return stage in TABLE.get(act, {}).get(role, frozenset())
