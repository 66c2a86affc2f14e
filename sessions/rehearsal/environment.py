"""What the programs started by a rehearsal are told: which database, where documents go, at which address."""

import os
import socket
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

DATABASE = "rehearsal.sqlite3"


def own_environment(base: Mapping[str, str], out: Path, port: int) -> dict[str, str]:
    """For a server of our own: ``base``'s database, else a throwaway file in ``out``, begun anew."""
    environment = dict(base)
    if not environment.get("DATABASE_URL"):
        for leftover in out.glob(f"{DATABASE}*"):
            leftover.unlink()
        environment["DATABASE_URL"] = f"sqlite:///{out.resolve() / DATABASE}"
    environment.setdefault("MEDIA_DIR", str(out.resolve() / "media"))
    return environment | {"BASE_URL": f"http://127.0.0.1:{port}", "ALLOWED_HOSTS": "127.0.0.1,localhost"}


def demo_environment(folder: Path, port: int) -> dict[str, str]:
    """A database and files of its own, whatever the installation uses; its keys and its seal are the installation's."""
    environment = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    return environment | {
        "DEMO": "1",
        "DEMO_BADGES": str(folder / "badges.json"),
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "MEDIA_DIR": str(folder / "media"),
        "BASE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
    }


def is_throwaway(environment: Mapping[str, str]) -> bool:
    """Whether the database is the file that :func:`own_environment` made."""
    return environment.get("DATABASE_URL", "").endswith(f"/{DATABASE}")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_taken(port: int) -> bool:
    """Whether something listens there already."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
