"""Plausible values for the fields of any form: what somebody would send who means to change the text."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from deliberation.conference.models import Conference
from deliberation.opinion.canonical import digest
from deliberation.opinion.models import Opinion, Section
from tests.documents import pdf
from tests.walk.words import text

# No word of the opinion: where it stands in it, there is a hole.
MEANT = "Des mots que personne n’a votés"
# What a view might read without any form of ours.
LOOSE = ("text", "title", "preamble", "closing", "disagreements", "requests", "body", "content", "words", "reason")
LOOSE += ("observation", "addressee", "frozen_text", "question", "html", "markup", "update", "value", "name", "answer")


def posts(form: type[forms.Form] | None, options: dict[str, Any], conference: Conference) -> list[dict[str, Any]]:
    """What is sent to a form: filled in, once for each decision it asks for. Without a form, loose words."""
    opinion = Opinion.objects.get(conference=conference)
    told: dict[str, Any] = dict.fromkeys(LOOSE, MEANT)
    told |= {"version": 1, "number": 1, "part": "title", "text_digest": digest(text(conference)), "opinion": opinion.pk}
    if form is None:
        return [told]
    try:
        fields = form(**options).fields
    except (TypeError, AttributeError, KeyError):
        fields = getattr(form, "base_fields", {})
    filled: dict[str, Any] = {}
    many: tuple[str, list[Any]] = ("", [])
    for name, field in fields.items():
        values = values_of(name, field, told)
        filled[name] = values[0]
        if len(values) > len(many[1]):
            many = (name, values)
    versions = Section.objects.filter(opinion=opinion).values_list("version", flat=True)
    if "version" in filled:
        many = ("version", sorted({*versions, 0}))
    sent = [told | filled | ({many[0]: value} if many[0] else {}) for value in many[1][:3] or [None]]
    return [{name: value for name, value in one.items() if value is not None} for one in sent]


def values_of(name: str, field: forms.Field, told: dict[str, Any]) -> list[Any]:
    """The first is the likeliest."""
    if isinstance(field, forms.FileField):
        return [SimpleUploadedFile("avis.pdf", pdf("Un avis"), "application/pdf")]
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return [_choices(field)] if _choices(field) else [[]]
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        return _choices(field) or [""]
    if isinstance(field, forms.BooleanField):
        return ["on", ""]
    if name in told and not isinstance(told[name], str):
        return [told[name]]
    for kind, value in PLAUSIBLE:
        if isinstance(field, kind):
            return [value(field)]
    words = told.get(name, MEANT) if name == "text_digest" else MEANT
    return [words[: getattr(field, "max_length", None) or 2000]]


def _choices(field: forms.Field) -> list[Any]:
    found = [getattr(value, "value", value) for value, _label in field.choices]  # type: ignore[attr-defined]
    return [value for value in found if value not in ("", None) and not isinstance(value, list | tuple)]


def _least(field: forms.Field) -> Any:
    least = getattr(field, "min_value", None)
    return 1 if least is None else max(least, 1)


PLAUSIBLE: list[tuple[type[forms.Field], Callable[[forms.Field], Any]]] = [
    (forms.IntegerField, _least),
    (forms.EmailField, lambda field: "somebody@example.org"),
    (forms.UUIDField, lambda field: str(uuid.uuid4())),
    (forms.DateTimeField, lambda field: timezone.now().isoformat()),
    (forms.DateField, lambda field: timezone.now().date().isoformat()),
    (forms.SlugField, lambda field: "un-mot"),
    (forms.URLField, lambda field: "https://example.org/"),
]
