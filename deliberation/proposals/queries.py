import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count

from django.db.models import Prefetch, QuerySet

from deliberation.conference.models import Conference, Membership
from deliberation.conference.stages import Role
from deliberation.hearings.models import Question
from deliberation.kernel.richtext import blocks, parse, plain_of
from deliberation.panel.models import Panellist
from deliberation.panel.queries import SMALL_CELL
from deliberation.proposals.models import Agreement, Evidence, Participation, Proposal
from deliberation.proposals.rules import is_agreed

# What is agreed to and voted, in this order.
WORDS = ("title", "observation", "text", "reason", "addressee")
# Of these, the texts of several passages.
TEXTS = ("observation", "text", "reason")


def of_table(conference: Conference, table: int) -> QuerySet[Proposal]:
    """The proposals of those who sit at this table: not of those who sat there before it was formed anew."""
    found = Proposal.objects.filter(conference=conference, table=table, table_left=False)
    return found.prefetch_related(cited()).order_by("pk")


def submitted(conference: Conference) -> QuerySet[Proposal]:
    """What the panel reviews and votes on: everything a table submitted, whatever became of it."""
    found = Proposal.objects.filter(conference=conference).exclude(state=Proposal.State.DRAFT)
    return found.prefetch_related(cited()).order_by("table", "pk")


def of_person(membership: Membership) -> QuerySet[Proposal]:
    """What this person took part in, wherever they sit now."""
    found = Proposal.objects.filter(participations__membership=membership)
    return found.prefetch_related(cited()).order_by("pk")


# Passages


@dataclass(frozen=True)
class Passage:
    """One block of a text of a proposal. ``key`` is its name in forms and pages, the same for as long as it says the
    same; ``words`` are its words alone."""

    field: str
    source: str
    key: str
    words: str


def passages_of(proposal: Proposal) -> list[Passage]:
    """What can be pointed at in the proposal as it stands, in the order in which it is read."""
    return [passage for field in TEXTS for passage in passages_in(field, getattr(proposal, field))]


# A page is rendered again and again with the same texts.
@lru_cache(maxsize=1024)
def passages_in(field: str, text: str) -> tuple[Passage, ...]:
    """Two passages that say the same have the same key."""
    return tuple(
        Passage(field, source, f"{field}-{hashlib.sha256(source.encode()).hexdigest()[:8]}", plain_of(parse(source)))
        for source in blocks(text)
    )


# Evidence


def cited(path: str = "") -> "Prefetch[str]":
    """For ``prefetch_related``: what proposals rest on, whole, in one query. ``path`` leads to the proposal."""
    whole = Evidence.objects.select_related("answer__hearing__expert", "document", "note__round")
    return Prefetch(f"{path}evidence", whole.order_by("pk"))


def answers_heard(conference: Conference) -> QuerySet[Question]:
    """What experts have answered, in the order of the hearings."""
    found = Question.objects.filter(hearing__conference=conference, answered_at__isnull=False)
    return found.select_related("hearing__expert").order_by("answered_at", "pk")


def evidence_called(proposal: Proposal, reference: str) -> Evidence | None:
    """What ``evidence:KEY`` in a text of this proposal stands for; None when it is not, or no longer, its evidence."""
    return next((each for each in proposal.evidence.all() if each.reference == reference), None)


def line_of(evidence: Evidence) -> str:
    """The line of the signed text that says what ``evidence:KEY`` is: part of the format, so never translated."""
    return f"{evidence.reference}, {_said(evidence)}"


def key_of(evidence: Evidence) -> str:
    """What texts of its proposal call it, before it is saved: the beginning of the SHA-256 of what it says, numbered
    where two things say the same."""
    key = hashlib.sha256(_said(evidence).encode()).hexdigest()[:8]
    taken = set(evidence.proposal.evidence.values_list("key", flat=True))
    names = chain([key], (f"{key}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


def _said(evidence: Evidence) -> str:
    if evidence.answer:
        thing = f"Audition, {evidence.answer.hearing.expert.title} : {evidence.answer.text}"
    elif evidence.document:
        thing = f"Document, {evidence.document.title}" + (f", page {evidence.page}" if evidence.page else "")
    elif evidence.note:
        thing = f"Notes de la table {evidence.note.table}, {evidence.note.round.title}"
    else:
        raise ValueError("evidence of nothing")
    return f"{thing} : « {evidence.quote} »" if evidence.quote else thing


def digest_of(proposal: Proposal) -> str:
    """SHA-256 of what is agreed to and voted: title, observation, recommendation, reason and addressee, then a line for
    each piece of evidence, separated by form feeds."""
    words = [getattr(proposal, name) for name in WORDS]
    text = "\f".join([*words, *(line_of(each) for each in proposal.evidence.all())])
    return hashlib.sha256(text.encode()).hexdigest()


# People


def writers_of(proposals: Iterable[Proposal]) -> dict[int, list[str]]:
    """How those who wrote in them are called, by proposal: for the table itself."""
    rows = Participation.objects.filter(proposal__in=proposals, first_at__isnull=False).select_related("membership")
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.proposal_id].append(row.membership.display_name)
    return dict(found)


def people_of(proposals: Iterable[Proposal]) -> dict[int, set[int]]:
    """The citizens, by membership, to whom each proposal belongs now: see ``rules.is_of_its_table``."""
    proposals = list(proposals)
    active = {"membership__role": Role.CITIZEN, "membership__ended_at": None}
    conferences = {proposal.conference_id for proposal in proposals}
    seats: dict[tuple[int, int], set[int]] = defaultdict(set)
    rows = Panellist.objects.filter(membership__conference__in=conferences, **active).exclude(table=None)
    for conference, table, person in rows.values_list("membership__conference", "table", "membership"):
        seats[conference, table or 0].add(person)
    kept: dict[int, set[int]] = defaultdict(set)
    left = [proposal for proposal in proposals if proposal.table_left]
    if left:
        for row in Participation.objects.filter(proposal__in=left, **active):
            kept[row.proposal_id].add(row.membership_id)
    return {p.pk: kept[p.pk] if p.table_left else seats[p.conference_id, p.table] for p in proposals}


def people_shown(proposal: Proposal) -> int | None:
    """How many citizens sat at its table while it was written; None for so few that they could be recognised."""
    count = len(proposal.participations.all())
    return count if count >= SMALL_CELL else None


@dataclass(frozen=True)
class Standing:
    """Where the table's agreement stands on the text as it is now.

    ``proposed``: somebody proposed to submit this text; ``changed``: they proposed a text that has changed since.
    """

    digest: str
    agreed: int = 0
    missing: tuple[str, ...] = ()
    asked: int = 0
    proposed: bool = False
    changed: bool = False

    @property
    def is_agreed(self) -> bool:
        return self.proposed and is_agreed(agreed=self.agreed, missing=len(self.missing), asked=self.asked)


def standings(proposals: Iterable[Proposal], present: Collection[int]) -> dict[int, Standing]:
    """By proposal. ``present`` are the memberships of those who signed the attendance sheet; whoever answered is there.

    An answer is to one text: who agreed to other words has not answered.
    """
    proposals = list(proposals)
    people = people_of(proposals)
    answers: dict[int, list[Agreement]] = defaultdict(list)
    for answer in Agreement.objects.filter(proposal__in=proposals):
        answers[answer.proposal_id].append(answer)
    found = {}
    for proposal in proposals:
        digest, mine = digest_of(proposal), people[proposal.pk]
        given = [a for a in answers[proposal.pk] if a.text_digest == digest and a.membership_id in mine]
        here = {person for person in mine if person in present} | {answer.membership_id for answer in given}
        missing = tuple(answer.missing for answer in given if answer.missing)
        found[proposal.pk] = Standing(
            digest=digest,
            agreed=len(given) - len(missing),
            missing=missing,
            asked=len(here),
            proposed=proposal.submission_digest == digest,
            changed=proposal.submission_digest not in {"", digest},
        )
    return found


def answered(memberships: Iterable[Membership]) -> Iterable[tuple[int, str]]:
    """Who answered on which text: the marks of their own pages, by membership."""
    rows = Agreement.objects.filter(membership__in=memberships).order_by("pk")
    return [(row.membership_id, mark_of(row.proposal_id, row.text_digest)) for row in rows]


def mark_of(proposal_id: int, digest: str) -> str:
    """The mark that a person has answered on this text of this proposal."""
    return f"proposal-{proposal_id}-{digest[:8]}"
