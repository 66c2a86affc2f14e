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


@contextlib.contextmanager
def services(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The environment, with the address of a running server of each kind."""
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="deliberation-")))
        # PostgreSQL's own user must be able to go through; what is inside stays closed.
        home.chmod(0o711)
        given = dict(environment)
        if not given.get("DATABASE_URL"):
            given["DATABASE_URL"] = stack.enter_context(_postgresql(home / "postgresql"))
        if not given.get("REDIS_URL"):
            given["REDIS_URL"] = stack.enter_context(_redis(home / "redis"))
        yield given


@contextlib.contextmanager
def _postgresql(home: Path) -> Iterator[str]:
    programs = _postgresql_programs()
    user = _postgresql_user()
    home.mkdir(mode=0o700)
    if user:
        shutil.chown(home, user, user)
    data, log = home / "data", home / "log"
    create = [str(programs / "initdb"), f"--pgdata={data}", "--username=tests", "--auth=trust"]
    create += ["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
    setting_up = subprocess.run(
        create,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd=home,
        capture_output=True,
        text=True,
    )
    if setting_up.returncode:
        raise CannotStart(f"PostgreSQL's initdb failed: {setting_up.stderr.strip()}")
    # Nothing here outlives the run, so nothing has to survive a power cut.
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(home),
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "max_connections": "200",
    }
    command = [str(programs / "postgres"), "-D", str(data)]
    command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]

    def address(database: str) -> str:
        return f"postgres://tests@/{database}?host={quote(str(home), safe='')}"

    def answer() -> None:
        with psycopg.connect(address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE deliberation")

    # SIGINT is PostgreSQL's "fast" stop; SIGTERM would wait for every connection to leave.
    with _server("PostgreSQL", command, log, user=user, stop_with=signal.SIGINT) as started:
        started(answer, psycopg.OperationalError)
        yield address("deliberation")


@contextlib.contextmanager
def _redis(home: Path) -> Iterator[str]:
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

    with _server("Redis", command, home / "log", user=None, stop_with=signal.SIGTERM) as started:
        started(answer, redis.ConnectionError)
        yield f"unix://{socket}?db=0"


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


@contextlib.contextmanager
def _server(
    name: str, command: list[str], log: Path, *, user: str | None, stop_with: signal.Signals
) -> Iterator[Callable[[Callable[[], None], type[Exception]], None]]:
    """A running server, and the function that waits until it answers."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=log.parent,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            # Ctrl-C must not stop a server under the tests that are still taking themselves down.
            start_new_session=True,
        )

    def wait_until(answer: Callable[[], None], not_yet: type[Exception]) -> None:
        give_up_at = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                return answer()
            except not_yet as error:
                if process.poll() is not None or time.monotonic() > give_up_at:
                    said = log.read_text(errors="replace").strip()
                    raise CannotStart(f"{name} did not start: {said or error}") from error
                time.sleep(0.05)

    try:
        yield wait_until
    finally:
        process.send_signal(stop_with)
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


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
