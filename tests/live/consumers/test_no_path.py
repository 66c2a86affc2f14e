"""Law 7 on sockets: whatever anybody but a citizen sends to whichever of them changes no letter of the opinion."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, get_args, get_type_hints

import pytest
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import get_default_application
from channels.testing import WebsocketCommunicator
from django.test import Client
from django.urls import path
from django.utils.regex_helper import normalize

from deliberation.ballots.models import Ballot
from deliberation.opinion.models import Opinion, Section
from sessions.drafting import wire
from sessions.drafting.replica import Replica
from sessions.drafting.rooms import rooms
from sessions.drafting.subjects import SUBJECTS
from sessions.fanout import frames
from sessions.routing import websocket_urlpatterns
from tests.hall import Hall
from tests.walk.addresses import keys
from tests.walk.people import NOT_CITIZENS, browsers
from tests.walk.scenes import SCENES
from tests.walk.values import MEANT
from tests.walk.words import Words, changed, text, words_of

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 5


@pytest.fixture(autouse=True)
async def own_rooms(own_hub: None) -> AsyncIterator[None]:
    rooms.__init__()  # type: ignore[misc]
    yield
    await rooms.stop()


def spoken(ballot: int) -> list[str]:
    """Every kind of frame that a page may send, and what it may not."""
    told: list[dict[str, Any]] = [
        {"type": kind, "news": 0, "shown": {}, "holds": []} for kind in get_args(get_type_hints(frames.Frame)["type"])
    ]
    vote = {"type": "act", "id": str(uuid.uuid4()), "ballot": ballot}
    acts = [vote | {"act": act, "fields": {"text": MEANT, "part": "title", "version": "1"}} for act in ACTS]
    return [json.dumps(frame) for frame in (*told, *acts, {"type": "write", "part": "title", "text": MEANT})]


ACTS = ("cast-paper", "write-opinion", "write_opinion", "restore-text", "sign-opinion")


def written() -> list[bytes]:
    """Every kind of frame that a page sends which writes: it asks, says where it is, and rewrites every field."""
    found = [wire.sync(wire.STEP_1, b"\x00"), bytes([wire.QUERY]), wire.awareness([(7, 1, {"cursor": None})])]
    for subject in SUBJECTS.values():
        update = Replica().rewrite({field.name: MEANT for field in subject.fields}, subject.fields)
        found += [wire.sync(kind, update) for kind in (wire.STEP_2, wire.UPDATE)]
    return found


def sockets(slug: str, names: list[str]) -> Iterator[str]:
    for pattern in websocket_urlpatterns:
        route, arguments = normalize(pattern.pattern.regex.pattern)[0]
        for key in names if "key" in arguments else [""]:
            yield "/" + route % {"slug": slug, "language": "fr", "key": key}


async def send_everything(browser: Client, address: str, sent: list[str | bytes]) -> None:
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items() if cookie.value)
    headers = [(b"origin", b"http://localhost"), (b"cookie", cookies.encode())]
    socket = WebsocketCommunicator(get_default_application(), address, headers=headers)
    assert (await socket.connect(SECONDS))[0]
    for frame in sent:
        await socket.send_to(**({"text_data": frame} if isinstance(frame, str) else {"bytes_data": frame}))
    # What was sent is heard before the goodbye.
    await socket.disconnect(timeout=SECONDS)


def looked_at(hall: Hall) -> tuple[int, Words, bytes, list[str], int]:
    opinion = Opinion.objects.get().pk
    ballot = Ballot.objects.order_by("-pk")[0].pk
    return opinion, words_of(opinion), text(hall.conference), keys(hall.conference), ballot


async def holes_of(hall: Hall, people: dict[str, Client]) -> list[str]:
    opinion, before, said, names, ballot = await database_sync_to_async(looked_at)(hall)
    found = []
    for who in NOT_CITIZENS:
        for address in sockets(hall.conference.slug, names):
            speaking, writing = spoken(ballot), written()
            # What a socket takes for no frame of its own ends it: the other kind goes first, on another.
            for sent in ([*speaking, *writing[:1]], [*writing, *speaking[:1]]):
                await send_everything(people[who], address, sent)
            await asyncio.sleep(0.01)
            parts = changed(before, await database_sync_to_async(words_of)(opinion))
            found += [f"{who}: {address}: {part}" for part in parts]
    assert found or await database_sync_to_async(text)(hall.conference) == said
    return found


@pytest.fixture
def scene(request: pytest.FixtureRequest, hall: Hall, client_of: Callable[..., Client]) -> dict[str, Client]:
    people = browsers(hall, client_of)
    SCENES[request.param](hall)
    return people


@pytest.mark.parametrize("scene", ["writing", "signing", "signed once", "handed over"], indirect=True)
async def test_nothing_that_others_than_citizens_send_changes_the_text(hall: Hall, scene: dict[str, Client]) -> None:
    assert await holes_of(hall, scene) == []


class Hole(AsyncWebsocketConsumer):
    """It writes whatever anyone sends."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await database_sync_to_async(Section.objects.filter(part="title").update)(text="Trou")


@pytest.mark.parametrize("scene", ["writing"], indirect=True)
async def test_a_hole_is_found(hall: Hall, scene: dict[str, Client]) -> None:
    websocket_urlpatterns.append(path("hole/<slug:slug>/", Hole.as_asgi()))
    try:
        found = await holes_of(hall, {who: scene[who] for who in NOT_CITIZENS})
    finally:
        websocket_urlpatterns.pop()
    assert found[0] == "facilitator: /hole/eau/: the sections"
