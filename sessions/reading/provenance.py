"""The way back from a recommendation: the vote, what changed its words, who wrote them where, what they rest on."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from deliberation.amendments.models import Amendment
from deliberation.ballots.models import Ballot
from deliberation.ballots.queries import decisions, figures
from deliberation.ballots.tally import Tally
from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Stage
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.merging.models import Merge
from deliberation.panel.queries import table_of
from deliberation.proposals.models import Evidence, Proposal
from deliberation.proposals.queries import people_shown
from sessions.drafting.models import Document, Update
from sessions.drafting.queries import proposal_key
from sessions.drafting.rules import may_read
from sessions.fanout.audiences import Seat
from sessions.rounds.models import Round
from sessions.tables.queries import notes_by, notes_of, shown_notes


@dataclass(frozen=True)
class Writing:
    """How its words came to be. ``first_at`` and ``last_at``: of what was written; None where nothing says when.
    ``people`` sat at the table meanwhile; None when they are so few that they could be recognised."""

    versions: int
    first_at: datetime | None
    last_at: datetime | None
    tables: tuple[int, ...]
    people: int | None
    round: Round | None

    @property
    def took_time(self) -> bool:
        """Whether it was written over more than a minute."""
        return bool(self.first_at and self.last_at and self.last_at - self.first_at >= timedelta(minutes=1))

    @property
    def took_days(self) -> bool:
        """Whether it was written on different days, where the installation is."""
        if self.first_at is None or self.last_at is None:
            return False
        return timezone.localdate(self.first_at) != timezone.localdate(self.last_at)


@dataclass(frozen=True)
class Provenance:
    """The line of one proposal, from its vote back. ``amendments`` have their ends; ``merge`` its origins, and is None
    for what one table wrote alone; ``evidence`` is what it rests on, notes among it."""

    proposal: Proposal
    ballot: Ballot | None
    tally: Tally | None
    amendments: tuple[Amendment, ...]
    merge: Merge | None
    writing: Writing
    evidence: tuple[Evidence, ...]

    @property
    def draft(self) -> str:
        """The name of its text, in addresses."""
        return proposal_key(self.proposal)

    @property
    def origins(self) -> tuple[Proposal, ...]:
        return tuple(origin.proposal for origin in self.merge.origins.all()) if self.merge else ()

    @property
    def ends(self) -> list[tuple[str, int]]:
        """How many of its amendments ended how: what may be told where their words may not be read."""
        counted: dict[str, int] = defaultdict(int)
        for each in self.amendments:
            counted[str(each.get_state_display())] += 1
        return list(counted.items())


def provenance_of(conference: Conference, proposals: Sequence[Proposal]) -> dict[int, Provenance]:
    """By proposal, in a few queries. Their ``participations`` and ``evidence`` are read from them."""
    amendments, merges = _amendments(proposals), _merges(proposals)
    first_known, written = first_written(conference), _written(proposals)
    drafting = _drafting_rounds(conference)
    votes, lines = decisions(proposal=proposals), {}
    for proposal in proposals:
        merge, vote = merges.get(proposal.pk), votes.get(proposal.pk)
        first_at, last_at = written.get(proposal.pk, (first_known.get(proposal.pk), None))
        origins = {origin.proposal.table for origin in merge.origins.all()} if merge else set()
        lines[proposal.pk] = Provenance(
            proposal=proposal,
            ballot=vote.ballot if vote else None,
            tally=figures(vote) if vote else None,
            amendments=tuple(amendments.get(proposal.pk, ())),
            merge=merge,
            writing=Writing(
                versions=proposal.version,
                first_at=first_at,
                last_at=last_at,
                tables=tuple(sorted(origins | {proposal.table})),
                people=people_shown(proposal),
                round=_under_way(drafting, first_at),
            ),
            evidence=tuple(proposal.evidence.all()),
        )
    return lines


def first_written(conference: Conference) -> dict[int, datetime]:
    """When each proposal was first written, as the journal says."""
    entries = Entry.objects.filter(conference=conference, verb=Verb.PROPOSAL_WRITTEN).order_by("number")
    first: dict[int, datetime] = {}
    for detail, at in entries.values_list("detail", "at"):
        first.setdefault(json.loads(detail)["proposal"], at)
    return first


def _written(proposals: Sequence[Proposal]) -> dict[int, tuple[datetime, datetime]]:
    """Between which times somebody wrote in each, as the updates of its text say."""
    found = Update.objects.filter(document__proposal__in=proposals, author__isnull=False).order_by()
    rows = found.values("document__proposal").annotate(first=Min("at"), last=Max("at"))
    return {row["document__proposal"]: (row["first"], row["last"]) for row in rows}


def _amendments(proposals: Sequence[Proposal]) -> dict[int, list[Amendment]]:
    rows: dict[int, list[Amendment]] = defaultdict(list)
    for amendment in Amendment.objects.filter(proposal__in=proposals):
        rows[amendment.proposal_id].append(amendment)
    return rows


def _merges(proposals: Sequence[Proposal]) -> dict[int, Merge]:
    """Those that were made."""
    found = Merge.objects.filter(proposal__in=proposals, lapsed_at=None).prefetch_related("origins__proposal")
    return {merge.proposal_id: merge for merge in found}


def _drafting_rounds(conference: Conference) -> list[Round]:
    """Where proposals are written, in the order in which they were held."""
    kinds = (Stage.DRAFTING, Stage.REVIEW)
    found = Round.objects.filter(sitting__conference=conference, kind__in=kinds, started_at__isnull=False)
    return list(found.select_related("sitting").order_by("started_at"))


def _under_way(rounds: Iterable[Round], at: datetime | None) -> Round | None:
    """The round that was running then."""
    for round_ in rounds:
        if at and round_.started_at and round_.started_at <= at and (not round_.ended_at or at <= round_.ended_at):
            return round_
    return None


# Where a reader may follow it


@dataclass(frozen=True)
class Reader:
    """What of these lines a visitor may open: the ``dossier``, what was said in the ``review``, how the texts of these
    proposals (``drafts``) came to be, these ``notes``."""

    dossier: bool
    review: bool
    drafts: frozenset[int]
    notes: frozenset[int]


def reader_of(actor: Actor | None, conference: Conference, proposals: Iterable[Proposal]) -> Reader:
    """The rules of the pages to which the lines lead, asked beforehand: nobody is led to a closed door."""
    follows, dossier = (rules.may(act, actor, conference) for act in (Act.FOLLOW_SITTING, Act.READ_DOSSIER))
    if actor is None or not follows:
        return Reader(dossier=dossier, review=False, drafts=frozenset(), notes=frozenset())
    seat = Seat(conference, actor, table_of(actor.member))
    reads_all = rules.may(Act.READ_TABLES, actor, conference)
    own = notes_of(conference).exclude(text="") if reads_all else notes_by(actor.member)
    return Reader(
        dossier=dossier,
        review=True,
        drafts=frozenset(
            each.pk
            for each in proposals
            if may_read(seat, Document(conference=conference, proposal=each, table=each.table))
        ),
        notes=frozenset(note.pk for note in (*own, *shown_notes(conference))),
    )
