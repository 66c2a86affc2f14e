from django.urls import path

from sessions.consumers.drafting import DraftingConsumer
from sessions.consumers.sitting import SittingConsumer

websocket_urlpatterns = [
    path("live/<slug:slug>/<slug:language>/", SittingConsumer.as_asgi()),  # type: ignore[arg-type] # channels reuses path() for its own
    path("live/<slug:slug>/<slug:language>/screen/", SittingConsumer.as_asgi(), {"screen": True}),  # type: ignore[arg-type]
    path("write/<slug:slug>/<slug:language>/<slug:key>/", DraftingConsumer.as_asgi()),  # type: ignore[arg-type]
]
