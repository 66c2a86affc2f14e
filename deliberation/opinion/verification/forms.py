import re

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SHA256 = re.compile(r"[0-9a-f]{64}")


class CheckForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The PDF to send"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".pdf"})
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > settings.MAX_DOCUMENT_BYTES:
            raise forms.ValidationError(_("This file is too large to be one of our opinions."))
        return file


class RegisterForm(forms.Form):
    sha256 = forms.CharField(
        label=gettext_lazy("Fingerprint of the file (SHA-256)"),
        help_text=gettext_lazy("64 characters, as “sha256sum” or “openssl dgst -sha256” writes them."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def clean_sha256(self) -> str:
        written = "".join(self.cleaned_data["sha256"].split()).lower()
        if not SHA256.fullmatch(written):
            raise forms.ValidationError(_("A fingerprint has 64 characters: the digits, and the letters a to f."))
        return written
