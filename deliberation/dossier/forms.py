from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# By content, not by name: the first bytes of each accepted format.
SIGNATURES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def media_type_of(head: bytes) -> str:
    """The type the first bytes show, empty when it is none we accept."""
    return next((kind for start, kind in SIGNATURES.items() if head.startswith(start)), "")


class DocumentForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200, help_text=gettext_lazy("Who wrote it, and when.")
    )
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("A PDF, or a picture in PNG or JPEG.")
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.MAX_DOCUMENT_BYTES:
            limit = filesizeformat(settings.MAX_DOCUMENT_BYTES)
            raise ValidationError(_("This file is too large: the limit is %s.") % limit)
        if not media_type_of(file.read(16)):
            raise ValidationError(_("This file is neither a PDF nor a PNG or JPEG picture."))
        file.seek(0)
        return file
