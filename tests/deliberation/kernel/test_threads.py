"""Blocking work beside the loop: what is under way is waited for, whoever gave it up."""

import asyncio
import threading

import pytest

from deliberation.kernel.threads import Threads


async def test_work_given_up_is_finished_before_the_threads_are() -> None:
    threads = Threads(1, "test")
    done = []
    begun, may_end = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait(5)
        done.append("first")

    doing = asyncio.create_task(threads.do(work))
    waiting = asyncio.create_task(threads.do(lambda: done.append("second")))
    while not begun.is_set():
        await asyncio.sleep(0.001)
    doing.cancel()
    waiting.cancel()
    finished = asyncio.create_task(threads.finished())
    await asyncio.sleep(0.02)
    assert (finished.done(), done) == (False, [])
    may_end.set()
    await finished
    assert done == ["first", "second"]


async def test_what_work_raises_is_told_to_whoever_waits_for_it() -> None:
    threads = Threads(1, "test")

    def work() -> None:
        raise ValueError("away")

    doing = asyncio.create_task(threads.do(work))
    await asyncio.sleep(0)
    await threads.finished()
    with pytest.raises(ValueError, match="away"):
        await doing
