"""A form as a page shows it, and as a browser sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborNode

from sessions.rehearsal.players.waiting import Stuck

# Several where several are ticked.
Typed = str | Sequence[str]


def _values(given: Typed) -> Sequence[str]:
    return (given,) if isinstance(given, str) else given


@dataclass(frozen=True)
class PageForm:
    """``values`` is what is in it before anyone types; ``choices`` what each list of buttons or options offers."""

    act: str
    until: str
    action: str
    multipart: bool
    values: Mapping[str, str]
    choices: Mapping[str, tuple[str, ...]]
    names: frozenset[str]

    def filled(self, typed: Mapping[str, Typed]) -> dict[str, str | list[str]]:
        """What is sent. Stuck when the form has no such field or does not offer that choice."""
        for name, value in ((name, each) for name, given in typed.items() for each in _values(given)):
            if name not in self.names or (name in self.choices and value not in self.choices[name]):
                sentence = _("the form “%(act)s” has no place for %(name)s = “%(value)s”")
                raise Stuck(sentence % {"act": self.act, "name": name, "value": value})
        # The end of a line is sent as two characters, whatever the keyboard made of it.
        lines = {
            name: ["\r\n".join(each.splitlines()) for each in _values(given)]
            for name, given in {**self.values, **typed}.items()
        }
        return {name: each if len(each) > 1 else "".join(each) for name, each in lines.items()}


def form_of(node: LexborNode) -> PageForm:
    values: dict[str, str] = {}
    choices: dict[str, list[str]] = {}
    names: set[str] = set()
    for field in node.css("input[name], textarea[name], select[name]"):
        attributes = field.attributes
        name, kind = attributes["name"] or "", attributes.get("type") or "text"
        names.add(name)
        if field.tag == "textarea":
            values[name] = field.text()
        elif field.tag == "select":
            options = field.css("option")
            choices[name] = [option.attributes.get("value") or "" for option in options]
            chosen = [o for o in options if "selected" in o.attributes] or options[:1]
            values[name] = (chosen[0].attributes.get("value") or "") if chosen else ""
        elif kind in {"radio", "checkbox"}:
            value = attributes.get("value") or "on"
            choices.setdefault(name, []).append(value)
            if "checked" in attributes:
                values[name] = value
        elif kind != "file":
            values[name] = attributes.get("value") or ""
    attributes = node.attributes
    return PageForm(
        act=attributes.get("data-act") or "",
        until=attributes.get("data-until") or "",
        action=attributes.get("action") or "",
        multipart=attributes.get("enctype") == "multipart/form-data",
        values=values,
        choices={name: tuple(offered) for name, offered in choices.items()},
        names=frozenset(names),
    )
