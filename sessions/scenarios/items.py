"""What a questionnaire asks: the items that a scenario writes, and the sets that the platform brings."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field, TypeAdapter, model_validator

from sessions.scenarios.fields import Contradiction, Line, Part, Slug, Some, Text, refuse, twice, whole
from sessions.scenarios.text import compose, plain

SAMPLES = Path(__file__).parent / "samples"


class Scale(Part):
    """A question answered by a whole number; `low` and `high` say what the ends mean."""

    key: Slug
    text: Text
    kind: Literal["scale"]
    min: Annotated[int, whole(-100, 100)]
    max: Annotated[int, whole(-100, 100)]
    low: Line
    high: Line

    @model_validator(mode="after")
    def _goes_up(self) -> Self:
        if self.min >= self.max:
            raise Contradiction((("max",), _("must be greater than min.")))
        return self


class Choice(Part):
    """A question answered by one of the options (``single``) or by as many as one likes (``multiple``)."""

    key: Slug
    text: Text
    kind: Literal["single", "multiple"]
    options: Annotated[tuple[Line, ...], Field(strict=False, min_length=2)]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        refuse(twice((("options", i), option) for i, option in enumerate(self.options)))
        return self


class Open(Part):
    """A question answered in the citizen's own words."""

    key: Slug
    text: Text
    kind: Literal["open"]


Item = Annotated[Scale | Choice | Open, Field(discriminator="kind")]


@cache
def sample(name: str, language: str) -> tuple[Item, ...]:
    """The items of a set, in a language of the platform."""
    adapter: TypeAdapter[tuple[Item, ...]] = TypeAdapter(Some[Item])
    return adapter.validate_python(plain(compose((SAMPLES / f"{name}.{language}.yaml").read_bytes())))
