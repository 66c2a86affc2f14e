"""An open live page: its regions, as the first load brought them and as news replaced them."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from sessions.rehearsal.players.forms import PageForm, form_of
from sessions.rehearsal.players.waiting import Bell, Stuck

TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')


def letters(text: str) -> str:
    """A text without its spaces, quotes and marks: pages show somebody's words with those of their language."""
    return "".join(filter(str.isalnum, text))


@dataclass(frozen=True)
class Region:
    """``html`` is what stands inside the region's element."""

    cursor: str
    html: str


@dataclass(frozen=True)
class RoundShown:
    """The round that a page says is running now."""

    id: str
    kind: str
    title: str
    ends_at: str


@lru_cache(maxsize=512)
def parsed(html: str) -> LexborNode:
    """A region's HTML inside an element of its own. Shared by every page that shows it: nobody may change it."""
    found = LexborHTMLParser(f"<main>{html}</main>").css_first("main")
    assert found is not None  # noqa: S101 - just written
    return found


def cursor_of(html: str) -> str:
    """As the server makes it."""
    return hashlib.sha256(html.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def spliced(text: str, start: int, end: int, put: str) -> str | None:
    """``text[:start] + put + text[len(text) - end:]``, counted in UTF-16 units; None if there are not that many."""
    units = text.encode("utf-16-le", "surrogatepass")
    if start < 0 or end < 0 or 2 * (start + end) > len(units):
        return None
    parts = (units[: 2 * start], put.encode("utf-16-le", "surrogatepass"), units[len(units) - 2 * end :])
    return b"".join(parts).decode("utf-16-le", "surrogatepass")


def without_token(html: str) -> str:
    """The region's HTML as a browser holds it, without what is each page's own: its token."""
    return TOKEN.sub(r"\1", parsed(html).inner_html or "")


class LivePage:
    """One tab. At every change ``noticed`` is called, then ``bell`` rings; ``news`` counts the changes.

    ``writing`` is where texts have their sockets, ``who`` the reference of the person whose page it is.
    ``texts`` has the regions as they were sent, to the letter; ``wanted`` those whose news could not be used.
    What should not have been sent is told to ``object_to``.
    """

    def __init__(self) -> None:
        self.bell = Bell()
        self.noticed: Callable[[], None] = lambda: None
        self.object_to: Callable[[str], None] = lambda sentence: None
        self.regions: dict[str, Region] = {}
        self.texts: dict[str, str] = {}
        self.wanted: set[str] = set()
        self.socket = self.writing = self.who = ""
        self.news = 0

    def load(self, html: str) -> None:
        """What the server's page shows. Stuck when it is not a live page."""
        main = LexborHTMLParser(html).css_first("main[data-live]")
        if main is None:
            raise Stuck(_("the page that was loaded is not a live page"))
        self.socket = main.attributes.get("data-socket") or ""
        self.writing = main.attributes.get("data-write") or ""
        # As the journal names people: the role, then the reference.
        self.who = (main.attributes.get("data-who") or "").rpartition(":")[2]
        self.regions = {
            node.attributes["data-region"] or "": Region(
                node.attributes.get("data-cursor") or "", node.inner_html or ""
            )
            for node in main.css("[data-region]")
        }
        self.texts, self.wanted = {}, set()
        self._changed()

    def take(self, frame: Mapping[str, Any]) -> None:
        """News, whole or as a splice. What does not give the text it announces is objected to, and wanted whole."""
        name, cursor = frame["region"], frame["cursor"]
        html = frame["html"] if "html" in frame else self._spliced(frame)
        if html is not None and (not html or cursor_of(html) == cursor):
            self.apply(name, cursor, html)
            return
        if name not in self.wanted:
            self.object_to(_("news of the region %(region)s does not give what it announces") % {"region": name})
        self.texts.pop(name, None)
        self.wanted.add(name)

    def _spliced(self, frame: Mapping[str, Any]) -> str | None:
        name = frame["region"]
        if name not in self.texts or self.regions[name].cursor != frame["base"]:
            return None
        return spliced(self.texts[name], frame["start"], frame["end"], frame["put"])

    def apply(self, name: str, cursor: str, html: str) -> None:
        """A region replaced whole; an empty one is taken away."""
        self.regions[name] = Region(cursor, html)
        self.texts[name] = html
        self.wanted.discard(name)
        self.news += 1
        self._changed()

    def _changed(self) -> None:
        self.noticed()
        self.bell.ring()

    @property
    def shown(self) -> dict[str, str]:
        found = {name: region.cursor for name, region in self.regions.items() if region.cursor}
        return found | dict.fromkeys(self.wanted, "")

    @property
    def holds(self) -> list[str]:
        return [name for name, text in self.texts.items() if text]

    def part(self, name: str) -> LexborNode:
        """A region's content, empty when the page does not have it."""
        region = self.regions.get(name)
        return parsed(region.html if region else "")

    def all(self, selector: str) -> list[LexborNode]:
        """What the whole page has of this, regions in order."""
        return [node for name in self.regions for node in self.part(name).css(selector)]

    def attribute(self, name: str) -> str | None:
        """The value of a ``data-`` attribute of which the page has one."""
        found = self.all(f"[{name}]")
        return found[0].attributes[name] if found else None

    @property
    def marks(self) -> frozenset[str]:
        """What I have done already, which puts the acts away."""
        return frozenset((self.attribute("data-marks") or "").split())

    def offered(self, act: str, *, within: LexborNode | None = None) -> list[PageForm]:
        """The forms of this act that are still to be done."""
        nodes = within.css(f'form[data-act="{act}"]') if within is not None else self.all(f'form[data-act="{act}"]')
        forms = [form_of(node) for node in nodes]
        marks = self.marks
        return [form for form in forms if not form.until or form.until not in marks]

    @property
    def round(self) -> RoundShown | None:
        for node in self.all("[data-round][data-ends-at]"):
            a = node.attributes
            return RoundShown(
                a["data-round"] or "", a["data-kind"] or "", a["data-title"] or "", a["data-ends-at"] or ""
            )
        return None

    @property
    def stage(self) -> str:
        """The kind of the round that runs, or what lies around rounds."""
        nodes = self.all("header[data-round][data-kind]")
        return (nodes[0].attributes["data-kind"] or "") if nodes else ""
