"""Citizens answer a questionnaire: leave questions out, keep their code or lose it, and one of them withdraws."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborNode

from sessions.rehearsal.players.forms import PageForm, Typed
from sessions.rehearsal.players.memory import Filled
from sessions.rehearsal.players.page import RoundShown, letters

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen

LEFT_OUT = 0.08
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


async def answer_items(me: "Citizen", round_: RoundShown) -> None:
    (form,) = await me.until(_("the questionnaire"), lambda: me.page.offered("answer-items"))
    typed = _typed(me, form, round_)
    said = _said(me, typed)
    typed |= _code(me)
    answer = await me.device.browser.do(form, typed)
    if not answer.done:
        return me.object_to(form, answer)
    await me.until(_("my answers to be marked"), lambda: form.until in me.page.marks)
    code = CODE.search(answer.said)
    if code is None:
        return me.world.memory.problem(_("whoever answered was given no code: %s") % answer.said)
    sheets = me.world.memory.sheets[round_.title]
    sheets[me.number] = Filled(code.group().replace("-", ""), said)
    if me.number == me.world.cast.wavering and _earlier(me) is sheets[me.number]:
        await _withdraw(me, round_)
    return None


def _typed(me: "Citizen", form: PageForm, round_: RoundShown) -> dict[str, Typed]:
    words = me.world.words
    found: dict[str, Typed] = {}
    for name in sorted(name for name in form.names if name.startswith("item-")):
        key, choices = f"{name} {round_.title}", form.choices.get(name, ())
        if words.chance(LEFT_OUT, "leaves out", me.number, key):
            continue
        if me.page.all(f'[data-field="{name}"] input[type="checkbox"]'):
            found[name] = words.sample(choices, 1 + me.number % 3, "answer", me.number, key)
        elif value := words.answer(me.number, key, choices):
            found[name] = value
    if "agreed" in form.names and words.chance(0.6, "agrees", me.number):
        found["agreed"] = "on"
    return found


def _said(me: "Citizen", typed: dict[str, Typed]) -> dict[str, tuple[str, ...]]:
    """In the words of the page."""
    found = {}
    for name, given in typed.items():
        if name == "agreed":
            continue
        (field,) = me.page.all(f'[data-field="{name}"]')
        labels = {_value(choice): letters(choice.text(strip=True)) for choice in field.css(".choice")}
        values = (given,) if isinstance(given, str) else given
        found[_title(field)] = tuple(labels.get(value, value) for value in values)
    return found


def _title(field: LexborNode) -> str:
    heading = field.css_first("legend, label")
    for aside in heading.css(".optional") if heading else ():
        aside.decompose()
    return letters(heading.text(strip=True)) if heading else ""


def _value(choice: LexborNode) -> str:
    ticked = choice.css_first("input")
    return (ticked.attributes.get("value") or "") if ticked else ""


def _earlier(me: "Citizen") -> Filled | None:
    """Their first sheet."""
    return next((each[me.number] for each in me.world.memory.sheets.values() if me.number in each), None)


def _code(me: "Citizen") -> dict[str, Typed]:
    """Who lost their device copies the code that they wrote down, unless nothing is kept under it any more; somebody
    has lost both."""
    earlier = _earlier(me)
    if earlier is None or earlier.withdrawn:
        return {}
    if me.number == me.world.cast.stubborn:
        me.device.browser.forget("answers")
    lost = me.number == me.world.cast.lost_badge
    return {"code": f"{earlier.code[:4].lower()} {earlier.code[4:]}"} if lost else {}


async def _withdraw(me: "Citizen", round_: RoundShown) -> None:
    page = await me.device.browser.open(me.world.path("questionnaires/mine/"))
    for form in page.forms("withdraw-answers"):
        if (await me.do(form)).done:
            sheets = me.world.memory.sheets[round_.title]
            sheets[me.number] = replace(sheets[me.number], withdrawn=True)
            me.world.memory.counts["answers withdrawn"] += 1
