"""The values a scenario is made of, each with the one sentence that says what it must be."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar, get_args

from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, PlainValidator

Loc = tuple[int | str, ...]
T = TypeVar("T")


class Contradiction(ValueError):
    """What a model refuses: where, relative to that model, and the sentence that says why."""

    def __init__(self, *findings: tuple[Loc, str]) -> None:
        super().__init__("; ".join(sentence for _loc, sentence in findings))
        self.findings = findings


def refuse(findings: Iterable[tuple[Loc, str]]) -> None:
    """Raise all the findings together, if there are any."""
    if found := tuple(findings):
        raise Contradiction(*found)


def twice(values: Iterable[tuple[Loc, str]]) -> Iterator[tuple[Loc, str]]:
    """A finding for each value that came before."""
    seen: set[str] = set()
    for loc, value in values:
        if value in seen:
            yield loc, _("“%(value)s” is here twice.") % {"value": value}
        seen.add(value)


def must(holds: Callable[[Any], bool], sentence: Callable[[], str]) -> BeforeValidator:
    """Refuse a value that does not hold, with our own sentence in the language of the moment."""

    def check(value: Any) -> Any:
        if not holds(value):
            raise Contradiction(((), sentence()))
        return value

    return BeforeValidator(check)


def whole(low: int, high: int) -> BeforeValidator:
    return must(
        lambda value: type(value) is int and low <= value <= high,
        lambda: _("must be a whole number from %(low)d to %(high)d.") % {"low": low, "high": high},
    )


def one_of(choices: object) -> BeforeValidator:
    allowed = get_args(choices)
    return must(
        lambda value: isinstance(value, str) and value in allowed,
        lambda: _("must be one of: %(choices)s.") % {"choices": ", ".join(allowed)},
    )


def readable(value: Any, limit: int) -> bool:
    """Whether this is text that every screen, database and PDF can hold."""
    if not isinstance(value, str) or not 0 < len(value.strip()) <= limit:
        return False
    return not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for c in value if c != "\n")


def fraction(value: Any) -> Fraction:
    """Read "2/3" exactly: a decision rule is never a rounded number."""
    written = isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}(/0*[1-9][0-9]{0,2})?", value)
    if written or type(value) is int:
        value = Fraction(value)
    if not isinstance(value, Fraction) or not 0 <= value <= 1:
        raise Contradiction(((), _("must be a fraction from 0 to 1, such as 2/3.")))
    return value


Kind = Literal[
    "plenary", "questionnaire", "hearing", "tables", "drafting", "review",
    "ballot", "writing", "adoption", "signing", "handover",
]  # fmt: skip
Language = Literal["fr", "en"]
# The words of ``deliberation.conference.methods``: a test holds them equal.
MethodName = Literal["for-against", "consent", "approval", "majority-judgment", "points"]
QuorumOfName = Literal["roll", "present"]
AbstentionsName = Literal["ignored", "counted"]
RequestKindName = Literal["person", "organisation", "viewpoint"]
TieName = Literal["rejected", "adopted", "lot", "again"]
DraftingName = Literal["lot", "election"]
GradeName = Literal["excellent", "very-good", "good", "fairly-good", "passable", "insufficient", "reject"]
FloorOrder = Literal["arrival", "least-heard"]
# The files of samples/: a test holds them equal.
SampleName = Literal["fear-level", "members-before", "members-after"]

Line = Annotated[
    str,
    must(
        lambda value: readable(value, 200) and "\n" not in value.strip(),
        lambda: _("must be one line of text, 200 characters at most (a number or a date needs quotes)."),
    ),
]
Word = Annotated[
    str,
    must(
        lambda value: readable(value, 60) and "\n" not in value.strip(),
        lambda: _("must be a word or a few, 60 characters at most."),
    ),
]
Text = Annotated[str, must(lambda value: readable(value, 4000), lambda: _("must be text, 4,000 characters at most."))]
Slug = Annotated[
    str,
    must(
        lambda value: (
            isinstance(value, str) and re.fullmatch(r"(?=.{1,40}$)[a-z0-9]+([-_][a-z0-9]+)*", value) is not None
        ),
        lambda: _("must be a short name: small letters without accents, digits, hyphens, 40 characters at most."),
    ),
]
Flag = Annotated[bool, must(lambda value: type(value) is bool, lambda: _("must be true or false."))]
Day = Annotated[date, must(lambda value: type(value) is date, lambda: _("must be a day, such as 2023-04-01."))]
Hour = Annotated[
    str,
    must(
        lambda value: isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value) is not None,
        lambda: _('must be a time of day between quotes, such as "09:30".'),
    ),
]
Minutes = Annotated[
    int,
    must(
        lambda value: type(value) is int and 1 <= value <= 600,
        lambda: _("must be a whole number of minutes from 1 to 600."),
    ),
]
Share = Annotated[Fraction, PlainValidator(fraction), PlainSerializer(str)]
Many = Annotated[tuple[T, ...], Field(strict=False)]
Some = Annotated[tuple[T, ...], Field(strict=False, min_length=1)]


class Part(BaseModel):
    """What every part of a scenario is: frozen, strict, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, str_strip_whitespace=True)
