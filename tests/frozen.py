"""What the database refuses to change once the opinion is signed, lifted: for tests that change it all the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def thawed() -> Iterator[None]:
    """No trigger of the database refuses anything inside."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            try:
                yield
            finally:
                cursor.execute("SET session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = cursor.fetchall()
        for name, _sql in found:
            cursor.execute(f"DROP TRIGGER {name}")
        try:
            yield
        finally:
            for _name, sql in found:
                cursor.execute(sql)


def emptied_all_the_same(flush: Callable[[list[str]], None]) -> Callable[[list[str]], None]:
    """How a database is emptied between tests that commit: with what is frozen in it."""

    def empty(statements: list[str]) -> None:
        with thawed():
            flush(statements)

    return empty
