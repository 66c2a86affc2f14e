from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from deliberation.conference.posting import act_view
from deliberation.conference.stages import Act
from deliberation.opinion import actions
from deliberation.opinion.forms import SectionForm, SignatureForm
from deliberation.opinion.verify import check, known_digests

write_opinion = act_view(
    Act.WRITE_OPINION, SectionForm, actions.write_section, said=_("This part of the opinion is saved.")
)
sign_opinion = sensitive_post_parameters()(
    act_view(Act.SIGN_OPINION, SignatureForm, actions.sign_opinion, said=_("Your decision is recorded."))
)


class CheckForm(forms.Form):
    file = forms.FileField(label=_("The PDF to check"))


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Anyone: is this PDF a sealed opinion of this platform, unchanged? Nothing of it is kept."""
    form, verdict = CheckForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > settings.MAX_DOCUMENT_BYTES:
            form.add_error("file", _("This file is too large to be one of our opinions."))
        else:
            verdict = check(file.read(), known_digests=known_digests())
    return render(request, "opinion/verify.html", {"form": form, "verdict": verdict})
