"""Reference (b): Channels as its tutorial has it: a group, and a handler in every consumer. The product's settings."""

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deliberation.settings")
django.setup()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.urls import re_path  # noqa: E402

from tests.bench.message import made  # noqa: E402


class StockConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        if self.scope["path"] != "/sender/":
            await self.channel_layer.group_add("everybody", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard("everybody", self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.channel_layer.group_send("everybody", {"type": "news", "text": made()})

    async def news(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["text"])


everywhere = URLRouter([re_path("", StockConsumer.as_asgi())])  # type: ignore[arg-type, list-item]
application = ProtocolTypeRouter({"websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(everywhere))})
