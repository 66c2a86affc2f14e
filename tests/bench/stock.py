"""Reference (b): Channels as its tutorial has it. A group, ``group_send``, a handler in every consumer."""

import os
from typing import Any

from django.conf import settings

REDIS = os.environ.get("REDIS_URL", "")
settings.configure(
    SECRET_KEY="only for measuring",
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS], "capacity": 1000},
        }
        if REDIS
        else {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000}}
    },
)

import django  # noqa: E402

django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter  # noqa: E402

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


application = ProtocolTypeRouter({"websocket": StockConsumer.as_asgi()})
