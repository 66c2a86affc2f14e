"""The record's figures are those that the players made."""

from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from sessions.rehearsal.checks import texts
from sessions.rehearsal.players.cast import Cast
from sessions.rehearsal.players.memory import WHOLE_OPINION, Memory
from sessions.scenarios.schema import Rule, Scenario

ROLES = ("citizen", "facilitator", "expert", "steering", "guarantor", "sponsor")


def check(record: Mapping[str, Any], memory: Memory, cast: Cast, scenario: Scenario) -> Iterator[str]:
    yield from _people(record, cast)
    yield from _rounds(record, scenario)
    yield from texts.check(record, memory)
    yield from _proposals(record, memory, cast, scenario)
    yield from _dissent(record, memory, cast, scenario)
    yield from _opinion(record["opinion"], memory, cast, scenario)
    yield from _oversight(record, memory)
    if not record["journal"]["whole"]:
        yield _("the server finds its own journal broken")


def _people(record: Mapping[str, Any], cast: Cast) -> Iterator[str]:
    counted = {role: len(cast.of(role)) for role in ROLES}
    if record["people"] != counted:
        yield _("the record counts other people: %(record)s, not %(counted)s") % {
            "record": record["people"],
            "counted": counted,
        }


def _rounds(record: Mapping[str, Any], scenario: Scenario) -> Iterator[str]:
    planned = [(round_.kind, round_.title) for _loc, round_ in scenario.rounds()]
    if [(each["kind"], each["title"]) for each in record["rounds"]] != planned:
        yield _("the record's rounds are not those of the programme")
    for each in record["rounds"]:
        if not (each["started_at"] and each["ended_at"] and each["started_at"] <= each["ended_at"]):
            yield _("the record does not say when “%s” was held") % each["title"]


def _proposals(record: Mapping[str, Any], memory: Memory, cast: Cast, scenario: Scenario) -> Iterator[str]:
    recorded = {each["title"]: each for each in record["proposals"]}
    if set(recorded) != set(memory.proposals) or len(recorded) != len(record["proposals"]):
        yield _("the record's proposals are not those that the tables submitted")
    for title, mine in memory.proposals.items():
        theirs = recorded.get(title)
        if theirs is None:
            continue
        written = ("observation", "text", "reason", "addressee")
        words = [texts.plain(theirs[name]).split() for name in written]
        if (theirs["table"], words) != (mine.table, [getattr(mine, name).split() for name in written]):
            yield _("the proposal “%s” is not recorded as it was written") % title
        if len(theirs["evidence"]) != mine.cited:
            yield _("the record does not say what the proposal “%s” rests on") % title
        if not theirs["wrote"] or not set(theirs["wrote"]) <= set(theirs["took_part"]):
            yield _("the record does not say who took part in the proposal “%s”") % title
        if title in memory.merged:
            if (theirs["state"], theirs["tally"]) != ("merged", None):
                yield _("the proposal “%s” was merged by its people, and is recorded otherwise") % title
            continue
        outcome = yield from outcome_of(title, theirs["tally"], memory, cast, scenario.mandate.proposals)
        if outcome and theirs["state"] != ("adopted" if outcome == "adopted" else "rejected"):
            yield _("the proposal “%s” is recorded with another outcome") % title


def outcome_of(
    title: str, recorded: Mapping[str, Any] | None, memory: Memory, cast: Cast, rule: Rule
) -> Generator[str, None, str]:
    """Of the vote on a proposal. What other methods than for or against make of the papers, ``recount.py`` says."""
    if recorded is not None and rule.method != "for-against":
        return str(recorded["outcome"])
    return (yield from tally(title, recorded, memory, cast, rule))


def tally(
    title: str, recorded: Mapping[str, Any] | None, memory: Memory, cast: Cast, rule: Rule
) -> Generator[str, None, str]:
    """Compare one ballot with the votes that were acknowledged. Returns the outcome that the rule gives."""
    votes = memory.votes.get(title, {})
    if recorded is None:
        yield _("the record has no tally of “%s”") % (title or _("the whole opinion"))
        return ""
    counted = Counter(votes.values())
    mine = {"for": counted["for"], "against": counted["against"], "abstain": counted["abstain"]}
    theirs = {choice: recorded["counts"].get(choice, 0) for choice in mine}
    if theirs != mine or recorded["on_roll"] != len(cast.citizens):
        yield _("“%(title)s” was counted %(theirs)s, and voted %(mine)s") % {
            "title": title or _("the whole opinion"),
            "theirs": theirs,
            "mine": mine,
        }
    outcome = decided(counted, len(cast.citizens), rule)
    if recorded["outcome"] != outcome:
        yield _("“%(title)s” is recorded as %(theirs)s where the rule says %(mine)s") % {
            "title": title or _("the whole opinion"),
            "theirs": recorded["outcome"],
            "mine": outcome,
        }
    return outcome


def decided(votes: Counter[str], on_roll: int, rule: Rule) -> str:
    """What the mandate's rule makes of these votes."""
    if votes.total() < rule.quorum * on_roll:
        return "no-quorum"
    sides = votes["for"] + votes["against"]
    enough = votes["for"] > rule.majority * sides if rule.strict else votes["for"] >= rule.majority * sides
    return "adopted" if sides and enough else "rejected"


def _opinion(opinion: Mapping[str, Any], memory: Memory, cast: Cast, scenario: Scenario) -> Iterator[str]:
    yield from tally(WHOLE_OPINION, opinion["adoption"], memory, cast, scenario.mandate.adoption)
    decisions = list(memory.decisions.values())
    signed = [each for each in decisions if each.signed]
    mine = {
        "signed": len(signed),
        "with_reservation": sum(bool(each.reservation) for each in signed),
        "declined": len(decisions) - len(signed),
        "named": sorted(each.printed_name for each in signed if each.printed_name),
    }
    if opinion["signatures"] != mine:
        yield _("the record's signatures are %(theirs)s, the citizens' %(mine)s") % {
            "theirs": opinion["signatures"],
            "mine": mine,
        }
    if not opinion["handed_over_at"]:
        yield _("the record does not say that the opinion was handed over")


def _dissent(record: Mapping[str, Any], memory: Memory, cast: Cast, scenario: Scenario) -> Iterator[str]:
    """Each minority opinion is told with its number, against something that was adopted."""
    adopted = {each["id"] for each in record["proposals"] if each["state"] == "adopted"}
    theirs = [(each["text"].split(), each["people"]) for each in record["minority_opinions"]]
    if sorted(theirs) != sorted((words.split(), len(people)) for words, people in memory.dissents.items()):
        yield _("the record's minority opinions are not those that citizens wrote and joined")
    if not {each["proposal"] for each in record["minority_opinions"]} <= adopted:
        yield _("a minority opinion is recorded against what was not adopted")
    if adopted and cast.dissenting and scenario.demo.minority_opinions and not memory.dissents:
        yield _("nobody wrote a minority opinion")


def _oversight(record: Mapping[str, Any], memory: Memory) -> Iterator[str]:
    if [each["text"].split() for each in record["observations"]] != [text.split() for text in memory.observed]:
        yield _("the record's observations are not those that the guarantor wrote")
    stated = record["statement"]["text"] if record["statement"] else ""
    if stated.split() != memory.stated.split():
        yield _("the record's statement is not the one that the guarantor wrote")
