import pytest

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from tests.cast import enter
from tests.hall import Hall, plan


@pytest.fixture
def hall(conference: Conference, facilitator: Actor) -> Hall:
    """Three tables of three, each with a submitted proposal, in the review."""
    plan(conference)
    found = Hall(conference, facilitator, [enter(conference, Role.CITIZEN, f"citizen-{n}") for n in range(1, 10)])
    found.open()
    found.start(Stage.DRAFTING)
    for table in (1, 2, 3):
        found.propose(found.at_table(table)[0], f"Proposition {table}")
    found.end(Stage.DRAFTING)
    found.start(Stage.REVIEW)
    return found
