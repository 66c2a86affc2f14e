"""The same day where production lives: PostgreSQL and Redis, on a database of its own. Proposals are judged by majority
judgment, and some vote on paper."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.live.rehearsal.playing import (
    assert_dissent,
    assert_guarded,
    assert_sealed,
    assert_told,
    need_services,
    rehearse,
    village_by,
)

pytestmark = [pytest.mark.services, pytest.mark.slow]


@pytest.fixture
def fresh_database() -> Iterator[str]:
    need_services()
    url, name = os.environ["DATABASE_URL"], f"rehearsal_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_a_whole_conference_on_postgresql_and_redis(fresh_database: str, tmp_path: Path) -> None:
    settings = {"DATABASE_URL": fresh_database, "REDIS_URL": os.environ["REDIS_URL"]}
    scenario = village_by("majority-judgment", tmp_path)
    rehearsed = rehearse(tmp_path / "out", settings, citizens=15, scenario=scenario)
    assert_told(rehearsed, citizens=15)
    assert {each["tally"]["method"] for each in rehearsed.record["proposals"] if each["tally"]} == {"majority-judgment"}
    # One paper judges all the texts: five people, one ballot.
    assert "Dans l’urne : 5 bulletins saisis deux fois" in rehearsed.said
    assert_dissent(rehearsed)
    assert_sealed(rehearsed)
    assert_guarded(rehearsed)
