"""A small application under one of our servers: ``python -m tests.live.serving.small SERVER PORT [behind-proxy]``."""

import asyncio
import json
import os
import sys
from importlib import import_module
from typing import Any

import django

BIG = 20_000_000


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await talk(scope, receive, send)
    else:
        await answer(scope, receive, send)


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """/slow/<seconds> takes its time, /big is long, anything else says who asks."""
    words = scope["path"].split("/")
    if words[1] == "slow":
        await asyncio.sleep(float(words[2]))
    body = b"x" * BIG if words[1] == "big" else json.dumps([scope["client"][0], scope["scheme"]]).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def talk(scope: Any, receive: Any, send: Any) -> None:
    """A number is answered by so many letters, ``who`` by who asks, anything else by its length."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        text = message["text"]
        if text.isdigit():
            text = "é" * int(text)
        elif text == "who":
            text = scope["client"][0]
        else:
            text = str(len(text))
        await send({"type": "websocket.send", "text": text})


def main(server: str, port: str, *options: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deliberation.settings")
    django.setup()
    from sessions.serving.listening import open_listener

    listener = open_listener("127.0.0.1", int(port))
    serve = import_module(f"sessions.serving.{server}").serve
    serve(application, listener, None, behind_proxy="behind-proxy" in options)


if __name__ == "__main__":
    main(*sys.argv[1:])
