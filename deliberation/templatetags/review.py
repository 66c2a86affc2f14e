"""Proposals under review: what citizens say beside a passage, and how the panel takes to the whole."""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

from deliberation.proposals.models import Proposal
from deliberation.review.queries import Remarked
from deliberation.templatetags.richtext import rich

register = template.Library()


@register.simple_tag(takes_context=True)
def rich_remarked(context: dict[str, Any], remarked: Remarked, field: str, *, level: int) -> SafeString:
    """A text of a proposal as ``{% rich %}`` shows it, each passage with the remarks on it and, where the page is
    ``acting``, the button to make one."""
    proposal, beside = remarked.proposal, remarked.beside[field]
    shown, acting = get_template("components/beside.html"), context.get("acting")

    def after(number: int) -> str:
        passage, remarks = beside[number]
        if not (remarks or acting):
            return ""
        return shown.render(
            {"passage": passage, "remarks": remarks, "acting": acting, "conference": context["conference"]}
        )

    return rich(context, getattr(proposal, field), level=level, evidence=proposal.evidence.all(), after=after)


@register.inclusion_tag("components/temperature.html", takes_context=True)
def temperature(context: dict[str, Any], proposal: Proposal) -> dict[str, Any]:
    """How the panel takes to this proposal, where the page was given ``temperatures``; nothing elsewhere."""
    return {"taken": context.get("temperatures", {}).get(proposal.pk)}


@register.filter
def of(numbers: dict[int, int], proposal: Proposal) -> int:
    """The number that belongs to this proposal."""
    return numbers.get(proposal.pk, 0)
