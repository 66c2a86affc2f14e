"""A small application under one of our servers: ``python -m tests.live.serving.small SERVER PORT [behind-proxy]``."""

import asyncio
import json
import os
import sys
from importlib import import_module
from typing import Any

import django

BIG = 20_000_000
PIECES = 640
taken = {"bytes": 0}


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await talk(scope, receive, send)
    else:
        await answer(scope, receive, send)


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """/slow/<seconds> takes its time, /big is long, /pieces comes in pieces of which /taken says how many bytes
    were taken, /sent says how much was sent, anything else says who asks."""
    words = scope["path"].split("/")
    if words[1] == "pieces":
        await pieces(send)
        return
    if words[1] == "sent":
        sent = str(await length(receive)).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": sent})
        return
    if words[1] == "slow":
        await asyncio.sleep(float(words[2]))
    told = [taken["bytes"]] if words[1] == "taken" else [scope["client"][0], scope["scheme"]]
    body = b"x" * BIG if words[1] == "big" else json.dumps(told).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def pieces(send: Any) -> None:
    """Of an answer, one after the other, counted as they are taken."""
    size, taken["bytes"] = 1 << 16, 0
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for number in range(PIECES):
        await send({"type": "http.response.body", "body": bytes([number % 256]) * size, "more_body": True})
        taken["bytes"] += size
    await send({"type": "http.response.body", "body": b""})


async def length(receive: Any) -> int:
    sent, more = 0, True
    while more:
        message = await receive()
        sent, more = sent + len(message["body"]), message["more_body"]
    return sent


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
    from sessions.serving.bodies import Bounded
    from sessions.serving.listening import open_listener

    listener = open_listener("127.0.0.1", int(port))
    serve = import_module(f"sessions.serving.{server}").serve
    serve(Bounded(application), listener, None, behind_proxy="behind-proxy" in options)


if __name__ == "__main__":
    main(*sys.argv[1:])
