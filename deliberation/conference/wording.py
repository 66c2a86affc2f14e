"""Rules said in sentences: the mandate's, and the table's of who may do what, and when."""

from collections.abc import Callable, Collection
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from deliberation.conference.methods import SEVERAL, Abstentions, Grade, Method, QuorumOf, Tie
from deliberation.conference.models import Rule
from deliberation.conference.stages import (
    ALWAYS,
    AT_TABLES,
    BEFORE_HAND_OVER,
    BEFORE_SIGNING,
    IN_A_SITTING,
    NOT_IN_A_ROUND,
    ROUNDS,
    WITH_A_FLOOR,
    Act,
    Stage,
)

SHARES = {
    Fraction(1, 2): pgettext_lazy("a share", "half"),
    Fraction(1, 3): pgettext_lazy("a share", "one third"),
    Fraction(2, 3): pgettext_lazy("a share", "two thirds"),
    Fraction(3, 4): pgettext_lazy("a share", "three quarters"),
    Fraction(3, 5): pgettext_lazy("a share", "three fifths"),
    Fraction(4, 5): pgettext_lazy("a share", "four fifths"),
}


def share_said(share: Fraction) -> str:
    """In words where there are some, else as a fraction: a percentage would round."""
    return str(SHARES.get(share, share))


def rule_sentence(rule: Rule) -> str:
    """In the language in force: the quorum, what decides, then what abstentions and ties do where it matters."""
    parts = [_DECIDES[Method(rule.method)](rule)]
    if rule.quorum:
        of = QuorumOf(rule.quorum_of).label
        parts.append(_("At least %(share)s %(of)s must vote.") % {"share": share_said(rule.quorum), "of": of})
    parts += [_abstentions(rule), _tie(rule)]
    if rule.named:
        parts.append(_("The vote is named: who voted what is published after it."))
    return " ".join(part for part in parts if part)


def _needed(rule: Rule, strict: str, least: str) -> str:
    return (strict if rule.strict else least) % {"share": share_said(rule.majority)}


def _for_against(rule: Rule) -> str:
    return _needed(
        rule,
        _("Adopted when more than %(share)s of the votes cast are in favour."),
        _("Adopted when at least %(share)s of the votes cast are in favour."),
    )


def _consent(rule: Rule) -> str:
    if rule.majority == 1:
        return _("Adopted when nobody objects.")
    return _needed(
        rule,
        _("Adopted when more than %(share)s of the votes cast consent."),
        _("Adopted when at least %(share)s of the votes cast consent."),
    )


def _approval(rule: Rule) -> str:
    said = _needed(
        rule,
        _("Each person approves as many as they wish; adopted when more than %(share)s of the votes cast approve."),
        _("Each person approves as many as they wish; adopted when at least %(share)s of the votes cast approve."),
    )
    return " ".join(filter(None, (said, _places(rule))))


def _judgment(rule: Rule) -> str:
    said = _("Each person gives each text a grade; adopted when its majority grade is at least “%s”.")
    return " ".join(filter(None, (said % Grade(rule.least_grade).label, _places(rule))))


def _points(rule: Rule) -> str:
    said = _("Each person ranks up to %(ranks)d texts: %(ranks)d points for the first, one less for each that follows.")
    return " ".join(filter(None, (said % {"ranks": rule.ranks}, _places(rule))))


def _places(rule: Rule) -> str:
    if rule.places is None:
        return ""
    return ngettext("The first one is kept.", "The first %(number)d are kept.", rule.places) % {"number": rule.places}


def _abstentions(rule: Rule) -> str:
    if Method(rule.method) in {Method.MAJORITY_JUDGMENT, Method.POINTS}:
        return ""
    if rule.abstentions == Abstentions.COUNTED:
        return _("Abstentions count among the votes cast.")
    return _("Abstentions count for the quorum, not among the votes cast.")


def _tie(rule: Rule) -> str:
    """Of one text, only half of the votes can tie."""
    if Method(rule.method) not in SEVERAL and rule.majority != Fraction(1, 2):
        return ""
    if rule.tie == Tie.REJECTED:
        return "" if Method(rule.method) not in SEVERAL else _("In a tie, none of the tied is adopted.")
    return {
        Tie.ADOPTED: _("In a tie, it is adopted."),
        Tie.LOT: _("In a tie, lots are drawn from the digest of the papers."),
        Tie.AGAIN: _("In a tie, it is voted on again."),
    }[Tie(rule.tie)]


_DECIDES: dict[Method, Callable[[Rule], str]] = {
    Method.FOR_AGAINST: _for_against,
    Method.CONSENT: _consent,
    Method.APPROVAL: _approval,
    Method.MAJORITY_JUDGMENT: _judgment,
    Method.POINTS: _points,
}


ACTS = {
    Act.INVITE: gettext_lazy("Invite a person"),
    Act.REMOVE: gettext_lazy("Remove a person"),
    Act.ISSUE_BADGE: gettext_lazy("Issue and revoke badges"),
    Act.READ_PEOPLE: gettext_lazy("Read the list of people"),
    Act.FOLLOW_SITTING: gettext_lazy("Follow the sitting"),
    Act.READ_TABLES: gettext_lazy("Read what the tables write"),
    Act.READ_JOURNAL: gettext_lazy("Read the journal"),
    Act.READ_DOSSIER: gettext_lazy("Read the dossier"),
    Act.READ_OPINION: gettext_lazy("Read the opinion"),
    Act.CHOOSE_NAME: gettext_lazy("Choose how to be called"),
    Act.ADD_TABLET: gettext_lazy("Give a table a shared tablet"),
    Act.LEND_TABLET: gettext_lazy("Lend the shared tablet to a citizen"),
    Act.OPEN_SITTING: gettext_lazy("Open a sitting"),
    Act.CLOSE_SITTING: gettext_lazy("Close a sitting"),
    Act.START_ROUND: gettext_lazy("Start a round"),
    Act.EXTEND_ROUND: gettext_lazy("Give a round more time"),
    Act.END_ROUND: gettext_lazy("End a round"),
    Act.SKIP_ROUND: gettext_lazy("Leave a round out"),
    Act.RESTORE_ROUND: gettext_lazy("Put a round that was left out back on the run sheet"),
    Act.GO_BACK: gettext_lazy("Go back to the round before"),
    Act.SHOW_TABLE: gettext_lazy("Show a table’s notes on the screen"),
    Act.PREPARE_TABLES: gettext_lazy("Prepare who sits with whom"),
    Act.MOVE_CITIZEN: gettext_lazy("Move a citizen to another table"),
    Act.SEND_NOTICE: gettext_lazy("Send a message to the room or to a table"),
    Act.WITHDRAW_NOTICE: gettext_lazy("Withdraw a message"),
    Act.CALL_FOR_HELP: gettext_lazy("Call for help"),
    Act.WITHDRAW_CALL: gettext_lazy("Withdraw a call for help"),
    Act.ANSWER_CALL: gettext_lazy("Answer a call for help"),
    Act.SAY_READY: gettext_lazy("Say that one is ready to go on"),
    Act.MOVE_ON: gettext_lazy("Move a table on to the next part of a round"),
    Act.RAISE_CARD: gettext_lazy("Say, without a name, that a word is not understood"),
    Act.ANSWER_CARD: gettext_lazy("Explain a word that was not understood, or put it aside"),
    Act.CHOOSE_FLOOR: gettext_lazy("Choose the order and the length of turns to speak"),
    Act.RAISE_HAND: gettext_lazy("Ask for the floor"),
    Act.LOWER_HAND: gettext_lazy("Lower one’s hand"),
    Act.INTERJECT: gettext_lazy("Ask for a short word while someone speaks"),
    Act.PASS_FLOOR: gettext_lazy("Pass the floor on to whoever is next"),
    Act.GIVE_FLOOR: gettext_lazy("Give the floor to a person of one’s choice"),
    Act.END_TURN: gettext_lazy("End a turn to speak"),
    Act.SIGN_ATTENDANCE: gettext_lazy("Sign the attendance sheet"),
    Act.ADD_DOCUMENT: gettext_lazy("Add a document to the dossier"),
    Act.ANSWER_ITEMS: gettext_lazy("Answer a questionnaire"),
    Act.ASK_QUESTION: gettext_lazy("Ask the expert a question"),
    Act.PUT_QUESTION: gettext_lazy("Put a question to the expert"),
    Act.ANSWER_QUESTION: gettext_lazy("Mark a question as answered"),
    Act.WRITE_NOTE: gettext_lazy("Write the table’s notes"),
    Act.WRITE_PROPOSAL: gettext_lazy("Write a proposal"),
    Act.RESTORE_TEXT: gettext_lazy("Restore an earlier state of a text"),
    Act.SUBMIT_PROPOSAL: gettext_lazy("Propose to submit a proposal to the panel"),
    Act.AGREE_TO_PROPOSAL: gettext_lazy("Agree to submit a proposal, or say what is missing"),
    Act.CITE_EVIDENCE: gettext_lazy("Say what a proposal rests on"),
    Act.WITHDRAW_EVIDENCE: gettext_lazy("Take back what a proposal rests on"),
    Act.READ_PROPOSAL: gettext_lazy("Mark a proposal as read"),
    Act.MAKE_REMARK: gettext_lazy("Make a remark on a proposal"),
    Act.TAKE_TEMPERATURE: gettext_lazy("Say how one takes to a proposal"),
    Act.PROPOSE_AMENDMENT: gettext_lazy("Propose an amendment"),
    Act.SUPPORT_AMENDMENT: gettext_lazy("Support an amendment"),
    Act.WITHDRAW_AMENDMENT: gettext_lazy("Withdraw one’s own amendment"),
    Act.ANSWER_AMENDMENT: gettext_lazy("Answer an amendment, at the table that wrote the proposal"),
    Act.GROUP_PROPOSALS: gettext_lazy("Group proposals under themes"),
    Act.ASK_MERGE: gettext_lazy("Ask tables to merge close proposals"),
    Act.OPEN_PROPOSAL_VOTES: gettext_lazy("Go on from the votes on amendments to those on their proposals"),
    Act.CAST_PAPER: gettext_lazy("Vote"),
    Act.GIVE_PAPER: gettext_lazy("Give a paper to vote on, and take it back"),
    Act.OPEN_COUNT: gettext_lazy("Stop the voting and open the box of paper"),
    Act.KEY_PAPERS: gettext_lazy("Key in the papers of the box"),
    Act.SETTLE_COUNT: gettext_lazy("Settle the count of the box"),
    Act.WRITE_MINORITY_OPINION: gettext_lazy("Write a minority opinion"),
    Act.JOIN_MINORITY_OPINION: gettext_lazy("Join a minority opinion"),
    Act.WRITE_OPINION: gettext_lazy("Write the opinion"),
    Act.SIGN_OPINION: gettext_lazy("Sign the opinion, or decline to"),
    Act.HAND_OVER: gettext_lazy("Hand the opinion over"),
    Act.WRITE_OBSERVATION: gettext_lazy("Make an observation"),
    Act.WRITE_STATEMENT: gettext_lazy("Write the statement printed with the opinion"),
}

MOMENTS = {
    ALWAYS: gettext_lazy("always"),
    BEFORE_HAND_OVER: gettext_lazy("until the hand-over is done"),
    BEFORE_HAND_OVER - {Stage.HANDOVER}: gettext_lazy("until the hand-over begins"),
    BEFORE_SIGNING: gettext_lazy("until the signing begins"),
    ROUNDS: gettext_lazy("during any round"),
    IN_A_SITTING: gettext_lazy("throughout a sitting"),
    NOT_IN_A_ROUND: gettext_lazy("between rounds"),
    NOT_IN_A_ROUND | {Stage.HANDED_OVER}: gettext_lazy("between rounds, and after the hand-over"),
    AT_TABLES: gettext_lazy("when people work at tables"),
    frozenset({Stage.PAUSE}): gettext_lazy("between two rounds of a sitting"),
    frozenset({Stage.HANDED_OVER}): gettext_lazy("once the opinion is handed over"),
    WITH_A_FLOOR: gettext_lazy("in the room’s discussions and at tables"),
}


def moment_sentence(stages: Collection[Stage]) -> str:
    """When an act of these stages is allowed, in the language in force; empty for never."""
    if said := MOMENTS.get(frozenset(stages)):
        return str(said)
    names = [str(stage.label) for stage in Stage if stage in stages]
    return _("only in: %s") % ", ".join(names) if names else ""
