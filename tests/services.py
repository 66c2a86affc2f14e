"""Throwaway PostgreSQL and Redis servers for the length of one command.

``python -m tests.services COMMAND [ARGUMENT ...]`` runs COMMAND with DATABASE_URL and REDIS_URL set, and
returns its exit code. A variable that is already set is left alone, and its server is not started.
Servers listen on unix sockets in a temporary folder only: no port is taken, and nothing installed is touched.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.parse import quote

import psycopg
import redis

STARTS_WITHIN = 60.0
STOPS_WITHIN = 20.0
# Long enough for a test run to take down its own servers after Ctrl-C.
COMMAND_STOPS_WITHIN = 30.0


class CannotStart(Exception):
    """The message is one sentence for the person at the terminal."""


class Service:
    """A server that can be stopped, killed and started again: on the same data, at the same address."""

    def __init__(
        self,
        name: str,
        command: list[str],
        log: Path,
        *,
        answer: Callable[[], None],
        not_yet: type[Exception],
        stop_with: signal.Signals = signal.SIGTERM,
        user: str | None = None,
    ) -> None:
        self.name, self.command, self.log = name, command, log
        self.answer, self.not_yet = answer, not_yet
        self.stop_with, self.user = stop_with, user
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers."""
        give_up_at = time.monotonic() + STARTS_WITHIN
        while True:
            if self.process is None or self.process.poll() is not None:
                self._launch()
            try:
                return self.answer()
            except self.not_yet as error:
                ended = self.process is not None and self.process.poll() is not None
                # A killed PostgreSQL leaves children behind; until they are gone, the next one gives up at once.
                patient = ended and "shared memory" in self.said
                if (ended and not patient) or time.monotonic() > give_up_at:
                    raise CannotStart(f"{self.name} did not start: {self.said or error}") from error
                time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to stop at once, and wait until it has."""
        if self.process is None:
            return
        self.process.send_signal(self.stop_with)
        try:
            self.process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """SIGKILL to the server's first process, as the system does when memory runs out."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace").strip()

    def _launch(self) -> None:
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                self.command,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.log.parent,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                # Ctrl-C must not stop a server under the tests that are still taking themselves down.
                start_new_session=True,
            )


@dataclass(frozen=True)
class Running:
    """A server that answers, and the address the product is told."""

    service: Service
    address: str


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A temporary one for servers; PostgreSQL's own user can go through, what is inside stays closed."""
    with tempfile.TemporaryDirectory(prefix="deliberation-") as name:
        home = Path(name)
        home.chmod(0o711)
        yield home


@contextlib.contextmanager
def services(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The environment, with the address of a running server of each kind."""
    with contextlib.ExitStack() as stack:
        home = stack.enter_context(folder())
        given = dict(environment)
        if not given.get("DATABASE_URL"):
            given["DATABASE_URL"] = stack.enter_context(postgresql(home / "postgresql")).address
        if not given.get("REDIS_URL"):
            given["REDIS_URL"] = stack.enter_context(redis_server(home / "redis")).address
        yield given


@contextlib.contextmanager
def postgresql(home: Path, *, survives_a_kill: bool = False, copied_from: Path | None = None) -> Iterator[Running]:
    """``survives_a_kill``: what was committed is still there after SIGKILL to the server. ``copied_from``: the home of
    one that was stopped, whose data this one begins with."""
    programs = _postgresql_programs()
    user = _postgresql_user()
    home.mkdir(mode=0o700)
    if user:
        shutil.chown(home, user, user)
    data = home / "data"
    if copied_from is None:
        _make_data(programs, data, user)
    else:
        # Whoever owned the files goes on owning them.
        subprocess.run(["cp", "-a", str(copied_from / "data"), str(data)], check=True)
    # Nothing here outlives the run, so nothing has to survive a power cut: what was handed to the system is safe
    # enough. A commit that is still in the server's own memory dies with the server, though: a test that kills it
    # needs commits that are handed over before they are acknowledged, as they are in production.
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(home),
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "on" if survives_a_kill else "off",
        "max_connections": "200",
    }
    command = [str(programs / "postgres"), "-D", str(data)]
    command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]

    def address(database: str) -> str:
        return f"postgres://tests@/{database}?host={quote(str(home), safe='')}"

    def answer() -> None:
        psycopg.connect(address("postgres")).close()

    # SIGINT is PostgreSQL's "fast" stop; SIGTERM would wait for every connection to leave.
    service = Service(
        "PostgreSQL",
        command,
        home / "log",
        answer=answer,
        not_yet=psycopg.OperationalError,
        stop_with=signal.SIGINT,
        user=user,
    )
    with _started(service):
        if copied_from is None:
            with psycopg.connect(address("postgres"), autocommit=True) as connection:
                connection.execute("CREATE DATABASE deliberation")
        yield Running(service, address("deliberation"))


def _make_data(programs: Path, data: Path, user: str | None) -> None:
    create = [str(programs / "initdb"), f"--pgdata={data}", "--username=tests", "--auth=trust"]
    create += ["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
    setting_up = subprocess.run(
        create,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd=data.parent,
        capture_output=True,
        text=True,
    )
    if setting_up.returncode:
        raise CannotStart(f"PostgreSQL's initdb failed: {setting_up.stderr.strip()}")


@contextlib.contextmanager
def redis_server(home: Path) -> Iterator[Running]:
    """It keeps nothing: started again, it is empty."""
    program = shutil.which("redis-server")
    if program is None:
        raise CannotStart("redis-server is missing: install the package redis-server, or set REDIS_URL.")
    home.mkdir(mode=0o700)
    socket = home / "socket"
    command = [program, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"]
    command += ["--dir", str(home), "--save", "", "--appendonly", "no"]

    def answer() -> None:
        with redis.Redis(unix_socket_path=str(socket)) as client:
            client.ping()

    service = Service("Redis", command, home / "log", answer=answer, not_yet=redis.ConnectionError)
    with _started(service):
        yield Running(service, f"unix://{socket}?db=0")


@contextlib.contextmanager
def _started(service: Service) -> Iterator[None]:
    try:
        service.start()
        yield
    finally:
        service.stop()


def _postgresql_programs() -> Path:
    # Debian keeps the server's programs off the PATH, one folder a version.
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda program: [int(part) for part in program.parts[4].split(".") if part.isdigit()],
    )
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve())
    if not found:
        raise CannotStart("PostgreSQL is missing: install the package postgresql, or set DATABASE_URL.")
    return found[-1].parent


def _postgresql_user() -> str | None:
    """Who runs PostgreSQL, which refuses root; None for whoever runs this."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise CannotStart(
            "PostgreSQL does not run as root and there is no user postgres: run this as another user, "
            "or set DATABASE_URL."
        ) from None


def _run(command: list[str], environment: Mapping[str, str]) -> int:
    with subprocess.Popen(command, env=environment) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The terminal told the command too: let it end by itself first.
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(COMMAND_STOPS_WITHIN)
            process.terminate()
            raise
        except SystemExit:
            process.terminate()
            raise


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("Usage: python -m tests.services COMMAND [ARGUMENT ...]", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        with services(os.environ) as environment:
            code = _run(command, environment)
    except (CannotStart, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
