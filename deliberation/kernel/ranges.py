"""A file, or the part of it that a reader asks for (RFC 9110, 14): a page of a long document need not wait for the
whole. One range a request; more than one, which nobody of ours asks for, are answered with the whole file."""

import re
from collections.abc import AsyncIterator
from typing import IO

from asgiref.sync import sync_to_async
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

ASKED = re.compile(r"bytes=(\d*)-(\d*)")
# A part that is no longer is read and sent at once: what a reader of pages asks for is.
AT_ONCE = 1 << 20


class PacedFileResponse(FileResponse):
    """A file that is read as it goes out, by any server: for one that is asynchronous Django would first read all of it
    into memory. Others are served between two pieces."""

    block_size = 1 << 16

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = iter(self)
        while piece := await sync_to_async(lambda: next(pieces, b""))():
            yield piece


class _Part:
    """A file that ends after so many bytes."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file, self.left, self.close = file, size, file.close

    def read(self, size: int) -> bytes:
        piece = self.file.read(min(size, self.left))
        self.left -= len(piece)
        return piece


def part_asked(asked: str, size: int) -> range | None:
    """The bytes of a ``Range`` that is a single one, empty when the file has none of them; None when it asks for no
    single range, and says nothing that holds."""
    found = ASKED.fullmatch(asked.replace(" ", ""))
    if found is None or found[1] == found[2] == "":
        return None
    if not found[1]:
        return range(max(size - int(found[2]), 0), size)
    first = int(found[1])
    if found[2] and int(found[2]) < first:
        return None
    return range(first, min(int(found[2]) + 1, size) if found[2] else size)


def ranged(request: HttpRequest, file: IO[bytes], *, size: int, etag: str, media_type: str) -> HttpResponseBase:
    """The file, of which ``etag`` is the quoted tag: whole (200), in part (206), nothing of it (416), or nothing new
    (304). Closes it in the end."""
    if (known := get_conditional_response(request, etag)) is not None:
        file.close()
        return known
    asked = request.headers.get("Range", "") if request.method == "GET" else ""
    # A part of a file that is another by now would be put beside parts of the one before.
    part = part_asked(asked, size) if request.headers.get("If-Range", etag) == etag else None
    if part is None:
        response: HttpResponseBase = PacedFileResponse(file, content_type=media_type)
        response["Content-Length"] = str(size)
    else:
        response = _in_part(file, part, size, media_type)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return response


def _in_part(file: IO[bytes], part: range, size: int, media_type: str) -> HttpResponseBase:
    if not part:
        file.close()
        response: HttpResponseBase = HttpResponse(status=416, content_type=media_type)
        response["Content-Range"] = f"bytes */{size}"
        return response
    file.seek(part.start)
    if len(part) > AT_ONCE:
        response = PacedFileResponse(_Part(file, len(part)), status=206, content_type=media_type)
    else:
        with file:
            response = HttpResponse(file.read(len(part)), status=206, content_type=media_type)
    response["Content-Length"] = str(len(part))
    response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return response
