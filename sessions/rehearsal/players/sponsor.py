"""The sponsor waits outside, tries every door; once the opinion is handed over, reads it and says that it arrived."""

import hashlib
from collections.abc import Mapping

from django.utils.translation import gettext as _
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from sessions.rehearsal.players.beside import by_its_page, fetched
from sessions.rehearsal.players.forms import PageForm
from sessions.rehearsal.players.person import Person
from sessions.rehearsal.players.sockets import socket
from sessions.rehearsal.players.waiting import Stuck

INSIDE = (
    "sitting/",
    "dossier/",
    "people/",
    "journal/",
    "journal/observations/",
    "journal/statement/",
    "journal/roles/",
    "journal.jsonl",
    "record.json",
)
OPINION = ("opinion/", "opinion.pdf")
HANDOVER, CERTIFICATE = "opinion/handover/", "opinion/handover.pdf"
REFUSED = 403


class Sponsor(Person):
    """Not on the live page: they have none. The play calls them when it is their turn."""

    async def arrive(self) -> None:
        """Sign in; what awaits them there is that they must wait."""
        answer = await self.device.sign_in(self.part.code)
        if answer.status != REFUSED:
            self._open_door("opinion/", answer.status)

    async def try_doors(self, *, opinion: bool = True) -> None:
        """Every page inside, and the opinion's when it is not theirs yet: each must be refused."""
        browser = self.device.browser
        for path in INSIDE + (OPINION if opinion else ()):
            answer = await browser.open(self.world.path(path))
            if answer.status != REFUSED:
                self._open_door(path, answer.status)
        await self._try_act("write-opinion", "opinion/write/title/", {"version": "1", "text": "…"})
        words = {"passage": self.world.memory.sections.get("title", "…"), "text": "…", "reason": "…"}
        await self._try_act("propose-correction", "opinion/corrections/propose/", words)
        await self._try_socket()

    async def _try_act(self, act: str, path: str, values: Mapping[str, str]) -> None:
        """No page offers it to them: as somebody would who made the request by hand."""
        form = PageForm(act, "", self.world.path(path), False, values, {}, frozenset())
        answer = await self.device.browser.do(form, {})
        if answer.status != REFUSED:
            self._open_door(path, answer.status)

    async def _try_socket(self) -> None:
        try:
            async with socket(self.device.browser, f"/live/{self.world.slug}/fr/") as line:
                frame = await line.recv()
                self.world.memory.problem(_("the sponsor's socket brought news: %(news)r") % {"news": frame[:80]})
        except (ConnectionClosed, InvalidHandshake):
            return

    def _open_door(self, path: str, status: int) -> None:
        sentence = _("the sponsor was not refused %(path)s (%(status)d)")
        self.world.memory.problem(sentence % {"path": path, "status": status})

    async def receive(self) -> bytes:
        """After the hand-over: read the page, and take the document away, byte for byte."""
        browser = self.device.browser
        page = await browser.open(self.world.path("opinion/"))
        if not page.done:
            raise Stuck(_("the sponsor cannot read the opinion after the hand-over (%d)") % page.status)
        memory = self.world.memory
        missing = [t for t in (*memory.sections.values(), *memory.dissents) if t.split()[0] not in page.text]
        if missing:
            memory.problem(_("the opinion's page lacks what the citizens wrote"))
        document = await browser.open(self.world.path("opinion.pdf"))
        if not document.done or not document.content.startswith(b"%PDF-"):
            raise Stuck(_("the sponsor cannot download the opinion (%d)") % document.status)
        return document.content

    async def acknowledge(self, document: bytes) -> tuple[bytes, bytes]:
        """Say by its fingerprint which file arrived, another one first; the certificate, as it is given twice."""
        memory, browser = self.world.memory, self.device.browser
        where = self.world.path(HANDOVER)
        forms = (await browser.open(where)).forms("acknowledge-receipt")
        other = hashlib.sha256(document + b"!").hexdigest()
        if forms and (await browser.send(forms[0], {"sha256": other}, page=browser.address + where)).done:
            memory.problem(_("the sponsor acknowledged receipt of another file than the sealed one"))
        typed = {"sha256": hashlib.sha256(document).hexdigest()}
        answer = await by_its_page(self, HANDOVER, "acknowledge-receipt", typed)
        memory.counts["receipts acknowledged"] += answer.done
        return await fetched(self, CERTIFICATE), await fetched(self, CERTIFICATE)
