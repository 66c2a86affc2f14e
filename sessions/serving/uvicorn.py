"""One process of uvicorn, on a socket that listens already. An option: uvicorn is not among what is installed."""

import contextlib
import logging
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from sessions.serving import limits
from sessions.serving.framing import framed
from sessions.serving.life import Life


class Socket(WebSocketsSansIOProtocol):
    """A page's socket, whose news is framed once for all the pages that get it."""

    async def send(self, message: Any) -> None:
        text = message.get("text") if message["type"] == "websocket.send" else None
        if text is None or not self._is_open():
            await super().send(message)
            return
        if not self.writable.is_set():
            await self.writable.wait()
        self.transport.write(framed(text))

    def _is_open(self) -> bool:
        return self.handshake_complete and not (self.disconnected or self.close_sent or self.initial_response)


class Uvicorn(uvicorn.Server):
    """Serves until :class:`Life` has drained it."""

    def __init__(self, config: uvicorn.Config, line: socket.socket | None) -> None:
        super().__init__(config)
        self.life = Life(self, line)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Life does."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.life.begin()

    def stop_accepting(self) -> None:
        for server in self.servers:
            server.close()

    def requests(self) -> int:
        kept = [each for each in self.server_state.connections if isinstance(each, self.config.http_protocol_class)]
        for connection in kept:
            # Closes one without a request, and has the others close once they have answered.
            connection.shutdown()
        return len(kept)

    def pages(self) -> int:
        return len(self.server_state.connections)

    def stop(self) -> None:
        self.should_exit = True


def serve(application: Any, listener: socket.socket, line: socket.socket | None, *, behind_proxy: bool) -> None:
    """Returns when the process has been asked to go and has drained."""
    # Who opened which page, from where and when, is nobody's business: not at any level.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        application,
        http="auto",
        ws=Socket,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=behind_proxy,
        forwarded_allow_ips="*" if behind_proxy else "",
        backlog=limits.BACKLOG,
        ws_max_size=limits.LARGEST_MESSAGE,
        ws_ping_interval=limits.PING_INTERVAL,
        ws_ping_timeout=limits.PING_TIMEOUT,
        ws_per_message_deflate=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
    )
    Uvicorn(config, line).run([listener])
