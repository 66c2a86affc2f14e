import hashlib
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from deliberation.ballots import queries, receipts, urn
from deliberation.ballots.box.queries import missing_from_box
from deliberation.ballots.box.rules import why_not_cast
from deliberation.ballots.models import Ballot, BallotOption, Cast, Count, Mark, NamedPaper, Paper, RollEntry
from deliberation.ballots.slips import Slip, papers_digest, roll_digest
from deliberation.ballots.tallies import decide, drawn_from
from deliberation.conference import rules
from deliberation.conference.acting import acting, locked
from deliberation.conference.methods import SEVERAL, Method, Outcome, QuorumOf
from deliberation.conference.models import Conference, Membership, Rule
from deliberation.conference.rules import Actor, actor_of
from deliberation.conference.stages import Act
from deliberation.journal.record import Noted, record, record_all
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import citizens_of
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import digest_of

if TYPE_CHECKING:
    from deliberation.amendments.models import Amendment
    from deliberation.opinion.models import Opinion
    from deliberation.opinion.writing.models import Drafter


# Opening


def open_proposal_ballots(
    *, actor: Actor, conference: Conference, proposals: Sequence[Proposal], act: Act = Act.START_ROUND
) -> list[Ballot]:
    """Put frozen proposals to the vote under the mandate's rule for proposals: one ballot on all of them where its
    method compares, else one on each. ``act`` is the act that opens them, whose rule decides."""
    rule = conference.mandate.proposals
    options = [BallotOption(proposal=proposal, text_digest=digest_of(proposal)) for proposal in proposals]
    groups = [options] if Method(rule.method) in SEVERAL else [[option] for option in options]
    return [_open(actor, conference, rule, group, act) for group in groups if group]


def open_amendment_ballot(*, actor: Actor, conference: Conference, amendment: "Amendment") -> Ballot:
    """Put to the vote of all an amendment that its table did not take."""
    words = "\f".join([amendment.field, amendment.passage, amendment.replacement])
    option = BallotOption(amendment=amendment, text_digest=hashlib.sha256(words.encode()).hexdigest())
    return _open(actor, conference, conference.mandate.amendments, [option])


def open_opinion_ballot(*, actor: Actor, conference: Conference, opinion: "Opinion", text_digest: str) -> Ballot:
    """Put the whole text to the vote under the mandate's rule for adoption."""
    option = BallotOption(opinion=opinion, text_digest=text_digest)
    return _open(actor, conference, conference.mandate.adoption, [option])


def open_drafters_ballot(*, actor: Actor, conference: Conference, drafters: Sequence["Drafter"]) -> Ballot:
    """Have the panel elect who writes the opinion among these, under the mandate's rule for it."""
    rule = conference.mandate.drafting
    if rule is None:
        raise ValueError("The mandate says of no election.")
    options = [
        BallotOption(drafter=each, text_digest=hashlib.sha256(each.membership.ref.encode()).hexdigest())
        for each in drafters
    ]
    return _open(actor, conference, rule, options, Act.CHOOSE_DRAFTERS)


def _open(
    actor: Actor, conference: Conference, rule: Rule, options: Sequence[BallotOption], act: Act = Act.START_ROUND
) -> Ballot:
    with acting(act, actor, conference) as found:
        citizens = list(citizens_of(found))
        ballot = Ballot.objects.create(conference=found, rule=rule, opened_at=clock.now(), on_roll=len(citizens))
        for position, option in enumerate(options, start=1):
            option.ballot, option.position = ballot, position
        BallotOption.objects.bulk_create(options)
        RollEntry.objects.bulk_create(RollEntry(ballot=ballot, membership=citizen) for citizen in citizens)
        proposal = options[0].proposal_id if len(options) == 1 else None
        record(
            conference,
            Verb.BALLOT_OPENED,
            actor=actor.ref,
            ballot=ballot.pk,
            proposal=proposal,
            method=rule.method,
            named=rule.named,
            text=queries.texts_digest(options),
            on_roll=ballot.on_roll,
        )
    return ballot


# Casting


@dataclass(frozen=True)
class Vote:
    """What somebody puts in the urn: a value for each option they mark, by the option's number. ``request`` is of this
    very act: sent again, it is done once. ``secret`` is their browser's (see ``receipts``)."""

    actor: Actor
    ballot_id: int
    marks: Mapping[int, str]
    secret: str
    reason: str = ""
    request: uuid.UUID = field(default_factory=uuid.uuid4)


def cast_paper(
    *,
    actor: Actor,
    conference: Conference,
    ballot_id: int,
    marks: Mapping[int, str],
    secret: str,
    reason: str = "",
    request: uuid.UUID | None = None,
) -> str:
    """Sign the roll and drop one paper, together or not at all. Returns the receipt: the paper's key.

    Another vote of the same person and browser replaces the paper, until the ballot is closed. The same ``request``
    again is acknowledged and changes nothing.
    """
    vote = Vote(actor, ballot_id, marks, secret, reason, request or uuid.uuid4())
    (answer,) = cast_papers(conference=conference, votes=[vote])
    if isinstance(answer, Refused):
        raise answer
    return answer


def cast_papers(*, conference: Conference, votes: Sequence[Vote]) -> list[str | Refused]:
    """What :func:`cast_paper` does, for people who vote at the same moment: one transaction for all of them, and an
    answer for each, in their order. Who is refused takes nothing from the others."""
    with locked(conference.pk) as found:
        tellers = _tellers(found, votes)
        answers = [_answer(found, vote, tellers) for vote in votes]
        for teller in tellers.ballots.values():
            teller.write_down()
        signed = [note for teller in tellers.ballots.values() for note in teller.signed]
        record_all(found, Verb.ROLL_SIGNED, signed)
        replaced = [note for teller in tellers.ballots.values() for note in teller.replaced]
        record_all(found, Verb.PAPER_REPLACED, replaced)
    return answers


class _Teller:
    """One open ballot within a transaction: its roll, and its urn laid open."""

    def __init__(self, ballot: Ballot, entries: dict[int, RollEntry]) -> None:
        self.ballot, self.entries = ballot, entries
        self.options = list(ballot.options.all())
        self.slips = urn.opened(bytes(ballot.urn), ballot=ballot.pk)
        self.casts: list[Cast] = []
        self.signed: list[Noted] = []
        self.replaced: list[Noted] = []

    def take(self, vote: Vote, membership: Membership) -> str:
        entry = self.entries.get(membership.pk)
        if entry is None:
            raise Refused(_("You are not on the roll of this ballot."))
        key = receipts.key_of(vote.secret, ballot=self.ballot.pk, ref=membership.ref)
        named = self.ballot.rule.named
        if sentence := why_not_cast(self.ballot, entry):
            raise Refused(sentence)
        if named:
            # Whose it is is known: any of their devices may replace it.
            self.slips = {key: slip for key, slip in self.slips.items() if slip.voter != membership.ref}
        elif entry.voted and key not in self.slips:
            raise Refused(
                _("You have voted on another device, or your browser has been closed since: your vote counts as it is.")
            )
        values = tuple(vote.marks.get(option.pk, "") for option in self.options)
        self.slips[key] = Slip(key, values, vote.reason, membership.ref if named else "")
        note = Noted(vote.actor.ref, {"ballot": self.ballot.pk})
        if entry.voted:
            # Who changed their mind is in no journal.
            self.replaced.append(Noted(vote.actor.role.value, note.detail, frozenset({membership.ref})))
        else:
            entry.voted = True
            self.signed.append(note)
        self.casts.append(Cast(entry=entry, request=vote.request))
        return key

    def write_down(self) -> None:
        if not self.casts:
            return
        Cast.objects.bulk_create(self.casts)
        RollEntry.objects.filter(pk__in=[cast.entry_id for cast in self.casts]).update(voted=True)
        self.ballot.urn = urn.sealed_for(self.ballot, self.slips.values())
        self.ballot.save(update_fields=["urn"])


@dataclass(frozen=True)
class _Tellers:
    """``acknowledged`` are votes that were counted, whatever became of their ballot: (ballot, membership, request)."""

    ballots: dict[int, _Teller]
    members: dict[int, Membership]
    acknowledged: set[tuple[int, int, uuid.UUID]]


def _tellers(conference: Conference, votes: Sequence[Vote]) -> _Tellers:
    people = {vote.actor.membership.pk for vote in votes if vote.actor.membership}
    asked = {vote.ballot_id for vote in votes}
    options = Prefetch("options", BallotOption.objects.order_by("position"))
    ballots = Ballot.objects.filter(conference=conference, closed_at=None, pk__in=asked)
    entries: dict[int, dict[int, RollEntry]] = {}
    for entry in RollEntry.objects.filter(ballot__in=ballots, membership__in=people):
        entries.setdefault(entry.ballot_id, {})[entry.membership_id] = entry
    again = Cast.objects.filter(
        entry__ballot__in=asked, entry__membership__in=people, request__in={vote.request for vote in votes}
    )
    return _Tellers(
        {b.pk: _Teller(b, entries.get(b.pk, {})) for b in ballots.select_related("rule").prefetch_related(options)},
        Membership.objects.in_bulk(people),
        set(again.values_list("entry__ballot", "entry__membership", "request")),
    )


def _answer(conference: Conference, vote: Vote, tellers: _Tellers) -> str | Refused:
    """The rule is asked of each as the database has them now, under the lock."""
    member = tellers.members.get(vote.actor.membership.pk) if vote.actor.membership else None
    actor = actor_of(member) if member else vote.actor
    once = (vote.ballot_id, member.pk if member else 0, vote.request)
    try:
        if once in tellers.acknowledged and rules.may_ever(Act.CAST_PAPER, actor):
            return receipts.key_of(vote.secret, ballot=vote.ballot_id, ref=vote.actor.member.ref)
        rules.require(Act.CAST_PAPER, actor, conference)
        teller = tellers.ballots.get(vote.ballot_id)
        if teller is None:
            raise Refused(_("This ballot is not open."))
        key = teller.take(vote, vote.actor.member)
    except Refused as refused:
        return refused
    tellers.acknowledged.add(once)
    return key


# Closing


def close_ballot(
    *, actor: Actor, conference: Conference, ballot: Ballot, present: Collection[int] | None = None
) -> Ballot:
    """Lay out the papers, count them by the rule and publish. ``present`` are the memberships of who is there, for a
    quorum of those present; who voted is there."""
    with acting(Act.END_ROUND, actor, conference) as found:
        slips = sorted(urn.opened(bytes(ballot.urn), ballot=ballot.pk).values(), key=lambda slip: slip.key)
        roll = list(ballot.roll.select_related("membership"))
        voters = {entry.membership_id for entry in roll if entry.voted}
        expected = len(voters) - missing_from_box(ballot)
        if len(slips) != expected:
            raise Refused(
                _("There are %(papers)d papers for %(voted)d people who voted: the ballot stays open.")
                % {"papers": len(slips), "voted": expected}
            )
        there = {entry.membership_id for entry in roll} & (voters | set(present or ()))
        ballot.electors = len(there) if ballot.rule.quorum_of == QuorumOf.PRESENT else len(roll)
        ballot.voted, ballot.closed_at, ballot.urn = len(slips), clock.now(), b""
        ballot.papers_digest, ballot.roll_digest = papers_digest(slips), roll_digest(roll)
        ballot.save()
        options = list(ballot.options.select_related("proposal"))
        _lay_out(ballot, options, slips, {entry.membership.ref: entry.membership_id for entry in roll})
        _decide(ballot, options, slips)
        for option in options:
            _conclude(option)
        record(
            found,
            Verb.BALLOT_CLOSED,
            actor=actor.ref,
            ballot=ballot.pk,
            voted=ballot.voted,
            electors=ballot.electors,
            outcome=options[0].outcome if len(options) == 1 else None,
            adopted=sum(option.outcome == Outcome.ADOPTED for option in options),
            papers=ballot.papers_digest,
            roll=ballot.roll_digest,
        )
    return ballot


def _lay_out(ballot: Ballot, options: Sequence[BallotOption], slips: Iterable[Slip], voters: Mapping[str, int]) -> None:
    """All papers at once, in the order of their keys: no row, and no order of rows, is a trace of who came when."""
    slips = list(slips)
    Paper.objects.bulk_create(Paper(key=slip.key, ballot=ballot, reason=slip.reason) for slip in slips)
    Mark.objects.bulk_create(
        Mark(paper_id=slip.key, option=option, value=value)
        for slip in slips
        for option, value in zip(options, slip.values, strict=True)
        if value
    )
    named = [slip for slip in slips if slip.voter]
    NamedPaper.objects.bulk_create(NamedPaper(paper_id=slip.key, membership_id=voters[slip.voter]) for slip in named)


def _decide(ballot: Ballot, options: Sequence[BallotOption], slips: Iterable[Slip]) -> None:
    """Options are called by their position, in the lots too: anyone can draw them again from what is published."""
    names = [str(option.position) for option in options]
    papers = [{name: value for name, value in zip(names, slip.values, strict=True) if value} for slip in slips]
    results = decide(
        papers,
        names,
        queries.rule_of(ballot.rule),
        electors=ballot.electors or 0,
        lot=drawn_from(ballot.papers_digest),
    )
    for option in options:
        result = results[str(option.position)]
        option.outcome, option.base = result.outcome, result.base
        option.score, option.place, option.grade = result.score, result.place, result.grade or ""
        option.save(update_fields=["outcome", "base", "score", "place", "grade"])
        Count.objects.bulk_create(
            Count(option=option, value=value, papers=papers) for value, papers in result.counts.items()
        )


def _conclude(option: BallotOption) -> None:
    """What is tied stays before the panel, to be voted on again."""
    if option.proposal is not None and option.outcome != Outcome.TIED:
        adopted = option.outcome == Outcome.ADOPTED
        option.proposal.state = Proposal.State.ADOPTED if adopted else Proposal.State.REJECTED
        option.proposal.save(update_fields=["state"])
