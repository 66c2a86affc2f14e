"""A simulated person: a badge, one or two devices, and what anyone with a browser can do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from sessions.rehearsal.players.browser import Answer, Browser
from sessions.rehearsal.players.cast import Cast, Part
from sessions.rehearsal.players.forms import PageForm
from sessions.rehearsal.players.hall import Hall
from sessions.rehearsal.players.line import Line
from sessions.rehearsal.players.memory import Memory
from sessions.rehearsal.players.page import LivePage
from sessions.rehearsal.players.waiting import PATIENCE, Bell, Stuck, until
from sessions.rehearsal.players.words import Words

T = TypeVar("T")


@dataclass(frozen=True)
class World:
    """What all the players share."""

    address: str
    slug: str
    words: Words
    cast: Cast
    hall: Hall
    memory: Memory

    def path(self, rest: str = "") -> str:
        return f"/conferences/{self.slug}/{rest}"


class Device:
    """A browser with the live page open on it."""

    def __init__(self, address: str) -> None:
        self.browser = Browser(address)
        self.page = LivePage()
        self.line: Line | None = None

    async def sign_in(self, code: str, *, typed: bool = False) -> Answer:
        """With the badge's link, or by typing its code on the welcome page."""
        path = "/badge/" if typed else f"/b/{code}/"
        (form,) = (await self.browser.open(path)).forms("badge")
        return await self.browser.send(form, {"code": code} if typed else {}, page=self.browser.address + path)

    def follow(self, page: Answer) -> None:
        """Keep the live page that was just loaded open, and its socket with it."""
        self.page.load(page.text)
        self.line = Line(self.browser, self.page)

    @property
    def up(self) -> bool:
        return self.line is not None and self.line.up

    async def close(self) -> None:
        if self.line:
            await self.line.close()
        await self.browser.close()


class Person:
    """One of the players. Subclasses say what they do in :meth:`live`."""

    def __init__(self, part: Part, world: World) -> None:
        self.part, self.world = part, world
        self.name = part.name
        self.device = Device(world.address)
        self.others: list[Device] = []

    @property
    def page(self) -> LivePage:
        return self.device.page

    async def live(self) -> None:
        raise NotImplementedError

    async def come_in(self) -> None:
        """Sign in with the badge and stay on the live page."""
        answer = await self.device.sign_in(self.part.code)
        if not answer.done:
            raise Stuck(_("%(who)s could not sign in: %(said)s") % {"who": self.name, "said": answer.said})
        self.watch(self.device, answer)
        await self.until(_("the line to the server"), lambda: self.device.up, self._line_bell(self.device))

    def watch(self, device: Device, answer: Answer) -> None:
        """Keep a live page open, and notice all it shows."""
        device.page.noticed = lambda: self._notice(device)
        device.page.object_to = lambda sentence: self.world.memory.problem(f"{self.name}: {sentence}")
        device.follow(answer)

    def _notice(self, device: Device) -> None:
        memory = self.world.memory
        if device is self.device:
            memory.saw(self.name, device.page)
            self._note_reading(device)
        if not memory.open_ballots:
            return
        closed = {node.attributes["data-ballot-closed"] or "" for node in device.page.all("[data-ballot-closed]")}
        if too_early := closed & memory.open_ballots:
            sentence = _("%(who)s saw the figures of ballots that were open: %(ballots)s")
            memory.problem(sentence % {"who": self.name, "ballots": ", ".join(sorted(too_early))})

    def _note_reading(self, device: Device) -> None:
        place = device.page.attribute("data-reading-part")
        if place and self.name not in self.world.memory.read[place]:
            self.world.memory.read[place].add(self.name)
            self.world.hall.bell.ring()

    def _line_bell(self, device: Device) -> Bell:
        if device.line is None:
            raise Stuck(_("%(who)s has no live page open") % {"who": self.name})
        return device.line.bell

    async def until(self, what: str, condition: Callable[[], T], *bells: Bell, patience: float = PATIENCE) -> T:
        """Wait until my page, or the hall, makes it true."""
        heard = (self.page.bell, self.world.hall.bell, *bells)
        return await until(condition, *heard, who=self.name, what=what, patience=patience)

    async def do(self, form: PageForm, device: Device | None = None, /, **typed: str) -> Answer:
        """Send a form; a refusal that nobody expected is a problem."""
        answer = await (device or self.device).browser.do(form, typed)
        if not answer.done:
            self.object_to(form, answer)
        return answer

    def object_to(self, form: PageForm, answer: Answer) -> None:
        sentence = _("%(who)s was refused %(act)s (%(status)d): %(said)s")
        said: Mapping[str, object] = {
            "who": self.name,
            "act": form.act,
            "status": answer.status,
            "said": answer.said,
        }
        self.world.memory.problem(sentence % said)

    async def close(self) -> None:
        for device in (self.device, *self.others):
            await device.close()
