"""A real browser's page, and what can be read on it."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from tests.crowd.people import Person

# What a person can read in each region, and its cursor. How long is left is different each second; what can be unfolded
# stays as the person left it; an editor takes the place of its form when it has the text: all are put as they were.
READ = """() => {
  const clocks = [...document.querySelectorAll("[data-countdown]")];
  const folded = [...document.querySelectorAll("[data-region] details:not([open])")];
  const edited = [...document.querySelectorAll("[data-document].is-up")];
  const show = (editor, display) => { editor.querySelector(":scope > .writing").style.display = display; };
  for (const clock of clocks) clock.style.display = "none";
  for (const each of edited) { each.classList.remove("is-up"); show(each, "none"); }
  for (const each of folded) each.open = true;
  const regions = [...document.querySelectorAll("[data-region]")].filter((each) => each.dataset.cursor);
  const read = Object.fromEntries(regions.map((each) => [each.dataset.region, [each.dataset.cursor, each.innerText]]));
  for (const clock of clocks) clock.style.display = "";
  for (const each of edited) { each.classList.add("is-up"); show(each, ""); }
  for (const each of folded) each.open = false;
  return read;
}"""


@dataclass
class Screen:
    """``loads`` counts how often the page was loaded: it must not reload by itself to be right."""

    person: Person
    page: Page
    loads: int = 0

    def wrong(self, expected: Mapping[str, str]) -> str:
        """What of this page is not as a fresh load, and as ``expected``; empty when it is right."""
        shown = self.page.evaluate(READ)
        cursors = {name: cursor for name, (cursor, _) in shown.items()}
        if cursors != dict(expected):
            return f"The {self.person.role}'s browser shows {cursors}, not {dict(expected)}. "
        fresh = self.page.context.new_page()
        try:
            fresh.goto(self.page.url)
            loaded = fresh.evaluate(READ)
        except BrowserError as error:
            return f"{error} "
        finally:
            fresh.close()
        # The page is drawn at its next picture.
        if loaded != (shown := self.page.evaluate(READ)):
            return f"The {self.person.role}'s browser does not read as a fresh one: {_difference(loaded, shown)} "
        assert self.loads == 1, "the page was loaded again"
        return ""


def _difference(loaded: Mapping[str, list[str]], shown: Mapping[str, list[str]]) -> str:
    lines = []
    for name in loaded.keys() | shown.keys():
        fresh, live = (each.get(name, ["", ""])[1].splitlines() for each in (loaded, shown))
        lines += difflib.unified_diff(fresh, live, f"{name}, fresh", f"{name}, live", lineterm="", n=1)
    return "\n".join(lines)


def opened(browser: Browser, base_url: str, person: Person, path: str, **options: object) -> Screen:
    context = browser.new_context(base_url=base_url, **options)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    name, _, value = person.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": base_url}])
    screen = Screen(person, context.new_page())
    screen.page.on("load", lambda _page: setattr(screen, "loads", screen.loads + 1))
    screen.page.goto(path)
    return screen
