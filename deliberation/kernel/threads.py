"""Blocking work, off the event loop, on threads of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections

Found = TypeVar("Found")


class Threads:
    """Lives on one event loop. Up to ``most`` pieces of work are done at once; the others wait their turn."""

    def __init__(self, most: int, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=most, thread_name_prefix=name)
        self._under_way: set[asyncio.Future[Any]] = set()

    async def do(self, work: Callable[[], Found]) -> Found:
        """What the work returns or raises. Its connections to the database are let go of when it is done; who no longer
        waits for it does not stop it."""

        def work_and_let_go() -> Found:
            try:
                return work()
            finally:
                connections.close_all()

        doing = asyncio.ensure_future(sync_to_async(work_and_let_go, thread_sensitive=False, executor=self._executor)())
        self._under_way.add(doing)
        doing.add_done_callback(self._under_way.discard)
        return await asyncio.shield(doing)

    async def finished(self) -> None:
        """Return once nothing is under way. What fails meanwhile is told to those who wait for it."""
        # What a thread commits is told on this loop: without it, that thread would wait for ever.
        while self._under_way:
            await asyncio.wait(self._under_way)
