"""A page's side of the writing socket, without a line: a Yjs document, what it has to send, and what it was told."""

import json
import random
from typing import Any

from pycrdt import Doc, TransactionEvent, XmlElement, XmlFragment, XmlText

from deliberation.kernel.richtext import text_of
from sessions.drafting import wire
from sessions.drafting.prose import blocks_of

MINE = "from the server"


class Writer:
    """Types into one field. ``unsent`` is what it has to say now; ``saved`` how many of its writes are stored."""

    def __init__(self, field: str = "text") -> None:
        self.doc: Doc[Any] = Doc()
        self.field = field
        self.fragment: XmlFragment = self.doc.get(field, type=XmlFragment)
        self.unsent: list[bytes] = []
        self.saved = self.wrote = 0
        self.welcome: dict[str, Any] = {}
        self.refusals: list[dict[str, Any]] = []
        self.frozen = False
        self.states: dict[int, dict[str, Any] | None] = {}
        self._listening = self.doc.observe(self._changed)
        self._applying = False
        # A write was refused: what is typed waits for the next step 2, which brings all of it.
        self._holds = False

    @property
    def may_write(self) -> bool:
        return bool(self.welcome.get("may_write"))

    @property
    def all_saved(self) -> bool:
        return self.saved == self.wrote

    @property
    def text(self) -> str:
        return text_of(blocks_of(self.fragment))

    # The line

    def opened(self) -> None:
        """On a new line: nothing is known to be stored, and both sides say what they have."""
        self.unsent = [wire.sync(wire.STEP_1, self.doc.get_state())]
        self.saved = self.wrote = 0
        self.welcome, self.frozen, self.states, self._holds = {}, False, {}, False

    def take(self) -> list[bytes]:
        frames, self.unsent = self.unsent, []
        return frames

    def hear(self, frame: bytes | str) -> None:
        if isinstance(frame, str):
            self._told(json.loads(frame))
            return
        said = parsed(frame)
        if isinstance(said, dict):
            self.states |= said
        elif said.kind == wire.STEP_1:
            self._holds = False
            self._write(wire.STEP_2, self.doc.get_update(said.content))
        else:
            self._applying = True
            try:
                self.doc.apply_update(said.content)
            finally:
                self._applying = False

    def _told(self, said: dict[str, Any]) -> None:
        if said["type"] == "welcome":
            self.welcome = said
        elif said["type"] == "saved":
            self.saved = said["frames"]
        elif said["type"] == "refused":
            self.refusals.append(said)
            self.wrote, self._holds = self.saved, True
        elif said["type"] == "frozen":
            self.frozen = True

    def _write(self, kind: int, update: bytes) -> None:
        self.wrote += 1
        self.unsent.append(wire.sync(kind, update))

    def _changed(self, event: TransactionEvent) -> None:
        if not self._applying and not self._holds:
            self._write(wire.UPDATE, event.update)

    # The hands

    def type(self, words: str, *, at: float = 1.0) -> None:
        """Into the first paragraph, begun if there is none; ``at`` is a share of its length."""
        with self.doc.transaction():
            if not len(self.fragment.children):
                self.fragment.children.append(XmlElement("paragraph", {}, [XmlText("")]))
            paragraph = self.fragment.children[0]
            if not len(paragraph.children):  # type: ignore[union-attr]
                paragraph.children.append(XmlText(""))  # type: ignore[union-attr]
            text = paragraph.children[0]  # type: ignore[union-attr]
            text.insert(int(at * len(text)), words)  # type: ignore[union-attr,arg-type]

    def wander(self, words: str, draw: random.Random) -> None:
        """As :meth:`type`, anywhere; words of letters only, or a letter of several bytes could be cut in two."""
        self.type(words, at=draw.random())

    def point(self, clock: int, name: str = "somebody else") -> bytes:
        """Says where it is, and lies about who it is."""
        shown = {"cursor": {"anchor": 1, "head": 1}, "user": {"name": name, "colour": 9}}
        return wire.awareness([(self.doc.client_id, clock, shown)])


def parsed(frame: bytes) -> "wire.Sync | dict[int, dict[str, Any] | None]":
    """What a server sends: of awareness the states as they are shown, by client."""
    if frame[0] == wire.AWARENESS:
        reader = wire._Reader(frame[1:])
        inner = wire._Reader(reader.piece())
        states = {}
        for _ in range(inner.number()):
            client = inner.number()
            inner.number()
            states[client] = json.loads(inner.piece())
        return states
    found = wire.parsed(frame)
    assert isinstance(found, wire.Sync)
    return found
