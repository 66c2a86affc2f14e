"""Everyone who might come to the opinion, by what they are."""

from collections.abc import Callable

from django.test import Client

from deliberation.accounts.models import User
from deliberation.conference.actions import remove_person
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Role
from tests.cast import enter, found_conference
from tests.hall import Hall

CITIZEN = "citizen"
MEMBERS = ("facilitator", "expert", "steering", "guarantor", "sponsor", "table")
OUTSIDERS = (
    "nobody",
    "stranger",
    "superuser",
    "staff",
    "citizen of another conference",
    "facilitator of another conference",
    "removed citizen",
    "removed facilitator",
)
NOT_CITIZENS = (*MEMBERS, *OUTSIDERS)

ClientOf = Callable[[Actor | User | None], Client]


def browsers(hall: Hall, client_of: ClientOf) -> dict[str, Client]:
    """A browser of each, signed in."""
    conference, other = hall.conference, found_conference("walk")
    found: dict[str, Actor | User | None] = {CITIZEN: hall.citizens[0], "facilitator": hall.facilitator, "nobody": None}
    for role in Role:
        if role not in (Role.CITIZEN, Role.FACILITATOR, Role.OPERATOR):
            found[role.value] = enter(conference, role, email=f"{role.value}@walk.example")
    found["stranger"] = User.objects.create_user("stranger@walk.example")
    for name in ("superuser", "staff"):
        found[name] = User.objects.create_user(f"{name}@walk.example")
        for right in ("is_staff", "is_superuser", "is_active"):
            if hasattr(found[name], right):
                setattr(found[name], right, name == "superuser" or right != "is_superuser")
        found[name].save()
    found["citizen of another conference"] = enter(other, Role.CITIZEN)
    found["facilitator of another conference"] = enter(other, Role.FACILITATOR)
    for role in (Role.CITIZEN, Role.FACILITATOR):
        gone = enter(conference, role, f"gone {role.value}", email=f"gone-{role.value}@walk.example")
        remove_person(actor=OPERATOR, conference=conference, membership=gone.member)
        found[f"removed {role.value}"] = gone
    return {who: client_of(found[who]) for who in (CITIZEN, *NOT_CITIZENS)}
