"""Somebody from the street, who has no badge."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from sessions.rehearsal.players.browser import Browser
from sessions.rehearsal.players.person import World
from sessions.rehearsal.players.waiting import Stuck

VERIFY = "/verify/"


async def visit(world: World, document: bytes, papers: Mapping[str, bytes]) -> None:
    """The public sheet is open to all; the opinion on the day the mandate says, and then it is the same document.

    It is checked, and so are the ``papers`` beside it, each by what it is to be told for."""
    browser, memory = Browser(world.address), world.memory
    try:
        for path in (world.path(), "/", VERIFY):
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
        await _verify(browser, world, document)
        for kind, paper in papers.items():
            verdict = await _verdict(browser, paper)
            if verdict is None or verdict.attributes["data-kind"] != kind:
                memory.problem(_("who checks the document “%s” is not told what it is") % kind)
    finally:
        await browser.close()


async def _verify(browser: Browser, world: World, document: bytes) -> None:
    """The page where anyone checks a file takes it for the opinion, with the signatures that citizens gave."""
    memory = world.memory
    verdict = await _verdict(browser, document)
    if verdict is None or verdict.attributes["data-genuine"] != "true":
        memory.problem(_("who checks the document is not told that it is genuine"))
        return
    memory.counts["documents checked"] += 1
    signed = sum(decision.signed for decision in memory.decisions.values())
    holding = len(verdict.css('[data-holds="true"]'))
    if (holding, len(verdict.css("[data-holds]"))) != (signed, signed):
        sentence = _("who checks the document is told of %(told)d signatures that hold, and %(signed)d citizens signed")
        memory.problem(sentence % {"told": holding, "signed": signed})


async def _verdict(browser: Browser, pdf: bytes) -> LexborNode | None:
    """Send a file by the ordinary form, and read what the page says of it."""
    (form,) = (await browser.open(VERIFY)).forms("verify")
    upload = {"file": ("document.pdf", pdf, "application/pdf")}
    page = await browser.send(form, {}, upload, page=browser.address + VERIFY)
    return LexborHTMLParser(page.text).css_first("[data-result] [data-verdict]")
