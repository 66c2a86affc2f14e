"""What is found in a file, as values: codes for the machines that compare, sentences for people in ``wording``."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class Problem(StrEnum):
    """Why one listed signature does not hold. The browser's check (``static/js/verify``) has the same codes."""

    ENTRY = "entry"
    FILE = "file"
    UNREADABLE = "unreadable"
    TEXT = "text"
    SIGNATURE = "signature"
    CERTIFICATE = "certificate"
    NAME = "name"
    STAMP = "stamp"
    TIME = "time"
    RESERVATION = "reservation"
    REPEATED = "repeated"


class ListProblem(StrEnum):
    """Why the list of signatures does not hold as a whole."""

    UNREADABLE = "list-unreadable"
    TEXT = "list-text"
    COUNT = "list-count"
    UNLISTED = "list-unlisted"
    AUTHORITY = "list-authority"
    TIMESTAMPS = "list-timestamps"


@dataclass(frozen=True)
class SignatureFinding:
    """One line of the list. ``stamped_at`` is what the verified time stamp says; an attested signature has none."""

    name: str
    named: bool = False
    form: str = ""
    proof: str = ""
    file: str = ""
    reservation: str = ""
    stamped_at: datetime | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def own_key(self) -> bool:
        return self.form == "own-key"

    @property
    def verified(self) -> bool:
        return self.own_key and not self.problems


@dataclass(frozen=True)
class SignaturesFinding:
    each: tuple[SignatureFinding, ...] = ()
    problems: tuple[ListProblem, ...] = ()

    @property
    def hold(self) -> bool:
        return not self.problems and not any(one.problems for one in self.each)

    @property
    def own_keys(self) -> int:
        return sum(one.own_key for one in self.each)

    @property
    def verified(self) -> int:
        return sum(one.verified for one in self.each)

    @property
    def attested(self) -> int:
        return sum(one.form == "attested" for one in self.each)

    def as_data(self) -> dict[str, Any]:
        return {"problems": [*self.problems], "each": [*self._rows()]}

    def _rows(self) -> Iterator[dict[str, Any]]:
        for one in self.each:
            at = one.stamped_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if one.stamped_at else ""
            yield {
                "name": one.name,
                "named": one.named,
                "form": one.form,
                "proof": one.proof,
                "file": one.file,
                "reservation": one.reservation,
                "stamped_at": at,
                "problems": [*one.problems],
            }
