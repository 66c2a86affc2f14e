"""Has a conference played in the database of a server that runs, from outside of it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Stagehand:
    process: "subprocess.Popen[str]"

    def begin(self, scenario: str, *, slug: str, citizens: int) -> dict[str, list[str]]:
        """A conference in preparation, with its demo people; returns the badge codes by role."""
        codes: dict[str, list[str]] = self._ask("begin", slug, scenario=scenario, citizens=citizens)
        return codes

    def reach(self, slug: str, kind: str, nth: int = 1) -> str:
        """Bring it to the middle of its ``nth`` round of this kind, or to ``pause``, or ``handed-over``.

        Returns the round's title.
        """
        title: str = self._ask("reach", slug, kind=kind, nth=nth)
        return title

    def invite(self, slug: str, *, role: str = "expert", email: str = "invitee@example.org") -> str:
        """The link of an invitation that nobody has used."""
        link: str = self._ask("invite", slug, role=role, email=email)
        return link

    def _ask(self, act: str, slug: str, **arguments: Any) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"slug": slug, "act": act, "arguments": arguments}) + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        if not said:
            raise RuntimeError(f"The stagehand could not {act} {slug} {arguments}: see what it printed.")
        return json.loads(said)


@contextmanager
def stagehand(environment: Mapping[str, str]) -> Iterator[Stagehand]:
    """Works for the server that runs with this environment."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.staging"],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Stagehand(process)
    finally:
        assert process.stdin
        process.stdin.close()
        process.wait(30)
