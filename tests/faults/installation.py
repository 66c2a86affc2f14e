"""The product as it is served to a hall: PostgreSQL, Redis and server processes, each of which can be taken away."""

import atexit
import functools
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from sessions.rehearsal.environment import free_port
from tests.live.serving.running import children, manage, open_sockets, own_environment, running, status
from tests.services import Service, folder, postgresql, redis_server

STARTS_WITHIN = 60.0
EXPECTED = ("psycopg.pool", "Is the server running", "django.request: Conflict")
SERVE = (sys.executable, "manage.py", "serve")


@dataclass(frozen=True)
class Installation:
    """``process`` is the supervisor of several server processes, or the one there is."""

    environment: dict[str, str]
    database: Service
    redis: Service
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def workers(self) -> set[int]:
        """The server processes that a supervisor keeps."""
        return children(self.process.pid)

    def kill_worker(self) -> int:
        """SIGKILL to the server process with the most pages, as the system does when memory runs out; its number."""
        chosen = max(self.workers, key=open_sockets)
        os.kill(chosen, signal.SIGKILL)
        return chosen

    def replace_workers(self) -> None:
        """Ask for new processes, one after another, as a deployment does."""
        self.process.send_signal(signal.SIGHUP)

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read past the product."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            return connection.execute(sql.encode()).fetchall()

    def said(self) -> str:
        """The end of what the server logged, without what faults and people's mistakes bring with them."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(line for line in lines if not any(word in line for word in EXPECTED))[-6000:]


@contextmanager
def installation(
    *, processes: int, prepare: Callable[[dict[str, str]], None], command: Sequence[str] = SERVE
) -> Iterator[Installation]:
    """``prepare`` makes the conferences, in a database that is migrated, before the server starts."""
    with ExitStack() as stack:
        home = stack.enter_context(folder())
        database = stack.enter_context(
            postgresql(home / "postgresql", survives_a_kill=True, copied_from=_migrated_once())
        )
        redis = stack.enter_context(redis_server(home / "redis"))
        port = free_port()
        told = {"DATABASE_URL": database.address, "REDIS_URL": redis.address}
        environment = own_environment(home / "var", told | {"BASE_URL": f"http://127.0.0.1:{port}"})
        prepare(environment)
        allow_open_files()
        words = [*command, f"--processes={processes}", f"--port={port}"]
        process = stack.enter_context(running(words, environment, home / "log"))
        made = Installation(environment, database.service, redis.service, process, port, home / "log")
        _await_answer(made, processes)
        yield made


@functools.cache
def _migrated_once() -> Path:
    """The home of a PostgreSQL that holds our tables and nothing else: migrating takes longer than all the rest."""
    stack = ExitStack()
    atexit.register(stack.close)
    home = stack.enter_context(folder())
    with postgresql(home / "postgresql", survives_a_kill=True) as database:
        environment = own_environment(home / "var", {"DATABASE_URL": database.address})
        manage(environment, "migrate", "--verbosity", "0")
    return home / "postgresql"


def _await_answer(made: Installation, processes: int) -> None:
    give_up_at = time.monotonic() + STARTS_WITHIN
    while status(f"{made.url}/healthz") != 200 or (processes > 1 and len(made.workers) < processes):
        assert made.process.poll() is None, made.said()
        assert time.monotonic() < give_up_at, made.said()
        time.sleep(0.05)


def allow_open_files() -> None:
    """A thousand pages are more than the usual 1,024 files, on both sides."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
