"""How entries are chained: SHA-256 over a canonical JSON array of the columns, the previous hash first.

Anyone can recompute it from ``journal.jsonl``, whose lines hold exactly these values.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from deliberation.kernel.facts import Scalar

START = "0" * 64


def canonical(detail: Mapping[str, Scalar]) -> str:
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def link(previous_hash: str, *, conference: str, number: int, at: datetime, verb: str, actor: str, detail: str) -> str:
    """The hash of an entry; ``at`` counts to the microsecond, in UTC; ``conference`` is its slug."""
    columns = [previous_hash, conference, number, at.astimezone(UTC).isoformat(), verb, actor, detail]
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
