"""The papers of a box as one person keyed them in: numbered from 1, in the order of the pile.

A pile is kept sealed, as the urn is, so that the database never shows what somebody voted on paper; and no digest of it
is kept anywhere: of a few papers, whoever tries every way to vote finds the one that gives the digest.
"""

from collections.abc import Sequence
from itertools import zip_longest

from deliberation.ballots import urn
from deliberation.ballots.models import Ballot
from deliberation.ballots.slips import Slip

Pile = list[Slip]


def paper(number: int, values: Sequence[str], reason: str = "") -> Slip:
    return Slip(f"{number:05}", tuple(values), reason)


def opened(value: bytes | memoryview, ballot: Ballot) -> Pile:
    slips = urn.opened(bytes(value), ballot=ballot.pk)
    return [slips[number] for number in sorted(slips)]


def sealed(pile: Pile, ballot: Ballot) -> bytes:
    return urn.sealed_for(ballot, pile)


def differences(one: Pile, other: Pile) -> list[int]:
    """The numbers of the papers that were not keyed in alike, or by one person alone."""
    pairs = zip_longest(one, other)
    return [number for number, (mine, theirs) in enumerate(pairs, start=1) if _said(mine) != _said(theirs)]


def _said(slip: Slip | None) -> tuple[tuple[str, ...], str] | None:
    """What counts of a paper. The words of a reason, and not how somebody spaced or punctuated them."""
    if slip is None:
        return None
    letters = (character if character.isalnum() else " " for character in slip.reason.casefold())
    return slip.values, " ".join("".join(letters).split())
