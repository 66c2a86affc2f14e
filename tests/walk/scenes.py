"""The moments of an opinion, from the first word to the hand-over."""

from collections.abc import Callable

from deliberation.conference.stages import Stage
from tests.hall import ACTS, Hall


def _writing(hall: Hall) -> None:
    hall.reach(Stage.WRITING)
    ACTS[Stage.WRITING](hall)


def _written(hall: Hall) -> None:
    _writing(hall)
    hall.end(Stage.WRITING)


def _signing(hall: Hall) -> None:
    hall.reach(Stage.SIGNING)


def _signed_once(hall: Hall) -> None:
    hall.reach(Stage.SIGNING)
    hall.sign(hall.citizens[1])


def _sealed(hall: Hall) -> None:
    hall.reach(Stage.HANDOVER)


SCENES: dict[str, Callable[[Hall], None]] = {
    "writing": _writing,
    "written": _written,
    "adoption": lambda hall: hall.reach(Stage.ADOPTION),
    "signing": _signing,
    "signed once": _signed_once,
    "hand-over": _sealed,
    "handed over": lambda hall: hall.hold_all(),
}
# From the first signature on, nobody at all changes a letter.
FROZEN = ("signed once", "hand-over", "handed over")
