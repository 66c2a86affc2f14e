"""The application that daphne, or any ASGI server, runs."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deliberation.settings")
http = get_asgi_application()

# Django must be set up before anything that knows its models is imported.
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from channels.sessions import CookieMiddleware  # noqa: E402

from sessions.routing import websocket_urlpatterns  # noqa: E402
from sessions.serving.bodies import Bounded  # noqa: E402

sockets = URLRouter(websocket_urlpatterns)  # type: ignore[arg-type] # path() as channels reuses it

application = ProtocolTypeRouter(
    {
        "http": Bounded(http),
        # Who it is, the hub finds out for all who come at the same time together.
        "websocket": AllowedHostsOriginValidator(CookieMiddleware(sockets)),
    }
)
