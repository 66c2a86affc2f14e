"""One Yjs document in memory: what a server process holds of a text that is written."""

import logging
from collections.abc import Iterable, Mapping

from pycrdt import Doc, TransactionEvent, XmlFragment

from deliberation.kernel.richtext import Blocks, Paragraph, Span, parse, plain_of, text_of, tidy
from sessions.drafting.prose import blocks_of, rewrite
from sessions.drafting.subjects import Field
from sessions.drafting.wire import plausible

logger = logging.getLogger(__name__)

NOTHING = b"\x00\x00"


class Unusable(Exception):
    """These bytes cannot be applied to this document. When it is ``spoilt`` by the attempt, it is to be made anew."""


class Replica:
    """``number`` is that of the last update it has. Of two threads, one at a time may use it.

    ``spoilt``: it holds what no row does, and is to be thrown away.
    """

    def __init__(self, *, client_id: int | None = None) -> None:
        self.doc: Doc[XmlFragment] = Doc(client_id=client_id, allow_multithreading=True)
        self.number = 0
        self.spoilt = False
        # How long each field was when it was measured, and the most it can have grown since.
        self._lengths: dict[str, int] = {}
        self._grown = 0
        self._changes: list[bytes] = []
        self._listening = self.doc.observe(self._changed)

    def _changed(self, event: TransactionEvent) -> None:
        self._changes.append(event.update)

    def apply(self, update: bytes) -> bytes:
        """What this changes here, as an update of its own: of bytes that may hold anything, only what took effect.

        Empty when nothing did. Raises Unusable.
        """
        if not plausible(update):
            raise Unusable("It says that more writers follow than it could hold.")
        self._changes.clear()
        try:
            self.doc.apply_update(update)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the library is no Exception
            self.spoilt = True
            raise Unusable(str(error)) from None
        return self._taken()

    def rewrite(self, texts: Mapping[str, str], fields: Iterable[Field]) -> bytes:
        """Have these fields say these texts; what that changes, as an update. Empty when they do already."""
        self._changes.clear()
        with self.doc.transaction():
            for field in fields:
                if field.name in texts:
                    rewrite(self._fragment(field), _blocks(texts[field.name], field))
        return self._taken()

    def _taken(self) -> bytes:
        # One transaction, one change.
        taken = [change for change in self._changes if change != NOTHING]
        self._changes.clear()
        return taken[0] if taken else b""

    def texts(self, fields: Iterable[Field]) -> dict[str, str]:
        """What each field says, in the markup in which texts are kept; without marks where it has none."""
        with self.doc.transaction():
            found = {field: blocks_of(self._fragment(field)) for field in fields}
        return {
            field.name: " ".join(plain_of(blocks).split()) if field.plain else text_of(blocks)
            for field, blocks in found.items()
        }

    def may_have_grown(self, characters: int) -> None:
        self._grown += characters

    def outgrows(self, fields: Iterable[Field]) -> bool:
        """Whether a field is longer than it may be, and longer than it was. Measured only when that can be."""
        fields = tuple(fields)
        if self._lengths and all(self._lengths[field.name] + self._grown <= field.limit for field in fields):
            return False
        before = self._lengths
        self._lengths = {name: len(text) for name, text in self.texts(fields).items()}
        self._grown = 0
        return any(
            self._lengths[field.name] > max(field.limit, before.get(field.name, field.limit)) for field in fields
        )

    def _fragment(self, field: Field) -> XmlFragment:
        return self.doc.get(field.name, type=XmlFragment)

    def state(self) -> bytes:
        """All of it, as one update."""
        return self.doc.get_update()

    def vector(self) -> bytes:
        """What it has of each writer, for the other side to say what is missing."""
        return self.doc.get_state()

    def since(self, vector: bytes) -> bytes:
        """What somebody with this vector lacks. Raises Unusable when it is none."""
        try:
            return self.doc.get_update(vector)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            raise Unusable(str(error)) from None


def _blocks(text: str, field: Field) -> Blocks:
    return tidy([Paragraph((Span(" ".join(text.split())),))]) if field.plain else parse(text)


def replica_of(rows: Iterable[tuple[int, bytes]], *, client_id: int | None = None) -> Replica:
    """From the stored updates, in order: numbers and bytes. One that cannot be applied is left out and logged; what
    follows it may still be whole."""
    rows = list(rows)
    left_out: set[int] = set()
    while True:
        replica = Replica(client_id=client_id)
        for number, content in rows:
            if number not in left_out:
                try:
                    replica.apply(bytes(content))
                except Unusable:
                    logger.exception("A stored update cannot be applied: number %d.", number)
                    left_out.add(number)
                    break
            replica.number = number
        else:
            return replica
