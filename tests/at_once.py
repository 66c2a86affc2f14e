"""Several people who press at the same moment."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(*jobs: Callable[[], object]) -> list[Exception | None]:
    """Run each job in a thread of its own, with a connection of its own; what each raised."""
    together = threading.Barrier(len(jobs))
    raised: list[Exception | None] = [None] * len(jobs)

    def run(number: int, job: Callable[[], object]) -> None:
        try:
            together.wait()
            job()
        except Exception as error:
            raised[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
