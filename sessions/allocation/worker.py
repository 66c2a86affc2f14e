"""What the process that prepares tables does. It knows nothing of Django or of the database, and starts quickly."""

import os
from collections.abc import Sequence
from multiprocessing.connection import Connection

from sessions.allocation.problem import Problem
from sessions.allocation.solver import Contradiction, solve_rounds


def work(problems: Sequence[Problem], seed: int, said: Connection) -> None:
    """Say each step, then None; a Contradiction instead where there is one. It makes way for those who serve pages."""
    os.nice(10)
    try:
        for step in solve_rounds(problems, seed=seed):
            said.send(step)
        said.send(None)
    except Contradiction as contradiction:
        said.send(contradiction)
