"""The product's own application and servers, with a watch on three moments. Nothing of this is in the product.

``python -m tests.bench.ours SERVER PORT``. Written down, and handed out at ``/bench/moments/``: when an act was
committed, when the hub began to send a ready news, and the processor time used until then. Nothing is added to any
single send. ``/bench/ask/`` has a citizen's act done in this process a moment later: the request that brings acts as a
rule is not the live layer's, and would be measured along with it.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

import django
from django.conf import settings

# The answer to the one who asked is sent before the act begins.
A_MOMENT = 0.03
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Moments:
    def __init__(self) -> None:
        self.committed: list[dict[str, int]] = []
        self.sent: list[dict[str, Any]] = []

    def watch(self) -> None:
        from deliberation.kernel import facts
        from sessions.fanout.news import News

        publish = facts._subscribers[0]
        deliver = News._deliver

        def after_commit(fact: facts.Fact) -> None:
            self.committed.append({"at": time.monotonic_ns(), "cpu": time.process_time_ns()})
            publish(fact)

        async def watched(news: News, feed: Any) -> None:
            moment = {"cursor": feed.region.cursor, "at": time.monotonic_ns(), "cpu": time.thread_time_ns()}
            self.sent.append(moment)
            await deliver(news, feed)

        facts._subscribers[:] = [after_commit]
        News._deliver = watched  # type: ignore[assignment, method-assign]

    def taken(self) -> dict[str, Any]:
        found = {"committed": self.committed, "sent": self.sent}
        self.committed, self.sent = [], []
        return found


async def answer(send: Send, content: object) -> None:
    body = json.dumps(content).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def ask_soon(query: dict[str, list[str]]) -> None:
    from channels.db import database_sync_to_async

    from deliberation.conference.models import Membership
    from deliberation.conference.rules import actor_of
    from deliberation.hearings.actions import ask_question

    def ask() -> None:
        asking = Membership.objects.select_related("conference", "user").get(ref=query["ref"][0])
        hearing, text = int(query["hearing"][0]), query["text"][0]
        ask_question(actor=actor_of(asking), conference=asking.conference, hearing_id=hearing, text=text)

    await asyncio.sleep(A_MOMENT)
    await database_sync_to_async(ask)()


def main(server: str, port: int) -> None:
    django.setup()

    from sessions.asgi import application
    from sessions.serving.listening import open_listener, raise_open_files

    moments = Moments()
    moments.watch()
    asked: list[asyncio.Task[None]] = []

    async def watched(scope: dict[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/bench/moments/":
            await answer(send, moments.taken())
        elif scope["type"] == "http" and scope["path"] == "/bench/ask/":
            asked.append(asyncio.create_task(ask_soon(parse_qs(scope["query_string"].decode()))))
            await answer(send, {})
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
