"""The units of visibility: named here, and nowhere else. What two people may see alike is one audience."""

from dataclasses import dataclass
from enum import StrEnum

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor, may
from deliberation.conference.stages import Act, Role
from deliberation.panel.queries import table_of


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
    if actor is None or not may(Act.FOLLOW_SITTING, actor, conference):
        return ()

    def audience(kind: Kind, key: str = "") -> Audience:
        return Audience(conference.pk, kind, key)

    if actor.role == Role.CITIZEN:
        table = table_of(actor.member)
        mine = (audience(Kind.PERSON, actor.member.ref), audience(Kind.CITIZENS))
        return (*mine, audience(Kind.TABLE, str(table))) if table else mine
    kind = {Role.FACILITATOR: Kind.DESK, Role.GUARANTOR: Kind.GUARANTOR}.get(actor.role, Kind.WATCH)
    return (audience(kind),)
