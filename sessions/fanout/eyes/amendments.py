"""Amendments as everyone reads them, and in the hands of the table that answers them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from deliberation.amendments import queries
from deliberation.amendments.diff import Part, words
from deliberation.amendments.forms import AmendmentForm, ReasonForm, RewriteForm
from deliberation.amendments.models import Amendment, Verdict
from deliberation.amendments.rules import SUPPORTED, is_amendable, support_needed
from deliberation.conference.models import Conference, Membership
from deliberation.conference.posting import PlainForm
from deliberation.kernel.richtext import parse, plain_of
from deliberation.kernel.typography import typographic
from deliberation.panel.queries import citizens_of
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import passages_of
from sessions.fanout.acts import act
from sessions.tables.queries import present_people

State = Amendment.State
Row = dict[str, Any]


def reworded(before: str, after: str, language: str) -> tuple[Part, ...]:
    """What is changed, in words alone; in their marks where nothing else is changed."""
    plain = [typographic(plain_of(parse(text)), language) for text in (before, after)]
    if plain[0] == plain[1]:
        plain = [before, after]
    return words(*plain)


def ended(conference: Conference, proposals: Iterable[Proposal]) -> dict[int, list[Row]]:
    """All that was ever proposed on each, to read: no act among it."""
    found: dict[int, list[Row]] = defaultdict(list)
    for amendment in queries.amendments_of(proposals):
        found[amendment.proposal_id].append(_read(conference, amendment))
    return dict(found)


def _read(conference: Conference, amendment: Amendment) -> Row:
    taken = amendment.settled if amendment.state == State.REWRITTEN else amendment.replacement
    waits = amendment.state in {State.OPEN, State.REJECTED, State.UNANSWERED}
    return {
        "amendment": amendment,
        "parts": reworded(amendment.passage, taken, conference.language),
        "gone": waits and not queries.has_passage(amendment),
    }


# Before the whole panel


def amended(conference: Conference, proposals: Sequence[Proposal]) -> dict[int, Row]:
    """By proposal: what waits or may still be supported, those on one passage together; what is settled; the form."""
    found = queries.amendments_of(proposals)
    citizens, share = citizens_of(conference).count(), conference.mandate.amendment_support
    needed = support_needed(citizens=citizens, share=share)
    return {
        proposal.pk: {
            "needed": needed,
            "groups": [
                [_support(conference, each) for each in group]
                for group in queries.conflicts(a for a in mine if a.state in SUPPORTED)
            ],
            "settled": [_read(conference, each) for each in mine if each.state not in SUPPORTED],
            "propose": act(
                "propose-amendment",
                "propose_amendment",
                conference,
                proposal.pk,
                form=AmendmentForm(passages=passages_of(proposal), auto_id=f"amend-{proposal.pk}-%s"),
            )
            if is_amendable(proposal)
            else None,
        }
        for proposal in proposals
        for mine in [[each for each in found if each.proposal_id == proposal.pk]]
    }


def _support(conference: Conference, amendment: Amendment) -> Row:
    """Who supports it already has the mark on their own page; who does not support their own only, another."""
    row = _read(conference, amendment)
    if is_amendable(amendment.proposal):
        row["support"] = act(
            "support-amendment",
            "support_amendment",
            conference,
            amendment.pk,
            form=PlainForm(),
            until=f"amendment-{amendment.pk}",
        )
        row["unsupport"] = act("withdraw-support", "withdraw_support", conference, amendment.pk, form=PlainForm())
        row["since"] = f"supported-{amendment.pk}"
    return row


def marks_of(memberships: Sequence[Membership]) -> list[tuple[int, str]]:
    """Marks of people's own pages: what they support, and which answers of their table they agreed to."""
    found = []
    for person, amendment, own in queries.supported_by(memberships):
        found += [(person, f"amendment-{amendment}"), *([] if own else [(person, f"supported-{amendment}")])]
    return [*found, *((person, f"verdict-{verdict}") for person, verdict in queries.verdicts_agreed_by(memberships))]


def withdrawable(conference: Conference, memberships: Sequence[Membership]) -> dict[int, list[Row]]:
    """By person: their own that are open, with the form that withdraws each."""
    return {
        person: [
            {
                **_read(conference, each),
                "withdraw": act(
                    "withdraw-amendment",
                    "withdraw_amendment",
                    conference,
                    each.pk,
                    form=ReasonForm(auto_id=f"withdraw-{each.pk}-%s"),
                ),
            }
            for each in mine
        ]
        for person, mine in queries.open_by(memberships).items()
    }


# At the table that wrote the proposal


def to_answer(conference: Conference, proposals: Iterable[Proposal]) -> dict[int, list[list[Row]]]:
    """By proposal: what waits for its table's answer, those on one passage together."""
    waiting = [each for each in queries.amendments_of(proposals) if each.state == State.OPEN]
    if not waiting:
        return {}
    stand, said = queries.deciding(waiting, present_people(conference)), queries.verdicts_on(waiting)
    groups = queries.conflicts(waiting)
    rows = [[_answer(conference, each, stand[each.pk], said.get(each.pk, [])) for each in group] for group in groups]
    by_proposal = zip([group[0].proposal_id for group in groups], rows, strict=True)
    return {
        proposal: [group for _, group in same]
        for proposal, same in groupby(sorted(by_proposal, key=lambda pair: pair[0]), key=lambda pair: pair[0])
    }


def _answer(conference: Conference, amendment: Amendment, stand: queries.Deciding, said: list[Verdict]) -> Row:
    row, pk = _read(conference, amendment), amendment.pk
    rewrite = RewriteForm(initial={"text": amendment.replacement}, auto_id=f"rewrite-{pk}-%s")
    row |= {
        "asked": stand.asked,
        "verdicts": [_verdict(conference, amendment, each, stand) for each in said],
        "rewrite": act("rewrite-amendment", "rewrite_amendment", conference, pk, form=rewrite),
        "reject": act(
            "reject-amendment", "reject_amendment", conference, pk, form=ReasonForm(auto_id=f"reject-{pk}-%s")
        ),
    }
    if not row["gone"] and not any(each.kind == Verdict.Kind.ACCEPT for each in said):
        row["accept"] = act("accept-amendment", "accept_amendment", conference, pk, form=PlainForm())
    return row


def _verdict(conference: Conference, amendment: Amendment, verdict: Verdict, stand: queries.Deciding) -> Row:
    rewrites = verdict.kind == Verdict.Kind.REWRITE
    return {
        "verdict": verdict,
        "agreed": stand.agreed.get(verdict.pk, 0),
        "parts": reworded(amendment.passage, verdict.text, conference.language) if rewrites else (),
        "agree": act(
            "agree-to-verdict",
            "agree_to_verdict",
            conference,
            verdict.pk,
            form=PlainForm(),
            until=f"verdict-{verdict.pk}",
        ),
    }
