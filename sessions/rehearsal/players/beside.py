"""After the hand-over, by the forms of the pages: what citizens correct, and the versions that facilitators add."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from sessions.rehearsal.players.browser import Answer
from sessions.rehearsal.players.person import Person
from sessions.rehearsal.players.waiting import Stuck

CORRECTIONS, VERSIONS = "opinion/corrections/", "opinion/versions/"
MADE_BY = "La cellule d’accessibilité"
# What is written of each version, beside its text.
EASY_READ = {"kind": "easy-read", "language": "fr", "title": "L’avis en facile à lire et à comprendre"}
ENGLISH = {"kind": "translation", "language": "en", "title": "The citizens’ opinion in English"}
IN_ENGLISH = "## Who we are\n\nWe are citizens, drawn by lot. We wrote this opinion **together**."


@dataclass(frozen=True)
class Beside:
    """What was fetched once all of it stood there: the certificate of hand-over twice, the sealed correction, the
    opinion itself again."""

    certificates: tuple[bytes, bytes]
    correction: bytes
    opinion: bytes


async def by_its_page(me: Person, path: str, act: str, typed: Mapping[str, str]) -> Answer:
    """Send the first form of this act on a page of the conference, as a browser without a script does."""
    browser, where = me.device.browser, me.world.path(path)
    forms = (await browser.open(where)).forms(act)
    if not forms:
        raise Stuck(_("%(who)s finds no form for %(act)s") % {"who": me.name, "act": act})
    answer = await browser.send(forms[0], typed, page=browser.address + where)
    if not answer.done:
        me.object_to(forms[0], answer)
    return answer


async def fetched(me: Person, path: str) -> bytes:
    """A PDF of the conference."""
    answer = await me.device.browser.open(me.world.path(path))
    if not answer.done or not answer.content.startswith(b"%PDF-"):
        sentence = _("%(who)s could not download %(name)s (%(status)d)")
        raise Stuck(sentence % {"who": me.name, "name": path, "status": answer.status})
    return answer.content


async def correct(citizens: Sequence[Person]) -> bytes:
    """One of those who signed proposes a correction, and the others agree until they are more than half."""
    first, *others = citizens
    world = first.world
    passage = world.memory.sections["title"]
    words = {"passage": passage, "text": f"{passage} : notre avis", "reason": world.words.remark(first.part.number)}
    answer = await by_its_page(first, CORRECTIONS, "propose-correction", words)
    signed = sum(decision.signed for decision in world.memory.decisions.values())
    for agreed, citizen in enumerate(others, 2):
        if _sealed(answer):
            world.memory.problem(_("a correction was sealed before more than half agreed"))
        answer = await by_its_page(citizen, CORRECTIONS, "agree-to-correction", {})
        if agreed > signed / 2:
            break
    world.memory.counts["corrections sealed"] += _sealed(answer)
    return await fetched(first, f"{CORRECTIONS}1.pdf")


def _sealed(page: Answer) -> int:
    return len(LexborHTMLParser(page.text).css("[data-correction]"))


async def add_versions(facilitator: Person) -> None:
    """An easy-read one and an English one: both on the list, each under its banner."""
    world = facilitator.world
    easy = EASY_READ | {"text": "\n".join(world.words.demo.preamble)}
    for words in (easy, ENGLISH | {"text": IN_ENGLISH}):
        page = await by_its_page(facilitator, VERSIONS, "add-derivative", {**words, "made_by": MADE_BY})
        links = LexborHTMLParser(page.text).css(f'[data-version] a[lang="{words["language"]}"]')
        version = await facilitator.device.browser.open((links[-1].attributes["href"] or "") if links else VERSIONS)
        banner = LexborHTMLParser(version.text).css(f'.prevails p[lang="{words["language"]}"]')
        world.memory.counts["versions added"] += version.done and bool(banner)
