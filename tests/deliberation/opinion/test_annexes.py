"""What the annexes tell of what citizens were given."""

import pytest

from deliberation.conference.stages import Role
from deliberation.opinion.annexes import annexes_of
from deliberation.opinion.models import Opinion
from tests.cast import enter, found_conference
from tests.deliberation.dossier.sheets.pen import revise, write

pytestmark = pytest.mark.django_db


def test_a_sheet_is_named_once_beside_the_documents(english: None) -> None:
    conference = found_conference()
    facilitator = enter(conference, Role.FACILITATOR)
    revise(facilitator, write(facilitator), question="Pourquoi si peu d’eau ?")
    given = annexes_of(Opinion(conference=conference, pk=0), hearings=()).documents
    assert [(each.title, each.source) for each in given] == [("Sheet: Pourquoi si peu d’eau ?", "Agence")]
