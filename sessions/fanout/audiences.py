"""The units of visibility: named here, and nowhere else. What two people may see alike is one audience."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from deliberation.accounts.models import User
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor, actor_of, may
from deliberation.conference.stages import Act, Role
from deliberation.panel.queries import table_of, tables_of


class Kind(StrEnum):
    """Also the name of the region of the page where an audience's news is shown."""

    CITIZENS = "citizens"
    TABLE = "table"
    PERSON = "person"
    DESK = "desk"
    WATCH = "watch"
    GUARANTOR = "guarantor"


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
    return _audiences(actor, conference, table_of(actor.member) if actor.role == Role.CITIZEN else None)


def _audiences(actor: Actor, conference: Conference, table: int | None) -> tuple[Audience, ...]:
    if not may(Act.FOLLOW_SITTING, actor, conference):
        return ()

    def audience(kind: Kind, key: str = "") -> Audience:
        return Audience(conference.pk, kind, key)

    if actor.role == Role.CITIZEN:
        mine = (audience(Kind.PERSON, actor.member.ref), audience(Kind.CITIZENS))
        return (*mine, audience(Kind.TABLE, str(table))) if table else mine
    kind = {Role.FACILITATOR: Kind.DESK, Role.GUARANTOR: Kind.GUARANTOR}.get(actor.role, Kind.WATCH)
    return (audience(kind),)


@dataclass(frozen=True)
class Visit:
    """A signed-in person at a conference's address."""

    user: User
    slug: str


@dataclass(frozen=True)
class Place:
    """Who a visitor is in which conference, and what they may see, as the database says. ``ref`` is a member's."""

    conference_id: int = 0
    ref: str = ""
    audiences: tuple[Audience, ...] = ()


def places_of(visits: Sequence[Visit]) -> list[Place]:
    """In the order of the visits: a thousand people who come at once cost three queries.

    No audience for who is no member, or whose sign-in was ended since.
    """
    conferences = {found.slug: found for found in Conference.objects.filter(slug__in={visit.slug for visit in visits})}
    members = {
        (membership.conference_id, membership.user_id): membership
        for membership in Membership.objects.select_related("user").filter(
            conference__in=conferences.values(), user__in={visit.user.pk for visit in visits}, ended_at=None
        )
    }
    tables = tables_of(membership for membership in members.values() if membership.role == Role.CITIZEN)
    places = []
    for visit in visits:
        conference = conferences.get(visit.slug)
        membership = members.get((conference.pk, visit.user.pk)) if conference else None
        if conference is None or membership is None or not _is_signed_in(visit.user, membership):
            places.append(Place(conference.pk if conference else 0))
        else:
            found = _audiences(actor_of(membership), conference, tables.get(membership.pk))
            places.append(Place(conference.pk, membership.ref, found))
    return places


def _is_signed_in(user: User, membership: Membership) -> bool:
    return membership.user.get_session_auth_hash() == user.get_session_auth_hash()
