"""The units of visibility: named here, and nowhere else. What two people may see alike is one audience."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from deliberation.accounts.queries import signed_in
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor, actor_of, may
from deliberation.conference.stages import Act, Role, Stage
from deliberation.panel.queries import table_of, tables_of

SEATED = frozenset({Role.CITIZEN, Role.TABLE})


class Kind(StrEnum):
    """Also the name of the region of the page where an audience's news is shown."""

    CITIZENS = "citizens"
    TABLE = "table"
    PERSON = "person"
    DESK = "desk"
    WATCH = "watch"
    GUARANTOR = "guarantor"
    SCREEN = "screen"
    TABLET = "tablet"


@dataclass(frozen=True)
class Audience:
    """``key`` tells audiences of a kind apart: a table's number, a person's reference."""

    conference_id: int
    kind: Kind
    key: str = ""


def audiences_of(actor: Actor | None, conference: Conference) -> tuple[Audience, ...]:
    """What a visitor may see live, in the order of the page; nothing for the sponsor, who waits outside."""
    if actor is None:
        return ()
    return _audiences(actor, conference, table_of(actor.member) if actor.role in SEATED else None)


def _audiences(actor: Actor, conference: Conference, table: int | None) -> tuple[Audience, ...]:
    if not may(Act.FOLLOW_SITTING, actor, conference):
        return ()

    def audience(kind: Kind, key: str = "") -> Audience:
        return Audience(conference.pk, kind, key)

    if actor.role == Role.TABLE:
        key = str(table or "")
        return (audience(Kind.TABLET, key), audience(Kind.TABLE, key)) if table else ()
    if actor.role == Role.CITIZEN:
        mine = (audience(Kind.PERSON, actor.member.ref), audience(Kind.CITIZENS))
        return (*mine, audience(Kind.TABLE, str(table))) if table else mine
    kind = {Role.FACILITATOR: Kind.DESK, Role.GUARANTOR: Kind.GUARANTOR}.get(actor.role, Kind.WATCH)
    return (audience(kind),)


def screen_of(actor: Actor | None, conference: Conference) -> tuple[Audience, ...]:
    """On the projector there is nothing private, whoever opened it: one region for whoever may follow the sitting. In
    the round where the opinion is read aloud on it, for those alone who may read the opinion."""
    if not may(Act.FOLLOW_SITTING, actor, conference):
        return ()
    if conference.current_stage == Stage.WRITING and not may(Act.READ_OPINION, actor, conference):
        return ()
    return (Audience(conference.pk, Kind.SCREEN),)


@dataclass(frozen=True)
class Visit:
    """A browser at a conference's address, by the key of its session; ``screen`` when it is the room's projector."""

    session: str
    slug: str
    screen: bool = False


@dataclass(frozen=True)
class Place:
    """Who a visitor is in which conference, and what they may see, as the database says. ``ref`` is a member's."""

    conference_id: int = 0
    ref: str = ""
    audiences: tuple[Audience, ...] = ()


@dataclass(frozen=True)
class Seat:
    """Who a visitor is in a conference, and the table where they sit or which their tablet stands for."""

    conference: Conference
    actor: Actor
    table: int | None


def seats_of(visits: Sequence[Visit]) -> list[Seat | None]:
    """In the order of the visits: a thousand people who come at once cost five queries. None for who is no member, or
    no longer signed in."""
    conferences = {found.slug: found for found in Conference.objects.filter(slug__in={visit.slug for visit in visits})}
    users = signed_in(visit.session for visit in visits)
    members = {
        (membership.conference_id, membership.user_id): membership
        for membership in Membership.objects.filter(
            conference__in=conferences.values(), user__in={user.pk for user in users.values()}, ended_at=None
        )
    }
    tables = tables_of(membership for membership in members.values() if membership.role in SEATED)
    seats: list[Seat | None] = []
    for visit in visits:
        conference, user = conferences.get(visit.slug), users.get(visit.session)
        membership = members.get((conference.pk, user.pk)) if conference and user else None
        if conference is None or membership is None:
            seats.append(None)
        else:
            seats.append(Seat(conference, actor_of(membership), tables.get(membership.pk)))
    return seats


def places_of(visits: Sequence[Visit]) -> list[Place]:
    """In the order of the visits. No audience for who is no member, or no longer signed in."""
    places = []
    for visit, seat in zip(visits, seats_of(visits), strict=True):
        if seat is None:
            places.append(Place())
            continue
        conference, actor = seat.conference, seat.actor
        found = screen_of(actor, conference) if visit.screen else _audiences(actor, conference, seat.table)
        places.append(Place(conference.pk, actor.member.ref, found))
    return places
