"""Lines of text as one sealed value, written anew whenever one is added.

A line that had a row of its own would tell who added it, by its place among the rows or by the transaction that wrote
it beside a roll. Here nothing is left to compare: the value is as long for one line as for all, its lines are in
alphabetical order, and it is enciphered with a key that is not in the database, so that neither a copy of the
database nor what a database keeps of older rows shows what was added when.
"""

import os
from collections.abc import Collection

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from deliberation.kernel.errors import Refused

_NONCE = 12


def sealed(lines: Collection[str], *, salt: str, bound_to: str, slots: int, width: int) -> bytes:
    """``slots`` is how many lines there can be, ``width`` the bytes of the longest. ValueError when they do not hold.
    ``salt`` is of the kind of urn, ``bound_to`` names this one."""
    kept = [line.encode() for line in sorted(lines)]
    if len(kept) > slots or any(len(line) > width for line in kept):
        raise ValueError("This urn is too small for its papers.")
    plain = b"\n".join(line.ljust(width) for line in kept + [b""] * (slots - len(kept)))
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(salt, settings.SECRET_KEY)).encrypt(nonce, plain, bound_to.encode())


def opened(value: bytes, *, salt: str, bound_to: str) -> list[str]:
    """Its lines. Refused when the server's secret is no longer the one the urn was sealed with: nothing is lost, they
    can be read once it is back."""
    if not value:
        return []
    nonce, rest = value[:_NONCE], value[_NONCE:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            plain = AESGCM(_key(salt, secret)).decrypt(nonce, rest, bound_to.encode())
        except InvalidTag:
            continue
        return [line for line in plain.decode().split("\n") if line.strip()]
    raise Refused(
        _("The urn cannot be opened: the server’s secret key has changed. The operator must give back the former one.")
    )


def _key(salt: str, secret: str) -> bytes:
    return salted_hmac(salt, "papers", secret=secret, algorithm="sha256").digest()
