"""Two processes of ``manage.py serve``, on PostgreSQL and Redis: what happens to them, and to people meanwhile."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from sessions.rehearsal.environment import free_port
from tests.live.rehearsal.playing import need_services
from tests.live.serving.running import (
    children,
    found_conference,
    fresh_database,
    manage,
    open_sockets,
    own_environment,
    running,
    signed_in,
    status,
    stopped,
    wait_until,
)

pytestmark = [pytest.mark.services, pytest.mark.slow]
GOING_AWAY = 4012


@dataclass
class Several:
    process: subprocess.Popen[bytes]
    address: str
    badge: str

    @property
    def children(self) -> set[int]:
        return children(self.process.pid)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, str], int, str]]:
    need_services()
    folder, port = tmp_path_factory.mktemp("several"), free_port()
    with fresh_database(os.environ["DATABASE_URL"]) as database:
        told = {"DATABASE_URL": database, "REDIS_URL": os.environ["REDIS_URL"]}
        environment = own_environment(folder, told | {"BASE_URL": f"http://127.0.0.1:{port}"})
        manage(environment, "migrate", "--verbosity", "0")
        yield environment, port, found_conference(environment, folder)


@pytest.fixture(params=["daphne", "uvicorn"])
def several(
    request: pytest.FixtureRequest, installation: tuple[dict[str, str], int, str], tmp_path: Path
) -> Iterator[Several]:
    environment, port, badge = installation
    command = [sys.executable, "manage.py", "serve", "--processes=2", f"--port={port}", f"--server={request.param}"]
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # The programs started inherit it: a system's usual limit, too low for a hall.
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard), hard))
    with ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        process = stack.enter_context(running(command, environment, tmp_path / "log"))
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        found = Several(process, f"http://127.0.0.1:{port}", badge)
        wait_until(lambda: status(f"{found.address}/healthz") == 200 or process.poll() is not None)
        wait_until(lambda: len(found.children) == 2 or process.poll() is not None)
        assert process.poll() is None, (tmp_path / "log").read_text()
        yield found


async def test_several_processes_serve_together_and_go_together(several: Several) -> None:
    for pid in several.children:
        (line,) = [each for each in Path(f"/proc/{pid}/limits").read_text().splitlines() if "open files" in each]
        assert line.split()[3] == line.split()[4]
    visit = await signed_in(several.address, several.badge)
    with ExitStack() as stack:
        pages: list[ClientConnection] = []
        # Whichever is free takes the next: all of them do in the end.
        while not all(open_sockets(pid) > 1 for pid in several.children) and len(pages) < 40:
            pages.append(stack.enter_context(visit.open()))
        assert all(open_sockets(pid) > 1 for pid in several.children)
        several.process.send_signal(signal.SIGTERM)
        codes = Counter(goodbye(page) for page in pages)
    assert several.process.wait(25) == 0
    # Some were let go before: one person may not hold so many.
    assert set(codes) <= {GOING_AWAY, 4409}
    assert codes[GOING_AWAY]


def goodbye(page: ClientConnection) -> int:
    try:
        while True:
            page.recv(timeout=20)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0


def test_a_process_that_is_killed_is_replaced(several: Several) -> None:
    before = several.children
    os.kill(min(before), signal.SIGKILL)
    wait_until(lambda: len(several.children) == 2 and several.children != before)
    assert max(before) in several.children
    assert status(f"{several.address}/healthz") == 200
    assert stopped(several.process) == 0


def test_processes_are_replaced_one_after_another_and_nobody_notices(several: Several) -> None:
    before = several.children
    answers: Counter[int] = Counter()
    over = threading.Event()

    def trickle() -> None:
        while not over.is_set():
            answers[status(f"{several.address}/healthz")] += 1
            time.sleep(0.02)

    people = [threading.Thread(target=trickle) for _person in range(3)]
    for person in people:
        person.start()
    several.process.send_signal(signal.SIGHUP)
    try:
        wait_until(lambda: len(several.children) == 2 and not several.children & before)
    finally:
        over.set()
        for person in people:
            person.join()
    assert set(answers) == {200}
    assert answers[200] > 50
    assert stopped(several.process) == 0


def test_without_its_parent_a_process_goes_by_itself(several: Several) -> None:
    before = several.children
    several.process.kill()
    wait_until(lambda: not any(Path(f"/proc/{pid}/stat").exists() and alive(pid) for pid in before), 25)
    assert status(f"{several.address}/healthz") == 0


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
