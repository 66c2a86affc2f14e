"""A hearing: citizens ask, support and choose with their table; the second facilitator moves it on, puts and answers;
the expert confirms, and answers late what was left for writing."""

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from sessions.rehearsal.players.forms import PageForm
from sessions.rehearsal.players.page import RoundShown

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen
    from sessions.rehearsal.players.expert import Expert
    from sessions.rehearsal.players.helper import Helper

PREPARATION, EXCHANGE = "preparation", "exchange"
SECONDS_TO_ANSWER = 5.0


def asked(round_: RoundShown) -> str:
    """What a citizen says who has asked and supported in this hearing."""
    return f"questions of {round_.id}"


async def take_part(me: "Citizen", round_: RoundShown) -> None:
    """About one citizen in five asks; most of the others support one or two questions. Then each agrees with their
    table on the first question that was asked there."""
    memory, words, hall = me.world.memory, me.world.words, me.world.hall
    place = len(memory.held)
    if words.chance(0.2, "asks", me.number, place):
        (form,) = await me.until(_("the form for questions"), lambda: me.page.offered("ask-question"))
        if (await me.do(form, text=words.question(me.number, place))).done:
            memory.questions[round_.id] += 1
    elif words.chance(0.6, "supports", me.number, place):
        for form in me.page.offered("support-question")[:2]:
            done = (await me.do(form)).done
            memory.supports[round_.id] += done
    hall.say_done(me.name, asked(round_))
    if not me.page.all("[data-table]"):
        return
    # The desk waits for the last citizen, then for the last support: as long as both.
    await me.until(
        _("the tables’ turn to choose"),
        lambda: _chooses(me) or _phase(me) == EXCHANGE or _over(me, round_),
        patience=180,
    )
    for form in me.page.offered("choose-question")[:1]:
        answer = await me.device.browser.do(form, {})
        memory.counts["questions chosen"] += answer.done


def _chooses(me: "Citizen") -> bool:
    return bool(me.page.part("table").css("[data-choosing]"))


def _phase(me: "Citizen | Helper") -> str:
    return me.page.attribute("data-phase") or ""


def _over(me: "Citizen", round_: RoundShown) -> bool:
    return me.page.round is None or me.page.round.id != round_.id


async def guide(me: "Helper", round_: RoundShown) -> None:
    """Every part in its turn; all questions but one are answered aloud, that one of the first hearing in writing."""
    hall, memory = me.world.hall, me.world.memory
    await me.until(_("the end of the questions"), lambda: hall.done[asked(round_)] >= hall.expected)
    expected = memory.questions[round_.id] + memory.supports[round_.id]
    await me.until(_("every support on the desk"), lambda: _supports(me) == expected)
    await _move(me, PREPARATION)
    await me.until(_("the tables’ questions"), lambda: hall.done[round_.id] >= hall.expected)
    await _move(me, EXCHANGE)
    together = await _group(me, round_)
    # By what they ask: their places in the list depend on who was quicker. What was grouped is put in any case.
    rows = sorted(me.page.all("#desk-questions li[data-question]"), key=_text)
    questions = [row.attributes["data-question"] or "" for row in rows]
    questions.sort(key=lambda question: question not in together)
    for question in questions[:-1]:
        await _put_and_answer(me, round_, question)
    if questions and not memory.owed:
        await _leave_for_writing(me, round_, questions[-1])


def _supports(me: "Helper") -> int:
    return sum(int(node.attributes["data-support"] or 0) for node in me.page.all("#desk-questions [data-support]"))


async def _move(me: "Helper", phase: str) -> None:
    while _phase(me) != phase:
        before = _phase(me)
        form = me.page.offered("move-hearing")[0]
        await me.do(form)
        await me.until(_("the next part of the hearing"), lambda: _phase(me) != before)  # noqa: B023


async def _group(me: "Helper", round_: RoundShown) -> set[str]:
    """Once in a conference: what the desk suggests, else the first two. Answers with the two, of which one leads."""
    memory, browser = me.world.memory, me.device.browser
    if memory.counts["questions grouped"] or memory.questions[round_.id] < 3:
        return set()
    page = await browser.open(me.world.path("questions/"))
    rows = [row.attributes["data-question"] or "" for row in me.page.all("#desk-questions li[data-question]")]
    before = len(rows)
    forms = [form for form in page.forms("group-questions") if rows[0] in form.choices.get("question_id", ())]
    for form in forms[:1]:
        typed = {"question_id": rows[1], "with_id": rows[0]}
        done = (await me.do(form, **typed)).done
        memory.counts["questions grouped"] += done
        await me.until(
            _("the two questions to be one"),
            lambda: len(me.page.all("#desk-questions li[data-question]")) == before - 1,
        )
    return set(rows[:2])


def _text(row: LexborNode) -> str:
    found = row.css_first(".question-text")
    return found.text() if found is not None else ""


def _row(me: "Helper", question: str) -> LexborNode | None:
    """Where it waits, or where it stands as the question that is put."""
    return next(iter(me.page.all(f'#desk-questions [data-question="{question}"]')), None)


def _offered(me: "Helper", act: str, question: str) -> PageForm | None:
    row = _row(me, question)
    return next(iter(me.page.offered(act, within=row)), None) if row is not None else None


async def _put(me: "Helper", question: str) -> None:
    form = await me.until(_("the question to put"), lambda: _offered(me, "put-question", question))
    assert form  # noqa: S101 - until() waits for it
    await me.do(form)
    await me.until(_("the question to be put"), lambda: _offered(me, "answer-question", question))


async def _put_and_answer(me: "Helper", round_: RoundShown, question: str) -> None:
    memory = me.world.memory
    await _put(me, question)
    form = _offered(me, "answer-question", question)
    if form and (await me.do(form, answer=me.world.words.explanation)).done:
        memory.answered[round_.id] += 1
    answered = memory.answered[round_.id]
    await me.until(_("the answers to be shown"), lambda: len(me.page.all("li.answered")) >= answered)


async def _leave_for_writing(me: "Helper", round_: RoundShown, question: str) -> None:
    await _put(me, question)
    form = _offered(me, "defer-question", question)
    due = timezone.localtime() + timedelta(seconds=SECONDS_TO_ANSWER)
    if form and (await me.do(form, due=due.strftime("%Y-%m-%d"), hour=due.strftime("%H:%M:%S"))).done:
        me.world.memory.owed[round_.id] = due.timestamp()


async def confirm(me: "Expert", round_: RoundShown) -> None:
    """Once the hearing is over: what was noted is confirmed, and what is owed is answered, too late."""
    memory, hall, browser = me.world.memory, me.world.hall, me.device.browser
    await me.until(
        _("the end of my hearing"),
        lambda: hall.over or me.page.round is None or me.page.round.id != round_.id,
        patience=3600,
    )
    path = me.world.path("questions/")
    page = await browser.open(path)
    for form in page.forms("confirm-answer")[:1]:
        done = (await me.do(form)).done
        memory.counts["answers confirmed"] += done
    if round_.id not in memory.owed:
        return
    await asyncio.sleep(max(0.0, memory.owed[round_.id] + 0.5 - time.time()))
    for form in (await browser.open(path)).forms("write-answer")[:1]:
        done = (await me.do(form, answer=me.world.words.explanation)).done
        memory.counts["answers written late"] += done
    shown = LexborHTMLParser((await browser.open(path)).text)
    if memory.counts["answers written late"] and not shown.css("li.answered"):
        memory.problem(_("%(who)s does not find the written answer on the page of questions") % {"who": me.name})
