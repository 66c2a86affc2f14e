"""People write in one text while what they stand on breaks: nothing that was said to be saved is lost."""

import asyncio
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.crowd.people import People, found
from tests.faults.installation import installation
from tests.faults.writing import WRITERS, Table, assert_nothing_is_lost, play, seated
from tests.live.serving.running import VILLAGE

pytestmark = [pytest.mark.services, pytest.mark.slow]

SECONDS = 12.0


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    made: list[People] = []

    def prepare(environment: dict[str, str]) -> None:
        made.append(found(environment, citizens=WRITERS, tables=1, scenario=str(VILLAGE)))

    with installation(processes=2, prepare=prepare) as served:
        yield seated(served, made[0])


def test_a_frame_of_five_megabytes_is_refused_with_a_reason(table: Table) -> None:
    typist = table.typists[0]
    headers = {"Cookie": typist.person.cookie, "Origin": table.served.url}
    line = connect(typist.url, additional_headers=headers, proxy=None)
    with line, pytest.raises(ConnectionClosed) as closed:
        line.send(b"\x00\x02" + b"a" * 5_000_000)
        while True:
            line.recv(timeout=20)
    assert closed.value.rcvd is not None, "cut off without a word"
    assert closed.value.rcvd.code == 4413


def test_eight_who_write_at_once_lose_nothing_whatever_breaks(table: Table) -> None:
    asyncio.run(play(table, SECONDS))
    text = assert_nothing_is_lost(table)
    assert len(text) > WRITERS * SECONDS
