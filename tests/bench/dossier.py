"""The dossier of a long conference: how soon a page of a 300-page PDF is seen, and how soon words are found in forty
documents. A server of its own on SQLite, and the system's Chromium with an empty cache at each opening.

``python -m tests.bench --dossier``, or ``python -m tests.bench.dossier`` for this alone.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

import django
import typst
from playwright.sync_api import Browser, sync_playwright

from tests.bench.machine import ROOT, CannotRun
from tests.bench.report import Target, verdict
from tests.e2e.conftest import ARGUMENTS
from tests.e2e.server import running_server

DOCUMENTS, PAGES_EACH, LONG, CITED = 40, 60, 300, 250
OPENED_WITHIN, FOUND_WITHIN = 2.0, 0.2
LOADS = 5
PATIENCE = 600.0
ASKED = ("tarification progressive", "nappe", "qualité des rivières", "été", "introuvable", "prix eau potable")
SENTENCES = (
    "La tarification progressive de l’eau potable fait payer plus cher le mètre cube superflu.",
    "La nappe se remplit l’hiver et se vide l’été : sa qualité dépend des rivières.",
    "Le prix ne dit rien de ceux qui n’ont pas le choix, ni des usages que personne ne mesure.",
    "Une commune sur trois a dû couper l’arrosage, et les maraîchers ont réduit leurs surfaces.",
)


def long_pdf() -> bytes:
    pages = "#pagebreak()\n".join(f"= Page {n}\n#lorem(350)\n" for n in range(1, LONG + 1))
    files = {"main.typ": pages.encode()}
    with tempfile.TemporaryDirectory() as empty:
        return bytes(typst.compile(files, format="pdf", root=empty))  # type: ignore[call-overload]


def furnish(slug: str) -> str:
    """Put the documents into the dossier; the address of the long one."""
    from django.core.files.base import ContentFile

    from deliberation.conference.models import Conference
    from deliberation.conference.rules import actor_of
    from deliberation.dossier.actions import add_document
    from deliberation.dossier.search import keep_pages

    conference = Conference.objects.get(slug=slug)
    given = {"actor": actor_of(conference.memberships.filter(role="facilitator")[0]), "conference": conference}
    for number in range(DOCUMENTS):
        document = add_document(**given, title=f"Étude {number}", source="Agence", text=f"Étude {number}")
        document.pages.all().delete()
        words = [" ".join(SENTENCES[(n + each) % (each + 2) % 4] for each in range(25)) for n in range(PAGES_EACH)]
        keep_pages(document, words)
    began = time.monotonic()
    file = ContentFile(long_pdf(), "long.pdf")
    print(f"a PDF of {LONG} pages made in {time.monotonic() - began:.1f} s", end=", ", file=sys.stderr)
    began = time.monotonic()
    long = add_document(**given, title="Le long rapport", source="Agence", file=file)
    said = f"{long.size / 1e6:.1f} MB, looked into and added in {time.monotonic() - began:.2f} s"
    print(said, file=sys.stderr, flush=True)
    return f"/conferences/{slug}/dossier/{long.pk}/"


def opening(browser: Browser, url: str, code: str, address: str) -> float:
    """Seconds from the press of a link to the cited page drawn, in a browser that has nothing of ours yet."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto(f"/b/{code}/")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/conferences/**")
    began = time.monotonic()
    page.goto(f"{address}?page={CITED}", wait_until="commit")
    page.wait_for_selector(f'[data-shown="{CITED}"]')
    taken = time.monotonic() - began
    context.close()
    return taken


def finding(browser: Browser, url: str, code: str, slug: str) -> list[float]:
    """Seconds of each search, as the browser asks it."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto(f"/b/{code}/")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/conferences/**")
    taken = []
    for _again in range(LOADS):
        for words in ASKED:
            began = time.monotonic()
            context.request.get(f"/conferences/{slug}/dossier/", params={"q": words})
            taken.append(time.monotonic() - began)
    context.close()
    return taken


def measured() -> dict[str, list[float]]:
    """Seconds of each opening and of each search. It changes this process's settings."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing: apt-get install chromium.")
    with tempfile.TemporaryDirectory(prefix="dossier-") as folder, running_server(Path(folder)) as server:
        codes = server.conference("drees-2016", slug="dossier", citizens=4)
        os.environ |= server.environment
        os.environ["DJANGO_SETTINGS_MODULE"] = "deliberation.settings"
        django.setup()
        address = furnish("dossier")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            opened = [opening(browser, server.url, codes["citizen"][0], address) for _load in range(LOADS)]
            found = finding(browser, server.url, codes["citizen"][0], "dossier")
            browser.close()
    return {"opened": opened, "found": found}


def measure_dossier(environment: Mapping[str, str]) -> tuple[str, list[Target]]:
    """The figures as a table, and whether they are good enough. Done by a process of its own."""
    command = [sys.executable, "-m", "tests.bench.dossier", "--figures"]
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=PATIENCE
        )
    except subprocess.SubprocessError as error:
        raise CannotRun(f"No dossier was opened: {error}") from error
    figures = json.loads(done.stdout.splitlines()[-1])
    opened, found = median(figures["opened"]), sorted(figures["found"])
    often = found[int(len(found) * 0.95)]
    table = (
        f"| page {CITED} of {LONG} seen after, s | found in {DOCUMENTS} documents, median s | 95 in 100 s | slowest |\n"
        f"|---|---|---|---|\n"
        f"| {opened:.2f} | {median(found):.3f} | {often:.3f} | {found[-1]:.3f} |"
    )
    shown = f"a PDF of {LONG} pages shows page {CITED} within {OPENED_WITHIN:g} s"
    answered = f"a search across {DOCUMENTS} documents answers within {FOUND_WITHIN:g} s, 95 times in 100"
    return table, [
        Target(shown, f"{opened:.2f} s", opened <= OPENED_WITHIN),
        Target(answered, f"{often:.3f} s", often <= FOUND_WITHIN),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.dossier", description=__doc__)
    parser.add_argument("--figures", action="store_true", help="print what was measured, and nothing else, as JSON")
    if parser.parse_args().figures:
        print(json.dumps(measured()))
        return 0
    table, held = measure_dossier(os.environ)
    print(f"{table}\n\n{verdict(held)}")
    return 0 if all(each.held for each in held) else 1


if __name__ == "__main__":
    sys.exit(main())
