"""One core for the server, the other for the clients; server processes started, measured and stopped."""

import os
import resource
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
STARTS_WITHIN = 60.0
LOOK_EVERY, IDLE, SETTLES_WITHIN = 0.03, 0.1, 3.0
# What a throwaway server does at its end is not measured.
STOPS_WITHIN = 3.0


class CannotRun(Exception):
    """One sentence for the person at the terminal."""


@dataclass(frozen=True)
class Process:
    """A server process and where it listens."""

    pid: int
    port: int

    @property
    def address(self) -> tuple[str, int]:
        return HOST, self.port

    def cpu(self) -> int:
        """Nanoseconds of processor time, user and system, of all its threads: the process's own CPU clock."""
        return time.clock_gettime_ns((~self.pid << 3) | 2)

    def main_thread_cpu(self) -> int:
        """Nanoseconds of processor time of its first thread, in which our servers run their event loop."""
        return int(Path(f"/proc/{self.pid}/task/{self.pid}/schedstat").read_text().split()[0])

    def settle(self) -> None:
        """Wait until it does next to nothing: what a server still does after the last arrival is the message's too."""
        give_up_at = time.monotonic() + SETTLES_WITHIN
        before = self.cpu()
        while time.monotonic() < give_up_at:
            time.sleep(LOOK_EVERY)
            now = self.cpu()
            if now - before < IDLE * LOOK_EVERY * 1e9:
                return
            before = now


def two_cores() -> tuple[int, int]:
    """The server's core and the clients'; this process moves to the latter."""
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < 2:
        raise CannotRun("Two cores are needed: one for the server, one for the clients.")
    os.sched_setaffinity(0, {allowed[1]})
    return allowed[0], allowed[1]


@contextmanager
def every_core() -> Iterator[None]:
    """What starts in it, and this process, share all there are."""
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, mine)


def allow_open_files() -> None:
    """Servers inherit it: two thousand sockets are more than the usual 1,024 files."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def surroundings(home: Path) -> dict[str, str]:
    """An installation of its own in a folder: database, keys, files."""
    return {
        "VAR_DIR": str(home),
        "DATABASE_URL": f"sqlite:///{home / 'database.sqlite3'}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_DEBUG": "0",
    }


@contextmanager
def serving(
    command: Sequence[str], environment: Mapping[str, str], *, core: int, log: Path, port: int
) -> Iterator[Process]:
    """A server on its own core, answering on ``port``. Stopped at the end, whatever happens."""
    mine = os.sched_getaffinity(0)
    # A child runs where its parent did when it was started.
    os.sched_setaffinity(0, {core})
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                env=dict(environment),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    finally:
        os.sched_setaffinity(0, mine)
    try:
        _await_port(process, port, log)
        yield Process(process.pid, port)
    finally:
        _stop(process)


def _await_port(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    give_up_at = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > give_up_at:
                said = log.read_text(errors="replace").strip()[-2000:]
                raise CannotRun(f"The server did not start: {said or error}") from error
            time.sleep(0.05)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
