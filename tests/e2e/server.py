"""The product as it is served: daphne in a process of its own, on a database and a port of its own."""

import atexit
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sessions.rehearsal.environment import free_port
from sessions.rehearsal.server import serving

ROOT = Path(__file__).resolve().parents[2]
PAGES_PER_PERSON = 3
DATABASE = "deliberation.sqlite3"


@dataclass(frozen=True)
class Server:
    url: str
    folder: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def conference(self, scenario: str, *, slug: str, citizens: int) -> dict[str, list[str]]:
        """A conference with demo people; returns the badge codes by role."""
        badges = self.folder / f"{slug}.json"
        self.manage(
            "create_conference", scenario, "--slug", slug, "--demo-people", "--citizens", str(citizens),
            "--badges", str(badges),
        )  # fmt: skip
        codes: dict[str, list[str]] = {}
        for row in json.loads(badges.read_text()):
            codes.setdefault(row["role"], []).append(row["code"])
        return codes


@functools.cache
def _migrated_once() -> Path:
    """A database that holds our tables and nothing else: migrating takes longer than starting a server."""
    folder = Path(tempfile.mkdtemp(prefix="deliberation-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    made = Server("http://127.0.0.1", folder, environment | {"VAR_DIR": str(folder), "DJANGO_DEBUG": "0"})
    made.manage("migrate", "--verbosity", "0")
    return folder / DATABASE


@contextmanager
def running_server(folder: Path, **settings: str) -> Iterator[Server]:
    """``settings`` are environment variables that differ from those of every test's server."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"VAR_DIR": str(folder), "BASE_URL": url, "DJANGO_DEBUG": "0", "DEMO": "0"}
    environment |= {"PAGES_PER_PERSON": str(PAGES_PER_PERSON)} | settings
    server = Server(url, folder, environment)
    shutil.copy(_migrated_once(), folder / DATABASE)
    with serving(environment, port, folder / "server.log"):
        yield server
