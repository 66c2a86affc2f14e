"""The urn of an open ballot: all its papers as one sealed value (see ``kernel/urn.py``), so that a paper tells nobody
its voter and nobody any partial result."""

import json
from collections.abc import Collection

from deliberation.ballots.models import Ballot
from deliberation.ballots.queries import LONGEST_REASON, values_of
from deliberation.ballots.slips import Slip
from deliberation.conference.methods import Method
from deliberation.kernel import urn

_SALT = "deliberation.ballots.urn"


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
    return urn.sealed([slip.line for slip in slips], salt=_SALT, bound_to=_bound_to(ballot), slots=slots, width=width)


def opened(value: bytes, *, ballot: int) -> dict[str, Slip]:
    """The papers by key. Refused when the server's secret is no longer the one the urn was sealed with: no paper is
    lost, they can be read once it is back."""
    slips = [Slip.of(line) for line in urn.opened(value, salt=_SALT, bound_to=_bound_to(ballot))]
    return {slip.key: slip for slip in slips}


def width_of(*, values: Collection[str], options: int, reason: int = 0) -> int:
    """The bytes of the longest paper: of ``options`` values among these, and a reason of so many characters."""
    longest = max((len(value) for value in values), default=0)
    line = Slip("k" * 16, ("v" * longest,) * options, "", "r" * 12).line
    # A character is four bytes of UTF-8 at most; one that JSON escapes, six.
    return len(line) + len(json.dumps("")) + 6 * reason


def _bound_to(ballot: int) -> str:
    return f"ballot {ballot}"
