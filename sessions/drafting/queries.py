import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from deliberation.conference.models import Conference, Membership
from deliberation.conference.stages import Stage
from deliberation.opinion.models import Section
from deliberation.opinion.writing.queries import writers_of
from deliberation.panel.models import Panellist
from deliberation.proposals.models import Proposal
from sessions.drafting.models import NOTE, Document, Update
from sessions.drafting.replica import Replica, replica_of
from sessions.drafting.rules import Refusal, is_frozen, may_read, why_not_write
from sessions.drafting.subjects import subject_of
from sessions.fanout.audiences import Seat, Visit, seats_of
from sessions.rounds.models import Round
from sessions.tables.models import Note

COLOURS = 8
_NOTE = re.compile(r"note-(\d{1,9})-(\d{1,4})")
_PROPOSAL = re.compile(r"proposal-(\d{1,9})")
_SECTION = re.compile(r"section-(\d{1,9})")


# Which document


def note_key(round_: Round, table: int) -> str:
    return Document(round=round_, table=table).key


def proposal_key(proposal: Proposal) -> str:
    return Document(proposal=proposal, table=proposal.table).key


def section_key(section: Section) -> str:
    return Document(section=section).key


def documents() -> QuerySet[Document]:
    """Without all that they hold, which is read when it is asked for."""
    return Document.objects.select_related("round", "proposal", "section__opinion__conference__mandate").defer("state")


def locked_documents(**which: Any) -> list[Document]:
    """Locked until the end of the transaction, always in the same order."""
    found = Document.objects.filter(**which).select_for_update(no_key=True).order_by("pk")
    # Read again once they are locked: what is joined to a row that was waited for may be older than the row.
    return list(documents().filter(pk__in=list(found.values_list("pk", flat=True))).order_by("pk"))


def named(conference: Conference, key: str) -> Document | None:
    """The document of this name, not saved yet if nobody opened it. None when there can be none."""
    if found := _NOTE.fullmatch(key):
        return _of_notes(conference, int(found[1]), int(found[2]))
    if found := _PROPOSAL.fullmatch(key):
        proposal = Proposal.objects.filter(conference=conference, pk=int(found[1])).first()
        return of_proposal(proposal) if proposal else None
    if found := _SECTION.fullmatch(key):
        section = Section.objects.select_related("opinion").filter(opinion__conference=conference, pk=int(found[1]))
        return of_section(section[0], conference) if section else None
    return None


def of_proposal(proposal: Proposal) -> Document:
    stored = documents().filter(proposal=proposal).first()
    return stored or Document(conference=proposal.conference, proposal=proposal, table=proposal.table)


def of_section(section: Section, conference: Conference) -> Document:
    return documents().filter(section=section).first() or Document(conference=conference, section=section)


def _of_notes(conference: Conference, round_id: int, table: int) -> Document | None:
    round_ = Round.objects.filter(sitting__conference=conference, kind=Stage.TABLES, pk=round_id).first()
    return of_notes(conference, round_, table) if round_ and _is_a_table(conference, round_, table) else None


def _is_a_table(conference: Conference, round_: Round, table: int) -> bool:
    seated = Panellist.objects.filter(membership__conference=conference, membership__ended_at=None, table=table)
    return seated.exists() or Note.objects.filter(round=round_, table=table).exists()


def of_notes(conference: Conference, round_: Round, table: int) -> Document:
    stored = documents().filter(round=round_, table=table).first()
    return stored or Document(conference=conference, round=round_, table=table)


# What it holds


def rows(document: Document, after: int = 0, until: int | None = None) -> list[tuple[int, bytes]]:
    """Numbers and bytes, in order."""
    found = document.updates.filter(number__gt=after)
    if until is not None:
        found = found.filter(number__lte=until)
    return [(number, bytes(content)) for number, content in found.order_by("number").values_list("number", "content")]


def replica_at(document: Document, number: int, *, client_id: int | None = None) -> Replica:
    """What it was after this update."""
    if document.state and document.written_down <= number:
        kept = (document.written_down, bytes(document.state))
        replica = replica_of([kept, *rows(document, document.written_down, number)], client_id=client_id)
    else:
        replica = replica_of(rows(document, until=number), client_id=client_id)
    replica.number = number
    return replica


def current(document: Document) -> Replica:
    return replica_at(document, document.length)


def base_of(document: Document, version: int) -> int | None:
    """The update of which a reader of this version of the text knew; None when there is no such version."""
    if version == 0 and document.kind == NOTE:
        return 0
    return document.versions.filter(version=version).values_list("number", flat=True).first()


def texts_at(document: Document, number: int) -> dict[str, str]:
    return replica_at(document, number).texts(subject_of(document).fields)


# What somebody may do with it


@dataclass(frozen=True)
class Standing:
    """A visitor before a document. ``colour`` is a number from 1 to 8, and the same for everybody at the table."""

    may_read: bool = False
    refusal: Refusal | None = None
    frozen: bool = False
    called: str = ""
    colour: int = 1
    ref: str = ""

    @property
    def may_write(self) -> bool:
        return self.may_read and self.refusal is None

    @property
    def greeting(self) -> tuple[bool, int, str]:
        """What the page is told of it."""
        return self.may_write, self.colour, self.called


def standings(visits: Sequence[tuple[Visit, int]]) -> list[Standing]:
    """For each visit of a document, by its id: who may read and write it now."""
    found = documents().in_bulk({document for _, document in visits})
    seats = seats_of([visit for visit, _ in visits])
    places = _places(found.values())
    return [_standing(seat, found.get(document), places) for (_, document), seat in zip(visits, seats, strict=True)]


def _standing(seat: Seat | None, document: Document | None, places: "Places") -> Standing:
    if seat is None or document is None or not may_read(seat, document):
        return Standing()
    at_table = places.get((document.conference_id, document.table), [])
    member = seat.actor.member
    place = at_table.index(member.pk) if member.pk in at_table else len(at_table)
    return Standing(
        may_read=True,
        refusal=why_not_write(seat, document),
        frozen=is_frozen(document),
        called=member.display_name,
        colour=place % COLOURS + 1,
        ref=member.ref,
    )


# By conference and table; None is the table of no table.
Places = dict[tuple[int, int | None], list[int]]


def _places(found: Iterable[Document]) -> Places:
    """The memberships at each table of these documents, in the order of the panel; of the opinion, who writes it."""
    found = list(found)
    opinions = {each.section.opinion_id: each.section.opinion for each in found if each.section}
    written = {(each.conference_id, None): writers_of(each) for each in opinions.values()}
    return written | _seated({(each.conference_id, each.table) for each in found if each.table is not None})


def _seated(tables: set[tuple[int, int]]) -> Places:
    seated = Panellist.objects.filter(
        membership__conference__in={conference for conference, _ in tables},
        membership__ended_at=None,
        table__in={table for _, table in tables},
    ).order_by("number")
    places: Places = {}
    for conference, table, membership in seated.values_list("membership__conference", "table", "membership"):
        places.setdefault((conference, table or 0), []).append(membership)
    return places


# What processes missed


def missed(numbers: Mapping[int, int]) -> dict[int, list[tuple[int, bytes]]]:
    """The updates after these, by document."""
    lengths = dict(Document.objects.filter(pk__in=numbers).values_list("pk", "length"))
    behind = {pk for pk, length in lengths.items() if length > numbers[pk]}
    return {pk: rows(Document(pk=pk), numbers[pk]) for pk in behind}


# How it came to be


@dataclass(frozen=True)
class Minute:
    """``number`` is the last update of that minute; ``called`` are those who took part in it."""

    at: datetime
    number: int
    called: tuple[str, ...]


def minutes_of(document: Document) -> list[Minute]:
    """The latest first."""
    found = document.updates.order_by("number").values_list("number", "at", "author__called", "author__name")
    minutes: dict[datetime, tuple[int, dict[str, None]]] = {}
    for number, at, called, name in found:
        last, people = minutes.setdefault(at.replace(second=0, microsecond=0), (0, {}))
        if name:
            people[called or name] = None
        minutes[at.replace(second=0, microsecond=0)] = (max(last, number), people)
    return [Minute(at, number, tuple(people)) for at, (number, people) in sorted(minutes.items(), reverse=True)]


def changed_since(proposals: Iterable[Proposal], at: datetime) -> set[int]:
    """Those in whose texts somebody has written since."""
    found = Update.objects.filter(document__proposal__in=proposals, author__isnull=False, at__gt=at)
    return set(found.values_list("document__proposal", flat=True))


def writers_of_notes(round_: Round, table: int) -> list[Membership]:
    """All who wrote in them, a table's tablet among them."""
    found = Update.objects.filter(document__round=round_, document__table=table, author__isnull=False)
    return list(Membership.objects.filter(pk__in=found.values("author")).order_by("pk"))


def writers_after(document: Document, number: int) -> list[Update]:
    """The last update of each who wrote after this one, in the order of these; as far as the document is known."""
    latest: dict[int | None, Update] = {}
    found = document.updates.filter(number__gt=number, number__lte=document.length, author__isnull=False)
    for update in found.defer("content").order_by("number"):
        latest.pop(update.author_id, None)
        latest[update.author_id] = update
    return list(latest.values())
