"""The crowd's sockets to the reference servers. They do less than a page of ours does, never more."""

import json
from typing import TYPE_CHECKING

from tests.crowd.line import Line
from tests.crowd.wire import handshake

if TYPE_CHECKING:
    from tests.crowd.crowd import Crowd

SEND = "go"


class Message:
    """One message to everybody: when its sending began, and when it reached whom."""

    __slots__ = ("arrivals", "begun", "size")

    def __init__(self, begun: int, size: int) -> None:
        self.begun, self.size = begun, size
        self.arrivals: list[int] = []


class Board:
    """The messages that have come so far. Each says itself when its sending began: ``{"at": nanoseconds, "n": …}``."""

    def __init__(self) -> None:
        self.messages: dict[bytes, Message] = {}

    def note(self, payload: bytes, arrived: int) -> None:
        message = self.messages.get(payload)
        if message is None:
            text = payload[payload.index(b"{") : payload.rindex(b"}") + 1]
            message = self.messages[payload] = Message(json.loads(text)["at"], len(payload))
        message.arrivals.append(arrived)


class RawLine(Line):
    """Receives messages; one of them, the sender, asks the server to send one and receives none."""

    def __init__(self, crowd: "Crowd", address: tuple[str, int], path: str, board: Board) -> None:
        host = f"{address[0]}:{address[1]}"
        super().__init__(crowd, address, handshake(path, host, origin=f"http://{host}"))
        self.board = board
        self.joined = False

    def opened(self) -> None:
        self.joined = True

    def heard(self, payload: bytes, arrived: int) -> None:
        self.board.note(payload, arrived)

    def ask(self) -> None:
        self.send(SEND)


class SocketIoLine(RawLine):
    """Engine.IO 4 and Socket.IO 5 over a WebSocket: ``0`` open, ``40`` join, ``42`` event, ``2`` ping, ``3`` pong."""

    def opened(self) -> None:
        pass

    def heard(self, payload: bytes, arrived: int) -> None:
        if payload.startswith(b"42"):
            self.board.note(payload, arrived)
        elif payload.startswith(b"0"):
            self.send("40")
        elif payload.startswith(b"40"):
            self.joined = True
        elif payload == b"2":
            self.send("3")

    def ask(self) -> None:
        self.send(f'42["{SEND}"]')
