"""The draw of the drafting group: anyone who has the journal can repeat it.

The seed is drawn before anyone offers to write, and its SHA-256 stands in the journal from then on: whoever holds the
server cannot choose it to suit those who offer, and whoever closes the list does not know it. The draw discloses it.
"""

import secrets
from collections.abc import Iterable
from hashlib import sha256

from deliberation.ballots.tallies.lots import drawn_from, in_order


def new_seed() -> str:
    return secrets.token_hex(32)


def commitment_to(seed: str) -> str:
    """SHA-256 of the seed, in hex: it binds to it, and does not tell it."""
    return sha256(seed.encode()).hexdigest()


def drawn(refs: Iterable[str], seed: str) -> list[str]:
    """The references in the order in which they are drawn: that of the SHA-256 of the seed, a line feed, and each."""
    return in_order(sorted(refs), drawn_from(seed))
