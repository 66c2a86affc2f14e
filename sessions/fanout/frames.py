"""The frames a page may send, strictly: two that tell what it shows, and those that do a short act."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sessions.fanout.audiences import Kind

LARGEST_FRAME = 4096
FIELDS = {"type", "news", "shown", "holds"}
# Each short act names what it is about.
ACTS = {"cast-paper": "ballot", "support-question": "question", "withdraw-question-support": "question"}
REGIONS = frozenset(Kind)
LARGEST_NUMBER = 2**53


@dataclass(frozen=True)
class Frame:
    """``news``: how many news frames the page has received; ``shown``: the cursor of each region; ``holds``: the
    regions whose source text it keeps."""

    type: Literal["hello", "here"]
    news: int
    shown: Mapping[str, str]
    holds: frozenset[str]


@dataclass(frozen=True)
class ActFrame:
    """A vote: the fields of its form by name, which no log shows. ``id`` is of this very act: sent again, it is done
    once."""

    id: uuid.UUID
    ballot: int
    fields: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class SupportFrame:
    """A question is supported, or (``wanted`` false) is no longer. ``id`` as for a vote."""

    id: uuid.UUID
    question: int
    wanted: bool


def parsed(text: str | None) -> Frame | ActFrame | SupportFrame | None:
    """A frame that is accepted, or None."""
    if text is None or len(text) > LARGEST_FRAME:
        return None
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict):
        return None
    return _act(frame) if frame.get("type") == "act" else _told(frame)


def _told(frame: dict[str, Any]) -> Frame | None:
    if set(frame) != FIELDS or frame["type"] not in ("hello", "here"):
        return None
    news, shown, holds = frame["news"], frame["shown"], frame["holds"]
    if type(news) is not int or not isinstance(shown, dict) or not isinstance(holds, list):
        return None
    if not all(isinstance(text, str) for text in (*shown.values(), *holds)):
        return None
    return Frame(
        frame["type"], news, {name: shown[name] for name in REGIONS & shown.keys()}, REGIONS.intersection(holds)
    )


def _act(frame: dict[str, Any]) -> ActFrame | SupportFrame | None:
    act = frame.get("act")
    about = ACTS.get(act) if isinstance(act, str) else None
    if about is None or set(frame) != {"type", "act", "id", about, "fields"}:
        return None
    number, fields = frame[about], frame["fields"]
    if type(number) is not int or not 0 < number < LARGEST_NUMBER or not isinstance(fields, dict):
        return None
    if not all(isinstance(text, str) for text in (frame["id"], *fields.values())):
        return None
    try:
        # JSON can spell halves of characters, which nothing can store or send.
        "".join([*fields, *fields.values()]).encode()
        id_ = uuid.UUID(frame["id"])
    except ValueError:
        return None
    if act == "cast-paper":
        return ActFrame(id_, number, fields)
    return None if fields else SupportFrame(id_, number, act == "support-question")
