"""The operator's part, before the doors open: a database, a conference, everyone's badge. At the console only."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from sessions.rehearsal.players.waiting import Stuck

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def manage(environment: Mapping[str, str], *arguments: str) -> str:
    """What the command printed. Stuck when it fails."""
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, str(MANAGE), *arguments],
        env=dict(environment),
        cwd=MANAGE.parent,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        said = "\n".join(done.stderr.strip().splitlines()[-5:])
        raise Stuck(_("“manage.py %(command)s” failed: %(said)s") % {"command": arguments[0], "said": said})
    return done.stdout


def found_conference(
    environment: Mapping[str, str], *, scenario: str, slug: str, citizens: int, seed: int, badges: Path
) -> None:
    """A conference with demo people, whose badges are written to ``badges``."""
    badges.unlink(missing_ok=True)
    people = ["--demo-people", "--citizens", str(citizens), "--seed", str(seed), "--badges", str(badges)]
    manage(environment, "create_conference", scenario, "--slug", slug, *people)
