"""Each ballot is counted again by the program that the site gives to anyone; every receipt is among its papers, and the
record says of each text what its ballot says.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sessions.rehearsal.players.memory import Memory, PaperCast


def check(
    ballots: Mapping[int, bytes], program: bytes, memory: Memory, proposals: Iterable[Mapping[str, Any]]
) -> Iterator[str]:
    """``ballots`` are the files of the closed ballots by number, ``program`` is ``recount.py``, ``proposals`` what the
    record says of them."""
    if set(ballots) != set(memory.papers):
        yield _("other ballots were published than those on which people voted")
    for number, content in ballots.items():
        if said := _recount(content, program):
            yield _("ballot %(number)d: %(said)s") % {"number": number, "said": said}
        yield from _papers(number, content, memory.papers[number], memory.in_box[number])
    for proposal in proposals:
        if (tally := proposal["tally"]) and not _agrees(proposal["title"], tally, json.loads(ballots[tally["ballot"]])):
            yield _("“%s” is recorded otherwise than its ballot was published") % proposal["title"]


def _agrees(title: str, tally: Mapping[str, Any], ballot: Mapping[str, Any]) -> bool:
    for place, text in enumerate(ballot["texts"]):
        if text["title"] == title:
            counted = Counter(values[place] for _key, values, _reason, _voter in ballot["papers"])
            counts = {value: counted[value] for value in tally["counts"]}
            return (tally["counts"], tally["outcome"]) == (counts, text["outcome"])
    return False


def _recount(content: bytes, program: bytes) -> str:
    """What the program objects, empty when nothing."""
    with tempfile.TemporaryDirectory() as folder:
        script, file = Path(folder, "recount.py"), Path(folder, "ballot.json")
        script.write_bytes(program)
        file.write_bytes(content)
        done = subprocess.run([sys.executable, "-I", script, file], capture_output=True, text=True, check=False)  # noqa: S603
    return "" if done.returncode == 0 and "As published" in done.stdout else done.stderr or done.stdout


def _papers(
    number: int, content: bytes, mine: Mapping[int, PaperCast], in_box: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    told = json.loads(content)
    papers = {key: values for key, values, _reason, _voter in told["papers"]}
    if len(papers) != len(mine) + len(in_box):
        values = {"number": number, "papers": len(papers), "people": len(mine) + len(in_box)}
        yield _("ballot %(number)d has %(papers)d papers of %(people)d people") % values
    places = [text["position"] for text in told["texts"]]
    for paper in mine.values():
        if papers.pop(paper.receipt, None) != _values(paper.marks, places):
            yield _("ballot %(number)d: a paper is not there as it was cast") % {"number": number}
    if sorted(papers.values()) != sorted(_values(marks, places) for marks in in_box):
        yield _("ballot %(number)d: the papers of the box are not there as they were written") % {"number": number}


def _values(marks: Mapping[str, str], places: Iterable[int]) -> list[str]:
    return [_value(marks, place) for place in places]


def _value(marks: Mapping[str, str], position: int) -> str:
    value = marks.get("choice", marks.get(f"option_{position}", ""))
    return "approve" if value == "on" else value
