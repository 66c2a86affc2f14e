"""Waiting for something to become true, and saying who waited for what when it does not."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import gettext as _

PATIENCE = 60.0

T = TypeVar("T")


class Stuck(Exception):
    """The play cannot go on. ``str()`` of it is a sentence for whoever reads the terminal."""


class Bell:
    """Rings when something changed; whoever waits looks again."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for each in waiting:
            if not each.done():
                each.set_result(None)

    def next(self) -> asyncio.Future[None]:
        """Done at the next ring."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        return future

    def forget(self, future: asyncio.Future[None]) -> None:
        self._waiting.discard(future)


async def until(condition: Callable[[], T], *bells: Bell, who: str, what: str, patience: float = PATIENCE) -> T:
    """The first value of ``condition`` that is true, looked at anew whenever one of the bells rings.

    Stuck when that takes longer than ``patience`` seconds.
    """
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + patience
    while not (value := condition()):
        futures = [bell.next() for bell in bells]
        try:
            left = give_up_at - loop.time()
            done, _pending = await asyncio.wait(futures, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for bell, future in zip(bells, futures, strict=True):
                bell.forget(future)
        if not done:
            sentence = _("%(who)s waited %(seconds)d s in vain for this: %(what)s")
            raise Stuck(sentence % {"who": who, "seconds": patience, "what": what})
    return value
