"""Drawing lots in such a way that anyone can draw them again."""

from hashlib import sha256

from deliberation.ballots.tallies.rule import Lot


def drawn_from(digest: str) -> Lot:
    """Lots from the digest of a ballot's papers: the SHA-256, in hex, of the UTF-8 text ``digest``, a line feed and the
    name of what is drawn. Nobody knows the digest before the last paper is in."""

    def lot(name: str) -> str:
        return sha256(f"{digest}\n{name}".encode()).hexdigest()

    return lot


def in_order(names: list[str], lot: Lot) -> list[str]:
    """The names as they are drawn, the first first. Raises ``ValueError`` when two of them have the same lot: no order
    would be a drawn one."""
    lots = {name: lot(name) for name in names}
    if len(set(lots.values())) < len(lots):
        raise ValueError("two lots are alike")
    return sorted(names, key=lots.__getitem__)


def none_drawn(name: str) -> str:
    raise ValueError(f"the rule draws lots, and there are none for {name!r}")
