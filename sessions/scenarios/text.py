"""YAML as a scenario uses it: text, whole numbers, true and false, days, lists and groups; no tag, no alias.

YAML's other readings of a plain word ("no" as false, "12:30" as a number) would only surprise an author.
"""

import re
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

DEEPEST = 20
TAG = "tag:yaml.org,2002:"
TAGS = {TAG + name for name in ("str", "int", "bool", "null", "timestamp", "seq", "map")}


class Misread(Exception):
    """The text cannot be read at all. Made from what counts from 0; `line` and `column` count from 1."""

    def __init__(self, line: int, column: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line, self.column, self.sentence = line + 1, column + 1, sentence


class _Loader(yaml.SafeLoader):
    depth = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise _misread(event.start_mark, _("a scenario uses no YAML alias (*): write it out again."))
        if self.depth == DEEPEST:
            raise _misread(event.start_mark, _("lists and groups are nested too deep here."))
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        if node is not None and node.tag not in TAGS:
            raise _misread(node.start_mark, _("a scenario uses no YAML tag (!): remove it."))
        if isinstance(node, MappingNode):
            _check_keys(node)
        return node


# Not YAML's own list, of which the class would otherwise take a copy.
_Loader.yaml_implicit_resolvers = {}
for _name, _pattern, _first in (
    ("null", r"|~|null", ["", "~", "n"]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", list("0123456789")),
):
    _Loader.add_implicit_resolver(TAG + _name, re.compile(rf"(?:{_pattern})\Z"), _first)


def _misread(mark: Any, sentence: str) -> Misread:
    return Misread(mark.line, mark.column, sentence)


def _check_keys(node: MappingNode) -> None:
    lines: dict[str, int] = {}
    for key, _node in node.value:
        if not isinstance(key, ScalarNode):
            raise _misread(key.start_mark, _("a key must be plain text."))
        if key.value in lines:
            words = {"key": " ".join(key.value.split())[:60], "line": lines[key.value]}
            raise _misread(key.start_mark, _("the key “%(key)s” is already on line %(line)d.") % words)
        lines[key.value] = key.start_mark.line + 1


def compose(data: bytes) -> Node:
    """The nodes of the one document in these bytes. Raises Misread."""
    text = _decoded(data)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise _unreadable(error, text) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        column = len(before) - before.rfind("\n") - 1
        raise Misread(before.count("\n"), column, _("there is a character here that no text should have.")) from error
    if root is None:
        raise Misread(0, 0, _("the file is empty."))
    return root


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before) - before.rfind(b"\n") - 1
        sentence = _("this is not UTF-8 text: save the file again as UTF-8.")
        raise Misread(before.count(b"\n"), column, sentence) from error


def _unreadable(error: yaml.MarkedYAMLError, text: str) -> Misread:
    mark, problem = error.problem_mark or error.context_mark, error.problem or ""
    if error.context == "while scanning a quoted scalar" and error.context_mark:
        mark, sentence = error.context_mark, _("a quote opens here and is not closed.")
    elif "'\\t'" in problem:
        sentence = _("there is a tab here: indent with spaces.")
    elif problem.startswith("mapping values"):
        sentence = _("there is a second colon here: put the text between quotes.")
    elif problem.startswith("expected ',' or"):
        sentence = _("between { } or [ ], a text with a comma, a colon or a final ? needs quotes.")
    elif problem == "but found another document":
        sentence = _("a second document begins here: a file is one scenario.")
    else:
        sentence = _("YAML cannot read this: check the indentation, the dashes, the colons and the quotes.")
    # Where a line begins with a tab, PyYAML points to whatever it could not make of what follows.
    if mark is None:
        return Misread(0, 0, sentence)
    if (text.splitlines()[mark.line : mark.line + 1] or [""])[0].lstrip(" ").startswith("\t"):
        sentence = _("there is a tab here: indent with spaces.")
    return Misread(mark.line, mark.column, sentence)


def plain(node: Node) -> Any:
    """The value of a node. Keys are always text."""
    if isinstance(node, SequenceNode):
        return [plain(child) for child in node.value]
    if isinstance(node, MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    return _scalar(node.tag, node.value)


def _scalar(tag: str, text: str) -> Any:
    try:
        match tag.removeprefix(TAG):
            case "null":
                return None
            case "bool":
                return {"true": True, "false": False}[text]
            case "int":
                return int(text)
            case "timestamp":
                return date.fromisoformat(text)
    except (KeyError, ValueError):
        pass  # the 31st of February, or !!int before a word: text, which the schema refuses
    return text
