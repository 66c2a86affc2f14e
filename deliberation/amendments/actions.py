import hashlib
from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _

from deliberation.amendments import queries
from deliberation.amendments.models import Amendment, AmendmentSupport, Verdict, VerdictAgreement
from deliberation.amendments.rules import (
    NOT_TAKEN,
    is_amendable,
    why_not_answer,
    why_not_support,
    why_not_withdraw,
)
from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.kernel.richtext import parse, text_of
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import digest_of

# Has a field of a proposal say a text, in the transaction of the action. Who writes texts together is not known here.
Write = Callable[[Proposal, str, str], None]
State = Amendment.State


# Every citizen's


def propose_amendment(
    *,
    actor: Actor,
    conference: Conference,
    proposal_id: int,
    field: str,
    passage: str,
    replacement: str,
    reason: str,
) -> Amendment:
    """Propose other words for one passage of a submitted proposal; whoever proposes them supports them.

    An empty ``replacement`` takes the passage out. The very same again changes nothing.
    """
    with acting(Act.PROPOSE_AMENDMENT, actor, conference) as locked:
        proposal = Proposal.objects.filter(conference=locked, pk=proposal_id).first()
        if proposal is None:
            raise Refused(_("There is no such proposal."))
        if not is_amendable(proposal):
            raise Refused(_("This proposal is not amended now."))
        words = {"field": field, "passage": passage, "replacement": text_of(parse(replacement)), "reason": reason}
        amendment = Amendment(proposal=proposal, made_by=actor.member, made_at=clock.now(), **words)
        said = Amendment.objects.filter(proposal=proposal, made_by=actor.member, **words)
        if found := said.exclude(state=State.WITHDRAWN).first():
            return found
        if sentence := _why_not_put(amendment, amendment.replacement):
            raise Refused(sentence)
        amendment.save()
        AmendmentSupport.objects.create(amendment=amendment, membership=actor.member)
        _tell(Verb.AMENDMENT_PROPOSED, actor, amendment, text=_digest(*words.values()))
    return amendment


def _why_not_put(amendment: Amendment, words: str) -> str:
    """Empty when these words can stand in place of its passage, and change something."""
    text = queries.text_with(amendment, words)
    if text is None:
        return _("This passage is no longer in the text: choose it again.")
    if text == text_of(parse(getattr(amendment.proposal, amendment.field))):
        return _("These words stand there already: change something in them.")
    return _why_not_fit(amendment.field, text)


def _why_not_fit(field: str, text: str) -> str:
    if queries.fits(field, text):
        return ""
    return _("The text would be too long: say it in fewer words.") if text else _("A proposal cannot be left empty.")


def support_amendment(*, actor: Actor, conference: Conference, amendment_id: int) -> None:
    """Want an amendment, whatever its table says. Doing it again changes nothing."""
    with acting(Act.SUPPORT_AMENDMENT, actor, conference) as locked:
        amendment = _found(locked, amendment_id)
        mine = AmendmentSupport.objects.filter(amendment=amendment, membership=actor.member)
        if mine.exists():
            return
        if sentence := why_not_support(amendment):
            raise Refused(sentence)
        AmendmentSupport.objects.create(amendment=amendment, membership=actor.member)
        _tell(Verb.AMENDMENT_SUPPORTED, actor, amendment)


def withdraw_support(*, actor: Actor, conference: Conference, amendment_id: int) -> None:
    """Support it no longer. Doing it again changes nothing."""
    with acting(Act.SUPPORT_AMENDMENT, actor, conference) as locked:
        amendment = _found(locked, amendment_id)
        mine = AmendmentSupport.objects.filter(amendment=amendment, membership=actor.member)
        if not mine.exists():
            return
        if amendment.made_by_id == actor.member.pk:
            raise Refused(_("This amendment is yours: withdraw the amendment itself."))
        if sentence := why_not_support(amendment):
            raise Refused(sentence)
        mine.delete()
        _tell(Verb.AMENDMENT_SUPPORT_WITHDRAWN, actor, amendment)


def withdraw_amendment(*, actor: Actor, conference: Conference, amendment_id: int, reason: str) -> None:
    """Withdraw one's own amendment while it is open, and say why. Doing it again changes nothing."""
    with acting(Act.WITHDRAW_AMENDMENT, actor, conference) as locked:
        amendment = _found(locked, amendment_id)
        if amendment.state == State.WITHDRAWN and amendment.made_by_id == actor.member.pk:
            return
        if sentence := why_not_withdraw(actor, amendment):
            raise Refused(sentence)
        _end(amendment, State.WITHDRAWN, reason=reason)
        _tell(Verb.AMENDMENT_WITHDRAWN, actor, amendment, text=_digest(reason))


# The table's


def propose_verdict(
    *,
    actor: Actor,
    conference: Conference,
    amendment_id: int,
    kind: str,
    present: Collection[int],
    write: Write,
    text: str = "",
    reason: str = "",
) -> None:
    """Propose what the table answers, and agree to it; the very same again only agrees.

    ``present`` are the memberships of those who are there: where they agree already, it is the table's answer at once,
    and ``write`` puts its words into the proposal. The proposal's columns must say what it says now.
    """
    with acting(Act.ANSWER_AMENDMENT, actor, conference) as locked:
        amendment = _found(locked, amendment_id)
        said = {"amendment": amendment, "kind": kind, "text": text_of(parse(text)), "reason": reason}
        verdict = Verdict.objects.filter(**said).first() or Verdict(**said, proposed_by=actor.member)
        if _is_said(verdict, amendment):
            return
        if sentence := why_not_answer(actor, amendment) or _why_not_say(amendment, verdict):
            raise Refused(sentence)
        if verdict._state.adding:
            verdict.save()
            _tell(Verb.VERDICT_PROPOSED, actor, amendment, text=_digest(kind, verdict.text, reason))
        _agree(actor, amendment, verdict, present, write)


def agree_to_verdict(
    *, actor: Actor, conference: Conference, verdict_id: int, present: Collection[int], write: Write
) -> None:
    """Agree to one of the answers proposed: one a person and amendment, another takes its place.

    The same again changes nothing, nor does a yes that comes just after the table has given this answer. The agreement
    that makes it the table's answer settles the amendment, as in :func:`propose_verdict`.
    """
    with acting(Act.ANSWER_AMENDMENT, actor, conference) as locked:
        verdict = Verdict.objects.filter(pk=verdict_id, amendment__proposal__conference=locked).first()
        if verdict is None:
            raise Refused(_("There is no such answer."))
        amendment = _found(locked, verdict.amendment_id)
        if _is_said(verdict, amendment):
            return
        if sentence := why_not_answer(actor, amendment) or _why_not_say(amendment, verdict):
            raise Refused(sentence)
        _agree(actor, amendment, verdict, present, write)


ENDS = {
    Verdict.Kind.ACCEPT: State.ACCEPTED,
    Verdict.Kind.REWRITE: State.REWRITTEN,
    Verdict.Kind.REJECT: State.REJECTED,
}


def _is_said(verdict: Verdict, amendment: Amendment) -> bool:
    """Whether the table has answered this already."""
    ended = (amendment.state, amendment.outcome_reason) == (ENDS[Verdict.Kind(verdict.kind)], verdict.reason)
    return not verdict._state.adding and ended and verdict.text in {"", amendment.settled}


def _why_not_say(amendment: Amendment, verdict: Verdict) -> str:
    if verdict.kind == Verdict.Kind.REJECT:
        return ""
    if queries.has_passage(amendment):
        return _why_not_put(amendment, _words_of(amendment, verdict))
    if verdict.kind == Verdict.Kind.ACCEPT:
        return _("Its passage is no longer in the text: reject it, or accept it in other words.")
    if not verdict.text:
        return _("Say in which words you accept it.")
    return _why_not_fit(amendment.field, queries.text_and(amendment, verdict.text))


def _words_of(amendment: Amendment, verdict: Verdict) -> str:
    return verdict.text if verdict.kind == Verdict.Kind.REWRITE else amendment.replacement


def _agree(actor: Actor, amendment: Amendment, verdict: Verdict, present: Collection[int], write: Write) -> None:
    mine = VerdictAgreement.objects.filter(amendment=amendment, membership=actor.member)
    if not mine.filter(verdict=verdict).exists():
        mine.delete()
        VerdictAgreement.objects.create(amendment=amendment, verdict=verdict, membership=actor.member)
        _tell(Verb.VERDICT_AGREED, actor, amendment)
    _settle_if_agreed(actor, amendment, present, write)


def _settle_if_agreed(actor: Actor, amendment: Amendment, present: Collection[int], write: Write) -> None:
    """Who is the last to answer may settle it for another answer than their own."""
    standing = queries.deciding([amendment], present)[amendment.pk]
    verdict = next(filter(standing.is_agreed, amendment.verdicts.order_by("pk")), None)
    if verdict is None or _why_not_say(amendment, verdict):
        return
    words = ""
    if verdict.kind != Verdict.Kind.REJECT:
        words = _words_of(amendment, verdict)
        text = queries.text_with(amendment, words)
        _put(amendment, queries.text_and(amendment, words) if text is None else text, write)
    _end(amendment, ENDS[Verdict.Kind(verdict.kind)], settled=words, reason=verdict.reason)
    _tell_end(actor, amendment, agreed=standing.agreed[verdict.pk], asked=standing.asked)


def _put(amendment: Amendment, text: str, write: Write) -> None:
    proposal = amendment.proposal
    if getattr(proposal, amendment.field) != text:
        write(proposal, amendment.field, text)
        proposal.refresh_from_db()


# Around the rounds and the vote


def close_open(*, actor: Actor, conference: Conference) -> None:
    """The review ends: what still waits for its table was not answered in time, or has lost its passage."""
    with acting(Act.END_ROUND, actor, conference) as locked:
        for amendment in queries.open_amendments(locked):
            there = is_amendable(amendment.proposal) and queries.has_passage(amendment)
            _end(amendment, State.UNANSWERED if there else State.OVERTAKEN)
            _tell_end(actor, amendment)


def reopen(*, actor: Actor, conference: Conference) -> None:
    """The review begins, or goes on: what was not answered in time waits for its table again."""
    with acting(Act.START_ROUND, actor, conference) as locked:
        left = Amendment.objects.filter(proposal__conference=locked, state=State.UNANSWERED)
        for amendment in left.select_related("proposal", "made_by").order_by("pk"):
            if is_amendable(amendment.proposal):
                amendment.state, amendment.closed_at = State.OPEN, None
                amendment.save(update_fields=["state", "closed_at"])
                _tell(Verb.AMENDMENT_REOPENED, actor, amendment, person=amendment.made_by.ref)


def conclude_vote(
    *, actor: Actor, conference: Conference, amendment: Amendment, adopted: bool, write: Write
) -> Amendment:
    """What all voted on an amendment that its table did not take. ``write`` puts words that were adopted into the
    proposal, frozen as it is; where an amendment adopted just before has taken their place, they are overtaken."""
    with acting(Act.END_ROUND, actor, conference) as locked:
        found = _found(locked, amendment.pk)
        if found.state not in NOT_TAKEN:
            return found
        state = State.VOTED if adopted else State.LOST
        if adopted:
            text = queries.text_with(found, found.replacement)
            if text is not None and queries.fits(found.field, text):
                _put(found, text, write)
            else:
                state = State.OVERTAKEN
        _end(
            found,
            state,
            settled=found.replacement if state == State.VOTED else "",
            # What its table said when it rejected it stays with it.
            reason=found.outcome_reason,
        )
        _tell_end(actor, found)
    return found


def _found(conference: Conference, amendment_id: int) -> Amendment:
    found = Amendment.objects.filter(proposal__conference=conference, pk=amendment_id)
    amendment = found.select_related("proposal", "made_by").first()
    if amendment is None:
        raise Refused(_("There is no such amendment."))
    return amendment


def _end(amendment: Amendment, state: Amendment.State, *, settled: str = "", reason: str = "") -> None:
    amendment.state, amendment.closed_at = state, clock.now()
    amendment.settled, amendment.outcome_reason = settled, reason
    amendment.save(update_fields=["state", "closed_at", "settled", "outcome_reason"])


def _tell_end(actor: Actor, amendment: Amendment, **numbers: int) -> None:
    """Also on the page of its author, who may no longer withdraw it."""
    text, person = digest_of(amendment.proposal), amendment.made_by.ref
    _tell(Verb.AMENDMENT_CLOSED, actor, amendment, person=person, state=amendment.state, text=text, **numbers)


def _tell(verb: Verb, actor: Actor, amendment: Amendment, **detail: Any) -> None:
    proposal = amendment.proposal
    named: dict[str, Any] = {"amendment": amendment.pk, "proposal": proposal.pk, "table": proposal.table}
    record(proposal.conference, verb, actor=actor.ref, **named, **detail)


def _digest(*words: str) -> str:
    """SHA-256 of words that are in the record and not in the journal, separated by form feeds."""
    return hashlib.sha256("\f".join(words).encode()).hexdigest()
