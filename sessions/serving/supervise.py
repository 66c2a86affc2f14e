"""The parent of several server processes behind one port: it starts them, replaces those that die, and lets them go."""

import asyncio
import contextlib
import signal
import socket
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sessions.serving import limits
from sessions.serving.life import READY

Command = Callable[[int, int], Sequence[str]]


@dataclass(eq=False)
class Child:
    """``line`` is kept open for as long as the child is to live: it goes when this process does."""

    process: Process
    line: socket.socket
    started_at: float = field(default_factory=time.monotonic)
    ready: bool = False
    asked_to_go: bool = False

    async def ended(self) -> int:
        return await self.process.wait()


class Supervisor:
    """Keeps ``count`` processes on ``listener``. ``command`` gives the words that start one, from the numbers of the
    two files it inherits: the listening socket and its line to us."""

    def __init__(self, command: Command, listener: socket.socket, count: int, warn: Callable[[str], object]) -> None:
        self.command, self.listener, self.count, self.warn = command, listener, count, warn
        self.slots: dict[int, Child] = {}
        self.running: set[Child] = set()
        self.stopping = asyncio.Event()
        self.asked_at = 0.0
        self.changing = asyncio.Lock()
        self.tasks: set[asyncio.Task[None]] = set()
        self.failed = False

    async def run(self) -> bool:
        """Until asked to stop. Whether all went well."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ask_to_stop)
        loop.add_signal_handler(signal.SIGHUP, lambda: self._do(self._renew()))
        for slot in range(self.count):
            self._do(self._keep(slot))
        await self.stopping.wait()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        went_well = await asyncio.gather(*(self._end(child) for child in self.running))
        return not self.failed and all(went_well)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _ask_to_stop(self) -> None:
        now = time.monotonic()
        if not self.stopping.is_set():
            self.asked_at = now
            self.stopping.set()
        elif now - self.asked_at >= limits.ASKED_AGAIN_AFTER:
            for child in self.running:
                with contextlib.suppress(ProcessLookupError):
                    child.process.kill()

    async def _keep(self, slot: int) -> None:
        """Have a process in this slot, always."""
        self.slots[slot] = await self._start()
        if not self.slots[slot].ready:
            self.warn(_("A server process could not start."))
            self.failed = True
            self.stopping.set()
            return
        pause = limits.FIRST_PAUSE / 2
        while True:
            child = self.slots[slot]
            code = await child.ended()
            if self.slots[slot] is not child:
                continue
            self._forget(child)
            lived = time.monotonic() - child.started_at
            others = any(other.ready for other in self.running)
            first = limits.FIRST_PAUSE_BESIDE_OTHERS if others else limits.FIRST_PAUSE
            pause = first if lived > limits.STEADY_AFTER else min(2 * pause, limits.LONGEST_PAUSE)
            said = {"process": child.process.pid, "how": _how(code), "pause": pause}
            self.warn(_("Server process %(process)d ended (%(how)s): another in %(pause).1f s.") % said)
            await asyncio.sleep(pause)
            async with self.changing:
                if self.slots[slot] is child:
                    self.slots[slot] = await self._start()

    async def _renew(self) -> None:
        """Replace the processes one after another: the new one serves before the old one is asked to go."""
        async with self.changing:
            for slot in sorted(self.slots):
                new = await self._start()
                if not new.ready:
                    self.warn(_("A new server process could not start: the ones there are go on."))
                    return
                old, self.slots[slot] = self.slots[slot], new
                await self._end(old)

    async def _start(self) -> Child:
        """A process that is ready to serve; or one that has ended, when it could not."""
        ours, theirs = socket.socketpair()
        with theirs:
            inherited = (self.listener.fileno(), theirs.fileno())
            process = await asyncio.create_subprocess_exec(
                *self.command(*inherited),
                stdin=DEVNULL,
                pass_fds=inherited,
                # Ctrl-C is for us, who ask them to go, once.
                start_new_session=True,
            )
        child = Child(process, ours)
        self.running.add(child)
        ours.setblocking(False)
        with contextlib.suppress(TimeoutError, OSError):
            said = asyncio.get_running_loop().sock_recv(ours, len(READY))
            child.ready = await asyncio.wait_for(said, limits.STARTS_WITHIN) == READY
        if not child.ready:
            await self._end(child)
        return child

    async def _end(self, child: Child) -> bool:
        """Ask it to go, and wait until it has. Whether it went by itself."""
        with contextlib.suppress(ProcessLookupError):
            if not child.ready:
                child.process.kill()
            elif not child.asked_to_go:
                child.process.terminate()
            child.asked_to_go = True
        try:
            code = await asyncio.wait_for(child.ended(), limits.DRAINS_WITHIN)
        except TimeoutError:
            self.warn(_("Server process %d did not stop in time: it is cut off.") % child.process.pid)
            child.process.kill()
            code = await child.ended()
        self._forget(child)
        return code == 0 or not child.ready

    def _forget(self, child: Child) -> None:
        child.line.close()
        self.running.discard(child)


def _how(code: int) -> str:
    if code >= 0:
        return _("exit code %d") % code
    return _("killed by %s") % signal.Signals(-code).name


def supervise(command: Command, listener: socket.socket, count: int, warn: Callable[[str], object]) -> bool:
    """Serve until asked to stop. False when the processes could not start, or had to be cut off."""

    async def run() -> bool:
        return await Supervisor(command, listener, count, warn).run()

    return asyncio.run(run())
