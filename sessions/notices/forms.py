from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.notices.models import Notice


class NoticeForm(forms.Form):
    """Without a ``table`` it is for everyone."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=Notice._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    table = forms.IntegerField(label=_("Table"), required=False, min_value=1, help_text=_("Leave empty for everyone."))
