"""Each server, with a small application: what it accepts, and how it goes."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from sessions.rehearsal.environment import free_port
from sessions.serving import limits
from tests.live.serving.running import own_environment, running, status, stopped, wait_until
from tests.live.serving.small import BIG, PIECES

LIMIT = limits.LARGEST_MESSAGE


@dataclass
class Small:
    process: subprocess.Popen[bytes]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def page(self, **headers: str) -> ClientConnection:
        return connect(
            f"ws://127.0.0.1:{self.port}/", additional_headers=headers, max_size=None, close_timeout=2, proxy=None
        )

    def get(self, path: str, **headers: str) -> bytes:
        request = urllib.request.Request(self.url + path, headers=headers)  # noqa: S310 - http
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - http
            return bytes(response.read())


Start = Callable[..., Small]


def starting(server: str, folder: Path) -> Iterator[Start]:
    with ExitStack() as stack:

        def begin(*options: str) -> Small:
            port = free_port()
            command = [sys.executable, "-m", "tests.live.serving.small", server, str(port), *options]
            process = stack.enter_context(running(command, own_environment(folder, {}), folder / "log"))
            small = Small(process, port)
            wait_until(lambda: status(small.url) == 200 or process.poll() is not None)
            assert process.poll() is None, (folder / "log").read_text()
            return small

        yield begin


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def server(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def start(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    yield from starting(server, tmp_path_factory.mktemp(server))


@pytest.fixture(scope="module")
def steady(start: Start) -> Small:
    """One for all the tests that leave it running."""
    return start()


@pytest.fixture
def small(start: Start) -> Small:
    """One that the test may stop."""
    return start()


def closed_with(page: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            page.recv(timeout=10)
    assert closed.value.rcvd is not None, "cut off without a word"
    return closed.value.rcvd.code


# The code that says that a message was too large, by server.
TOO_LARGE = {"daphne": limits.TOO_LARGE, "uvicorn": 1009}


def test_a_page_may_say_so_much_and_no_more(steady: Small, server: str) -> None:
    with steady.page() as page:
        page.send("a" * LIMIT)
        assert page.recv(timeout=10) == str(LIMIT)
        page.send("a" * (LIMIT + 1))
        assert closed_with(page) == TOO_LARGE[server]


def test_nor_may_it_in_several_frames(steady: Small, server: str) -> None:
    with steady.page() as page:
        page.send(["a" * (LIMIT // 2)] * 3)
        assert closed_with(page) == TOO_LARGE[server]


@pytest.mark.parametrize("letters", [1, 62, 63, 32767, 32768, 200_000])
def test_what_is_sent_to_a_page_is_not_held_to_that(steady: Small, letters: int) -> None:
    with steady.page() as page:
        for _again in range(2):
            page.send(str(letters))
            assert page.recv(timeout=10) == "é" * letters


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_request_brings_so_much_and_no_more(steady: Small, in_pieces: bool) -> None:
    most = 20 * 1024 * 1024 + limits.REST_OF_A_FORM

    def sent(size: int) -> tuple[int, str, str]:
        line = HTTPConnection("127.0.0.1", steady.port, timeout=30)
        body = (b"x" * min(1 << 20, size - start) for start in range(0, size, 1 << 20)) if in_pieces else b"x" * size
        line.request("POST", "/sent", body, {"Accept-Language": "en"})
        answer = line.getresponse()
        return answer.status, answer.headers.get("Content-Type", ""), answer.read().decode()

    said = "This is more than can be sent at once. A file may have 20.0\xa0MB at most."
    assert sent(most) == (200, "", str(most))
    assert sent(most + 1) == (413, "text/plain; charset=utf-8", said)


def test_a_persons_address_is_the_proxys_word_only_behind_one(start: Start, steady: Small) -> None:
    told = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    behind, alone = start("behind-proxy"), steady
    assert json.loads(behind.get("/", **told)) == ["192.0.2.7", "https"]
    assert json.loads(alone.get("/", **told)) == ["127.0.0.1", "http"]
    for small, address in ((behind, "192.0.2.7"), (alone, "127.0.0.1")):
        with small.page(**told) as page:
            page.send("who")
            assert page.recv(timeout=10) == address


def test_a_request_in_flight_is_answered_before_it_goes(small: Small) -> None:
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(len(small.get("/slow/2"))))
    asking.start()
    time.sleep(0.5)
    begun = time.monotonic()
    small.process.send_signal(signal.SIGTERM)
    wait_until(lambda: status(small.url) == 0, 1)
    assert small.process.poll() is None
    assert small.process.wait(10) == 0
    asking.join()
    assert answers == [len(json.dumps(["127.0.0.1", "http"]))]
    assert 1 < time.monotonic() - begun < 6


def test_an_answer_on_its_way_to_a_slow_reader_arrives_whole(small: Small) -> None:
    with socket.create_connection(("127.0.0.1", small.port)) as line:
        line.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
        received = len(line.recv(1000))
        begun = time.monotonic()
        small.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        while some := line.recv(1_000_000):
            received += len(some)
        assert received > BIG
    assert small.process.wait(10) == 0
    # As soon as it has arrived, not when patience ends.
    assert time.monotonic() - begun < limits.REQUESTS_FINISH_WITHIN / 2


def test_an_answer_in_pieces_goes_out_as_it_is_taken(steady: Small) -> None:
    whole = PIECES << 16
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        line.connect(("127.0.0.1", steady.port))
        line.sendall(b"GET /pieces HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        waiting = wait_until(lambda: steady_figure(steady))
        # What the system itself holds on the way is beside the point: it is not the server's memory.
        assert 0 < waiting < whole / 2
        received = 0
        while some := line.recv(1_000_000):
            received += len(some)
    assert received > whole
    assert json.loads(steady.get("/taken")) == [whole]


def steady_figure(small: Small) -> int:
    """How much was taken, when no more is."""
    before = json.loads(small.get("/taken"))[0]
    time.sleep(0.5)
    return before if before and json.loads(small.get("/taken")) == [before] else 0


def test_a_connection_that_asks_for_nothing_holds_nobody_back(small: Small) -> None:
    here = ("127.0.0.1", small.port)
    with socket.create_connection(here) as silent, socket.create_connection(here) as kept:
        kept.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = b""
        while not answer.endswith(b"]"):
            answer += kept.recv(10_000)
        begun = time.monotonic()
        assert stopped(small.process) == 0
        assert time.monotonic() - begun < 4
        assert kept.recv(1000) == silent.recv(1000) == b""


def test_a_request_that_comes_while_it_goes_is_answered(small: Small) -> None:
    with socket.create_connection(("127.0.0.1", small.port)) as late:
        time.sleep(0.2)
        small.process.send_signal(signal.SIGTERM)
        time.sleep(limits.LINGER / 2)
        late.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert late.recv(10_000).startswith(b"HTTP/1.1 200")


def test_asked_twice_it_stops_at_once(small: Small) -> None:
    with socket.create_connection(("127.0.0.1", small.port)) as line:
        line.sendall(b"GET /slow/30 HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(0.3)
        small.process.send_signal(signal.SIGTERM)
        # The terminal and a supervisor may both tell it: that is one wish.
        small.process.send_signal(signal.SIGINT)
        time.sleep(limits.ASKED_AGAIN_AFTER + 0.2)
        assert small.process.poll() is None
        assert stopped(small.process, seconds=1) == 1
