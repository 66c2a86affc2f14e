"""The people of a rehearsal use what a browser uses: the server's code is out of their reach."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from sessions.rehearsal import players

FILES = sorted(Path(players.__path__[0]).glob("*.py"))

PROGRAM = """
import importlib, pkgutil, sys
import sessions.rehearsal.players as players
for module in pkgutil.iter_modules(players.__path__, players.__name__ + "."):
    importlib.import_module(module.name)
beyond = {"django.db", "django.test", "django.core.management", "channels"}
found = {name for name in sys.modules if name in beyond or name.partition(".")[0] == "deliberation"}
found |= {
    name for name in sys.modules
    if name.startswith("sessions.") and not name.startswith(("sessions.rehearsal", "sessions.scenarios"))
}
print(" ".join(sorted(found)))
"""


def test_the_players_know_nothing_of_the_server() -> None:
    """In a process of their own, without Django being set up: what they import is all there is."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_counted_is_read_after_the_wait_and_not_before(file: Path) -> None:
    """``count += (await …)`` reads the count first: what others add during the wait is lost."""
    adds = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.AugAssign)]
    waiting = [add for add in adds if any(isinstance(node, ast.Await) for node in ast.walk(add.value))]
    assert [f"{file.name}:{add.lineno}" for add in waiting] == []
