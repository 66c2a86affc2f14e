"""What was built of a hall for one test, given to the next one as it was: a stage that is reached, a person who joined.

All of it is built by the product's own actions, in each run, and again when what is remembered has grown old.
What is kept are the rows of the database; they are put back where a test begins with exactly the rows they were made
from.
"""

import copy
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from django.db import connection

from deliberation.accounts.models import User
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor

# Rounds last half an hour: a test must not begin in one that has nearly run out.
SECONDS = 300.0
# Who asks for one of these may change what is done on the way.
MAY_CHANGE_THE_WAY = {"monkeypatch", "settings", "mocker", "transactional_db", "live_server"}
READS = ("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ", "SHOW ")
# Where it says that it is frozen, the database takes no more parts of it.
LAST = "deliberation_opinion"

Rows = dict[str, list[tuple[Any, ...]]]
Found = TypeVar("Found")


@dataclass
class People:
    """Of the hall before anything is held."""

    conference: Conference
    facilitator: Actor
    citizens: list[Actor]


@dataclass
class _Kept:
    """The rows of the tables that are other than they were before."""

    before: Rows
    after: Rows
    found: Any = None
    at: float = field(default_factory=time.monotonic)

    @property
    def fresh(self) -> bool:
        return time.monotonic() - self.at < SECONDS


_base: list[_Kept] = []
_built: dict[tuple[float, Hashable], _Kept] = {}


@dataclass
class Memory:
    """Of one test. ``known`` are the rows that the database holds, None once anybody wrote something else."""

    known: _Kept | None = None

    @contextmanager
    def watching(self) -> Iterator[None]:
        def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            if not sql.lstrip().upper().startswith(READS):
                self.known = None
            return execute(sql, params, many, context)

        with connection.execute_wrapper(watch):
            yield

    def people(self) -> People | None:
        """Those of an earlier test, put back."""
        if not (_base and _base[0].fresh):
            return None
        _put(_base[0])
        self.known = _base[0]
        found: People = copy.deepcopy(_base[0].found)
        return found

    def keep(self, people: People) -> None:
        """Made for this test, and nothing else was."""
        self.known = _Kept({}, _rows(), found=copy.deepcopy(people))
        _base[:] = [self.known]
        _built.clear()

    def once(self, what: Hashable, build: Callable[[], Found]) -> Found:
        """What ``build`` returns, with its rows; or both as an earlier test left them that built ``what`` on these."""
        known = self.known
        if known is None:
            return build()
        key = (known.at, what)
        kept = _built.get(key)
        if kept is not None and kept.fresh:
            _put(kept)
        else:
            found = build()
            kept = _built[key] = _Kept(known.after, _rows(), found=copy.deepcopy(found))
        self.known = kept
        copied: Found = copy.deepcopy(kept.found)
        return copied


def usable(request: pytest.FixtureRequest) -> bool:
    """Whether this test has the hall of all tests, begins with nothing else, and lets the way there be as it is."""
    info = request.node._fixtureinfo
    asked, halls = set(info.initialnames), info.name2fixturedefs.get("hall", ())
    for definitions in info.name2fixturedefs.values():
        for each in definitions:
            if each.func.__module__.startswith("tests."):
                asked |= set(each.argnames)
    return (
        any(each.func.__module__ == "tests.conftest" for each in halls[-1:])
        and not asked & MAY_CHANGE_THE_WAY
        and connection.in_atomic_block
        and not User.objects.exists()
        and not Conference.objects.exists()
    )


def _tables() -> list[str]:
    ours = [
        name for name in connection.introspection.django_table_names() if name.startswith(("deliberation_", "live_"))
    ]
    return sorted(ours, key=lambda name: (name == LAST, name))


def _rows() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own tables
            if rows := cursor.fetchall():
                found[table] = rows
    return found


def _put(kept: _Kept) -> None:
    with connection.cursor() as cursor:
        changed = [name for name in _tables() if kept.before.get(name) != kept.after.get(name)]
        for table in changed:
            if table in kept.before:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own tables
        for table in changed:
            if rows := kept.after.get(table):
                places = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 - our own tables
