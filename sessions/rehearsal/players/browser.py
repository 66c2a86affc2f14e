"""A browser without a screen: cookies, redirections, forms with their token."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urljoin

import httpx
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from sessions.rehearsal.players.forms import PageForm, Typed, form_of
from sessions.rehearsal.players.waiting import Stuck

SECONDS = 60.0
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
Upload = tuple[str, bytes, str]


@dataclass(frozen=True)
class Answer:
    """``errors`` holds what the page would show beside the form."""

    status: int
    url: str
    content: bytes
    data: Mapping[str, Any]

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    @property
    def done(self) -> bool:
        return 200 <= self.status < 300

    @property
    def said(self) -> str:
        """What the server said of it, for a sentence in a report."""
        return str(self.data.get("errors") or self.data.get("said") or self.status)

    def forms(self, act: str) -> list[PageForm]:
        return [form_of(node) for node in LexborHTMLParser(self.text).css(f'form[data-act="{act}"]')]


@cache
def _tls() -> ssl.SSLContext:
    # Made once: reading the system's authorities costs more than all the rest of a client.
    return ssl.create_default_context()


class Browser:
    """One person's browser on one device."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.client = httpx.AsyncClient(base_url=self.address, timeout=SECONDS, trust_env=False, verify=_tls())

    async def close(self) -> None:
        await self.client.aclose()

    @property
    def cookies(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())

    def forget(self, name: str) -> None:
        """Lose a cookie."""
        if name in self.client.cookies:
            self.client.cookies.delete(name)

    async def open(self, path: str) -> Answer:
        return await self._follow(await self._send(self.client.build_request("GET", path)))

    async def send(
        self, form: PageForm, typed: Mapping[str, str], files: Mapping[str, Upload] | None = None, *, page: str = ""
    ) -> Answer:
        """Send a form the way a page without a script does, and follow where it leads."""
        request = self._request(form, typed, files or {}, {"Accept": "text/html"}, page)
        return await self._follow(await self._send(request))

    async def do(self, form: PageForm, typed: Mapping[str, Typed], files: Mapping[str, Upload] | None = None) -> Answer:
        """Send a form the way our script does: the answer comes as data, the page stays."""
        return await self._send(self._request(form, typed, files or {}, {"Accept": "application/json"}, ""))

    def _request(
        self,
        form: PageForm,
        typed: Mapping[str, Typed],
        files: Mapping[str, Upload],
        headers: Mapping[str, str],
        page: str,
    ) -> httpx.Request:
        data = form.filled(typed)
        data[TOKEN] = data.get(TOKEN) or self.client.cookies.get("csrftoken") or ""
        return self.client.build_request(
            "POST",
            urljoin(page, form.action),
            data=data,
            files=dict(files) or None,
            headers={"Origin": self.address, **headers},
        )

    async def _send(self, request: httpx.Request) -> Answer:
        try:
            response = await self.client.send(request)
        except httpx.HTTPError as error:
            sentence = _("%(method)s %(path)s had no answer: %(error)r")
            raise Stuck(sentence % {"method": request.method, "path": request.url.path, "error": error}) from error
        is_json = response.headers.get("content-type", "").partition(";")[0] == "application/json"
        found = response.json() if is_json else {}
        to = response.headers.get("location") if response.is_redirect else ""
        return Answer(
            response.status_code, to or str(response.url), response.content, found if isinstance(found, dict) else {}
        )

    async def _follow(self, answer: Answer) -> Answer:
        for _hop in range(6):
            if not 300 <= answer.status < 400:
                break
            answer = await self._send(self.client.build_request("GET", answer.url))
        return answer
