"""Every address of the product, with real things in its places."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from deliberation.conference.models import Conference
from deliberation.opinion.models import Recommendation, Section
from sessions.drafting.models import Document
from sessions.rounds.models import Round

# What an address names by another word than its model's.
CALLED = {"minority": "minorityopinion", "rule": "seatingrule", "call": "helpcall", "number": "sitting"}
# Things that no test needs, and that nobody could guess.
UNKNOWN = {"code": "ABCDE-FGHJK", "token": "not-an-invitation"}


@dataclass(frozen=True)
class Address:
    """A pattern of the table of addresses. ``forms`` are those that its view reads."""

    name: str
    route: str
    arguments: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def ours(self) -> bool:
        return self.view.__module__.partition(".")[0] in ("deliberation", "sessions", "tests")

    @property
    def forms(self) -> list[type[forms.Form]]:
        return list(dict.fromkeys(forms_of(self.view)))

    @property
    def options(self) -> Callable[..., dict[str, Any]] | None:
        """What gives a form of ours the rest of its arguments: see ``act_view``."""
        return next((one for name, one in _cells(self.view) if name == "form_options" and one), None)

    def filled(self, known: dict[str, list[Any]], most: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """Real addresses, and the arguments in them."""
        values = [known[name][:most] for name in self.arguments]
        for chosen in itertools.islice(itertools.product(*values), most * 2):
            given = dict(zip(self.arguments, chosen, strict=True))
            yield "/" + self.route % given, given


def addresses() -> list[Address]:
    """Those of the table in force, without what serves files."""
    return list(_walked(get_resolver(), ""))


def _walked(resolver: URLResolver, before: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _walked(pattern, before + _route(pattern))
        elif isinstance(pattern, URLPattern):
            route = before + _route(pattern)
            yield Address(pattern.name or route, route, tuple(re.findall(r"%\((\w+)\)s", route)), pattern.callback)


def _route(pattern: URLPattern | URLResolver) -> str:
    """With ``%(name)s`` in its places."""
    return str(normalize(pattern.pattern.regex.pattern)[0][0])


def forms_of(view: Callable[..., Any]) -> Iterator[type[forms.Form]]:
    """Every form that a view holds, is made with, or names."""
    seen: set[int] = set()
    waiting: list[Any] = [view]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, type):
            if issubclass(one, forms.BaseForm) and one is not forms.Form:
                yield one
            continue
        if view_class := getattr(one, "view_class", None):
            waiting += [getattr(view_class, "form_class", None), *vars(view_class).values()]
        waiting += [found for _name, found in _cells(one)]
        code, names = getattr(one, "__code__", None), getattr(one, "__globals__", {})
        if code is not None and str(getattr(one, "__module__", "")).startswith(("deliberation", "sessions", "tests")):
            waiting += [names[name] for name in code.co_names if name in names]
        waiting += [getattr(one, "__wrapped__", None), getattr(one, "func", None)]


def _cells(view: Any) -> Iterator[tuple[str, Any]]:
    """What a function closes over, through what is wrapped around it."""
    while view is not None:
        code, closed = getattr(view, "__code__", None), getattr(view, "__closure__", None) or ()
        for name, cell in zip(code.co_freevars if code else (), closed, strict=False):
            yield name, cell.cell_contents
            if name in ("view", "view_func", "function") and callable(cell.cell_contents):
                yield from _cells(cell.cell_contents)
        view = getattr(view, "__wrapped__", None)


def known(conference: Conference, wanted: set[str]) -> dict[str, list[Any]]:
    """By name of argument, real values: those of the opinion first."""
    found: dict[str, list[Any]] = {"slug": [conference.slug]}
    found |= {name: [value] for name, value in UNKNOWN.items()}
    found["ref"] = list(conference.memberships.order_by("pk").values_list("ref", flat=True))
    found["part"] = [*Section.Part.values]
    found["key"] = keys(conference)
    found["proposal_id"] = list(
        Recommendation.objects.filter(opinion__conference=conference).values_list("proposal", flat=True)
    )
    rounds = Round.objects.filter(sitting__conference=conference)
    running = list(rounds.exclude(started_at=None).filter(ended_at=None).values_list("pk", flat=True))
    decided = list(rounds.filter(kind__in=("writing", "adoption", "signing", "handover")).values_list("pk", flat=True))
    found["round_id"] = [*running, *(pk for pk in decided if pk not in running)]
    for name in wanted - set(found):
        stem = name.removesuffix("_id").replace("_", "")
        found[name] = [pk for model in _models(CALLED.get(stem, stem)) for pk in _ids(model)] or [1]
    return found


def keys(conference: Conference) -> list[str]:
    """The names of texts that are written together, opened or not: those of the opinion first."""
    opinion = conference.opinion
    sections = [Document(conference=conference, section=section) for section in opinion.sections.order_by("pk")]
    proposals = [
        Document(conference=conference, proposal=each.proposal, table=each.proposal.table)
        for each in opinion.recommendations.select_related("proposal")
    ]
    stored = Document.objects.filter(conference=conference).order_by("-pk")
    # A kind of text that nobody writes together has no name yet.
    return list(dict.fromkeys(each.key for each in (*sections, *proposals, *stored) if "None" not in each.key))


def _models(stem: str) -> list[type[Model]]:
    ours = [*apps.get_app_config("deliberation").get_models(), *apps.get_app_config("live").get_models()]
    exact = [model for model in ours if model.__name__.lower() == stem]
    return exact or [model for model in ours if stem in model.__name__.lower()]


def _ids(model: type[Model]) -> list[Any]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:4])
