"""The address of a static file carries the file's digest: a browser keeps it for long, and asks for the next version by
another address. The files keep their names, so that nothing has to be collected."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


def digest_of(name: str) -> str:
    """Empty for a file that is not there: the address then says so when it is asked for."""
    found = finders.find(name)
    return sha256(Path(found).read_bytes()).hexdigest()[:12] if isinstance(found, str) else ""


kept_digest_of = cache(digest_of)


class VersionedFiles(StaticFilesStorage):
    def url(self, name: str | None) -> str:
        address = super().url(name)
        digest = (digest_of if settings.DEBUG else kept_digest_of)(name or "")
        return f"{address}?v={digest}" if digest else address
