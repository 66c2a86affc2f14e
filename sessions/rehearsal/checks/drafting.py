"""The drafting group as the journal tells it: who offered, and the draw, made again by whoever has the file."""

import hashlib
import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from sessions.scenarios.schema import Mandate


def check(journal: str, mandate: Mandate) -> Iterator[str]:
    """``journal`` is ``journal.jsonl``."""
    entries = [json.loads(line) for line in journal.splitlines()]
    chosen = [entry for entry in entries if entry["verb"] == "opinion:drafters-chosen"]
    if not mandate.drafters:
        if chosen:
            yield _("a drafting group was chosen, and the mandate has none")
        return
    if len(chosen) != 1:
        yield _("the drafting group was not chosen once")
        return
    offered: dict[str, None] = {}
    for entry in entries[: chosen[0]["number"]]:
        ref = entry["actor"].partition(":")[2]
        if entry["verb"] == "opinion:drafter-offered":
            offered[ref] = None
        elif entry["verb"] == "opinion:drafter-withdrew":
            offered.pop(ref)
    told = json.loads(chosen[0]["detail"])
    group = told["chosen"].split()
    if not set(group) <= set(offered) or len(set(group)) != min(mandate.drafters, len(offered)):
        yield _("the drafting group is not made of those who offered")
    if len(offered) > mandate.drafters and told["how"] != mandate.drafting:
        yield _("the drafting group was not chosen as the mandate says")
    if told["how"] == "lot":
        yield from _drawn(entries, told["seed"], list(offered), group)


def _drawn(entries: list[dict[str, str]], seed: str, offered: list[str], group: list[str]) -> Iterator[str]:
    """By what docs/ballots.md says of it, without a line of the program that drew."""
    (assembled,) = [entry for entry in entries if entry["verb"] == "opinion:assembled"]
    if json.loads(assembled["detail"])["draw"] != hashlib.sha256(seed.encode()).hexdigest():
        yield _("the seed of the draw is not the one that was fixed before")
    drawn = sorted(offered, key=lambda ref: hashlib.sha256(f"{seed}\n{ref}".encode()).hexdigest())
    if drawn[: len(group)] != group:
        yield _("the draw of the drafting group, made again, gives another group")
