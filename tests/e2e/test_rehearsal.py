"""A whole conference of twelve citizens on SQLite and the in-process layer: the server and the players are real."""

from pathlib import Path

import pytest

from tests.live.rehearsal.playing import Rehearsed, assert_dissent, assert_guarded, assert_sealed, assert_told, rehearse

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    return rehearse(tmp_path_factory.mktemp("rehearsal"), {})


def test_the_record_tells_a_whole_conference(rehearsed: Rehearsed) -> None:
    assert_told(rehearsed)
    assert_dissent(rehearsed)


def test_the_document_is_sealed(rehearsed: Rehearsed) -> None:
    assert_sealed(rehearsed)


def test_the_server_is_stopped(rehearsed: Rehearsed) -> None:
    # Its log is open to nobody: the process is gone.
    holders = [
        process.name
        for process in Path("/proc").glob("[0-9]*")
        if b"daphne" in _read(process / "cmdline") and str(rehearsed.out).encode() in _read(process / "environ")
    ]
    assert holders == []


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_the_same_seed_gives_the_same_text(rehearsed: Rehearsed, tmp_path: Path) -> None:
    again = rehearse(tmp_path, {})
    assert again.record["opinion"]["text_sha256"] == rehearsed.record["opinion"]["text_sha256"]


def test_no_entry_of_the_journal_can_be_touched(rehearsed: Rehearsed) -> None:
    """Last: the journal is not whole afterwards."""
    assert_guarded(rehearsed)
