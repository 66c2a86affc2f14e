import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.kernel.typography import printable
from deliberation.opinion.canonical import digest
from deliberation.opinion.handover import languages
from deliberation.opinion.handover.models import Derivative, HandoverCertificate
from deliberation.opinion.handover.rules import TYPED

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
LONGEST_TEXT = 100_000


class ReceiptForm(forms.Form):
    """Cleaned, it holds what ``acknowledge_receipt`` is asked: a whole fingerprint, or both ends of one, and how it is
    known. ``sha256`` is filled by a browser that computed it, which then keeps the file to itself."""

    file = forms.FileField(
        label=gettext_lazy("The file you received"),
        help_text=gettext_lazy("Choose the PDF that you downloaded. It is compared, and not kept."),
        required=False,
    )
    sha256 = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    first = forms.CharField(label=gettext_lazy("First eight characters"), required=False, max_length=TYPED)
    last = forms.CharField(label=gettext_lazy("Last eight characters"), required=False, max_length=TYPED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = "application/pdf"
        for name in ("first", "last"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}

    def clean_file(self) -> "File[bytes] | None":
        file: File[bytes] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > settings.MAX_DOCUMENT_BYTES:
            limit = filesizeformat(settings.MAX_DOCUMENT_BYTES)
            raise ValidationError(_("This file is too large: the limit is %s.") % limit)
        return file

    def clean_sha256(self) -> str:
        given = str(self.cleaned_data["sha256"]).lower()
        if given and not FINGERPRINT.fullmatch(given):
            raise ValidationError(_("This is not a fingerprint."))
        return given

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        ends = {name: cleaned[name].strip().lower() for name in ("first", "last")}
        means = HandoverCertificate.Means
        if file := cleaned.pop("file"):
            return {"sha256": digest(file.read()), "means": means.SENT.value}
        if cleaned["sha256"]:
            return {"sha256": cleaned["sha256"], "means": means.COMPUTED.value}
        if all(ends.values()):
            return ends | {"means": means.TYPED.value}
        raise ValidationError(
            _("Choose the file that you received, or type the first and last eight characters of its fingerprint.")
        )


class CorrectionForm(forms.Form):
    passage = forms.CharField(
        label=gettext_lazy("What the opinion says"),
        help_text=gettext_lazy("Copy the passage from the opinion, word for word."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    text = forms.CharField(
        label=gettext_lazy("What it should say"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "text" in cleaned and cleaned.get("passage") == cleaned["text"]:
            self.add_error("text", _("This is what the opinion says already."))
        return cleaned


class DerivativeForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Which version"), choices=Derivative.Kind.choices)
    language = forms.ChoiceField(label=gettext_lazy("Its language"), choices=languages.choices)
    title = forms.CharField(label=gettext_lazy("Its title, in its language"), max_length=200)
    made_by = forms.CharField(
        label=gettext_lazy("Who made it"),
        help_text=gettext_lazy("An organisation or a role, as it is to be printed."),
        max_length=200,
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "An empty line between two paragraphs. “## ” begins a heading, “- ” an item of a list; **two stars** make "
            "words stand out. In easy-read, begin a line for each idea."
        ),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a text file"),
        help_text=gettext_lazy("Plain text in UTF-8, written in the same way."),
        required=False,
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file: File[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if (file.size or 0) > LONGEST_TEXT * 4:
            raise ValidationError(_("This file is too long for a text."))
        try:
            return str(file.read(), "utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError(_("This file is not plain text in UTF-8.")) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        pasted, sent = printable(cleaned["text"]).strip(), printable(cleaned.pop("file")).strip()
        if pasted and sent:
            self.add_error("file", _("Paste the text or choose a file, not both."))
        elif not (pasted or sent):
            self.add_error("text", _("Paste the text, or choose a file."))
        elif len(sent) > LONGEST_TEXT:
            self.add_error("file", _("This file is too long for a text."))
        return cleaned | {"text": pasted or sent}


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"),
        help_text=gettext_lazy("It is said on its page, and on the list of versions."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
