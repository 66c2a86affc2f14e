"""One client's socket in a crowd: connects, shakes hands, speaks frames. What is said is a subclass's affair."""

import contextlib
import socket
import struct
from select import EPOLLERR, EPOLLHUP, EPOLLIN, EPOLLOUT
from typing import TYPE_CHECKING

from tests.crowd import wire

if TYPE_CHECKING:
    from tests.crowd.crowd import Crowd

# Closing with this sends a reset instead of a goodbye: what a dead network looks like to the server.
RESET = struct.pack("ii", 1, 0)
READ = 1 << 16


class Line:
    """Lives in the crowd's thread: every method but the plain attributes' reading belongs there."""

    def __init__(self, crowd: "Crowd", address: tuple[str, int], request: bytes) -> None:
        self.crowd, self.address, self.request = crowd, address, request
        self.number = 0
        self.open = False
        self.closed_with: int | None = None
        self.received = 0
        self.last_heard = 0.0
        self.connecting_since = 0.0
        self._socket: socket.socket | None = None
        self._connected = False
        self._answer = b""
        self._out = b""
        self._reading = True
        self._parser = wire.Parser()

    # What a subclass says and hears.

    def opened(self) -> None:
        """The handshake is done."""

    def heard(self, payload: bytes, arrived: int) -> None:
        """A text message came; ``arrived`` is monotonic, in nanoseconds."""

    def lost(self, code: int) -> None:
        """The socket is gone, with the server's close code or 1006."""

    # The socket.

    @property
    def busy(self) -> bool:
        """Connecting, shaking hands or open."""
        return self._socket is not None

    def connect(self) -> None:
        if self._socket is not None:
            return
        self._parser = wire.Parser()
        self._answer, self._out = b"", self.request
        self._connected = self.open = False
        self._reading, self.received = True, 0
        self.connecting_since = self.last_heard = self.crowd.now()
        mine = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        mine.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = mine
        self.crowd.add(mine.fileno(), self, EPOLLOUT)
        try:
            mine.connect(self.address)
        except BlockingIOError:
            pass
        except OSError as error:
            self._fail(error)

    def send(self, text: str) -> None:
        if self.open:
            self._send(wire.encode(text.encode()))

    def stall(self) -> None:
        """Stop reading: a phone in a tunnel. The kernel's buffers fill up, nothing is said."""
        self._reading = False
        self._listen()

    def go_on(self) -> None:
        self._reading = True
        self._listen()

    def cut(self) -> None:
        """Reset, without a goodbye."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self._gone(wire.ABNORMAL)

    def leave(self, code: int = 1000) -> None:
        """Say goodbye and go, without waiting for the answer."""
        if self._socket is not None:
            if self.open:
                self._send(wire.close_frame(code))
            if self._socket is not None:
                self._gone(code)

    def event(self, events: int, arrived: int) -> None:
        """Called by the crowd's loop. ``arrived`` is when the loop was told: not after the time it takes to read."""
        if self._socket is None:
            return
        try:
            if events & EPOLLOUT:
                self._writable()
            if events & (EPOLLIN | EPOLLHUP | EPOLLERR) and self._socket is not None:
                self._readable(arrived)
        except OSError as error:
            self._fail(error)
        except wire.BadHandshake as error:
            self.crowd.counts.handshakes_failed += 1
            self.crowd.complain(str(error))
            self._gone(wire.ABNORMAL)
        except wire.BadFrame as error:
            self.crowd.complain(str(error))
            self._gone(wire.ABNORMAL)

    def _writable(self) -> None:
        assert self._socket is not None
        if not self._connected:
            if error := self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise OSError(error, "connect")
            self._connected = True
        if self._out:
            self._out = self._out[self._socket.send(self._out) :]
        self._listen()

    def _readable(self, arrived: int) -> None:
        assert self._socket is not None
        data = self._socket.recv(READ)
        if not data:
            self._fail(None)
            return
        if not self.open:
            self._answer += data
            rest = wire.upgraded(self._answer)
            if rest is None:
                return
            self.open, self.closed_with, self._answer, data = True, None, b"", rest
            self.crowd.counts.opened += 1
            self.opened()
        self.last_heard = arrived / 1e9
        for frame in self._parser.feed(data):
            if frame.opcode == wire.TEXT:
                self.received += 1
                self.heard(frame.payload, arrived)
            elif frame.opcode == wire.PING:
                self._send(wire.encode(frame.payload, wire.PONG))
            elif frame.opcode == wire.CLOSE:
                code = wire.close_code(frame.payload)
                self._send(wire.encode(frame.payload[:2], wire.CLOSE))
                self._gone(code)
            if not self.busy:
                return

    def _send(self, data: bytes) -> None:
        if self._socket is None:
            return
        if self._out:
            self._out += data
            return
        try:
            sent = self._socket.send(data)
        except BlockingIOError:
            sent = 0
        except OSError as error:
            self._fail(error)
            return
        if sent < len(data):
            self._out = data[sent:]
            self._listen()

    def _listen(self) -> None:
        if self._socket is not None:
            wanted = (EPOLLIN if self._reading else 0) | (EPOLLOUT if self._out or not self._connected else 0)
            self.crowd.listen(self._socket.fileno(), wanted)

    def _fail(self, error: OSError | None) -> None:
        counts = self.crowd.counts
        if not self.open:
            if isinstance(error, ConnectionRefusedError) or (error and error.errno == 111):
                counts.refused += 1
            else:
                counts.handshakes_failed += 1
        if error is not None:
            self.crowd.complain(str(error))
        self._gone(wire.ABNORMAL)

    def _gone(self, code: int) -> None:
        if self._socket is None:
            return
        self.crowd.forget(self._socket.fileno())
        self._socket.close()
        self._socket = None
        if self.open:
            self.crowd.counts.lost += 1
            self.crowd.complain(f"closed with {code}")
        self.open, self.closed_with, self._out = False, code, b""
        self.lost(code)
