"""Reading a scenario from YAML, and saying all that is wrong with it, each with its line."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from yaml.nodes import MappingNode, Node, SequenceNode

from sessions.scenarios.fields import Contradiction, Loc
from sessions.scenarios.schema import Scenario
from sessions.scenarios.text import Misread, compose, plain

LARGEST = 1_000_000  # bytes
MOST = 50  # errors worth reading in one go


class Problem(NamedTuple):
    """One thing to mend. Lines and columns count from 1; 0 when the file itself could not be read."""

    line: int
    column: int
    where: str
    sentence: str


class ScenarioError(Exception):
    """Why a file is not a scenario: the problems found, fifty or so at most, in the order of the file."""

    def __init__(self, source: str, *problems: Problem) -> None:
        self.source = source
        self.problems = tuple(sorted(problems))
        super().__init__(source, *self.problems)

    def __str__(self) -> str:
        return "\n".join(self._one(problem) for problem in self.problems)

    def _one(self, problem: Problem) -> str:
        parts = {"source": self.source} | problem._asdict()
        if not problem.line:
            return _("%(source)s: %(sentence)s") % parts
        if not problem.where:
            return _("%(source)s, line %(line)d: %(sentence)s") % parts
        return _("%(source)s, line %(line)d, %(where)s: %(sentence)s") % parts


def built_in() -> dict[str, Path]:
    """The scenarios that come with the platform, by name."""
    return {path.stem: path for path in sorted(Path(__file__).parent.glob("*.yaml"))}


def load(path_or_name: str | Path) -> Scenario:
    """The scenario of that built-in name or in that file. Raises only ScenarioError."""
    path = built_in().get(path_or_name) if isinstance(path_or_name, str) else None
    path = path or Path(path_or_name)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        sentence = _("cannot be read; the built-in scenarios are: %(names)s.") % {"names": ", ".join(built_in())}
        raise ScenarioError(path.name, Problem(0, 0, "", sentence)) from error
    return parse(data, source=path.name)


def parse(data: bytes, *, source: str) -> Scenario:
    """The scenario these bytes hold; errors call them `source`. Raises only ScenarioError."""
    if len(data) > LARGEST:
        raise ScenarioError(source, Problem(0, 0, "", _("is larger than 1 MB: too large for a scenario.")))
    try:
        root = compose(data)
    except Misread as error:
        raise ScenarioError(source, Problem(error.line, error.column, "", error.sentence)) from error
    try:
        return Scenario.model_validate(plain(root))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)[:MOST]
        problems = [_problem(root, loc, sentence) for one in details for loc, sentence in _findings(one)]
        raise ScenarioError(source, *problems) from error


def _findings(details: ErrorDetails) -> Iterator[tuple[Loc, str]]:
    """What pydantic found, in our words."""
    loc, context = details["loc"], details.get("ctx", {})
    match details["type"]:
        case "value_error" if isinstance(context["error"], Contradiction):
            for inner, sentence in context["error"].findings:
                yield (*loc, *inner), sentence
        case "missing":
            yield loc, _("is missing.")
        case "extra_forbidden":
            yield loc, _unknown_key(loc)
        case "union_tag_invalid" | "union_tag_not_found":
            yield (*loc, "kind"), _("must be one of: %(choices)s.") % {"choices": "scale, single, open"}
        case "too_short" if context["min_length"] == 1:
            yield loc, _("must not be empty.")
        case "too_short":
            yield loc, _("must have at least %(count)d entries.") % {"count": context["min_length"]}
        case "tuple_type":
            yield loc, _("must be a list.")
        case _other:
            yield loc, _("must be a group of keys and values.")


def _unknown_key(loc: Loc) -> str:
    known = sorted(_keys_at(loc[:-1]))
    if close := difflib.get_close_matches(str(loc[-1])[:80], known, n=1):
        return _("is not a known key: did you mean “%(key)s”?") % {"key": close[0]}
    return _("is not a known key; the keys here are: %(keys)s.") % {"keys": ", ".join(known)}


def _keys_at(loc: Loc) -> set[str]:
    """The keys the schema knows at that place; in a union, those of every member."""
    models: set[type[BaseModel]] = {Scenario}
    for part in loc:
        fields = [model.model_fields[part] for model in models if isinstance(part, str) and part in model.model_fields]
        if fields:
            models = {model for field in fields for model in _models_in(field.annotation)}
    return {key for model in models for key in model.model_fields}


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _problem(root: Node, loc: Loc, sentence: str) -> Problem:
    """Where in the file a `loc` is: at a key or a list's entry; for a missing key, where it should be."""
    node, mark, where = root, root.start_mark, ""
    for position, part in enumerate(loc):
        if isinstance(node, MappingNode):
            key, value = next((pair for pair in node.value if pair[0].value == part), (None, None))
            if key is not None and value is not None:
                node, mark = value, key.start_mark
            elif position < len(loc) - 1 or part == "[key]":
                continue  # the name of a union's member, or "this is about the key": not in the file
            where += f".{' '.join(str(part).split())[:60]}"
        elif isinstance(node, SequenceNode) and isinstance(part, int):
            node = node.value[part]
            mark = node.start_mark
            where += f"[{part}]"
    return Problem(mark.line + 1, mark.column + 1, where.lstrip("."), sentence)
