"""The urn of an open ballot: all its papers as one sealed value, written anew whenever one is put in.

A paper that had a row of its own would tell its voter by its place among the rows, or by the transaction that wrote it
beside the roll. Here nothing is left to compare: the value is as long for one paper as for all, what it holds is in the
order of random keys, and it is enciphered with a key that is not in the database, so that neither a copy of the
database nor what a database keeps of older rows shows who was added when, or any partial result.
"""

import json
import os
from collections.abc import Collection

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from deliberation.ballots.models import Ballot
from deliberation.ballots.queries import LONGEST_REASON, values_of
from deliberation.ballots.slips import Slip
from deliberation.conference.methods import Method
from deliberation.kernel.errors import Refused

_SALT = "deliberation.ballots.urn"
_NONCE = 12


def sealed_for(ballot: Ballot, slips: Collection[Slip]) -> bytes:
    """As long for one paper of this ballot as for one of each person on its roll."""
    width = width_of(
        values=values_of(ballot.rule),
        options=ballot.options.count(),
        reason=LONGEST_REASON if ballot.rule.method == Method.CONSENT else 0,
    )
    return sealed(slips, ballot=ballot.pk, slots=ballot.on_roll, width=width)


def sealed(slips: Collection[Slip], *, ballot: int, slots: int, width: int) -> bytes:
    """``slots`` is how many papers there can be, ``width`` the bytes of the longest. ValueError when they do not
    hold."""
    lines = [slip.line.encode() for slip in sorted(slips, key=lambda slip: slip.key)]
    if len(lines) > slots or any(len(line) > width for line in lines):
        raise ValueError("This urn is too small for its papers.")
    plain = b"\n".join(line.ljust(width) for line in lines + [b""] * (slots - len(lines)))
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, plain, _bound_to(ballot))


def opened(value: bytes, *, ballot: int) -> dict[str, Slip]:
    """The papers by key. Refused when the server's secret is no longer the one the urn was sealed with: no paper is
    lost, they can be read once it is back."""
    if not value:
        return {}
    nonce, rest = value[:_NONCE], value[_NONCE:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            plain = AESGCM(_key(secret)).decrypt(nonce, rest, _bound_to(ballot))
        except InvalidTag:
            continue
        slips = [Slip.of(line) for line in plain.decode().split("\n") if line.strip()]
        return {slip.key: slip for slip in slips}
    raise Refused(
        _("The urn cannot be opened: the server’s secret key has changed. The operator must give back the former one.")
    )


def width_of(*, values: Collection[str], options: int, reason: int = 0) -> int:
    """The bytes of the longest paper: of ``options`` values among these, and a reason of so many characters."""
    longest = max((len(value) for value in values), default=0)
    line = Slip("k" * 16, ("v" * longest,) * options, "", "r" * 12).line
    # A character is four bytes of UTF-8 at most; one that JSON escapes, six.
    return len(line) + len(json.dumps("")) + 6 * reason


def _key(secret: str) -> bytes:
    return salted_hmac(_SALT, "papers", secret=secret, algorithm="sha256").digest()


def _bound_to(ballot: int) -> bytes:
    return f"ballot {ballot}".encode()
