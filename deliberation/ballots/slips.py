"""A paper as a value: what lies in the urn, what is counted, and the line that is published of it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from deliberation.ballots.models import RollEntry


@dataclass(frozen=True)
class Slip:
    """``values`` are in the order of the options, empty for an option that was not marked. ``voter`` is a member's
    reference, in a named ballot only."""

    key: str
    values: tuple[str, ...]
    reason: str = ""
    voter: str = ""

    @property
    def line(self) -> str:
        """One line of canonical JSON: ``[key, [values], reason, voter]``."""
        columns = [self.key, self.values, self.reason, self.voter]
        return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of(cls, line: str) -> "Slip":
        key, values, reason, voter = json.loads(line)
        return cls(key, tuple(values), reason, voter)


def papers_digest(slips: Iterable[Slip]) -> str:
    """SHA-256 of the lines of a ballot's papers in the order of their keys, joined by LF."""
    return _digest(slip.line for slip in sorted(slips, key=lambda slip: slip.key))


def roll_digest(roll: Iterable[RollEntry]) -> str:
    """SHA-256 of the roll: a line ``reference 1`` for each who voted, ``reference 0`` for the others, in the order of
    the references, joined by LF. Ask with ``select_related("membership")``."""
    return _digest(sorted(f"{entry.membership.ref} {int(entry.voted)}" for entry in roll))


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
