"""Programs started for real, on free ports of this machine only, and stopped whatever happens."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import psycopg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from sessions.rehearsal.players.person import Device

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 60.0
VILLAGE = ROOT / "tests" / "live" / "scenarios" / "village-2026.yaml"
SLUG = "village"
CUT = 0
T = TypeVar("T")


def wait_until(condition: Callable[[], T], seconds: float = SECONDS) -> T:
    give_up_at = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < give_up_at, f"still waiting after {seconds} s"
        time.sleep(0.05)
    return found


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(25)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def stopped(process: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM, seconds: float = 25) -> int:
    """Ask it to stop; its exit code."""
    process.send_signal(number)
    return process.wait(seconds)


def status(url: str, body: bytes | None = None, *, host: str = "") -> int:
    """What a request is answered with, on a connection of its own; CUT when it is not answered."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    headers = {"Host": host} if host else {}
    try:
        with opener.open(urllib.request.Request(url, body, headers), timeout=SECONDS) as response:  # noqa: S310
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return CUT


def children(pid: int) -> set[int]:
    found = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found |= {int(each) for each in task.read_text().split()}
    return found


def open_sockets(pid: int) -> int:
    """How many established TCP connections this process holds."""
    inodes = set()
    for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        if words[3] == "01":
            inodes.add(f"socket:[{words[9]}]")
    held = 0
    for each in Path(f"/proc/{pid}/fd").iterdir():
        try:
            held += os.readlink(each) in inodes
        except OSError:
            continue
    return held


@contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """A database of its own on the server at ``url``."""
    name = f"serving_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def own_environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """What a server of a test is told: nothing of this installation."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return kept | {"VAR_DIR": str(folder), "DJANGO_DEBUG": "0", "DEMO": "0", "PATH": path} | dict(settings)


def manage(environment: Mapping[str, str], *words: str) -> None:
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def found_conference(environment: Mapping[str, str], folder: Path) -> str:
    """A conference with people; the code of a citizen's badge."""
    badges = folder / "badges.json"
    people = ["--demo-people", "--citizens", "4", "--badges", str(badges)]
    manage(environment, "create_conference", str(VILLAGE), "--slug", SLUG, *people)
    return next(str(row["code"]) for row in json.loads(badges.read_text()) if row["role"] == "citizen")


@dataclass(frozen=True)
class Visit:
    """Somebody signed in, with the address and the cookie that their page's socket needs."""

    address: str
    cookies: str
    socket: str

    def open(self) -> ClientConnection:
        url = f"ws://{urlsplit(self.address).netloc}{self.socket}"
        return connect(
            url, origin=Origin(self.address), additional_headers={"Cookie": self.cookies},
            compression=None, max_size=None, ping_interval=None, open_timeout=SECONDS, close_timeout=2, proxy=None,
        )  # fmt: skip


async def signed_in(address: str, code: str) -> Visit:
    device = Device(address)
    try:
        answer = await device.sign_in(code)
        assert answer.done, answer.text
        device.page.load(answer.text)
        return Visit(address, device.browser.cookies, device.page.socket)
    finally:
        await device.close()
