"""The sealing of a large opinion: how long it is typeset, and how long the seal takes, while the conference waits.

Forty recommendations out of eighty proposals, the signatures of seventy citizens, each of its own key, and sixty
ballots for recount, in an installation of its own, sealed by the authority that it makes: no time-stamping service
is asked. ``python -m tests.bench --sealing``, or ``python -m tests.bench.sealing`` for this alone.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.machine import ROOT, CannotRun, surroundings
from tests.bench.report import Target, verdict

RECOMMENDATIONS, PROPOSALS, CITIZENS, BALLOTS = 40, 80, 70, 60
RUNS = 3
WITHIN = 5.0
PATIENCE = 300.0


@dataclass(frozen=True)
class Sealing:
    """Seconds of each part, and the bytes of what came out."""

    typeset: float
    seal: float
    size: int

    @property
    def whole(self) -> float:
        return self.typeset + self.seal


def measure_sealing(environment: Mapping[str, str]) -> tuple[str, list[Target]]:
    """The figures as a table, and whether they are good enough. Done by a process of its own."""
    with tempfile.TemporaryDirectory(prefix="sealing-") as home:
        given = {**environment, **surroundings(Path(home))}
        command = [sys.executable, "-m", "tests.bench.opinion"]
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=given, check=True, stdout=subprocess.PIPE, text=True, timeout=PATIENCE
            )
        except subprocess.SubprocessError as error:
            raise CannotRun(f"No opinion was sealed: {error}") from error
    taken = [Sealing(**each) for each in json.loads(done.stdout)]
    lines = ["| sealing | typeset s | seal s | together s | MB |", "|---|---|---|---|---|"]
    for number, each in enumerate(taken):
        name = "the first" if number == 0 else "again"
        lines.append(f"| {name} | {each.typeset:.2f} | {each.seal:.2f} | {each.whole:.2f} | {each.size / 1e6:.1f} |")
    slowest = max(taken, key=lambda each: each.whole)
    said = (
        f"an opinion of {RECOMMENDATIONS} recommendations out of {PROPOSALS} proposals, {CITIZENS} signatures and "
        f"{BALLOTS} ballots is typeset and sealed within {WITHIN:g} s"
    )
    measured = f"{slowest.whole:.2f} s at most, {slowest.typeset:.2f} to typeset and {slowest.seal:.2f} to seal"
    return "\n".join(lines), [Target(said, measured, slowest.whole < WITHIN)]


def main() -> int:
    argparse.ArgumentParser(prog="python -m tests.bench.sealing", description=__doc__).parse_args()
    table, held = measure_sealing(os.environ)
    print(f"{table}\n\n{verdict(held)}")
    return 0 if all(each.held for each in held) else 1


if __name__ == "__main__":
    sys.exit(main())
