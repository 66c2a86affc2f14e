"""What was given to read opens from the round: one press for the list, one for what stands in it."""

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from sessions.rehearsal.players.page import letters
from sessions.rehearsal.players.person import Person

LISTED = "#dossier-dialog [data-beside]"


async def open_all(reader: Person) -> None:
    """Each presentation that an expert of the first programme brought, and each sheet of the scenario."""
    scenario, memory = reader.world.words.scenario, reader.world.memory
    given = [expert.title for expert in scenario.people.experts] + [sheet.question for sheet in scenario.sheets]
    listed = {letters(link.text()): link.attributes["href"] or "" for link in reader.page.all(LISTED)}
    for title in given:
        if not await _opens(reader, listed.get(letters(title), ""), title):
            memory.problem(
                _("%(who)s cannot open “%(title)s” within two presses") % {"who": reader.name, "title": title}
            )
    memory.counts["opened from the round"] += len(given)


async def _opens(reader: Person, address: str, title: str) -> bool:
    """Its page has its name; of a document, its file is there too."""
    if not address:
        return False
    browser = reader.device.browser
    page = LexborHTMLParser((await browser.open(address)).text)
    heading, file = page.css_first("h1"), page.css_first("[data-reader]")
    if heading is None or letters(title) not in letters(heading.text()):
        return False
    return file is None or (await browser.open(file.attributes["data-file"] or "")).content.startswith(b"%PDF-")
