"""The journal's chain, recomputed from ``journal.jsonl`` alone, as ``docs/record.md`` describes it."""

import hashlib
import json
from datetime import UTC, datetime

from django.utils.translation import gettext as _

COLUMNS = ("conference", "number", "at", "verb", "actor", "detail")


def broken_link(lines: str, *, entries: int, head: str) -> str:
    """A sentence about the first entry that does not follow, or an empty one when ``head`` ends ``entries`` of them.

    What was recorded after ``head`` must follow too.
    """
    previous, number, found = "0" * 64, 0, ""
    for line in lines.splitlines():
        entry, number = json.loads(line), number + 1
        columns = [previous] + [entry[name] for name in COLUMNS]
        columns[3] = datetime.fromisoformat(entry["at"]).astimezone(UTC).isoformat()
        text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
        expected = hashlib.sha256(text.encode()).hexdigest()
        if (entry["number"], entry["previous_hash"], entry["hash"]) != (number, previous, expected):
            return _("entry %d of the journal does not follow from the one before") % number
        previous = expected
        if number == entries:
            found = expected
    return "" if found == head else _("the journal does not end where the record says")
