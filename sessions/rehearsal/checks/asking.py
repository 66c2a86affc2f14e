"""What citizens asked to hear is in the records and in the annex, with how many asked, the answer and what followed."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from sessions.rehearsal.checks.document import FIGURES_NAME, RECORD_NAME, attached
from sessions.rehearsal.players.memory import Asked, Memory
from sessions.rehearsal.players.page import letters
from sessions.scenarios.schema import Scenario

Row = tuple[object, ...]


def check(pdf: bytes, record: Mapping[str, Any], memory: Memory, scenario: Scenario) -> Iterator[str]:
    """``record`` is the guarantor's; the public one and the annex's figures are inside the document."""
    if len(memory.asked) != len(scenario.demo.hearing_requests):
        yield _("not all the hearings were asked for that the scenario names")
    mine = [_mine(each) for each in memory.asked]
    public = json.loads(attached(pdf, RECORD_NAME) or "{}")
    for name, told in ((_("the record"), record), (_("the public record"), public)):
        if [_told(each) for each in told.get("hearing_requests", ())] != mine:
            yield _("%(name)s does not tell what citizens asked to hear, and what became of it") % {"name": name}
    printed = json.loads(attached(pdf, FIGURES_NAME) or "{}").get("hearings_asked", ())
    annex = [(letters(each["subject"]), each["support"], letters(each["answer"])) for each in printed]
    if annex != [(row[0], row[2], row[4]) for row in mine]:
        yield _("the annex does not print what citizens asked to hear, and what was answered")
    if [each["held"] for each in printed] != [bool(each.accepted and each.round) for each in memory.asked]:
        yield _("the annex does not say which of the accepted hearings were held")


def _mine(asked: Asked) -> Row:
    state = "accepted" if asked.accepted else "refused"
    held = (letters(asked.round), True) if asked.round else None
    return (letters(asked.subject), letters(asked.reason), asked.people, state, letters(asked.answer), held)


def _told(each: Mapping[str, Any]) -> Row:
    hearing = each["hearing"]
    held = (letters(hearing["round"] or ""), hearing["held"]) if hearing else None
    words = [letters(each[name] or "") for name in ("subject", "reason", "answer")]
    return (words[0], words[1], each["support"], each["state"], words[2], held)
