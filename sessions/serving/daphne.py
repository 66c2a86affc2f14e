"""One process of daphne, on a socket that listens already."""

import asyncio
import socket
from typing import Any
from weakref import WeakSet

from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.defer import Deferred

from sessions.serving import bodies, limits
from sessions.serving.framing import framed
from sessions.serving.life import Life


class Socket(WebSocketProtocol):  # type: ignore[misc] # untyped library
    """A page's socket. What it sends is not held to the limit of what it receives, as the library would have it."""

    def serverSend(self, content: str | bytes, binary: bool = False) -> None:
        if self.state == self.STATE_CONNECTING:
            self.serverAccept()
        if self.state == self.STATE_OPEN:
            self.transport.write(framed(content))

    def _max_message_size_exceeded(self, msg_size: int, max_msg_size: int, reason: str) -> None:
        """Closed with a code that a page can tell apart, and nothing of the message is kept: the library would close
        with 1009, which the browser uses for troubles of its own too."""
        self._fail_connection(limits.TOO_LARGE, reason)


class Request(WebRequest):  # type: ignore[misc] # untyped library
    """The library keeps all that a request brings before the application is asked: we keep what the application may
    take, and of more just so much that it can tell. The rest is read and thrown away, so that a browser hears why.

    And it takes all of an answer that comes in pieces, however slowly they leave: ours waits until they do.
    """

    room = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flowing = asyncio.Event()
        self.flowing.set()

    def handle_reply(self, message: dict[str, Any]) -> None:
        if message.get("more_body") and self.channel is not None and not (self.finished or self.producer):
            self.registerProducer(self, True)
        super().handle_reply(message)

    def pauseProducing(self) -> None:
        self.flowing.clear()

    def resumeProducing(self) -> None:
        self.flowing.set()

    stopProducing = resumeProducing

    def finish(self) -> None:
        if self.producer and self.channel is not None:
            self.unregisterProducer()
        super().finish()

    def connectionLost(self, reason: Any) -> None:
        self.flowing.set()
        super().connectionLost(reason)

    async def flows(self) -> None:
        try:
            async with asyncio.timeout(limits.TAKES_SOMETHING_WITHIN):
                await self.flowing.wait()
        except TimeoutError:
            if self.channel is not None:
                self.channel.transport.abortConnection()

    def gotLength(self, length: int | None) -> None:
        most = bodies.most()
        self.room = 0 if (length or 0) > most else most + 1
        super().gotLength(length)

    def handleContentChunk(self, data: bytes) -> None:
        kept = data[: self.room]
        self.room -= len(kept)
        super().handleContentChunk(kept)


class Channels(HTTPFactory):  # type: ignore[misc] # untyped library
    """Remembers the HTTP connections that are open, those without a request too."""

    def __init__(self, server: "Daphne") -> None:
        super().__init__(server)
        self.built: WeakSet[Any] = WeakSet()

    def buildProtocol(self, addr: Any) -> Any:
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = Request
        self.built.add(protocol)
        return protocol

    def kept(self) -> list[Any]:
        """The channels still open, without those that became a page's socket."""
        return [protocol._channel for protocol in self.built if _speaks_http(protocol)]


def _speaks_http(protocol: Any) -> bool:
    transport = protocol._channel.transport
    return transport is not None and transport.connected and transport.protocol is protocol


class Daphne(Server):  # type: ignore[misc] # untyped library
    """Serves ``application`` on ``listener`` until :class:`Life` has drained it."""

    def __init__(self, application: Any, listener: socket.socket, line: socket.socket | None, behind_proxy: bool):
        super().__init__(
            application=application,
            endpoints=["a socket that listens already"],
            signal_handlers=False,
            ping_interval=limits.PING_INTERVAL,
            ping_timeout=limits.PING_TIMEOUT,
            websocket_max_message_size=limits.LARGEST_MESSAGE,
            websocket_max_frame_size=limits.LARGEST_MESSAGE,
            websocket_handshake_timeout=limits.HANDSHAKE_WITHIN,
            websocket_connect_timeout=limits.HANDSHAKE_WITHIN,
            proxy_forwarded_address_header="X-Forwarded-For" if behind_proxy else None,
            proxy_forwarded_proto_header="X-Forwarded-Proto" if behind_proxy else None,
            verbosity=0,
            ready_callable=self._listen,
            server_name="",
        )
        # Daphne insists on a description of a socket to open: ours is open.
        self.endpoints: list[str] = []
        self.listener = listener
        self.life = Life(self, line)

    def _listen(self) -> None:
        from twisted.internet import reactor

        # Without this a message too large is cut off without the code that says why.
        self.ws_factory.setProtocolOptions(failByDrop=False)
        self.ws_factory.protocol = Socket
        self.http_factory = Channels(self)
        self.listener.setblocking(False)
        family = self.listener.family
        self.port = reactor.adoptStreamPort(self.listener.fileno(), family, self.http_factory)
        self.listener.close()
        asyncio.get_event_loop().call_soon(self.life.begin)

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        await super().handle_reply(protocol, message)
        if isinstance(protocol, Request) and not protocol.flowing.is_set():
            await protocol.flows()

    def stop_accepting(self) -> None:
        self.port.stopListening()

    def requests(self) -> int:
        kept = self.http_factory.kept()
        for channel in kept:
            if not channel.requests:
                # What is still to be sent is sent first.
                channel.loseConnection()
        return len(kept)

    def pages(self) -> int:
        return sum(
            not isinstance(protocol, WebRequest) and "disconnected" not in details
            for protocol, details in self.connections.items()
        )

    def kill_all_applications(self) -> Any:
        """At the very end: draining has seen to everything that could be waited for."""
        running = [d["application_instance"] for d in self.connections.values() if "application_instance" in d]
        for application in running:
            application.cancel()
        return Deferred.fromFuture(asyncio.gather(*running, return_exceptions=True))


def serve(application: Any, listener: socket.socket, line: socket.socket | None, *, behind_proxy: bool) -> None:
    """Returns when the process has been asked to go and has drained."""
    Daphne(application, listener, line, behind_proxy).run()
