"""A rehearsal from the command line to its verdict."""

import asyncio
import hashlib
import json
import os
import secrets
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.utils.translation import gettext as _

from sessions.rehearsal.checks import (
    asking,
    ballots,
    chain,
    document,
    drafting,
    handover,
    plurality,
    questionnaires,
    record,
    seen,
    sheets,
    signatures,
)
from sessions.rehearsal.environment import free_port, is_throwaway, own_environment
from sessions.rehearsal.operator import found_conference, manage
from sessions.rehearsal.play import Leaving, Play
from sessions.rehearsal.players.cast import Cast, cast_of, parts_in
from sessions.rehearsal.players.hall import Hall
from sessions.rehearsal.players.memory import Memory
from sessions.rehearsal.players.person import World
from sessions.rehearsal.players.words import Words
from sessions.rehearsal.progress import Progress
from sessions.rehearsal.server import serving
from sessions.scenarios.load import load
from sessions.scenarios.schema import Scenario

FILES = ("opinion.pdf", "certificate.pdf", "correction.pdf", "record.json", "journal.jsonl")


@dataclass(frozen=True)
class Plan:
    """What is to be rehearsed. ``url`` is empty when the rehearsal starts a server of its own."""

    scenario: str
    citizens: int
    seed: int
    out: Path
    url: str = ""
    slug: str = ""
    pace: float = 0.0
    # What the programs we start are told, when it is not our own environment.
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    # Called once everyone has a badge.
    ready: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Verdict:
    """``problems`` is empty when everything that should be true is."""

    problems: tuple[str, ...]
    summary: tuple[str, ...]


def rehearse(plan: Plan, progress: Progress) -> Verdict:
    """Play the whole conference and leave its files in ``plan.out``. Stuck when it cannot go on."""
    plan.out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        for number in (signal.SIGTERM, signal.SIGHUP):
            stack.callback(signal.signal, number, signal.signal(number, _leave))
        environment, address = dict(plan.environment), plan.url
        slug = plan.slug or f"{load(plan.scenario).name}-{secrets.token_hex(3)}"
        if not plan.url:
            port = free_port()
            environment = own_environment(environment, plan.out, port)
            if is_throwaway(environment) and not plan.slug:
                slug = load(plan.scenario).name
            manage(environment, "migrate", "--verbosity", "0")
            address = stack.enter_context(serving(environment, port, plan.out / "server.log"))
        return _play(plan, progress, environment, address, slug)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _play(plan: Plan, progress: Progress, environment: dict[str, str], address: str, slug: str) -> Verdict:
    scenario = load(plan.scenario)
    badges = plan.out / "badges.json"
    found_conference(
        environment, scenario=plan.scenario, slug=slug, citizens=plan.citizens, seed=plan.seed, badges=badges
    )
    plan.ready()
    words = Words(scenario, plan.seed)
    cast = cast_of(parts_in(badges), words)
    world = World(address.rstrip("/"), slug, words, cast, Hall(), Memory())
    progress.say(
        _("%(coming)d of %(all)d citizens come to “%(title)s”")
        % {"coming": len(cast.coming), "all": len(cast.citizens), "title": scenario.title}
    )
    try:
        leaving = asyncio.run(Play(world, pace=plan.pace, progress=progress).run())
    except BaseException:
        for problem in world.memory.problems:
            progress.say(problem)
        raise
    _keep(plan.out, leaving)
    problems = [*world.memory.problems, *_checked(leaving, world)]
    return Verdict(tuple(problems), tuple(_summary(plan, world, leaving, address)))


def _keep(out: Path, leaving: Leaving) -> None:
    (out / "opinion.pdf").write_bytes(leaving.document)
    (out / "certificate.pdf").write_bytes(leaving.beside.certificates[0])
    (out / "correction.pdf").write_bytes(leaving.beside.correction)
    (out / "record.json").write_bytes(leaving.record)
    (out / "journal.jsonl").write_bytes(leaving.journal)


def _checked(leaving: Leaving, world: World) -> list[str]:
    told = json.loads(leaving.record)
    memory, cast = world.memory, world.cast
    journal = told["journal"]
    problems = [*seen.check(memory, [part.name for part in cast.coming])]
    problems += record.check(told, memory, cast, world.words.scenario)
    problems += questionnaires.check(told["questionnaires"], memory)
    problems += ballots.check(leaving.ballots, leaving.recount, memory, told["proposals"])
    problems += document.check(leaving.document, told["opinion"], memory)
    public = json.loads(document.attached(leaving.document, document.RECORD_NAME) or "{}")
    problems += plurality.check(public, world.words.scenario)
    problems += sheets.check(public, world.words.scenario)
    problems += signatures.check(lambda name: document.attached(leaving.document, name), memory)
    problems += asking.check(leaving.document, told, memory, world.words.scenario)
    problems += handover.check(leaving.document, leaving.beside)
    if sentence := chain.broken_link(leaving.journal.decode(), entries=journal["entries"], head=journal["head"]):
        problems.append(sentence)
    problems += drafting.check(leaving.journal.decode(), world.words.scenario.mandate)
    problems += _unplayed(memory, cast, world.words.scenario)
    return problems


def _unplayed(memory: Memory, cast: Cast, scenario: Scenario) -> Iterator[str]:
    """What a rehearsal is for, and did not happen."""
    at_tables = any(round_.kind == "tables" for round_ in memory.held)
    if memory.counts["changes crossed"] == 0 and at_tables:
        yield _("nobody ever wrote in a text at the same time as somebody else")
    if memory.counts["texts by form"] == 0 and at_tables:
        yield _("nobody ever wrote in a text without a script")
    if memory.counts["moves"] == 0 and any(round_.steps for _loc, round_ in scenario.rounds()):
        yield _("no table ever went on to another part of a round")
    if memory.counts["cards"] == 0 and at_tables:
        yield _("no word that somebody did not understand was ever explained")
    if memory.counts["changes answered"] == 0:
        yield _("no change that was asked for in the opinion was ever answered")
    if memory.counts["parts read"] == 0:
        yield _("the opinion was never read through")
    if memory.counts["papers counted"] == 0 and cast.on_paper and memory.papers:
        yield _("nobody ever voted on paper")
    yield from _unplayed_at_the_end(memory)


def _unplayed_at_the_end(memory: Memory) -> Iterator[str]:
    if memory.counts["receipts acknowledged"] != 1:
        yield _("the sponsor never acknowledged receipt of the opinion")
    if memory.counts["corrections sealed"] != 1:
        yield _("the citizens never corrected a mistake of the opinion")
    if memory.counts["versions added"] != 2:
        yield _("no easy-read version or no translation was ever added to the opinion")
    if memory.counts["documents checked"] == 0:
        yield _("nobody ever checked the document")


def _summary(plan: Plan, world: World, leaving: Leaving, address: str) -> list[str]:
    told, counts = json.loads(leaving.record), world.memory.counts
    opinion = told["opinion"]
    adopted = sum(each["state"] == "adopted" for each in told["proposals"])
    voted = sum(each["tally"] is not None for each in told["proposals"])
    return [
        _("Proposals: %(adopted)d adopted of %(all)d.") % {"adopted": adopted, "all": voted},
        _("Signatures: %(signed)d, of which %(reserved)d with a reservation; %(declined)d declined.")
        % {
            "signed": opinion["signatures"]["signed"],
            "reserved": opinion["signatures"]["with_reservation"],
            "declined": opinion["signatures"]["declined"],
        },
        _("Played: %(cuts)d short cuts, %(long)d long ones, %(badges)d badge printed again.")
        % {
            "cuts": counts["cuts"],
            "long": counts["long cuts"],
            "badges": counts["badges reissued"],
        },
        _("Written together: %(texts)d texts by %(people)d people; %(crossed)d changes crossed, %(cut)d lines cut.")
        % {
            "texts": len(world.memory.texts),
            "people": len(frozenset().union(*(text.wrote for text in world.memory.texts.values()))),
            "crossed": counts["changes crossed"],
            "cut": counts["pens cut"],
        },
        _("In the paper box: %(papers)d papers, keyed in twice, of which %(misread)d misread and corrected.")
        % {"papers": counts["papers counted"], "misread": counts["papers misread"]},
        _("Text signed: SHA-256 %s") % opinion["text_sha256"],
        _("Document: SHA-256 %s") % hashlib.sha256(leaving.document).hexdigest(),
        _("Journal: %(entries)d entries, ends with %(head)s") % told["journal"],
        _("Files: %s") % ", ".join(str(plan.out / name) for name in FILES),
    ]
