"""However a file is damaged, it reads or it is refused: nothing else comes out."""

import json
from typing import Any

import yaml
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.scenarios.load import ScenarioError, parse
from tests.live.scenarios.example import EXAMPLE


def reads_or_refuses(data: bytes) -> None:
    """Nothing but ScenarioError comes out, and every line it names is in the file."""
    with translation.override("en"):
        try:
            parse(data, source="my.yaml")
        except ScenarioError as error:
            lines = str(error).splitlines()
            assert len(lines) == len(error.problems) > 0
            assert all(0 <= problem.line <= len(data) + 1 for problem in error.problems)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=12), st.integers(0, len(EXAMPLE.encode())), st.integers(0, 60))
def test_a_file_damaged_anywhere_reads_or_is_refused(new: bytes, start: int, length: int) -> None:
    data = EXAMPLE.encode()
    reads_or_refuses(data[:start] + new + data[start + length :])


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of a parsed example, with each of its keys or indices."""
    keys: list[Any] = (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates().map(str)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_value_replaced_by_any_other_reads_or_is_refused(data: st.DataObject) -> None:
    tree = yaml.load(EXAMPLE, Loader=yaml.BaseLoader)  # noqa: S506 (BaseLoader makes only text, lists and groups)
    container, key = data.draw(st.sampled_from(places(tree)))
    container[key] = data.draw(VALUES)
    reads_or_refuses(json.dumps(tree).encode())
