import pytest

from deliberation.conference.stages import Stage
from tests.deliberation.opinion.signing.pen import Pen
from tests.hall import Hall


@pytest.fixture
def signing(hall: Hall) -> Hall:
    hall.reach(Stage.SIGNING)
    return hall


@pytest.fixture
def pen(signing: Hall) -> Pen:
    return Pen(signing, signing.citizens[0])
