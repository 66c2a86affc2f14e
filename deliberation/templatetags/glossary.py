"""Words of the glossary in a text become links to their explanation, which a page may open where they stand."""

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe

from deliberation.dossier.glossary import Glossary

register = template.Library()


@register.filter
def explained_line(text: str, words: Glossary | str) -> SafeString:
    """A text on its line. A page that knows no glossary shows the text as it is."""
    return linked(text, words, set())


def linked(text: str, words: Glossary | str, said: set[int]) -> SafeString:
    """The same for a text that comes bit by bit: ``said`` holds the words explained so far."""
    if not isinstance(words, Glossary):
        return conditional_escape(text)
    return format_html_join(
        "",
        "{}",
        (
            (
                piece.text
                if piece.term is None
                else format_html(
                    '<a class="term" href="#word-{}" data-opens="explain-dialog">{}</a>', piece.term, piece.text
                ),
            )
            for piece in words.pieces(text, said)
        ),
    )


@register.filter
def explained(text: str, words: Glossary | str) -> SafeString:
    """A text in its paragraphs."""
    return mark_safe(linebreaks(explained_line(text, words), autoescape=False))  # noqa: S308 - escaped piece by piece


@register.filter
def explained_sentences(text: str, words: Glossary | str) -> SafeString:
    """An easy-to-read text: each of its lines is a sentence, and a paragraph of its own."""
    lines = "\n\n".join(explained_line(text, words).splitlines())
    return mark_safe(linebreaks(lines, autoescape=False))  # noqa: S308 - escaped piece by piece
