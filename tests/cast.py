"""A small conference and a small cast, named by role: what most tests begin from."""

from fractions import Fraction
from typing import Any

from django.conf import settings
from django.test import Client

from deliberation.accounts.models import User
from deliberation.conference import actions
from deliberation.conference.models import Conference, Mandate, Rule
from deliberation.conference.rules import OPERATOR, Actor, actor_of
from deliberation.conference.stages import Role, Stage
from deliberation.opinion.models import Opinion
from deliberation.opinion.signing.proofs import new_code
from deliberation.panel.actions import enrol
from deliberation.panel.models import Panellist

HALF, TWO_THIRDS = Fraction(1, 2), Fraction(2, 3)


def found_conference(slug: str = "eau", **rules: Any) -> Conference:
    """A conference in preparation, without people or programme; ``rules`` change its mandate."""
    mandate = {
        "proposals": Rule(quorum=HALF, majority=HALF, strict=True),
        "amendments": Rule(quorum=HALF, majority=HALF, strict=True),
        "adoption": Rule(quorum=HALF, majority=TWO_THIRDS, strict=False),
        "proposals_per_table": 2,
        "publication_days": 30,
        "answer_days": 180,
    }
    conference = Conference(
        slug=slug,
        language="fr",
        title="L’eau en été",
        question="Comment partager l’eau ?",
        context="Trois étés secs.",
        purpose="Un règlement compris de tous.",
        organisers="Commune",
        sponsor="Conseil municipal",
        commitment="Le conseil répond par écrit.",
        scenario="test",
    )
    return actions.create_conference(actor=OPERATOR, conference=conference, mandate=Mandate(**mandate | rules))


def enter(
    conference: Conference, role: Role, name: str = "", *, email: str | None = None, table: int | None = None
) -> Actor:
    """A person who joins the conference in a role; a citizen takes their place in the panel, at a table if said.

    A shared tablet stands at its ``table``, the first when none is said.
    """
    membership = actions.join(
        actor=OPERATOR,
        conference=conference,
        user=User.objects.create_user(email),
        role=role,
        name=name or role.value,
        place=str(table or 1) if role == Role.TABLE else "",
    )
    if role == Role.CITIZEN:
        enrol(membership)
        Panellist.objects.filter(membership=membership).update(table=table)
    return actor_of(membership)


def sign_in(user: User) -> str:
    """The key of a session in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def fresh_code(citizen: Actor) -> str:
    """What the last e-mail to this citizen says, with which they sign."""
    return new_code(Opinion.objects.get(conference=citizen.member.conference), citizen.member)


def set_stage(conference: Conference, stage: Stage, ends_at: Any = None) -> None:
    """Put a conference at a stage, whatever the way there."""
    conference.stage, conference.stage_ends_at = stage, ends_at
    conference.save(update_fields=["stage", "stage_ends_at"])
