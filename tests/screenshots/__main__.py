"""Photographs every page at every moment, in both themes, and puts the contact sheet beside them."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deliberation.settings")
django.setup()

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests.e2e.conftest import ARGUMENTS  # noqa: E402
from tests.e2e.server import ROOT, Server, running_server  # noqa: E402
from tests.screenshots import plan  # noqa: E402
from tests.screenshots.sheet import write_sheet  # noqa: E402
from tests.staging.stagehand import Stagehand, stagehand  # noqa: E402

SETTLED = 150  # milliseconds after the last change of width or theme


class Studio:
    """A device a role, kept from moment to moment."""

    def __init__(self, browser: Browser, server: Server, asked: argparse.Namespace) -> None:
        self.browser, self.server, self.asked = browser, server, asked
        self.devices: dict[tuple[str, str], Page] = {}
        self.files: list[Path] = []

    def device(self, slug: str, role: str, codes: dict[str, list[str]]) -> Page:
        if (slug, role) not in self.devices:
            context = self.browser.new_context(base_url=self.server.url, reduced_motion="reduce")
            cookie = {"name": "django_language", "value": self.asked.language, "url": self.server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
            page = self.devices[slug, role] = context.new_page()
            if role != plan.NOBODY:
                page.goto(f"/b/{codes[role][0]}/")
                page.locator("main button[type=submit]").click()
                page.wait_for_url("**/conferences/**")
        return self.devices[slug, role]

    def photograph(self, shot: plan.Shot, codes: dict[str, list[str]], slug: str) -> None:
        wanted = shot.frames(self.asked.only)
        if not wanted:
            return
        page = self.device(slug, shot.role, codes)
        page.goto(shot.address)
        if shot.through:
            page.goto(page.locator(shot.through).first.get_attribute("href") or "")
        for frame in wanted:
            page.emulate_media(color_scheme=frame.theme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": frame.width, "height": plan.HEIGHTS[frame.width]})
            page.wait_for_timeout(SETTLED)
            if frame.width != plan.PROJECTOR:
                # As tall as the page: what keeps to the edge of the window is at the edge of the picture.
                height = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": frame.width, "height": max(height, plan.HEIGHTS[frame.width])})
            file = self.asked.out / f"{frame.name}.png"
            file.parent.mkdir(exist_ok=True)
            page.screenshot(path=file)
            self.files.append(file)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "var/screenshots")
    parser.add_argument("--language", choices=("fr", "en"), default="fr")
    parser.add_argument("only", nargs="*", help="words of the names wanted, such as: ballot sitting-citizen 360 dark")
    asked = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing: apt-get install chromium.")
    shutil.rmtree(asked.out, ignore_errors=True)
    asked.out.mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory() as var,
        running_server(Path(var), DEMO="1") as server,
        stagehand(server.environment) as hand,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        studio = Studio(browser, server, asked)
        for moment, slug, codes in moments(hand, asked.only):
            for shot in plan.at(moment, slug):
                studio.photograph(shot, codes, slug)
            print(f"{slug}, {moment}: {len(studio.files)} so far", flush=True)
        browser.close()
    print(write_sheet(asked.out, studio.files))


def moments(hand: Stagehand, only: list[str]) -> Iterator[tuple[str, str, dict[str, list[str]]]]:
    """Each moment of which a picture is wanted in turn, the conference that stands there, and its badges."""
    for slug, stops in plan.CONFERENCES.items():
        wanted = [moment for moment in stops if any(shot.frames(only) for shot in plan.at(moment, slug))]
        if not wanted:
            continue
        codes = hand.begin(slug, slug=slug, citizens=plan.CITIZENS)
        for moment in wanted:
            if moment != "preparation":
                hand.reach(slug, moment, plan.NTH.get(moment, 1))
            yield moment, slug, codes


if __name__ == "__main__":
    main()
