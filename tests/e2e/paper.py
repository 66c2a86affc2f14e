"""The server's end of a document that is being written, held by the test.

It takes what the pages write, as docs/live.md says, and refuses or is silent when the test wants."""

import json
from dataclasses import dataclass, field

import pycrdt
from playwright.sync_api import BrowserContext, WebSocketRoute

SYNC, AWARENESS = 0, 1
STEP_1, STEP_2, UPDATE = 0, 1, 2


@dataclass
class Pen:
    """One page's socket."""

    socket: WebSocketRoute
    called: str
    colour: int
    writes: int = 0
    client: int | None = None


@dataclass
class Paper:
    doc: "pycrdt.Doc[pycrdt.XmlFragment]" = field(default_factory=pycrdt.Doc)
    pens: list[Pen] = field(default_factory=list)
    acknowledges: bool = True
    frozen: bool = False
    opened: list[str] = field(default_factory=list)

    def hold(self, context: BrowserContext, called: str, colour: int) -> None:
        """From now on, a page of this device writes here, as this person."""
        context.route_web_socket("**/write/**", lambda socket: self._open(Pen(socket, called, colour)))

    def tell(self, **frame: object) -> None:
        for pen in self.pens:
            pen.socket.send(json.dumps(frame))

    def freeze(self) -> None:
        self.frozen = True
        self.tell(type="frozen")

    def acknowledge(self) -> None:
        for pen in self.pens:
            pen.socket.send(json.dumps({"type": "saved", "frames": pen.writes}))

    def cut(self, code: int) -> None:
        for pen in list(self.pens):
            self._gone(pen)
            pen.socket.close(code=code)

    @property
    def lines(self) -> list[str]:
        """The paragraphs, headings and list items, as markup."""
        return [str(child) for child in self.doc.get("text", type=pycrdt.XmlFragment).children]

    def _open(self, pen: Pen) -> None:
        self.opened.append(pen.socket.url)
        self.pens.append(pen)
        pen.socket.on_message(lambda data: self._hear(pen, data))
        pen.socket.on_close(lambda *_: self._gone(pen))
        may_write = not self.frozen
        pen.socket.send(
            json.dumps({"type": "welcome", "may_write": may_write, "colour": pen.colour, "called": pen.called})
        )
        if self.frozen:
            pen.socket.send(json.dumps({"type": "frozen"}))
        pen.socket.send(pycrdt.create_sync_message(self.doc))

    def _gone(self, pen: Pen) -> None:
        if pen in self.pens:
            self.pens.remove(pen)

    def _hear(self, pen: Pen, data: str | bytes) -> None:
        assert isinstance(data, bytes)
        if data[0] == AWARENESS:
            self._relay(pen, self._signed(pen, data))
        elif data[1] == STEP_1:
            answer = pycrdt.handle_sync_message(data[1:], self.doc)
            assert answer
            pen.socket.send(answer)
        elif self.frozen:
            pen.socket.send(json.dumps({"type": "refused", "why": "frozen", "say": "Ce texte est clos."}))
        else:
            pen.writes += 1
            pycrdt.handle_sync_message(data[1:], self.doc)
            if self.acknowledges:
                pen.socket.send(json.dumps({"type": "saved", "frames": pen.writes}))
            self._relay(pen, data)

    def _relay(self, pen: Pen, data: bytes) -> None:
        for other in self.pens:
            if other is not pen:
                other.socket.send(data)

    def _signed(self, pen: Pen, data: bytes) -> bytes:
        """An awareness frame of one state, with the name the server gives it."""
        body = pycrdt.read_message(data[1:])
        _, at = _number(body, 0)
        client, at = _number(body, at)
        clock, at = _number(body, at)
        length, at = _number(body, at)
        state = json.loads(body[at : at + length])
        if state is not None:
            state["user"] = {"name": pen.called, "colour": pen.colour}
        text = json.dumps(state).encode()
        signed = b"\x01" + _varint(client) + _varint(clock) + _varint(len(text)) + text
        return bytes([AWARENESS]) + _varint(len(signed)) + signed


def _number(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        number |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return number, at


def _varint(number: int) -> bytes:
    parts = []
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes([*parts, number])
