"""A file in parts: put together they are the file, and a part of another version is never among them."""

import asyncio
from io import BytesIO

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from deliberation.kernel import ranges
from deliberation.kernel.ranges import PacedFileResponse, part_asked, ranged

FILE = bytes(range(100))
TAG = '"tag"'


def ask(method: str = "GET", **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = RequestFactory().generic(method, "/", headers={name.replace("_", "-"): v for name, v in headers.items()})
    held = BytesIO(FILE)
    response = ranged(request, held, size=len(FILE), etag=TAG, media_type="application/pdf")
    content = response.getvalue()
    # The whole is closed by whoever sends it.
    assert held.closed == (response.status_code != 200)
    told = {name: response[name] for name in ("Content-Range", "Content-Length", "Accept-Ranges") if name in response}
    return response.status_code, content, told


def test_whoever_asks_for_no_part_has_the_whole() -> None:
    assert ask() == (200, FILE, {"Content-Length": "100", "Accept-Ranges": "bytes"})


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=90-", 90, 99),
        ("bytes=-5", 95, 99),
        ("bytes=0-999", 0, 99),
        ("bytes=-999", 0, 99),
        ("bytes= 3 - 4", 3, 4),
    ],
)
def test_a_part_is_those_bytes(asked: str, first: int, last: int) -> None:
    status, content, told = ask(range=asked)
    assert (status, content, told["Content-Range"]) == (206, FILE[first : last + 1], f"bytes {first}-{last}/100")


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_what_the_file_does_not_have(asked: str) -> None:
    status, content, told = ask(range=asked)
    assert (status, content, told["Content-Range"]) == (416, b"", "bytes */100")


@pytest.mark.parametrize("asked", ["", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b"])
def test_what_asks_for_no_single_part_is_answered_with_the_whole(asked: str) -> None:
    assert ask(range=asked)[:2] == (200, FILE)


def test_a_part_of_another_version_is_not_asked_for() -> None:
    assert ask(range="bytes=0-9", if_range=TAG)[:2] == (206, FILE[:10])
    assert ask(range="bytes=0-9", if_range='"other"')[:2] == (200, FILE)


def test_what_the_reader_has_already_is_not_sent_again() -> None:
    assert ask(if_none_match=TAG)[:2] == (304, b"")
    assert ask(if_none_match='"other"')[:2] == (200, FILE)


@given(size=st.integers(0, 50), asked=st.from_regex(r"bytes=[0-9]{0,3}-[0-9]{0,3}", fullmatch=True))
def test_a_part_is_always_of_the_file(size: int, asked: str) -> None:
    part = part_asked(asked, size)
    assert part is None or not part or (part.start >= 0 and part.stop <= size)


# As it goes out


class Watched(BytesIO):
    """Remembers how far it was read."""

    reads = 0

    def read(self, size: int | None = -1) -> bytes:
        self.reads += 1
        return super().read(size)


def test_a_long_file_is_read_as_it_goes_out_and_others_are_served_meanwhile() -> None:
    long = bytes(range(256)) * 1024
    held, told = Watched(long), []

    async def sent() -> bytes:
        whole, turns = b"", 0

        async def others() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        beside = asyncio.create_task(others())
        async for piece in PacedFileResponse(held):
            whole += piece
            told.append((held.reads, turns > len(told)))
        beside.cancel()
        return whole

    assert asyncio.run(sent()) == long
    assert told == [(1, True), (2, True), (3, True), (4, True)]


def test_a_long_part_is_read_as_it_goes_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "AT_ONCE", 20)
    request = RequestFactory().get("/", headers={"range": "bytes=10-39"})
    held = BytesIO(FILE)
    response = ranged(request, held, size=len(FILE), etag=TAG, media_type="application/pdf")
    told = response.status_code, response["Content-Range"], response["Content-Length"], response["Content-Type"]
    assert (told, held.closed) == ((206, "bytes 10-39/100", "30", "application/pdf"), False)
    assert b"".join(response) == FILE[10:40]
    for close in response._resource_closers:
        close()
    assert held.closed
