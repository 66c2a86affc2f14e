"""People with a device in their hands."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.server import ROOT, Server

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
PROJECTOR = {"width": 1920, "height": 1080}
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
SECONDS = 1000
# What the page says of an act that is done, put where a test can wait for it.
LISTENS = """() => {
  delete document.documentElement.dataset.accepted;
  document.addEventListener("accepted", () => (document.documentElement.dataset.accepted = "yes"), { once: true });
}"""


@dataclass
class Person:
    page: Page

    def act(self, name: str) -> Locator:
        """The form of an act, where the page offers it."""
        return self.page.locator(f'form[data-act="{name}"]:visible').first

    def acts(self, name: str) -> list[Locator]:
        """Every form of an act the page offers now, each held by its id: it stays the same when others go."""
        forms = self.page.locator(f'form[data-act="{name}"]:visible')
        expect(forms.first).to_be_visible()
        return [self.page.locator(f"#{form.get_attribute('id')}") for form in forms.all()]

    def do(self, name: str, **fields: str) -> None:
        """Fill an act's form as labelled, press its button, and wait until the page says it is done."""
        form = self.act(name)
        for field_name, value in fields.items():
            form.locator(f'[name="{field_name}"]').fill(value)
        self.press(form)

    def press(self, form: Locator) -> None:
        """Press a form's button, and say yes where the page asks whether its consequence is meant."""
        if form.get_attribute("data-over"):
            self.vote(form)
            return
        asks = form.get_attribute("data-confirm")
        with self.page.expect_response(lambda response: response.request.method == "POST") as posted:
            form.locator("button[type=submit]").click()
            if asks:
                self.page.locator("[data-confirm-dialog] button[value=yes]").click()
        assert posted.value.status == 200, posted.value.text()

    def vote(self, form: Locator, press: Callable[[], object] | None = None) -> None:
        """Press the button of a form that goes over the page's socket, and wait until the page says it is done."""
        self.page.evaluate(LISTENS)
        (press or form.locator("button[type=submit]").click)()
        expect(self.page.locator("html[data-accepted]")).to_have_count(1, timeout=15 * SECONDS)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=10 * SECONDS)

    def violations(self) -> list[str]:
        """What axe-core finds wrong with the page as it stands, one line each."""
        self.page.evaluate(AXE)
        found = self.page.evaluate("async () => (await axe.run()).violations")
        return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@dataclass
class Phonebook:
    browser: Browser
    server: Server
    contexts: list[BrowserContext] = field(default_factory=list)

    def device(self, viewport: dict[str, int], **options: object) -> Page:
        options.setdefault("base_url", self.server.url)
        context = self.browser.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        context.set_default_timeout(15 * SECONDS)
        self.contexts.append(context)
        return context.new_page()

    def signed_in(self, code: str, viewport: dict[str, int], **options: object) -> Person:
        """Someone who opened the link of their badge and pressed its button."""
        page = self.device(viewport, **options)
        page.goto(f"/b/{code}/")
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/conferences/**")
        return Person(page)

    def close(self) -> None:
        for context in self.contexts:
            context.close()
