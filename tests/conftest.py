from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation

from deliberation.accounts.models import User
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor, actor_of
from deliberation.conference.stages import Role
from sessions.cards.pace import pace
from sessions.fanout.snapshots import snapshots
from sessions.presence.register import register
from tests.cast import enter, found_conference
from tests.frozen import emptied_all_the_same
from tests.hall import Hall, plan
from tests.remembering import Memory, People, usable


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test writes where an installation keeps its files."""
    folder: Path = tmp_path_factory.mktemp("var")
    django_settings.MEDIA_ROOT = folder / "media"
    django_settings.SEAL_DIR = folder / "seal"
    django_settings.STATIC_ROOT = folder / "static"
    django_settings.STATIC_ROOT.mkdir()


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> None:
    """Also of what the database refuses to give up."""
    connection.ops.execute_sql_flush = emptied_all_the_same(connection.ops.execute_sql_flush)  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def own_cache() -> Iterator[None]:
    """Nothing that one test keeps in memory is seen by the next."""
    cache.clear()
    snapshots.clear()
    register.clear()
    pace.clear()
    yield
    cache.clear()


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences are compared in the language of the sources."""
    with translation.override("en"):
        yield


@pytest.fixture
def memory(request: pytest.FixtureRequest, db: None) -> Iterator[Memory | None]:
    """Where a hall is remembered from test to test; None where it cannot be."""
    if not usable(request):
        yield None
        return
    found = Memory()
    with found.watching():
        yield found


@pytest.fixture
def remembered(memory: Memory | None) -> People | None:
    """The hall's people, as they were made for an earlier test."""
    return memory.people() if memory else None


@pytest.fixture
def conference(remembered: People | None) -> Conference:
    return remembered.conference if remembered else found_conference()


@pytest.fixture
def other_conference(db: None) -> Conference:
    return found_conference("autre")


Joins = Callable[..., Actor]


@pytest.fixture
def joins(conference: Conference, memory: Memory | None) -> Joins:
    """Somebody joins the conference; remembered, as the hall is."""

    def join(role: Role, name: str = "", **named: Any) -> Actor:
        def made() -> int:
            return enter(conference, role, name, **named).member.pk

        pk = memory.once((role, name, *named.items()), made) if memory else made()
        member = Membership.objects.select_related("user").get(pk=pk)
        member.conference = conference
        return actor_of(member)

    return join


@pytest.fixture
def citizen(joins: Joins) -> Actor:
    return joins(Role.CITIZEN, "citizen", email="citizen@example.org", table=1)


@pytest.fixture
def other_citizen(joins: Joins) -> Actor:
    """At another table than ``citizen``."""
    return joins(Role.CITIZEN, "other_citizen", email="other_citizen@example.org", table=2)


@pytest.fixture
def facilitator(joins: Joins, remembered: People | None) -> Actor:
    return remembered.facilitator if remembered else joins(Role.FACILITATOR, email="facilitator@example.org")


@pytest.fixture
def expert(joins: Joins) -> Actor:
    return joins(Role.EXPERT, email="expert@example.org")


@pytest.fixture
def steering(joins: Joins) -> Actor:
    return joins(Role.STEERING, email="steering@example.org")


@pytest.fixture
def guarantor(joins: Joins) -> Actor:
    return joins(Role.GUARANTOR, email="guarantor@example.org")


@pytest.fixture
def sponsor(joins: Joins) -> Actor:
    return joins(Role.SPONSOR, email="sponsor@example.org")


@pytest.fixture
def tablet(joins: Joins) -> Actor:
    """The shared tablet of table 1."""
    return joins(Role.TABLE, "tablet", table=1)


@pytest.fixture
def stranger(db: None) -> User:
    """Somebody with an account, and no part in the conference."""
    return User.objects.create_user("stranger@example.org")


@pytest.fixture
def cast(
    citizen: Actor,
    facilitator: Actor,
    expert: Actor,
    steering: Actor,
    guarantor: Actor,
    sponsor: Actor,
    tablet: Actor,
) -> dict[Role, Actor]:
    """One member in each role."""
    return {actor.role: actor for actor in (citizen, facilitator, expert, steering, guarantor, sponsor, tablet)}


@pytest.fixture
def hall(conference: Conference, facilitator: Actor, memory: Memory | None, remembered: People | None) -> Hall:
    """Six citizens, two tables of three, a facilitator, a programme with a round of every kind; nothing held yet."""
    if remembered:
        return Hall(conference, facilitator, remembered.citizens, memory=memory)
    plan(conference)
    citizens = [enter(conference, Role.CITIZEN, f"citizen-{n}") for n in range(1, 7)]
    # Who came in before it was made is no part of the hall.
    if memory and User.objects.count() == len(citizens) + 1 and Conference.objects.count() == 1:
        memory.keep(People(conference, facilitator, citizens))
    return Hall(conference, facilitator, citizens, memory=memory)


ClientOf = Callable[[Actor | User | None], Client]


@pytest.fixture
def client_of() -> ClientOf:
    """A browser in which this person is signed in; nobody when None."""

    def make(who: Actor | User | None) -> Client:
        client = Client()
        if who is not None:
            client.force_login(who.member.user if isinstance(who, Actor) else who)
        return client

    return make
