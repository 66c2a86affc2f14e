"""Who is there in the tests of what tables write together."""

import pytest

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from tests.cast import enter


@pytest.fixture
def table(conference: Conference) -> list[Actor]:
    """Five who sit at table 1; the last is not there today."""
    return [enter(conference, Role.CITIZEN, f"citizen-{n}", table=1) for n in range(1, 6)]


@pytest.fixture
def present(table: list[Actor]) -> set[int]:
    """The memberships of those of the table who are there."""
    return {actor.member.pk for actor in table[:4]}
