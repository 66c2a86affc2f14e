"""A line to the server that can be cut, as a hall's Wi-Fi is: every connection drops, none can be made."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Line:
    """Relays bytes to ``target`` until it is cut; ``url`` is this end of it."""

    def __init__(self, target: str) -> None:
        address = urlsplit(target)
        self.target = (address.hostname or "", address.port or 80)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.whole = True
        self.ends: set[socket.socket] = set()
        # Connections that still seem to be there, and carry nothing.
        self.dead: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self.listener.accept()[0]
                if not self.whole:
                    near.close()
                    continue
                far = socket.create_connection(self.target)
                self.ends |= {near, far}
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._relay, args=(source, sink), daemon=True).start()

    def _relay(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if source not in self.dead:
                    sink.sendall(data)
        for end in (source, sink):
            # Closing alone does not wake the thread that reads from it, nor tell the other side.
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            self.ends.discard(end)
            self.dead.discard(end)

    def lose(self) -> None:
        """Every connection dies without a word, as when a phone sleeps for long. New ones can be made."""
        self.dead |= self.ends

    def cut(self) -> None:
        self.whole = False
        for end in list(self.ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.whole = True

    def close(self) -> None:
        self.cut()
        self.listener.close()
