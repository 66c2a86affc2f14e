"""The servers ours is measured by."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bench.lines import Board, RawLine, SocketIoLine
from tests.bench.machine import Process, free_port, serving, surroundings
from tests.bench.measure import ARRIVES_WITHIN, Part, Sample
from tests.crowd.crowd import Crowd

JOINS_WITHIN = 90.0

Command = Callable[[int], list[str]]


def stock(port: int) -> list[str]:
    endpoint = f"tcp:port={port}:interface=127.0.0.1:backlog=2048"
    return [sys.executable, "-m", "daphne", "-v", "0", "-e", endpoint, "tests.bench.stock:application"]


def broadcast(port: int) -> list[str]:
    return [sys.executable, "-m", "tests.bench.broadcast", str(port)]


def socketio(port: int) -> list[str]:
    return ["node", "tests/bench/socketio.mjs", str(port)]


PATHS: dict[Command, tuple[type[RawLine], str, str]] = {
    stock: (RawLine, "/", "/sender/"),
    broadcast: (RawLine, "/", "/sender/"),
    socketio: (
        SocketIoLine,
        "/socket.io/?EIO=4&transport=websocket",
        "/socket.io/?EIO=4&transport=websocket&sender=1",
    ),
}


class Reference:
    pace = 1.0

    def __init__(self, crowd: Crowd, process: Process, command: Command) -> None:
        self.crowd, self.process = crowd, process
        self.kind, self.path, sender_path = PATHS[command]
        self.board = Board()
        self.lines: list[RawLine] = []
        self.sender = self._line(sender_path)
        self._open([self.sender])

    def _line(self, path: str) -> RawLine:
        return self.crowd.join(self.kind(self.crowd, self.process.address, path, self.board))

    def _open(self, lines: list[RawLine]) -> None:
        self.crowd.open(lines)
        self.crowd.wait_until(lambda: all(line.joined for line in lines), within=JOINS_WITHIN, what="not joined")

    def grow(self, size: int) -> None:
        new = [self._line(self.path) for _ in range(size - len(self.lines))]
        self.lines += new
        self._open(new)

    def send(self) -> Sample:
        before, cpu = len(self.board.messages), self.process.cpu()
        self.crowd.do(self.sender.ask)

        def arrived() -> bool:
            messages = list(self.board.messages.values())
            return len(messages) > before and len(messages[-1].arrivals) >= len(self.lines)

        self.crowd.wait_until(arrived, within=ARRIVES_WITHIN, what="a message did not reach everybody")
        self.process.settle()
        message = list(self.board.messages.values())[-1]
        return Sample(Part(message.begun, self.process.cpu() - cpu), message.arrivals, message.size)


@contextmanager
def reference(command: Command, environment: Mapping[str, str], core: int, folder: Path) -> Iterator[Reference]:
    port = free_port()
    # Only Channels reads these: the product's settings, on a database of nobody.
    home = folder / f"{command.__name__}-{port}"
    home.mkdir()
    environment = {**environment, **surroundings(home), "BASE_URL": f"http://127.0.0.1:{port}"}
    log = folder / f"{command.__name__}.log"
    with serving(command(port), environment, core=core, log=log, port=port) as process, Crowd() as crowd:
        yield Reference(crowd, process, command)
