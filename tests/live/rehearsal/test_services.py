"""The same conference where production lives: PostgreSQL and Redis, on a database of its own."""

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
    rehearsed = rehearse(tmp_path, settings)
    assert_told(rehearsed)
    assert_dissent(rehearsed)
    assert_sealed(rehearsed)
    assert_guarded(rehearsed)
