"""What a browser is told to refuse, on every answer; and that answers are compressed where that serves."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.templatetags.static import static
from django.test import Client
from whitenoise.middleware import WhiteNoiseMiddleware

from deliberation.kernel.compression import CompressTextMiddleware
from deliberation.kernel.versions import VersionedFiles, digest_of

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self' ws://localhost:8000",
    "font-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy_of(response: HttpResponse) -> dict[str, str]:
    lines = [line.strip().partition(" ") for line in response["Content-Security-Policy"].split(";")]
    return {name: sources for name, _, sources in lines}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/healthz", 200),
        ("/verify/", 200),
        ("/styleguide/", 200),
        ("/verify", 301),
        ("/accounts/login/code/", 200),
        ("/language/", 405),
        ("/no-such-page/", 404),
        ("/conferences/none/", 404),
        ("/static/no-such-file.css", 404),
    ],
)
def test_every_answer_says_what_a_page_may_load(client: Client, db: None, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert policy_of(response) == POLICY


def test_a_post_without_its_token_is_refused_under_the_same_policy(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "fr"})
    assert response.status_code == 403
    assert policy_of(response) == POLICY


def test_an_error_of_ours_is_answered_under_the_same_policy(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("no disk")

    monkeypatch.setattr("deliberation.conference.queries.memberships_of", broken)
    monkeypatch.setattr("deliberation.conference.views.render", broken)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert policy_of(response) == POLICY
    assert "dist/site.css" in response.content.decode()


def test_no_template_writes_a_script_or_a_style_into_a_page() -> None:
    """What the policy would refuse, found before a browser does."""
    refused = ("<style", " style=", "<script>", "javascript:", " onclick=", " onload=", " onsubmit=", " onchange=")
    found = [
        f"{path.name}: {word}"
        for folder in settings.TEMPLATES[0]["DIRS"]
        for path in sorted(Path(folder).rglob("*.html"))
        for word in refused
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_a_page_leaves_compressed(client: Client, db: None) -> None:
    response = client.get("/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    assert b"<main" in gzip.decompress(response.content)
    assert "Content-Encoding" not in client.get("/")


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "image/jpeg"])
def test_what_is_compact_already_leaves_as_it_is(kind: str) -> None:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = "gzip"
    body = b"%PDF " * 1000
    response = CompressTextMiddleware(lambda _: HttpResponse(body, content_type=kind))(request)
    assert isinstance(response, HttpResponse)
    assert (response.content, response.get("Content-Encoding")) == (body, None)
    streamed = CompressTextMiddleware(lambda _: StreamingHttpResponse([body], content_type=kind))(request)
    assert isinstance(streamed, StreamingHttpResponse) and "Content-Encoding" not in streamed


@pytest.mark.parametrize("name", ["dist/site.css", "dist/page.js", "dist/live.js"])
def test_a_built_file_has_its_compressed_copy_beside_it_and_is_served_by_it(name: str) -> None:
    source = finders.find(name)
    assert isinstance(source, str)
    copy = Path(f"{source}.gz")
    assert gzip.decompress(copy.read_bytes()) == Path(source).read_bytes()
    served = WhiteNoiseMiddleware(lambda _: HttpResponse(status=404))
    request = HttpRequest()
    request.method, request.path_info = "GET", f"/static/{name}"
    request.META["HTTP_ACCEPT_ENCODING"] = "gzip, br"
    response = served(request)
    assert (response["Content-Encoding"], Path(f"{source}.br").stat().st_size) == (
        "br",
        int(response["Content-Length"]),
    )
    request.META["HTTP_ACCEPT_ENCODING"] = "gzip"
    response = served(request)
    assert response["Content-Encoding"] == "gzip"
    assert b"".join(response.streaming_content) == copy.read_bytes()
    assert f"max-age={60 * 60 * 24}" in response["Cache-Control"]


def test_the_address_of_a_file_changes_with_what_it_holds() -> None:
    assert static("dist/site.css") == f"/static/dist/site.css?v={digest_of('dist/site.css')}"
    assert len(digest_of("dist/site.css")) == 12
    assert VersionedFiles().url("dist/not-there.css") == "/static/dist/not-there.css"
