"""The projector follows the sitting by itself, and is read from the last seat."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import AXE, DESK, SECONDS, Phonebook
from tests.e2e.server import Server

PROJECTOR = {"width": 1920, "height": 1080}
# A fiftieth of the picture's width: on a wall three metres wide, 6 cm of type.
SMALLEST = 38.0
LOOK = """() => {
  const small = [], outside = [];
  for (const each of document.querySelectorAll("#region-screen *")) {
    const box = each.getBoundingClientRect();
    if (!box.width || each.closest("svg, .visually-hidden, .turning")) continue;
    if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.top < -1 || box.left < -1) {
      outside.push(each.className);
    }
    const words = [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (words) small.push([parseFloat(getComputedStyle(each).fontSize), each.className]);
  }
  return { smallest: Math.min(...small.map(([size]) => size)), outside };
}"""


def assert_legible(page: Page) -> None:
    seen = page.evaluate(LOOK)
    assert (seen["smallest"] >= SMALLEST, seen["outside"]) == (True, [])


@pytest.fixture
def codes(server: Server) -> dict[str, list[str]]:
    return server.conference("paris-2023", slug="screen", citizens=4)


def test_the_projector_follows_by_itself(codes: dict[str, list[str]], people: Phonebook) -> None:
    desk = people.signed_in(codes["facilitator"][0], DESK)
    screen = desk.page.context.new_page()
    screen.set_viewport_size(PROJECTOR)
    screen.goto("/conferences/screen/screen/")
    expect(screen.locator(".qr svg")).to_be_visible()
    assert_legible(screen)
    desk.page.goto("/conferences/screen/sitting/")
    desk.do("open-sitting")
    expect(screen.locator(".picture-pause")).to_be_visible(timeout=10 * SECONDS)
    assert_legible(screen)
    desk.do("start-round")
    expect(screen.locator(".picture-round")).to_be_visible(timeout=10 * SECONDS)
    expect(screen.locator(".clock-figures")).to_contain_text(":")
    assert_legible(screen)
    # Nothing to press, and the pointer goes when it rests.
    assert screen.locator("a, button, input, form").count() == 0
    expect(screen.locator("html.is-still")).to_be_attached(timeout=5 * SECONDS)
    for theme in ("light", "dark"):
        screen.goto(f"/conferences/screen/screen/?theme={theme}")
        expect(screen.locator(".clock-figures")).to_contain_text(":")
        screen.evaluate(AXE)
        found = screen.evaluate("async () => (await axe.run()).violations.map((each) => each.id)")
        assert found == []
