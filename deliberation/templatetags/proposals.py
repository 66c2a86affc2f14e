"""Where a proposal comes from, and what became of it."""

from django import template

from deliberation.proposals import queries
from deliberation.proposals.models import Proposal

register = template.Library()


@register.filter
def tables_said(proposal: Proposal) -> str:
    """“Table 2”; of a merge, “Tables 2 and 5”."""
    return queries.tables_said(proposal)


@register.filter
def origins(proposal: Proposal) -> list[Proposal]:
    """What a merge joins; nothing for any other proposal."""
    return queries.origins_of(proposal)


@register.filter
def merged_into(proposal: Proposal) -> Proposal | None:
    """What took the place of this one."""
    return queries.merged_into(proposal)


@register.filter
def being_merged(proposal: Proposal) -> bool:
    """Whether its people are writing a merge of it with others."""
    return queries.is_being_merged(proposal)
