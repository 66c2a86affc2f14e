"""Anyone may check a file, with or without JavaScript, and with or without this platform."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from deliberation.opinion.authority import trust_roots
from deliberation.opinion.verification import queries, wording
from deliberation.opinion.verification.forms import CheckForm, RegisterForm
from deliberation.opinion.verify import LARGEST, check, known_digests

COMMANDS = ("authority", "seal", "files", "signatures", "times", "reservations", "votes")


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Is this PDF a sealed opinion of this platform, unchanged? The page checks it by itself; a form sends it, where it
    cannot. Nothing of it is kept."""
    sent = request.method == "POST"
    form, verdict, standing = CheckForm(request.POST, request.FILES) if sent else CheckForm(), None, None
    if sent and form.is_valid():
        verdict = check(form.cleaned_data["file"].read(), known_digests=known_digests())
        standing = queries.standing_of(verdict.pdf_sha256) if verdict.known else None
    context = {
        "form": form,
        "verdict": verdict,
        "standing": standing,
        "words": wording.words(),
        "roots": [root.public_bytes(Encoding.PEM).decode() for root in trust_roots()],
        "largest": LARGEST,
        "zone": settings.TIME_ZONE,
    }
    return render(request, "opinion/verify.html", context)


@require_GET
def ask_register(request: HttpRequest) -> HttpResponse:
    """Is the file of this digest in the register? As a page, or for a page as JSON."""
    asked = "sha256" in request.GET
    form = RegisterForm(request.GET) if asked else RegisterForm()
    standing = queries.standing_of(form.cleaned_data["sha256"]) if asked and form.is_valid() else None
    if request.get_preferred_type(["text/html", "application/json"]) != "application/json":
        return render(request, "opinion/register.html", {"form": form, "standing": standing})
    if standing is None:
        return JsonResponse({"errors": form.errors}, status=400)
    return JsonResponse({"known": standing.known, "sentences": standing.sentences})


@require_GET
def verify_by_hand(request: HttpRequest) -> HttpResponse:
    """How to check a file with programs of others."""
    context = {
        "roots": [_shown(root) for root in trust_roots()],
        "commands": {name: _command(name) for name in COMMANDS},
    }
    return render(request, "opinion/verify_by_hand.html", context)


@require_GET
def authority(request: HttpRequest) -> HttpResponse:
    """The certificates whose seals this platform vouches for."""
    pem = b"".join(root.public_bytes(Encoding.PEM) for root in trust_roots())
    if not pem:
        raise Http404(_("Nothing has been sealed on this platform yet."))
    disposition = {"Content-Disposition": 'attachment; filename="platform.pem"'}
    return HttpResponse(pem, content_type="application/x-pem-file", headers=disposition)


def _command(name: str) -> dict[str, str]:
    return {"name": name, "lines": render_to_string(f"opinion/by_hand/{name}.sh.txt").rstrip()}


def _shown(root: Certificate) -> dict[str, str]:
    fingerprint = root.fingerprint(SHA256()).hex(":").upper()
    return {"name": root.subject.rfc4514_string(), "fingerprint": fingerprint}
