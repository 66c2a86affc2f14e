"""The frames a page may send: two, strictly. What people do comes in by ordinary forms."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sessions.fanout.audiences import Kind

LARGEST_FRAME = 4096
FIELDS = {"type", "news", "shown", "holds"}
REGIONS = frozenset(Kind)


@dataclass(frozen=True)
class Frame:
    """``news``: how many news frames the page has received; ``shown``: the cursor of each region; ``holds``: the
    regions whose source text it keeps."""

    type: Literal["hello", "here"]
    news: int
    shown: Mapping[str, str]
    holds: frozenset[str]


def parsed(text: str | None) -> Frame | None:
    """A frame that is accepted, or None."""
    if text is None or len(text) > LARGEST_FRAME:
        return None
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict) or set(frame) != FIELDS or frame["type"] not in {"hello", "here"}:
        return None
    news, shown, holds = frame["news"], frame["shown"], frame["holds"]
    if type(news) is not int or not isinstance(shown, dict) or not isinstance(holds, list):
        return None
    if not all(isinstance(text, str) for text in (*shown.values(), *holds)):
        return None
    return Frame(
        frame["type"], news, {name: shown[name] for name in REGIONS & shown.keys()}, REGIONS.intersection(holds)
    )
