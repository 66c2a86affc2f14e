"""Before the closing nobody learns how the vote stands, by any address, page or region: all that anyone is given is the
same whatever lies in the urn."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from deliberation.accounts.models import User
from deliberation.ballots.models import Ballot
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.kernel import clock
from deliberation.proposals.models import Proposal
from sessions.fanout.audiences import Kind, audiences_of, screen_of
from sessions.fanout.snapshots import snapshots
from tests.cast import enter
from tests.hall import Hall, turn_all_votes

ROLES = [role for role in Role if role != Role.OPERATOR]
# What differs between two loads of any page.
NONCES = re.compile(rb'(csrfmiddlewaretoken" value=|nonce=|data-token=)"[^"]*"')


@pytest.fixture
def voting(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Hall:
    hall.reach(Stage.BALLOT)
    for ballot in Ballot.objects.all():
        for citizen in hall.citizens[:5]:
            hall.cast(citizen, "for", ballot=ballot)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    return hall


@pytest.fixture
def everyone(voting: Hall) -> dict[str, Actor | None]:
    cast: dict[str, Actor | None] = {role.value: enter(voting.conference, role, role.value) for role in ROLES}
    return cast | {"a voter": voting.citizens[0], "nobody": None}


def addresses(hall: Hall) -> Iterator[str]:
    """Every address of the site, with numbers that exist."""
    numbers: dict[str, Any] = {
        "slug": hall.conference.slug,
        "ballot_id": hall.ballot().pk,
        "proposal_id": Proposal.objects.order_by("pk")[0].pk,
        "round_id": hall.round(Stage.BALLOT).pk,
        "key": f"proposal-{Proposal.objects.order_by('pk')[0].pk}",
        "part": "title",
        "number": 1,
    }
    for pattern in _patterns(get_resolver()):
        wanted = pattern.pattern.converters
        if pattern.name:
            given = {name: numbers.get(name, 1) for name in wanted}
            try:
                yield reverse(pattern.name, kwargs=given)
            except Exception:  # noqa: S112 - an address in a namespace, or of another kind of name
                continue


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield each
        else:
            yield from _patterns(each)


def told(hall: Hall, who: Actor | None, client_of: Callable[..., Client]) -> dict[str, bytes]:
    """All that this person can load, and all that their pages are sent."""
    client = client_of(who)
    found = {}
    for address in addresses(hall):
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[address] = b"%d " % answer.status_code + NONCES.sub(b"", content)
    snapshots.clear()
    for audience in {*audiences_of(who, hall.conference), *screen_of(who, hall.conference)}:
        found[f"{audience.kind} {audience.key}"] = snapshots.region(audience, "fr").html.encode()
    return found


def test_nothing_that_anyone_is_given_depends_on_the_votes(
    voting: Hall, everyone: dict[str, Actor | None], client_of: Callable[..., Client]
) -> None:
    before = {name: told(voting, who, client_of) for name, who in everyone.items()}
    assert {Kind.CITIZENS, Kind.DESK, Kind.GUARANTOR, Kind.WATCH, Kind.SCREEN, Kind.PERSON} <= {
        Kind(address.split(" ")[0]) for given in before.values() for address in given if not address.startswith("/")
    }
    turn_all_votes()
    after = {name: told(voting, who, client_of) for name, who in everyone.items()}
    differing = {
        (name, address)
        for name, given in before.items()
        for address, content in given.items()
        if content != after[name][address]
    }
    assert differing == set()


def test_what_is_compared_does_depend_on_the_votes_once_they_are_counted(
    voting: Hall, client_of: Callable[..., Client]
) -> None:
    """Else the comparison would show nothing."""
    turn_all_votes()
    voting.end(Stage.BALLOT)
    given = client_of(voting.citizens[0]).get("/conferences/eau/ballots/").content
    assert given.count(b"outcome-rejected") == 2


def test_there_is_no_admin_and_no_superuser_to_see_more() -> None:
    assert not hasattr(User(), "is_superuser")
    assert [each for each in get_resolver().url_patterns if getattr(each, "app_name", "") == "admin"] == []
