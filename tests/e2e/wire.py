"""The server's end of a page's socket, held by the test: what the page says is heard, what it is told is ours."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, WebSocketRoute, expect

READY = {"type": "ready"}


def cursor_of(html: str) -> str:
    return hashlib.sha256(html.encode()).hexdigest()[:16]


def news(region: str, html: str) -> dict[str, Any]:
    return {"type": "news", "region": region, "cursor": cursor_of(html), "html": html}


@dataclass
class Wire:
    """Held from the page's next loading on."""

    page: Page
    answers: bool = True
    sockets: list[WebSocketRoute] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)

    def hold(self) -> None:
        self.page.route_web_socket("**/live/**", self._open)
        self.page.reload()
        self.until_heard("hello")

    def _open(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(lambda text: self._hear(socket, text))

    def _hear(self, socket: WebSocketRoute, text: str | bytes) -> None:
        frame = json.loads(text)
        self.heard.append(frame)
        if frame["type"] == "hello" and self.answers:
            socket.send(json.dumps(READY))

    def send(self, *frames: dict[str, Any]) -> None:
        for frame in frames:
            self.sockets[-1].send(json.dumps(frame))

    def tell(self, html: str, region: str = "citizens") -> None:
        """News of a region, and wait until the page shows it."""
        marked = f'{html}<i hidden id="told-{region}" data-told="{cursor_of(html)}"></i>'
        self.send(news(region, marked))
        expect(self.page.locator(f"#told-{region}")).to_have_attribute("data-told", cursor_of(html))

    def close(self, code: int) -> None:
        self.sockets[-1].close(code=code)

    def until_heard(self, type_: str, after: int = 0) -> dict[str, Any]:
        """The first frame of this type, of those after the first so many."""
        for _ in range(100):
            if found := [frame for frame in self.heard[after:] if frame["type"] == type_]:
                return found[0]
            self.page.wait_for_timeout(50)
        raise AssertionError(f"The page said no {type_} after {self.heard}")
