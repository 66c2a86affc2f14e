"""Each ballot is counted again by the program that the site gives to anyone; every receipt is among its papers."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from sessions.rehearsal.players.memory import Memory, PaperCast


def check(ballots: Mapping[int, bytes], program: bytes, memory: Memory) -> Iterator[str]:
    """``ballots`` are the files of the closed ballots by number, ``program`` is ``recount.py``."""
    if set(ballots) != set(memory.papers):
        yield _("other ballots were published than those on which people voted")
    for number, content in ballots.items():
        if said := _recount(content, program):
            yield _("ballot %(number)d: %(said)s") % {"number": number, "said": said}
        yield from _receipts(number, content, memory.papers[number])


def _recount(content: bytes, program: bytes) -> str:
    """What the program objects, empty when nothing."""
    with tempfile.TemporaryDirectory() as folder:
        script, file = Path(folder, "recount.py"), Path(folder, "ballot.json")
        script.write_bytes(program)
        file.write_bytes(content)
        done = subprocess.run([sys.executable, "-I", script, file], capture_output=True, text=True, check=False)  # noqa: S603
    return "" if done.returncode == 0 and "As published" in done.stdout else done.stderr or done.stdout


def _receipts(number: int, content: bytes, mine: Mapping[int, PaperCast]) -> Iterator[str]:
    told = json.loads(content)
    papers = {key: values for key, values, _reason, _voter in told["papers"]}
    if len(papers) != len(mine):
        values = {"number": number, "papers": len(papers), "people": len(mine)}
        yield _("ballot %(number)d has %(papers)d papers of %(people)d people") % values
    for paper in mine.values():
        expected = [_value(paper.marks, text["position"]) for text in told["texts"]]
        if papers.get(paper.receipt) != expected:
            yield _("ballot %(number)d: a paper is not there as it was cast") % {"number": number}


def _value(marks: Mapping[str, str], position: int) -> str:
    value = marks.get("choice", marks.get(f"option_{position}", ""))
    return "approve" if value == "on" else value
