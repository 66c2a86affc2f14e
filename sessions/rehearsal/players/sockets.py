"""How a page opens a socket: with its browser's cookies, from its own origin."""

from urllib.parse import urlsplit

from websockets.asyncio.client import connect

from sessions.rehearsal.players.browser import Browser


def socket(browser: Browser, path: str) -> connect:
    url = urlsplit(browser.address)
    return connect(
        f"{'wss' if url.scheme == 'https' else 'ws'}://{url.netloc}{path}",
        origin=browser.address,  # type: ignore[arg-type]
        additional_headers={"Cookie": browser.cookies},
        compression=None,
        max_size=None,
        ping_interval=None,
        open_timeout=30,
        close_timeout=5,
        proxy=None,
    )
