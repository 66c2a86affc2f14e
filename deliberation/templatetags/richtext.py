"""The texts that people write together, as they are read."""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from deliberation.kernel.richtext import Blocks, html_of, nothing, parse, plain_of, set_in
from deliberation.proposals.models import Evidence
from deliberation.templatetags.glossary import linked

register = template.Library()


# A page is rendered again and again with the same texts.
@lru_cache(maxsize=1024)
def _parts(text: str, language: str) -> Blocks:
    return set_in(parse(text), language)


@register.simple_tag(takes_context=True)
def rich(
    context: dict[str, Any],
    text: str,
    *,
    level: int,
    evidence: Iterable[Evidence] = (),
    here: bool = False,
    after: Callable[[int], str] = nothing,
) -> SafeString:
    """A text that is kept in markup: in the language of the page's ``conference``, its ``words`` explained.

    ``level`` is that of its highest headings: one below the heading it stands under. ``evidence`` is what it may link
    to: the things themselves or, ``here``, the page's own list of them; ``after`` is that of ``html_of``. Only for
    reading: what goes back into a field, or into the record, is as it was written.
    """
    conference = context["conference"]
    found = {each.key: each for each in evidence}

    def href(ref: str) -> str:
        if ref not in found:
            return ""
        return f"#evidence-{found[ref].pk}" if here else address(found[ref], conference.slug)

    words = partial(linked, words=context.get("words", ""), said=set())
    return html_of(_parts(text, conference.language), level=level, words=words, href=href, after=after)


@register.filter
def address(evidence: Evidence, slug: str) -> str:
    """Where what is cited can be read, in the conference of this slug."""
    if evidence.answer_id:
        return f"{reverse('dossier', args=[slug])}#answer-{evidence.answer_id}"
    if evidence.document_id:
        page = f"?page={evidence.page}" if evidence.page else ""
        return reverse("document", args=[slug, evidence.document_id]) + page
    return f"{reverse('written', args=[slug])}#note-{evidence.note_id}"


@register.filter
def plain(text: str) -> str:
    """The words alone of a text that is kept in markup, in one line."""
    return " ".join(plain_of(parse(text)).split())
