"""The opinion is read and signed: with a key of one's own browser, more simply without a script, and not at all."""

import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import DESK, PHONE, SECONDS, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import stagehand

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
SLUG = "signe"
HERE = f"/conferences/{SLUG}/opinion/signing/"
# Run in the process of the server's settings: what is kept of the signatures.
FILES = """
import sys, pathlib
from deliberation.opinion.models import Opinion
from deliberation.opinion.signing.queries import signature_files
opinion = Opinion.objects.get(conference__slug="{slug}")
folder = pathlib.Path(r"{folder}")
folder.mkdir(exist_ok=True)
for name, content in signature_files(opinion).items():
    (folder / name).write_bytes(content)
(folder / "avis.txt").write_bytes(opinion.frozen_text.encode())
"""


@dataclass(frozen=True)
class Room:
    codes: dict[str, list[str]]
    invitations: tuple[str, ...]
    server: Server

    def mailed(self, address: str) -> str:
        """The code in the last mail to this address."""
        for _try in range(50):
            for mail in sorted((self.server.folder / "mail").glob("*"), reverse=True):
                text = mail.read_text()
                found = re.search(r"^ +(\d{3}) (\d{3})$", text, re.MULTILINE)
                if address in text and found:
                    mail.unlink()
                    return "".join(found.groups())
            time.sleep(0.1)
        raise AssertionError(f"no code came to {address}")


@pytest.fixture(scope="module")
def room(server: Server) -> Room:
    with stagehand(server.environment) as hand:
        codes = hand.begin(VILLAGE, slug=SLUG, citizens=4)
        hand.reach(SLUG, "signing")
        invitations = tuple(hand.invite(SLUG, role="citizen", email=f"{name}@example.org") for name in ("una", "duo"))
    return Room(codes, invitations, server)


def joined(people: Phonebook, link: str, viewport: dict[str, int]) -> Person:
    page = people.device(viewport)
    page.goto(link)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/conferences/**")
    return Person(page)


def forward(page: Page) -> None:
    page.locator("[data-next]").click()


def test_one_signs_with_a_key_of_the_browser_and_a_reservation(room: Room, people: Phonebook, tmp_path: Path) -> None:
    person = joined(people, room.invitations[0], PHONE)
    page = person.page
    page.goto(f"/conferences/{SLUG}/sitting/")
    page.locator("[data-sign]").click()
    expect(page.locator("h1")).to_be_visible()
    assert person.violations() == []
    # Nothing can be left out without being told.
    forward(page)
    expect(page.locator('[data-errors="decision"]')).to_be_visible()
    page.locator(".choice-signed").click()
    page.locator('[name="reservation"]').fill("Le cafe\u0301 du calendrier\r\nest trop court.")
    forward(page)
    page.locator(".choice-other").click()
    page.locator('[name="other_name"]').fill("Camille du bourg")
    assert person.violations() == []
    forward(page)
    page.locator("[data-send-code]").click()
    code = room.mailed("una@example.org")
    # Back from one's mailbox the page was loaded anew.
    page.reload()
    expect(page.locator("#step-prove")).to_be_visible()
    page.locator('[name="code"]').fill("000000" if code != "000000" else "111111")
    forward(page)
    expect(page.locator("[data-summary]")).to_contain_text("Camille du bourg")
    assert person.violations() == []
    page.locator("[data-sign-key]").click()
    # It leads back to where the code is typed, and nothing else is lost.
    expect(page.locator('[data-errors="code"]')).to_be_visible()
    expect(page.locator('[name="code"]')).to_be_focused()
    assert person.violations() == []
    page.locator('[name="code"]').fill(code)
    forward(page)
    page.locator("[data-sign-key]").click()
    expect(page.locator('[data-signed="own-key"]')).to_contain_text("Camille du bourg", timeout=15 * SECONDS)
    assert person.violations() == []
    page.goto(f"/conferences/{SLUG}/sitting/")
    expect(page.locator("#region-person .act-done, [data-region=person] .act-done").first).to_be_visible()

    room.server.manage("shell", "-c", FILES.format(slug=SLUG, folder=tmp_path / "files"))
    folder = tmp_path / "files"
    assert (folder / "signature-001.p7s").exists()
    assert verified(folder, folder / "avis.txt")
    changed = folder / "changed.txt"
    changed.write_bytes(b"x" + (folder / "avis.txt").read_bytes()[1:])
    assert not verified(folder, changed)


def verified(folder: Path, text: Path) -> bool:
    openssl = shutil.which("openssl")
    assert openssl
    command = [
        openssl,
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        "signature-001.p7s",
        "-content",
        str(text),
    ]
    command += ["-CAfile", "authority.pem", "-no_check_time", "-out", "/dev/null"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def test_one_signs_by_keyboard_alone(room: Room, people: Phonebook) -> None:
    page = joined(people, room.invitations[1], DESK).page
    page.goto(HERE)
    page.locator("#decide-title").focus()
    keys = page.keyboard

    def reach(selector: str) -> None:
        for _step in range(30):
            if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"{selector} is not reached")

    reach('[name="decision"]')
    keys.press("Space")
    reach("[data-next]")
    keys.press("Enter")
    reach('[name="appear"]')
    keys.press("Space")
    reach("[data-next]")
    keys.press("Enter")
    reach("[data-send-code]")
    keys.press("Enter")
    expect(page.locator('[name="code"]')).to_be_focused()
    keys.type(room.mailed("duo@example.org"))
    keys.press("Enter")
    reach("[data-sign-key]")
    keys.press("Enter")
    expect(page.locator('[data-signed="own-key"]')).to_be_visible(timeout=15 * SECONDS)


def test_without_a_script_one_signs_more_simply(room: Room, people: Phonebook) -> None:
    person = people.signed_in(room.codes["citizen"][0], PHONE, java_script_enabled=False)
    page = person.page
    page.goto(HERE)
    page.locator('[name="decision"][value="signed"]').check(force=True)
    page.locator('[name="reservation"]').fill("Le prix.")
    page.locator('[name="proof"][value="badge"]').check(force=True)
    page.locator('[name="code"]').fill("AAAAA-AAAAA")
    page.locator("[data-sign-simply]").click()
    # A wrong code loses nothing.
    expect(page.locator("[data-signing] [role=alert]:visible")).to_have_count(1)
    expect(page.locator('[name="reservation"]')).to_have_value("Le prix.")
    page.locator('[name="code"]').fill(room.codes["citizen"][0])
    page.locator("[data-sign-simply]").click()
    expect(page.locator('[data-signed="attested"]')).to_contain_text("Le prix.")


def test_one_does_not_sign_and_gives_a_reason(room: Room, people: Phonebook) -> None:
    person = people.signed_in(room.codes["citizen"][2], PHONE)
    page = person.page
    page.goto(HERE)
    page.locator(".choice-declined").click()
    page.locator('[name="reason"]').fill("Trop vite.")
    forward(page)
    expect(page.locator("[data-sign-key]")).to_be_hidden()
    page.locator("[data-sign-simply]").click()
    expect(page.locator('[data-signed="declined"]')).to_contain_text("Trop vite.")
    page.reload()
    expect(page.locator("[data-signing]")).to_have_count(0)
