"""Every sheet is in the public record, the one that was written better in both its versions, and no reader's words."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from sessions.rehearsal.players.page import letters
from sessions.rehearsal.players.sheets import NOT_CLEAR
from sessions.scenarios.schema import Scenario


def check(public: Mapping[str, Any], scenario: Scenario) -> Iterator[str]:
    """``public`` is the record inside the sealed document."""
    told = [(each["sheet"], each["version"], letters(each["question"])) for each in public.get("sheets", ())]
    expected = [(place, 1, letters(each.question)) for place, each in enumerate(scenario.sheets, start=1)]
    if expected:
        expected.insert(1, (1, 2, expected[0][2]))
    if told != expected:
        yield _("the public record does not hold the sheets in all their versions")
    if NOT_CLEAR in str(public):
        yield _("the public record holds the words of a reader who did not understand")
