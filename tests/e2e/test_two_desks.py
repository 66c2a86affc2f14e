"""Two facilitators at two desks press the same button at the same moment: it is done once, and neither is told off."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import Ears
from tests.e2e.people import DESK, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import Stagehand, stagehand

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
SOON = 400  # milliseconds

PRESS_AT = """([act, moment]) => setTimeout(() => {
  document.querySelector(`form[data-act="${act}"] button[type=submit]`).click();
}, moment - Date.now())"""


@pytest.fixture(scope="module")
def hand(server: Server) -> Iterator[Stagehand]:
    with stagehand(server.environment) as at_work:
        yield at_work


@pytest.fixture
def desks(people: Phonebook, hand: Stagehand) -> tuple[Person, Person, Person]:
    """Two desks, and the guarantor who reads the journal afterwards."""
    codes = hand.begin(VILLAGE, slug="two-desks", citizens=10)
    first, second = (people.signed_in(code, DESK) for code in codes["facilitator"])
    return first, second, people.signed_in(codes["guarantor"][0], DESK)


def together(act: str, first: Person, second: Person) -> list[int]:
    """What the server answers to each."""
    for desk in (first, second):
        expect(desk.act(act)).to_be_visible()
    moment = first.page.evaluate("Date.now()") + SOON
    with (
        first.page.expect_response(lambda response: response.request.method == "POST") as one,
        second.page.expect_response(lambda response: response.request.method == "POST") as other,
    ):
        for desk in (first, second):
            desk.page.evaluate(PRESS_AT, [act, moment])
    return [one.value.status, other.value.status]


def test_two_who_press_at_once_are_one(desks: tuple[Person, Person, Person], hand: Stagehand) -> None:
    first, second, guarantor = desks
    ears = Ears()
    for desk in (first, second):
        ears.listen(desk.page)
    for act in ("open-sitting", "start-round", "extend-round", "end-round"):
        assert together(act, first, second) == [200, 200], act
    hand.reach("two-desks", "tables")
    for desk in (first, second):
        desk.page.reload()
    assert together("answer-call", first, second) == [200, 200]
    for desk in (first, second):
        expect(desk.act("answer-call")).to_be_hidden()
        expect(desk.page.locator("[data-errors]:visible")).to_have_count(0)
    lines = guarantor.page.request.get("/conferences/two-desks/journal.jsonl").text().splitlines()
    done = Counter(json.loads(line)["verb"] for line in lines)
    for verb in ("sittings:sitting-opened", "rounds:round-extended", "help:answered"):
        assert done[verb] == 1, verb
    assert done["rounds:round-started"] == done["rounds:round-ended"] + 1
    assert ears.heard == []
