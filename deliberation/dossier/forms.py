from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.dossier.media import media_type_of
from deliberation.kernel.addresses import OF_THE_WEB

ONE_OF_THEM = gettext_lazy("Give a file, an address or a text: one of them.")


class DocumentForm(forms.Form):
    """A file, an address or a text, and what there is to say of it. ``hearings`` are the choices: at which it is
    presented. The form of a new version (``again``) may leave what there is to read as it is."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("Where it comes from: a report, a site, an institution."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("A PDF, or a picture in PNG or JPEG."),
    )
    address = forms.CharField(
        label=gettext_lazy("Or the address of a video or a page"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("It begins with https://. Whoever opens it leaves this site, and is told so."),
        validators=OF_THE_WEB,
    )
    text = forms.CharField(
        label=gettext_lazy("Or a text"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    author = forms.CharField(label=gettext_lazy("Author"), max_length=200, required=False)
    affiliation = forms.CharField(label=gettext_lazy("For whom the author works"), max_length=200, required=False)
    dated = forms.CharField(
        label=gettext_lazy("Date"), max_length=60, required=False, help_text=gettext_lazy("When it was made.")
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("What may be done with it: CC BY 4.0, all rights reserved…"),
    )
    hearing_id = forms.TypedChoiceField(
        label=gettext_lazy("Presented at the hearing of"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self, *args: Any, hearings: Sequence[tuple[int, str]] = (), again: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.again = again
        if again:
            self.fields["file"].help_text = _(
                "A PDF, or a picture in PNG or JPEG. Without one, what there is to read stays as it is, and what you "
                "say of it changes."
            )
        self.fields["hearing_id"].choices = [("", "—"), *hearings]  # type: ignore[attr-defined]
        if not hearings:
            self.fields["hearing_id"].widget = forms.HiddenInput()

    def clean_file(self) -> "File[bytes] | None":
        file: File[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > settings.MAX_DOCUMENT_BYTES:
            limit = filesizeformat(settings.MAX_DOCUMENT_BYTES)
            raise ValidationError(_("This file is too large: the limit is %s.") % limit)
        if not media_type_of(file.read(16)):
            raise ValidationError(_("This file is neither a PDF nor a PNG or JPEG picture."))
        file.seek(0)
        return file

    def clean(self) -> dict[str, Any]:
        given = [name for name in ("file", "address", "text") if self.cleaned_data.get(name)]
        if len(given) != 1 and not (self.again and not given) and not {"file", "address", "text"} & set(self.errors):
            self.add_error("file", ONE_OF_THEM)
        return self.cleaned_data

    def in_front(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "source", "file")]

    def instead(self) -> list[forms.BoundField]:
        return [self[name] for name in ("address", "text")]

    def about(self) -> list[forms.BoundField]:
        return [self[name] for name in ("author", "affiliation", "dated", "licence", "hearing_id")]
