"""Somebody from the street, who has no badge."""

from django.utils.translation import gettext as _

from sessions.rehearsal.players.browser import Browser
from sessions.rehearsal.players.person import World
from sessions.rehearsal.players.waiting import Stuck


async def visit(world: World, document: bytes) -> None:
    """The public sheet is open to all; the opinion on the day the mandate says, and then it is the same document."""
    browser, memory = Browser(world.address), world.memory
    try:
        for path in (world.path(), "/", "/verify/"):
            answer = await browser.open(path)
            if not answer.done:
                raise Stuck(
                    _("the public page %(path)s does not open (%(status)d)") % {"path": path, "status": answer.status}
                )
        public = world.words.scenario.mandate.publication_days == 0
        page, pdf = await browser.open(world.path("opinion/")), await browser.open(world.path("opinion.pdf"))
        if page.done != public or pdf.done != public:
            sentence = _("the opinion is public on the wrong day: page %(page)d, document %(document)d")
            memory.problem(sentence % {"page": page.status, "document": pdf.status})
        elif public and pdf.content != document:
            memory.problem(_("the public document is not the one the sponsor received"))
    finally:
        await browser.close()
