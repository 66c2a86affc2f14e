"""One step of the walk: one request of one person, after which everything is as it was before."""

from collections import Counter
from contextlib import nullcontext, suppress
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.core.files import File
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils.http import urlencode

from deliberation.conference.models import Conference
from deliberation.opinion.models import Opinion
from tests.walk.addresses import Address, addresses, known
from tests.walk.values import posts
from tests.walk.words import changed, text, words_of

JSON = {"accept": "application/json"}
WORDS = "application/x-www-form-urlencoded"
NO_METHOD = 405


@dataclass
class Walk:
    """``holes``: who changed which part of the text, where and how. ``answers``: statuses by name of address.

    A step that is undone after it was looked at shows what each request does by itself; those that last, what they come
    to one after another.
    """

    conference: Conference
    holes: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    answers: Counter[tuple[str, str, int]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.opinion = Opinion.objects.get(conference=self.conference).pk
        self.before, self.said = words_of(self.opinion), text(self.conference)
        self.addresses = addresses()
        self.known = known(self.conference, {name for each in self.addresses for name in each.arguments})
        self._sent: dict[str, list[dict[str, Any]]] = {}

    def go(self, who: str, browser: Client, *, most: int = 1, reading: bool = False, lasting: bool = False) -> None:
        """Every address, sent every form it reads, filled in; and opened."""
        browser.raise_request_exception = False
        for address in self.addresses:
            # Signing in is the same for all who have not, and for all who have.
            if not address.ours and who not in ("nobody", "superuser"):
                continue
            for url, given in address.filled(self.known, most):
                if reading and not self.answers[address.name, "get", NO_METHOD]:
                    self._step(who, browser, address, url, None, lasting)
                for data in self._data(address, url, given):
                    if not self.answers[address.name, "post", NO_METHOD]:
                        self._step(who, browser, address, url, data, lasting)

    def _data(self, address: Address, url: str, given: dict[str, Any]) -> list[dict[str, Any]]:
        if url not in self._sent:
            options: dict[str, Any] = {}
            if address.options:
                arguments = {name: value for name, value in given.items() if name != "slug"}
                # What a form is made of may not be there.
                with suppress(Exception):
                    options = address.options(self.conference, **arguments)
            forms = address.forms or [None]
            self._sent[url] = [data for form in forms for data in posts(form, options, self.conference)]
        return self._sent[url]

    @staticmethod
    def _sent_to(browser: Client, url: str, data: dict[str, Any] | None) -> HttpResponse:
        if data is None:
            return browser.get(url, headers=JSON)
        if any(isinstance(value, File) for value in data.values()):
            return browser.post(url, data, headers=JSON)
        return browser.post(url, urlencode(data, doseq=True), WORDS, headers=JSON)

    def _step(
        self, who: str, browser: Client, address: Address, url: str, data: dict[str, Any] | None, lasting: bool
    ) -> None:
        method, cookies = "get" if data is None else "post", copy(browser.cookies)
        with nullcontext() if lasting else transaction.atomic():
            answer = self._sent_to(browser, url, data)
            self.answers[address.name, method, answer.status_code] += 1
            if answer.status_code >= 500 or connection.needs_rollback:
                self.crashes.append(f"{who}: {method} {address.name}")
                transaction.set_rollback(not lasting)
                browser.cookies = cookies
                return
            parts = changed(self.before, words_of(self.opinion))
            if not parts and answer.status_code < 400 and text(self.conference) != self.said:
                parts = ["what is said of it"]
            if parts:
                self.holes.append(f"{who}: {method} {address.name}: {', '.join(parts)}")
            if not lasting:
                transaction.set_rollback(True)
        browser.cookies = cookies
        cache.clear()
