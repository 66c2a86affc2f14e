"""The product's own application and servers, with a watch on three moments. Nothing of this is in the product.

``python -m tests.bench.ours SERVER PORT``. Written down, and handed out at ``/bench/moments/``: when an act was
committed, when the hub began to send a ready news (and the processor time used until then), when it had handed the
last one to the server. Nothing is added to any single send.
"""

import json
import sys
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

import django
from django.conf import settings

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Moments:
    def __init__(self) -> None:
        self.committed: list[int] = []
        self.sent: list[dict[str, Any]] = []

    def watch(self) -> None:
        from deliberation.kernel import facts
        from sessions.fanout.hub import Hub

        publish = facts._subscribers[0]
        deliver = Hub._deliver

        def after_commit(fact: facts.Fact) -> None:
            self.committed.append(time.monotonic_ns())
            publish(fact)

        async def watched(hub: Hub, feed: Any) -> None:
            moment = {"cursor": feed.region.cursor, "begun": time.monotonic_ns(), "cpu": time.process_time_ns()}
            moment["pages"] = len(feed.pages)
            self.sent.append(moment)
            await deliver(hub, feed)
            moment["handed"] = time.monotonic_ns()

        facts._subscribers[:] = [after_commit]
        Hub._deliver = watched  # type: ignore[assignment, method-assign]

    async def answer(self, send: Send) -> None:
        body = json.dumps({"committed": self.committed, "sent": self.sent}).encode()
        self.committed, self.sent = [], []
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def main(server: str, port: int) -> None:
    django.setup()

    from sessions.asgi import application
    from sessions.serving.listening import open_listener, raise_open_files

    moments = Moments()
    moments.watch()

    async def watched(scope: dict[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/bench/moments/":
            await moments.answer(send)
        else:
            await application(scope, receive, send)  # type: ignore[arg-type]

    raise_open_files()
    listener = open_listener("127.0.0.1", port)
    import_module(f"sessions.serving.{server}").serve(
        watched, listener, None, behind_proxy=settings.SECURE_PROXY_SSL_HEADER is not None
    )


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deliberation.settings")
    main(sys.argv[1], int(sys.argv[2]))
