"""A page's socket: it says who is there and brings news. What people do comes in by ordinary forms."""

import json
from collections.abc import Iterable
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from deliberation.accounts.models import User
from deliberation.conference.models import Conference, Membership
from deliberation.conference.queries import membership_of
from deliberation.conference.rules import actor_of
from sessions.fanout.audiences import Audience, Kind, audiences_of
from sessions.fanout.hub import Place, hub
from sessions.fanout.render import Region, render
from sessions.presence.leases import renew

LARGEST_FRAME = 4096
NOT_A_MEMBER = 4403
BAD_FRAME = 4400


class SittingConsumer(AsyncWebsocketConsumer):
    """Accepts two frames: ``hello`` with what the page shows (``{"shown": {region: cursor}}``), and ``beat``."""

    async def connect(self) -> None:
        self.language = settings.LANGUAGE_CODE
        self.member: Membership | None = None
        self.conference_id = 0
        self.shown: dict[str, str] = {}
        self.audiences: tuple[Audience, ...] = ()
        language = self.scope["url_route"]["kwargs"]["language"]
        if language in dict(settings.LANGUAGES):
            self.language = language
        await self.accept()
        self.take(await database_sync_to_async(self.look_up)())
        if not self.audiences:
            await self.close(NOT_A_MEMBER)

    def look_up(self) -> Place:
        """Ask the database again who this is and what they may see."""
        return place_of(self.scope["user"], self.scope["url_route"]["kwargs"]["slug"])

    def take(self, place: Place) -> None:
        """Belong to these audiences from now on, and to no others."""
        self.member, self.conference_id, self.audiences = place
        if self.audiences:
            hub.join(self, self.audiences)
        else:
            hub.leave(self)

    @property
    def ref(self) -> str:
        return self.member.ref if self.member else ""

    async def disconnect(self, code: int) -> None:
        hub.leave(self)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        frame = parsed(text_data)
        if frame is None or not self.audiences or self.member is None:
            await self.close(BAD_FRAME)
            return
        if frame["type"] == "hello":
            self.shown = frame["shown"]
            await self._show_all()
        if await database_sync_to_async(renew)(self.member):
            hub.touch(Audience(self.conference_id, kind) for kind in (Kind.DESK, Kind.GUARANTOR))
        await self.send_text(json.dumps({"type": "beat"}))

    async def _show_all(self) -> None:
        for audience in self.audiences:
            region = await database_sync_to_async(render)(audience, self.language)
            await hub.show(region, [self], audience)

    async def leave_behind(self, before: Iterable[Audience]) -> None:
        """After a move: take away what is no longer to be seen; close when nothing is."""
        if not self.audiences:
            await self.close(NOT_A_MEMBER)
            return
        for name in {a.kind.value for a in before} - {a.kind.value for a in self.audiences}:
            await hub.show(Region(name, "", ""), [self])

    async def send_text(self, text: str) -> None:
        await self.send(text_data=text)


def place_of(user: object, slug: str) -> Place:
    """The visitor's membership, conference and audiences as they are now; nobody when their sign-in was ended."""
    conference = Conference.objects.filter(slug=slug).first()
    if conference is None or not isinstance(user, User):
        return None, 0, ()
    membership = membership_of(user.pk, conference)
    if membership is None or membership.user.get_session_auth_hash() != user.get_session_auth_hash():
        return None, conference.pk, ()
    return membership, conference.pk, audiences_of(actor_of(membership), conference)


def parsed(text: str | None) -> dict[str, Any] | None:
    """A frame this socket accepts, or None."""
    if text is None or len(text) > LARGEST_FRAME:
        return None
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if frame == {"type": "beat"}:
        return {"type": "beat"}
    if not isinstance(frame, dict) or set(frame) != {"type", "shown"} or frame["type"] != "hello":
        return None
    shown = frame["shown"]
    if not isinstance(shown, dict) or not all(isinstance(value, str) for value in shown.values()):
        return None
    return {"type": "hello", "shown": {name: shown[name] for name in shown if name in set(Kind)}}
