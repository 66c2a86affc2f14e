"""Answers and figures said in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.kernel.typography import typographic
from deliberation.questionnaire.figures import Group, Ticked
from deliberation.questionnaire.models import CHOSEN, Item, ItemKind
from deliberation.questionnaire.queries import OTHER, SAME

# Between the names of values that are counted together.
_TOGETHER = " / "


def value_said(item: Item, value: str, language: str) -> str:
    """One value of an item."""
    texts = {str(option.pk): option.text for option in item.options.all()} if item.kind in CHOSEN else {}
    return typographic(texts.get(value, value), language)


def values_said(item: Item, values: Sequence[str], language: str) -> str:
    """Values that are counted together: of a scale, from the lowest to the highest."""
    said = [value_said(item, value, language) for value in values]
    if item.kind == ItemKind.SCALE and len(said) > 1:
        return _("%(low)s to %(high)s") % {"low": said[0], "high": said[-1]}
    return _TOGETHER.join(said)


def ticked_said(ticked: Ticked) -> str:
    """How many chose an option."""
    if ticked.people is not None:
        return str(ticked.people)
    return _("all, or all but fewer than five") if ticked.most else _("fewer than five, or nobody")


def steps_said(steps: Sequence[int], widest: int) -> str:
    """By how much people went down or up."""
    low, high = steps[0], steps[-1]
    if (low, high) == (0, 0):
        return _("stayed the same")
    if low < 0 < high:
        return _("went down, stayed the same or went up")
    if high == 0:
        return _("went down or stayed the same")
    if low == 0:
        return _("stayed the same or went up")
    if high < 0:
        return _down(-high, -low, widest)
    return _up(low, high, widest)


def _down(least: int, most: int, widest: int) -> str:
    values = {"least": least, "most": most}
    if (least, most) == (1, widest):
        return _("went down")
    if least == most:
        return ngettext("went down by %(least)d point", "went down by %(least)d points", least) % values
    if most == widest:
        return ngettext("went down by %(least)d point or more", "went down by %(least)d points or more", least) % values
    return _("went down by %(least)d to %(most)d points") % values


def _up(least: int, most: int, widest: int) -> str:
    values = {"least": least, "most": most}
    if (least, most) == (1, widest):
        return _("went up")
    if least == most:
        return ngettext("went up by %(least)d point", "went up by %(least)d points", least) % values
    if most == widest:
        return ngettext("went up by %(least)d point or more", "went up by %(least)d points or more", least) % values
    return _("went up by %(least)d to %(most)d points") % values


def alike_said(values: Sequence[str]) -> str:
    names = {SAME: _("gave the same answer"), OTHER: _("gave another answer")}
    return _TOGETHER.join(names[value] for value in values)


def middle_said(first: str, second: str) -> str:
    """Where the middle person stands, by the names of the groups."""
    if first == second:
        return _("In the middle (the median): %(group)s.") % {"group": first}
    return _("In the middle (the median): between “%(first)s” and “%(second)s”.") % {"first": first, "second": second}


def group_rows(groups: Sequence[Group[str]], item: Item, language: str) -> list[tuple[str, int]]:
    return [(values_said(item, group.values, language), group.people) for group in groups]
