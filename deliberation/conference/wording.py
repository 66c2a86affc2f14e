"""Rules said in sentences: the mandate's, and the table's of who may do what, and when."""

from collections.abc import Callable, Collection
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from deliberation.conference.methods import SEVERAL, Abstentions, Grade, Method, QuorumOf, Tie
from deliberation.conference.models import Mandate, Rule
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
    Fraction(1, 5): pgettext_lazy("a share", "one fifth"),
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


def drafting_sentence(mandate: Mandate) -> str:
    """Who writes the opinion's free parts, in the language in force."""
    if not mandate.drafters:
        return _("Every citizen may write in it.")
    offered = ngettext(
        "%(number)d citizen of the panel, among those who offer to write.",
        "%(number)d citizens of the panel, among those who offer to write.",
        mandate.drafters,
    ) % {"number": mandate.drafters}
    if mandate.drafting is None:
        chosen = _("If more offer than there are places, lots are drawn; anyone can repeat the draw.")
    else:
        chosen = _(
            "If more offer than there are places, the panel elects them by secret vote: each person approves as many "
            "as they wish, and lots are drawn between equals."
        )
    every = _("Every citizen reads the text as it is written, and can ask for a change.")
    return " ".join((offered, chosen, every))


def hearing_request_sentence(mandate: Mandate, *, committee: bool) -> str:
    """Who answers the citizens' requests for hearings, and within what time, in the language in force."""
    days = mandate.hearing_answer_days
    who = (
        _("The steering committee accepts or refuses each request, with its reasons.")
        if committee
        else _(
            "There is no steering committee: those who guide the sittings accept or refuse each request, with their "
            "reasons."
        )
    )
    when = ngettext(
        "The answer is due at the latest %(number)d day after the request.",
        "The answer is due at the latest %(number)d days after the request.",
        days,
    ) % {"number": days}
    return " ".join((who, when if days else _("The answer is due on the same day.")))


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
    if rule.majority == 0:
        said = _("Each person approves as many as they wish.")
        return " ".join(filter(None, (said, _places(rule))))
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
    Act.NOTE_READING: gettext_lazy("Note for oneself alone what one has read, and have it forgotten"),
    Act.READ_OPINION: gettext_lazy("Read the opinion"),
    Act.CHOOSE_NAME: gettext_lazy("Choose how to be called"),
    Act.ADD_TABLET: gettext_lazy("Give a table a shared tablet"),
    Act.LEND_TABLET: gettext_lazy("Lend the shared tablet to a citizen"),
    Act.OPEN_SITTING: gettext_lazy("Open a sitting"),
    Act.CLOSE_SITTING: gettext_lazy("Close a sitting"),
    Act.GIVE_JOINING_LINK: gettext_lazy("Give, change or withdraw the joining link of an online sitting"),
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
    Act.WRITE_SHEET: gettext_lazy("Write a sheet, or its next version"),
    Act.SAY_NOT_UNDERSTOOD: gettext_lazy("Say that one did not understand a sheet"),
    Act.PROPOSE_EXPERT: gettext_lazy("Propose an expert"),
    Act.DECLARE_INTERESTS: gettext_lazy("Declare interests, one’s own or on an expert’s behalf"),
    Act.NAME_SIDES: gettext_lazy("Say which sides the question has, and who speaks from which"),
    Act.DECIDE_PROGRAMME: gettext_lazy("Approve or refuse the programme"),
    Act.DECIDE_EXPERT: gettext_lazy("Approve or refuse an expert"),
    Act.DECIDE_DOCUMENT: gettext_lazy("Approve or refuse a document"),
    Act.SCHEDULE_HEARING: gettext_lazy("Schedule an expert for a hearing"),
    Act.ANSWER_ITEMS: gettext_lazy("Answer a questionnaire"),
    Act.WITHDRAW_ANSWERS: gettext_lazy("Withdraw one’s answers to a questionnaire"),
    Act.ASK_QUESTION: gettext_lazy("Ask the expert a question"),
    Act.TAKE_BACK_QUESTION: gettext_lazy("Take back one’s own question to the expert"),
    Act.PUT_QUESTION: gettext_lazy("Put a question to the expert"),
    Act.ANSWER_QUESTION: gettext_lazy("Mark a question as answered"),
    Act.REQUEST_HEARING: gettext_lazy("Ask for a hearing"),
    Act.SUPPORT_REQUEST: gettext_lazy("Support a request for a hearing"),
    Act.WITHDRAW_REQUEST: gettext_lazy("Withdraw one’s own request for a hearing"),
    Act.ANSWER_REQUEST: gettext_lazy("Accept or refuse a request for a hearing"),
    Act.LINK_REQUEST: gettext_lazy("Say which hearing answers a request"),
    Act.GUIDE_HEARING: gettext_lazy("Move a hearing on, and choose the order of its questions"),
    Act.SUPPORT_QUESTION: gettext_lazy("Support a question to the expert"),
    Act.CHOOSE_QUESTION: gettext_lazy("Choose, with one’s table, the questions it asks"),
    Act.TAKE_NOTES: gettext_lazy("Note what the expert answers"),
    Act.GROUP_QUESTIONS: gettext_lazy("Put close questions together"),
    Act.DEFER_QUESTION: gettext_lazy("Have a question answered in writing"),
    Act.CONFIRM_ANSWER: gettext_lazy("Confirm what one answered as an expert"),
    Act.WRITE_ANSWER: gettext_lazy("Answer a question in writing"),
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
    Act.OFFER_TO_DRAFT: gettext_lazy("Offer to write the opinion"),
    Act.CHOOSE_DRAFTERS: gettext_lazy("Have the drafting group chosen, by the mandate’s rule"),
    Act.READ_THROUGH: gettext_lazy("Lead the reading of the whole opinion, part by part"),
    Act.ASK_CHANGE: gettext_lazy("Ask for a change in the opinion"),
    Act.SUPPORT_CHANGE: gettext_lazy("Support a change somebody asked for"),
    Act.WITHDRAW_CHANGE: gettext_lazy("Withdraw a change one asked for"),
    Act.ANSWER_CHANGE: gettext_lazy("Say what became of a change, in the drafting group"),
    Act.PROVE_IDENTITY: gettext_lazy("Ask for a code to sign with"),
    Act.CERTIFY_KEY: gettext_lazy("Have one’s key certified"),
    Act.SIGN_OPINION: gettext_lazy("Sign the opinion, or decline to"),
    Act.READ_EVIDENCE: gettext_lazy("Read who stands behind each signature"),
    Act.HAND_OVER: gettext_lazy("Hand the opinion over"),
    Act.ACKNOWLEDGE_RECEIPT: gettext_lazy("Acknowledge receipt of the sealed opinion"),
    Act.PROPOSE_CORRECTION: gettext_lazy("Propose a correction of the opinion"),
    Act.AGREE_TO_CORRECTION: gettext_lazy("Agree to a correction of the opinion"),
    Act.WITHDRAW_CORRECTION: gettext_lazy("Withdraw one’s own correction"),
    Act.ADD_DERIVATIVE: gettext_lazy("Add another version of the opinion"),
    Act.WITHDRAW_DERIVATIVE: gettext_lazy("Withdraw another version of the opinion"),
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
