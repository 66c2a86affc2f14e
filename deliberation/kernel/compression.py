"""What is text leaves compressed. A PDF or a picture already is, and arrives with its length and in one piece."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPACT = ("application/pdf", "application/zip", "image/png", "image/jpeg", "image/webp", "audio/", "video/")


class CompressTextMiddleware(GZipMiddleware):
    """Django's own, which pads each answer by a random length: what a page says beside its secrets tells nothing."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith(COMPACT):
            return response
        return super().process_response(request, response)
