from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from deliberation.amendments.models import Amendment, AmendmentSupport, Verdict, VerdictAgreement
from deliberation.amendments.rules import NOT_TAKEN, is_supported
from deliberation.conference.models import Conference, Membership
from deliberation.kernel.richtext import blocks, is_block, parse, replace_block, text_of
from deliberation.panel.queries import citizens_of
from deliberation.proposals.forms import ProposalForm
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import people_of
from deliberation.proposals.rules import is_agreed

# Passages


def has_passage(amendment: Amendment) -> bool:
    """Whether the words it is about still stand in the text."""
    return is_block(getattr(amendment.proposal, amendment.field), amendment.passage)


def text_with(amendment: Amendment, words: str) -> str | None:
    """The text of its field with these words in place of the passage; None when that is no longer there."""
    return replace_block(getattr(amendment.proposal, amendment.field), amendment.passage, words)


def text_and(amendment: Amendment, words: str) -> str:
    """The text of its field with these words at its end, unless they stand there already."""
    text = getattr(amendment.proposal, amendment.field)
    there = blocks(text)
    if all(each in there for each in blocks(words)):
        return str(text)
    return text_of((*parse(text), *parse(words)))


def fits(field: str, text: str) -> bool:
    """Whether a proposal may say this: no longer than its form lets it be, and a recommendation is never empty."""
    form = ProposalForm.base_fields[field]
    return len(text) <= getattr(form, "max_length", len(text)) and (bool(text) or not form.required)


def can_be_put(amendment: Amendment) -> bool:
    """Whether its words can stand in the text as it is now."""
    text = text_with(amendment, amendment.replacement)
    return text is not None and fits(amendment.field, text)


# Amendments


def amendments_of(proposals: Iterable[Proposal]) -> list[Amendment]:
    """All that was ever proposed on these, in the order in which it was; each with ``support``, how many citizens
    support it."""
    by_id = {proposal.pk: proposal for proposal in proposals}
    found = list(_supported(Amendment.objects.filter(proposal__in=by_id)))
    for amendment in found:
        # The proposal that the caller holds, read once.
        amendment.proposal = by_id[amendment.proposal_id]
    return found


def _supported(found: QuerySet[Amendment]) -> QuerySet[Amendment]:
    active = Count("supports", filter=Q(supports__membership__ended_at=None))
    return found.annotate(support=active).order_by("pk")


def open_amendments(conference: Conference) -> QuerySet[Amendment]:
    """What waits for the table that wrote the proposal."""
    found = Amendment.objects.filter(proposal__conference=conference, state=Amendment.State.OPEN)
    return found.select_related("proposal", "made_by").order_by("pk")


def waiting_at_tables(conference: Conference) -> list[tuple[int, int]]:
    """How many amendments wait for each table that has some to answer, in the order of the tables."""
    return sorted(Counter(open_amendments(conference).values_list("proposal__table", flat=True)).items())


def conflicts(amendments: Iterable[Amendment]) -> list[list[Amendment]]:
    """Those on one passage of one text together, in the order of the first on each."""
    groups: dict[tuple[int, str, str], list[Amendment]] = defaultdict(list)
    for amendment in amendments:
        groups[amendment.proposal_id, amendment.field, amendment.passage].append(amendment)
    return list(groups.values())


def to_be_voted(conference: Conference) -> list[Amendment]:
    """What its table rejected or left without an answer, enough citizens support, and can still stand in the text."""
    found = _supported(
        Amendment.objects.filter(
            proposal__conference=conference, proposal__state=Proposal.State.SUBMITTED, state__in=NOT_TAKEN
        ).select_related("proposal")
    )
    citizens, share = citizens_of(conference).count(), conference.mandate.amendment_support
    return [
        amendment
        for amendment in found
        if is_supported(support=amendment.support, citizens=citizens, share=share) and can_be_put(amendment)  # type: ignore[attr-defined]
    ]


# The table's answer


@dataclass(frozen=True)
class Deciding:
    """Where a table's answer to an amendment stands: who is ``asked``, and how many agree to each verdict."""

    asked: int
    agreed: dict[int, int]

    def is_agreed(self, verdict: Verdict) -> bool:
        """By the rule of a submission. Who agrees to another verdict finds something missing in this one."""
        mine = self.agreed.get(verdict.pk, 0)
        return is_agreed(agreed=mine, missing=sum(self.agreed.values()) - mine, asked=self.asked)


def deciding(amendments: Sequence[Amendment], present: Collection[int]) -> dict[int, Deciding]:
    """By amendment. ``present`` are the memberships of those who are there; whoever answered is there."""
    people = people_of({amendment.proposal for amendment in amendments})
    given: dict[int, list[VerdictAgreement]] = defaultdict(list)
    for each in VerdictAgreement.objects.filter(amendment__in=amendments).order_by("pk"):
        given[each.amendment_id].append(each)
    found = {}
    for amendment in amendments:
        mine = people[amendment.proposal_id]
        counted = [each for each in given[amendment.pk] if each.membership_id in mine]
        here = (mine & set(present)) | {each.membership_id for each in counted}
        found[amendment.pk] = Deciding(len(here), dict(Counter(each.verdict_id for each in counted)))
    return found


def verdicts_on(amendments: Iterable[Amendment]) -> dict[int, list[Verdict]]:
    """What was proposed to answer to each, by amendment."""
    found: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in Verdict.objects.filter(amendment__in=list(amendments)).order_by("pk"):
        found[verdict.amendment_id].append(verdict)
    return dict(found)


# On a person's own page


def supported_by(memberships: Iterable[Membership]) -> list[tuple[int, int, bool]]:
    """Who supports which amendment, and whether it is their own: membership, amendment, own."""
    rows = AmendmentSupport.objects.filter(membership__in=list(memberships)).order_by("pk")
    found = rows.values_list("membership", "amendment", "amendment__made_by")
    return [(person, amendment, person == author) for person, amendment, author in found]


def verdicts_agreed_by(memberships: Iterable[Membership]) -> list[tuple[int, int]]:
    """Who agreed to which verdict: membership, verdict."""
    rows = VerdictAgreement.objects.filter(membership__in=list(memberships)).order_by("pk")
    return list(rows.values_list("membership", "verdict"))


def open_by(memberships: Iterable[Membership]) -> dict[int, list[Amendment]]:
    """What each of these proposed and may still withdraw."""
    found: dict[int, list[Amendment]] = defaultdict(list)
    rows = Amendment.objects.filter(made_by__in=list(memberships), state=Amendment.State.OPEN)
    for amendment in rows.select_related("proposal").order_by("pk"):
        found[amendment.made_by_id].append(amendment)
    return dict(found)
