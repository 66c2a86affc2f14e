from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.dossier.media import media_type_of


class DocumentForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200, help_text=gettext_lazy("Who wrote it, and when.")
    )
    file = forms.FileField(label=gettext_lazy("File"), help_text=gettext_lazy("A PDF, or a picture in PNG or JPEG."))

    def clean_file(self) -> "File[bytes]":
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.MAX_DOCUMENT_BYTES:
            limit = filesizeformat(settings.MAX_DOCUMENT_BYTES)
            raise ValidationError(_("This file is too large: the limit is %s.") % limit)
        if not media_type_of(file.read(16)):
            raise ValidationError(_("This file is neither a PDF nor a PNG or JPEG picture."))
        file.seek(0)
        return file
