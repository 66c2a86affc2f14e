"""Between two rounds, in the dossier: a citizen does not understand a sheet, and the facilitator writes it better."""

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from sessions.rehearsal.players.beside import by_its_page
from sessions.rehearsal.players.person import Person

# What the citizen writes is for the facilitators: a check looks for it where it must not be.
NOT_CLEAR = "Le mot du milieu, quarante-deux fois"


async def read_first(citizens: Sequence[Person], facilitator: Person) -> None:
    """The first sheet that the scenario brought; nothing where it brought none."""
    reader, world = citizens[0], facilitator.world
    dossier = await reader.device.browser.open(world.path("dossier/"))
    sheet = LexborHTMLParser(dossier.text).css_first("[data-sheet]")
    if sheet is None:
        return
    path = f"dossier/sheets/{sheet.attributes['data-sheet']}/"
    await by_its_page(reader, path, "say-not-understood", {"words": NOT_CLEAR})
    first = world.words.scenario.sheets[0]
    better = {"easy": f"{first.easy}\n{first.question}", "changed": first.question}
    await by_its_page(facilitator, f"{path}edit/", "revise-sheet", better)
    world.memory.counts["sheets revised"] += 1
