"""The public record tells who was refused, who was added, and what everyone who was heard declared."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from sessions.scenarios.schema import Scenario


def check(public: Mapping[str, Any], scenario: Scenario) -> Iterator[str]:
    """``public`` is the record inside the sealed document."""
    told = {each["title"]: each for each in public.get("experts", ())}
    for title in [each["expert"] for each in public.get("hearings", ())]:
        if not told[title]["interests"]:
            yield _("“%s” was heard, and the record tells nothing of their interests") % title
    yield from _links(public, told)
    if plan := scenario.demo.contradictor:
        refused = next(each.title for each in scenario.people.experts if each.key == plan.refused)
        expected = [(refused, False), (plan.title, True), (refused, True)] if scenario.people.steering else []
        decided = [(each["expert"], each["approved"]) for each in public.get("committee", ())]
        if [each for each in decided if each[0] in {refused, plan.title}] != expected:
            yield _("the record does not tell that an expert was refused until somebody contradicted them")
        if plan.title not in [each["expert"] for each in public.get("hearings", ())]:
            yield _("the record does not tell that “%s” was heard") % plan.title


def _links(public: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[str]:
    """Whoever works for an organiser and was approved is known to."""
    for each in public.get("committee", ()):
        tied = each["expert"] and told[each["expert"]]["works_for_organiser"]
        if tied and each["approved"] and not each["acknowledged"]:
            yield _("the committee approved “%s” without acknowledging whom they work for") % each["expert"]
