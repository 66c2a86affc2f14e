"""The sixty-line program that anyone may run comes to the results that the product publishes, whatever was voted."""

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from deliberation.ballots.queries import values_of
from deliberation.ballots.slips import Slip, papers_digest
from deliberation.ballots.tallies import Rule, decide, drawn_from
from deliberation.conference.methods import SEVERAL, Abstentions, Grade, Method, Tie

PROGRAM = Path(__file__).parents[3] / "templates/ballots/recount.py.txt"
# So many ballots of each method are drawn and counted by both.
DRAWN = 250


def published(rule: Rule, slips: Sequence[Slip], texts: int, electors: int) -> dict[str, Any]:
    """A ballot's file, with the results of the product."""
    names, digest = [str(n) for n in range(1, texts + 1)], papers_digest(slips)
    papers = [{name: value for name, value in zip(names, slip.values, strict=True) if value} for slip in slips]
    results = decide(papers, names, rule, electors=electors, lot=drawn_from(digest))
    said = {name: getattr(rule, name) for name in ("places", "ranks", "strict")}
    said |= {name: str(getattr(rule, name)) for name in ("method", "quorum", "majority", "abstentions", "tie")}
    return {
        "rule": said | {"least_grade": rule.least_grade.value},
        "electors": electors,
        "texts": [{"title": name, "outcome": results[name].outcome.value} for name in names],
        "papers": [json.loads(slip.line) for slip in slips],
        "papers_sha256": digest,
    }


def run(*files: Path) -> list[subprocess.CompletedProcess[str]]:
    return [subprocess.run([sys.executable, "-I", PROGRAM, file], capture_output=True, text=True) for file in files]


def drawn(method: Method, seed: int) -> dict[str, Any]:
    draw = random.Random(f"{method}/{seed}")
    texts = draw.randint(2, 4) if method in SEVERAL else 1
    rule = Rule(
        method=method,
        quorum=draw.choice([Fraction(0), Fraction(1, 2), Fraction(2, 3)]),
        majority=draw.choice([Fraction(1, 2), Fraction(1, 2), Fraction(2, 3)]),
        strict=draw.random() < 0.5,
        abstentions=draw.choice(list(Abstentions)),
        tie=draw.choice(list(Tie)),
        places=draw.choice([None, 1, 2]) if method in SEVERAL else None,
        least_grade=draw.choice(list(Grade)),
        ranks=draw.randint(1, 3),
    )
    electors = draw.randint(2, 7)
    slips = [
        Slip(f"{n:016d}", marks(draw, rule, texts), "Non, « merci »" if n == 0 else "")
        for n in range(draw.randint(1, electors))
    ]
    return published(rule, slips, texts, electors)


def marks(draw: random.Random, rule: Rule, texts: int) -> tuple[str, ...]:
    # Few values, so that texts tie.
    values = list(values_of(rule))[:3]  # type: ignore[arg-type]
    if rule.method not in SEVERAL:
        return (draw.choice(values),)
    if draw.random() < 0.15:
        return ("",) * texts
    if rule.method == Method.POINTS:
        ranks = [*values[:texts], *[""] * max(0, texts - len(values))]
        draw.shuffle(ranks)
        return tuple(ranks)
    return tuple(draw.choice([*values, ""]) for _ in range(texts))


def test_the_program_is_sixty_lines_at_most_and_needs_nothing_of_ours() -> None:
    source = PROGRAM.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 60
    imports = [line for line in source.splitlines() if line.startswith(("import ", "from "))]
    assert imports == [
        "import hashlib, json, sys",
        "from collections import Counter",
        "from fractions import Fraction",
    ]


@pytest.mark.parametrize("method", list(Method))
def test_it_comes_to_the_published_results(method: Method, tmp_path: Path) -> None:
    """All at once, in one process: what it is worth is told by many ballots."""
    files = []
    for seed in range(DRAWN):
        files.append(tmp_path / f"{seed}.json")
        files[-1].write_text(json.dumps(drawn(method, seed), ensure_ascii=False), encoding="utf-8")
    each = "import runpy, sys\nfor file in sys.argv[2:]:\n    sys.argv[1] = file\n    runpy.run_path(PROGRAM)\n"
    command = [sys.executable, "-c", each.replace("PROGRAM", repr(str(PROGRAM))), "", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert sum(line.startswith("As published") for line in done.stdout.splitlines()) == DRAWN
    outcomes = {text["outcome"] for seed in range(DRAWN) for text in drawn(method, seed)["texts"]}
    assert outcomes == {"adopted", "rejected", "no-quorum", "tied"}


def test_a_changed_paper_is_noticed(tmp_path: Path) -> None:
    ballot = drawn(Method.FOR_AGAINST, 3)
    assert ballot["papers"]
    ballot["papers"][0][1] = ["for" if ballot["papers"][0][1] == ["against"] else "against"]
    file = tmp_path / "ballot.json"
    file.write_text(json.dumps(ballot), encoding="utf-8")
    (done,) = run(file)
    assert (done.returncode, "not the papers that were published" in done.stderr) == (1, True)


def test_a_result_that_the_papers_do_not_give_is_noticed(tmp_path: Path) -> None:
    ballot = drawn(Method.FOR_AGAINST, 3)
    ballot["texts"][0]["outcome"] = "adopted" if ballot["texts"][0]["outcome"] != "adopted" else "rejected"
    file = tmp_path / "ballot.json"
    file.write_text(json.dumps(ballot), encoding="utf-8")
    (done,) = run(file)
    assert (done.returncode, done.stderr) == (1, "Published otherwise: ['1']\n")
