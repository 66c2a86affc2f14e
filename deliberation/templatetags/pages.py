"""What pages say of themselves to others."""

from django import template
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy

from deliberation.dossier.media import LINK, TEXT

register = template.Library()

# As Open Graph names them.
LOCALES = {"fr": "fr_FR", "en": "en_GB"}


@register.filter
def absolute(path: str) -> str:
    """The whole address of a path of ours: pages are shared from other sites."""
    return f"{settings.BASE_URL}{path}"


@register.simple_tag
def page_locale() -> str:
    return LOCALES.get((get_language() or "")[:2], "fr_FR")


KINDS = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    LINK: gettext_lazy("link to another site"),
    TEXT: gettext_lazy("text"),
}


@register.filter
def file_kind(media_type: str) -> str:
    """A document's format, as people say it."""
    return str(KINDS.get(media_type, media_type))
