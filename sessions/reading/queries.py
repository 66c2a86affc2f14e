"""What the pages made for reading show, put together from the record: nothing the record does not tie together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from deliberation.ballots.queries import decisions, figures
from deliberation.ballots.tally import Tally, is_consensus
from deliberation.conference import rules
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Stage
from deliberation.dissent.queries import Dissent, dissents
from deliberation.dossier.models import Document
from deliberation.hearings.models import Expert, Question
from deliberation.hearings.requests.models import HearingRequest
from deliberation.hearings.requests.queries import requests_of
from deliberation.hearings.requests.wording import heard_said, outcome_said
from deliberation.opinion.annexes import outcome_of
from deliberation.opinion.models import Opinion, Recommendation
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import answered, answers_heard, cited, not_adopted, of_person, origins_of
from deliberation.review.queries import temperatures
from sessions.drafting.queries import changed_since
from sessions.fanout.acts import OfferedAct
from sessions.fanout.eyes.amendments import Row, ended
from sessions.fanout.eyes.proposals import cite, written_by_table
from sessions.fanout.eyes.room import Eyes
from sessions.reading.provenance import Provenance, provenance_of
from sessions.rounds.models import Round
from sessions.rounds.timetable import beginning, step_of, timetable
from sessions.sittings.models import Sitting
from sessions.sittings.queries import hearings_held as numbers_held
from sessions.sittings.queries import hearings_of
from sessions.tables.queries import citable_by, notes_by, notes_of, shown_notes


@dataclass(frozen=True)
class Around:
    """What the record says was said, heard and given before the vote on one recommendation: not what convinced whom."""

    remarks: tuple[str, ...]
    hearings: tuple[Round, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class Recommended:
    recommendation: Recommendation
    tally: Tally | None
    consensus: bool
    around: Around
    line: Provenance
    dissents: tuple[Dissent, ...]


@dataclass(frozen=True)
class NotKept:
    """A proposal that is not in the opinion, and what became of it, in the page's language."""

    proposal: Proposal
    tally: Tally | None
    outcome: str
    amendments: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """What belongs together: the documents one expert brought and the answers they gave, or what the organisers gave
    (no expert)."""

    expert: Expert | None
    rounds: tuple[Round, ...]
    documents: tuple[Document, ...]
    answers: tuple[Question, ...] = ()


def hearings_held(conference: Conference) -> QuerySet[Round]:
    """Hearings that began, in the order they were held, with the number of questions asked and answered."""
    return (
        Round.objects.filter(sitting__conference=conference, kind=Stage.HEARING, started_at__isnull=False)
        .select_related("sitting", "hearing__expert")
        .annotate(
            asked=Count("hearing__questions"),
            answered=Count("hearing__questions", filter=Q(hearing__questions__answered_at__isnull=False)),
        )
        .order_by("started_at", "pk")
    )


@dataclass(frozen=True)
class HearingAsked:
    """A citizens' request for a hearing, and what became of it, in the page's language."""

    request: HearingRequest
    outcome: str
    heard: str


def hearings_asked(conference: Conference) -> list[HearingAsked]:
    held = numbers_held(conference)
    return [HearingAsked(each, outcome_said(each), heard_said(each, held)) for each in requests_of(conference)]


def recommended(opinion: Opinion) -> list[Recommended]:
    """The recommendations in order, each with its figures and where it comes from."""
    conference = opinion.conference
    found = list(
        opinion.recommendations.select_related("proposal__theme", "proposal__merge")
        .prefetch_related("proposal__remarks", "proposal__participations", cited("proposal__"))
        .prefetch_related("proposal__merge__origins", cited("proposal__merge__origins__proposal__"))
        .prefetch_related("proposal__merge__origins__proposal__remarks")
        .order_by("number")
    )
    hearings, documents = list(hearings_held(conference)), list(conference.documents.all())
    replaced_at = {each.replaces_id: each.added_at for each in documents}
    proposals = [each.proposal for each in found]
    lines, contested = provenance_of(conference, proposals), dissents(proposals)
    rows = []
    for each in found:
        proposal, line = each.proposal, lines[each.proposal_id]
        opened_at = line.ballot.opened_at if line.ballot else conference.created_at
        rows.append(
            Recommended(
                each,
                line.tally,
                bool(line.tally and is_consensus(line.tally, conference.mandate.consensus)),
                Around(
                    remarks=tuple(remark.text for one in (proposal, *line.origins) for remark in one.remarks.all()),
                    hearings=tuple(h for h in hearings if h.started_at and h.started_at < opened_at),
                    documents=tuple(d for d in documents if d.added_at < opened_at <= replaced_at.get(d.pk, opened_at)),
                ),
                line,
                tuple(contested.get(proposal.pk, ())),
            )
        )
    return rows


def not_kept(conference: Conference) -> list[NotKept]:
    """Every proposal that is not in the opinion, table by table."""
    lost = list(not_adopted(conference).select_related("theme", "merge"))
    votes, amendments = decisions(proposal=lost), ended(conference, lost)
    return [
        NotKept(
            p,
            figures(votes[p.pk]) if p.pk in votes else None,
            outcome_of(p, votes.get(p.pk)),
            tuple(amendments.get(p.pk, ())),
        )
        for p in lost
    ]


def shelves(conference: Conference, documents: Iterable[Document]) -> list[Shelf]:
    """The dossier as it is read: what the organisers gave, then each expert's documents in the order of hearings."""
    by_expert: dict[str, list[Document]] = {}
    for document in documents:
        heard_at = document.hearing.expert if document.hearing else None
        by_expert.setdefault(heard_at.key if heard_at else document.added_by.place, []).append(document)
    found = [Shelf(None, (), tuple(given))] if (given := by_expert.pop("", [])) else []
    rounds = (
        Round.objects.filter(sitting__conference=conference, kind=Stage.HEARING)
        .select_related("sitting", "hearing__expert")
        .order_by("sitting__number", "number")
    )
    heard: dict[Expert, list[Round]] = {}
    for round_ in rounds:
        if round_.hearing and round_.hearing.expert:
            heard.setdefault(round_.hearing.expert, []).append(round_)
    answers: dict[Expert, list[Question]] = {}
    for question in answers_heard(conference):
        answers.setdefault(question.hearing.heard, []).append(question)
    order = [*heard, *(expert for expert in conference.experts.order_by("pk") if expert not in heard)]
    for expert in order:
        brought, said = by_expert.pop(expert.key, []), answers.get(expert, [])
        if brought or said:
            found.append(Shelf(expert, tuple(heard.get(expert, ())), tuple(brought), tuple(said)))
    rest = tuple(document for left in by_expert.values() for document in left)
    return [*found, Shelf(None, (), rest)] if rest else found


def written(actor: Actor, conference: Conference) -> dict[str, Any]:
    """What tables wrote, for one reader: what a citizen took part in, with what they may still do to it; all of it for
    whoever reads the tables; for everybody, what a restitution has shown."""
    reads_all = rules.may(Act.READ_TABLES, actor, conference)
    own = list(notes_of(conference).exclude(text="")) if reads_all else list(notes_by(actor.member))
    shown = [note for note in shown_notes(conference) if note not in own]
    mine = list(of_person(actor.member))
    left = [proposal for proposal in mine if proposal.table_left]
    rows = {row["proposal"].pk: row for row in written_by_table(conference, left)}
    done = {mark for _person, mark in answered([actor.member])}
    for row in rows.values():
        row |= {"answered": row.get("mark") in done, "moved": _moved(row["proposal"]), **_coming_back(row, conference)}
    may_write = rules.may(Act.WRITE_PROPOSAL, actor, conference)
    open_ones = [proposal for proposal in left if may_write and not proposal.frozen]
    amendments = ended(conference, mine)

    def is_closed(proposal: Proposal) -> bool:
        return proposal not in open_ones

    return {
        "reads_all": reads_all,
        # Where their texts are written together.
        "writes": f"/write/{conference.slug}/{get_language() or 'fr'}/" if open_ones else "",
        # Explanations open beside the text on the live page alone.
        "words": "",
        "temperatures": temperatures(conference),
        "notes": own,
        "shown": shown,
        # What can still be done comes before what can be read.
        "proposals": [
            (rows[p.pk] if p in open_ones else {"proposal": p}) | {"ended": amendments.get(p.pk, ())}
            for p in sorted(mine, key=is_closed)
        ],
        "cite": cite(conference, open_ones, citable_by(actor.member)) if open_ones else None,
    }


def _moved(proposal: Proposal) -> list[str]:
    """What a merge was to join and was changed since: its draft does not follow by itself."""
    origins = origins_of(proposal)
    if not origins:
        return []
    changed = changed_since(origins, proposal.merge.asked_at)
    return [origin.title for origin in origins if origin.pk in changed]


def _coming_back(row: Eyes, conference: Conference) -> Eyes:
    """The acts of this page lead back to it, not to the live one."""
    here = reverse("written", args=[conference.slug]) + f"#proposal-{row['proposal'].pk}"
    offered = {name: each for name, each in row.items() if isinstance(each, OfferedAct)}
    evidence = [each | {"withdraw": replace(each["withdraw"], next=here)} for each in row.get("evidence", ())]
    return {name: replace(each, next=here) for name, each in offered.items()} | {"evidence": evidence}


def programme_of(conference: Conference) -> QuerySet[Sitting]:
    """The sittings with their rounds."""
    return Sitting.objects.filter(conference=conference).prefetch_related("rounds").order_by("number")


@dataclass(frozen=True)
class Duration:
    """How long a conference is planned to be: its sittings, and the time of their rounds."""

    sittings: int
    online: int
    minutes: int

    @property
    def hours(self) -> int:
        return self.minutes // 60

    @property
    def minutes_over(self) -> int:
        return self.minutes % 60


def duration_of(sittings: Iterable[Sitting]) -> Duration:
    sittings = list(sittings)
    minutes = sum(round_.minutes for sitting in sittings for round_ in sitting.rounds.all())
    return Duration(len(sittings), sum(sitting.online for sitting in sittings), minutes)


def planned_starts(sitting: Sitting) -> dict[int, time]:
    """When each round of a sitting is planned to begin, by its key; nothing when the sitting has no hour."""
    zone = timezone.get_default_timezone()
    rounds = sorted(sitting.rounds.all(), key=lambda each: each.number)
    # As the programme has it, whenever the sitting really opened.
    rows = timetable([step_of(round_) for round_ in rounds], beginning(sitting.day, sitting.starts, None, zone)).rows
    planned = {round_.pk: row.planned for round_, row in zip(rounds, rows, strict=True)}
    return {key: timezone.localtime(at, zone).time() for key, at in planned.items() if at}


@dataclass(frozen=True)
class Speaking:
    """A round in which an expert is heard, and the hour it is planned for."""

    round: Round
    at: time | None


def speaking(membership: Membership) -> list[Speaking]:
    """When this member is heard as an expert; nothing for everyone else."""
    rounds = hearings_of(membership).prefetch_related("hearing__questions", "sitting__rounds")
    return [Speaking(each, planned_starts(each.sitting).get(each.pk)) for each in rounds]


def values_in_order(composition: dict[str, dict[str, int | None]]) -> dict[str, list[tuple[str, int | None]]]:
    """A panel's composition, each criterion's values in the order of their names."""
    return {name: sorted(values.items()) for name, values in composition.items()}


def turnout_of_signing(opinion: Opinion) -> Counter[str]:
    """How many citizens decided what before the frozen text."""
    return Counter(opinion.signatures.values_list("decision", flat=True))
