"""How an act is shown: the same form everywhere, and what it says once done."""

from fractions import Fraction
from typing import Any

from django import template
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from deliberation.conference.models import Mandate
from deliberation.conference.stages import IN_A_SITTING, Stage
from deliberation.conference.wording import drafting_sentence, hearing_request_sentence, rule_sentence, share_said

register = template.Library()

# Said in the place of a form whose mark is on the person's own region.
DONE = {
    "cast-paper": _("Done: your vote is in the box."),
    "answer-items": _("Done: your answers are in."),
    "sign-opinion": _("Done: your decision is recorded."),
    "call-for-help": _("Help is on its way."),
    "say-ready": _("You said that you can go on."),
    "agree-to-proposal": _("Your answer is counted."),
    "lack-in-proposal": _("Your answer is counted."),
    "support-amendment": _("You support this amendment."),
    "support-question": _("You support this question."),
    "choose-question": _("You agree that your table asks it."),
    "take-notes": _("You note the answers."),
    "agree-to-verdict": _("You agree to this answer."),
    "write-minority-opinion": _("You have written one: it is at the top of this page, below your name."),
    "join-minority-opinion": _("You stand behind these words."),
    "offer-to-draft": _("You offer to write the opinion."),
    "support-change": _("You ask for this change."),
    "sign-attendance": _("You are on the attendance sheet."),
}


@register.inclusion_tag("components/act_form.html")
def act_form(
    offered: Any,
    button: str,
    kind: str = "primary",
    confirm: str = "",
    heading: str = "",
    place: str = "",
    label: str = "",
    icon: str = "",
    said: str = "",
) -> dict[str, Any]:
    """The form of an offered act. ``confirm`` is the consequence, said before it is sent; ``heading`` tells apart
    buttons of the same name for whoever hears them out of their place; ``place`` tells apart the same act offered
    twice on a page; ``label`` names its one visible field better than the form can; ``icon`` is a sign before the
    words of its button; ``said`` is the heading just above: a group of choices of that name has it for those only who
    hear the page."""
    for field in offered.form.visible_fields() if label else ():
        field.label = label
    return {
        "offered": offered,
        "button": button,
        "kind": kind,
        "confirm": confirm,
        "heading": heading,
        "form_id": f"act-{slugify(offered.url.replace('/', '-'))}{place}",
        "icon": icon,
        "said": said,
        "done": DONE.get(offered.name, _("Done.")),
    }


@register.filter
def drawn_as(field: Any) -> str:
    """``scale`` for a row of figures that say no more than themselves, else the name of the field's widget."""
    choices = [(str(value), str(label)) for value, label in getattr(field.field, "choices", ())]
    return "scale" if len(choices) > 2 and all(value == label for value, label in choices) else str(field.widget_type)


@register.filter
def proposal_rule(mandate: Mandate) -> str:
    """How a proposal is adopted, in a sentence."""
    return rule_sentence(mandate.proposals)


@register.filter
def adoption_rule(mandate: Mandate) -> str:
    """How the whole opinion is adopted, in a sentence."""
    return rule_sentence(mandate.adoption)


@register.filter
def drafting_rule(mandate: Mandate) -> str:
    """Who writes the opinion, in a sentence or two."""
    return drafting_sentence(mandate)


@register.filter
def hearing_request_rule(mandate: Mandate, committee: object) -> str:
    """Who answers the requests for hearings, and when, in a sentence or two."""
    return hearing_request_sentence(mandate, committee=bool(committee))


@register.filter
def share(fraction: Fraction) -> str:
    """A share of the mandate's, in words where there are some."""
    return share_said(fraction)


@register.filter
def under_way(stage: str) -> bool:
    """Whether a conference at this stage is in the middle of its work: in which round means nothing to a passer-by."""
    return Stage(stage) in IN_A_SITTING
