import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

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
READING_ORDER = (F("theme__position").asc(nulls_last=True), "theme", "table", "pk")
# Of these, the texts of several passages.
TEXTS = ("observation", "text", "reason")


def of_table(conference: Conference, table: int) -> QuerySet[Proposal]:
    """The proposals of those who sit at this table: not of those who sat there before it was formed anew."""
    found = Proposal.objects.filter(conference=conference, table=table, table_left=False)
    return linked(found).order_by("pk")


def counted(conference: Conference, table: int) -> int:
    """How many of the proposals that the mandate allows a table it has used since the last vote. A merge is none of
    them; what it joined is, until the merge is put to the vote."""
    merged = Q(state=Proposal.State.MERGED, merged_into__merge__proposal__frozen=False)
    return of_table(conference, table).filter(Q(frozen=False) | merged).distinct().count()


def submitted(conference: Conference) -> QuerySet[Proposal]:
    """What the panel reviews and votes on: everything a table submitted, whatever became of it, but for what was merged
    into another. Under their themes, in the order of these; then those without one."""
    found = Proposal.objects.filter(conference=conference).exclude(
        state__in=(Proposal.State.DRAFT, Proposal.State.MERGED)
    )
    return linked(found).order_by(*READING_ORDER)


def not_adopted(conference: Conference) -> QuerySet[Proposal]:
    """What is kept of the rest: every other proposal, lost, merged or never submitted; not the drafts of merges in
    which nobody wrote a word of their own."""
    written = Participation.objects.filter(proposal=OuterRef("pk"), first_at__isnull=False)
    untouched = Q(state=Proposal.State.DRAFT, merge__isnull=False) & ~Exists(written)
    found = Proposal.objects.filter(conference=conference).exclude(state=Proposal.State.ADOPTED).exclude(untouched)
    return linked(found).order_by("table", "pk")


def of_person(membership: Membership) -> QuerySet[Proposal]:
    """What this person took part in, wherever they sit now."""
    found = Proposal.objects.filter(participations__membership=membership)
    return linked(found).order_by("pk")


# Where it comes from


def linked(found: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With what they rest on, their theme, what they were merged from and into."""
    return found.select_related("theme", "merge").prefetch_related(
        cited(), "merge__origins", cited("merge__origins__proposal__"), "merged_into__merge__proposal"
    )


def origins_of(proposal: Proposal) -> list[Proposal]:
    """What a merge joins, or was to join; nothing for any other proposal."""
    merge = getattr(proposal, "merge", None)
    return [origin.proposal for origin in merge.origins.all()] if merge else []


def merged_into(proposal: Proposal) -> Proposal | None:
    """The proposal that took the place of this one."""
    if proposal.state != Proposal.State.MERGED:
        return None
    found = [origin.merge for origin in proposal.merged_into.all() if origin.merge.lapsed_at is None]
    return found[-1].proposal if found else None


def is_being_merged(proposal: Proposal) -> bool:
    """Whether a merge with others is asked for, and neither agreed nor given up."""
    merges = [origin.merge for origin in proposal.merged_into.all()]
    return any(merge.lapsed_at is None and merge.proposal.state == Proposal.State.DRAFT for merge in merges)


def tables_of(proposal: Proposal) -> list[int]:
    """Where it was written: at its table; a merge, at the tables of what it joins."""
    origins = origins_of(proposal)
    return sorted({table for origin in origins for table in tables_of(origin)}) if origins else [proposal.table]


def tables_said(proposal: Proposal) -> str:
    """“Table 2”, or “Tables 2 and 5”."""
    tables = tables_of(proposal)
    if len(tables) == 1:
        return _("Table %d") % tables[0]
    return _("Tables %s") % get_text_list([str(table) for table in tables], _("and"))


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


def passages_to_choose(conference: Conference, proposal_id: int) -> dict[str, Sequence[Passage]]:
    """What a form that points at a passage is made from: those of a proposal before the panel, none of another."""
    proposal = submitted(conference).filter(pk=proposal_id).first()
    return {"passages": passages_of(proposal) if proposal else ()}


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
        thing = f"Audition, {evidence.answer.hearing.heard.title} : {evidence.answer.text}"
    elif evidence.document:
        version = f", version {evidence.document.version}" if evidence.document.version > 1 else ""
        page = f", page {evidence.page}" if evidence.page else ""
        thing = f"Document, {evidence.document.title}{version}{page}"
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
    circles: tuple["Circle", ...] = ()

    @property
    def is_agreed(self) -> bool:
        """Of a merge, more than half of each circle agree besides: no table's proposal goes without its own people."""
        agreed = is_agreed(agreed=self.agreed, missing=len(self.missing), asked=self.asked)
        return self.proposed and agreed and all(2 * each.agreed > each.asked for each in self.circles)


@dataclass(frozen=True)
class Circle:
    """Of those who are asked to agree to a merge, the ones to whom this origin belongs."""

    origin: Proposal
    agreed: int
    asked: int


def standings(proposals: Iterable[Proposal], present: Collection[int]) -> dict[int, Standing]:
    """By proposal. ``present`` are the memberships of those who signed the attendance sheet; whoever answered is there.

    An answer is to one text: who agreed to other words has not answered.
    """
    proposals = list(proposals)
    origins = _origins(proposals)
    people = people_of([*proposals, *chain.from_iterable(origins.values())])
    answers: dict[int, list[Agreement]] = defaultdict(list)
    for answer in Agreement.objects.filter(proposal__in=proposals):
        answers[answer.proposal_id].append(answer)
    found = {}
    for proposal in proposals:
        digest, mine = digest_of(proposal), people[proposal.pk]
        given = [a for a in answers[proposal.pk] if a.text_digest == digest and a.membership_id in mine]
        here = {person for person in mine if person in present} | {answer.membership_id for answer in given}
        missing = tuple(answer.missing for answer in given if answer.missing)
        yes = {answer.membership_id for answer in given if not answer.missing}
        theirs = [(origin, people[origin.pk] & here) for origin in origins[proposal.pk]]
        found[proposal.pk] = Standing(
            digest=digest,
            agreed=len(given) - len(missing),
            missing=missing,
            asked=len(here),
            proposed=proposal.submission_digest == digest,
            changed=proposal.submission_digest not in {"", digest},
            circles=tuple(Circle(origin, len(circle & yes), len(circle)) for origin, circle in theirs),
        )
    return found


def _origins(proposals: Iterable[Proposal]) -> dict[int, list[Proposal]]:
    """What each of them, where it is a merge, joins. One query, and none where there can be no merge."""
    found: dict[int, list[Proposal]] = defaultdict(list)
    left = [proposal.pk for proposal in proposals if proposal.table_left]
    if left:
        named = Proposal.objects.filter(merged_into__merge__proposal__in=left)
        for origin in named.annotate(merge_draft=F("merged_into__merge__proposal")).order_by("table", "pk"):
            found[origin.merge_draft].append(origin)
    return found


def answered(memberships: Iterable[Membership]) -> Iterable[tuple[int, str]]:
    """Who answered on which text: the marks of their own pages, by membership."""
    rows = Agreement.objects.filter(membership__in=memberships).order_by("pk")
    return [(row.membership_id, mark_of(row.proposal_id, row.text_digest)) for row in rows]


def mark_of(proposal_id: int, digest: str) -> str:
    """The mark that a person has answered on this text of this proposal."""
    return f"proposal-{proposal_id}-{digest[:8]}"
