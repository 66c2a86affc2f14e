"""The mandate's rules, said in a sentence."""

from fractions import Fraction

from django.utils.translation import gettext as _


def rule_sentence(quorum: Fraction, majority: Fraction, strict: bool) -> str:
    """In the language in force. Fractions are shown as such: a percentage would round."""
    needed = (
        _("more than %(share)s of the votes for or against are in favour")
        if strict
        else _("at least %(share)s of the votes for or against are in favour")
    ) % {"share": majority}
    return _(
        "Adopted when at least %(quorum)s of the citizens on the roll vote and %(needed)s. "
        "Abstentions count for the quorum, not as votes for or against."
    ) % {"quorum": quorum, "needed": needed}
