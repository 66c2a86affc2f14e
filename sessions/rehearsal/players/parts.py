"""What a citizen does in most kinds of round: answer, ask, remark, vote."""

import asyncio
import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborNode

from sessions.rehearsal.players import box
from sessions.rehearsal.players.forms import PageForm
from sessions.rehearsal.players.memory import WHOLE_OPINION
from sessions.rehearsal.players.page import RoundShown, letters

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen

# Of all that are reviewed: there is little time.
READ = 3


async def review(me: "Citizen", round_: RoundShown) -> None:
    """Each citizen reads a few proposals and says how they take to them; about one in three has something to say."""
    articles = await me.until(_("the proposals to review"), lambda: me.page.all(".reviews [data-proposal]"))
    words, counts = me.world.words, me.world.memory.counts
    articles = sorted(articles, key=title_of)
    for article in words.sample(articles, min(READ, len(articles)), "reads", me.number):
        for act in ("read-proposal", "take-temperature"):
            (form,) = me.page.offered(act, within=article)
            typed = {name: words.pick(form.choices[name], "takes to", me.number) for name in form.choices}
            done = (await me.do(form, **typed)).done
            counts["proposals read" if act == "read-proposal" else "temperatures"] += done
    if not words.chance(0.3, "remarks", me.number):
        return
    article = words.pick(articles, "remark on", me.number)
    (form,) = me.page.offered("make-remark", within=article)
    passage = words.pick(form.choices["passage"], "remark on what", me.number)
    # Those who wrote it may have changed the passage meanwhile: then the remark is on the whole.
    answer = await me.device.browser.do(form, {"text": words.remark(me.number), "passage": passage})
    if not answer.done:
        await me.do(form, text=words.remark(me.number), passage="")
    counts["remarks"] += 1


def title_of(article: LexborNode) -> str:
    found = article.css_first("h4")
    return found.text(strip=True) if found is not None else ""


async def vote(me: "Citizen", round_: RoundShown) -> None:
    """On every ballot that is open; on amendments first, then on the proposals that waited for them."""
    await me.until(_("the ballots"), lambda: me.page.all("article[data-ballot]"))
    await _vote_on_what_is_open(me, round_)
    if me.page.all("article[data-amendment]"):
        me.world.hall.say_done(me.name, on_amendments(round_))
        await me.until(_("the votes that waited"), lambda: not me.page.all("article[data-amendment]"), patience=180)
        await _vote_on_what_is_open(me, round_)


def on_amendments(round_: RoundShown) -> str:
    """What a citizen says who has voted on the amendments of a round."""
    return f"amendments of {round_.id}"


def on_amendment(title: str) -> str:
    """Under what the votes on an amendment to a proposal are remembered."""
    return f"amendment to {title}"


async def _vote_on_what_is_open(me: "Citizen", round_: RoundShown) -> None:
    """In an order of one's own."""
    mine: list[tuple[str, int, PageForm]] = []
    for article in me.page.all("article[data-ballot]"):
        ballot = int(article.attributes["data-ballot"] or 0)
        forms = me.page.offered("cast-paper", within=article)
        mine += [(_called(me, article), ballot, form) for form in forms]
    if me.number in me.world.cast.on_paper and round_.kind == "ballot":
        await box.vote(me, mine)
        return
    for title, ballot, form in me.world.words.sample(mine, len(mine), "order", me.number, round_.kind):
        await cast_paper(me, title, ballot, form)
    await me.until(_("all my votes to be marked"), lambda: not me.page.offered("cast-paper"))
    for title, ballot, form in mine[:1]:
        await change_mind(me, title, ballot, form)
        await try_elsewhere(me, title, form)


def _called(me: "Citizen", article: LexborNode) -> str:
    """What a ballot is on."""
    if article.attributes.get("data-amendment"):
        shown = letters(title_of(article))
        return next(on_amendment(title) for title in me.world.memory.if_voted if letters(title) in shown)
    of_proposal = article.attributes.get("data-proposal")
    return me.world.memory.as_written(title_of(article)) if of_proposal else WHOLE_OPINION


async def cast_paper(me: "Citizen", title: str, ballot: int, form: PageForm) -> None:
    cast, words = me.world.cast, me.world.words
    marks = words.paper(me.number, title, form.choices, citizens=len(cast.citizens))
    device = me.others[0] if me.others and words.chance(0.5, "device", title) else me.device
    typed = {**marks, "request": str(uuid.uuid4())}
    # The impatient press twice: the same request, sent again before the first was answered.
    times = 2 if me.number in cast.impatient else 1
    answers = await asyncio.gather(*(me.do(form, device, **typed) for _time in range(times)))
    if all(answer.done for answer in answers):
        me.world.memory.voted(me.number, title, ballot, marks, answers[0].said)
        me.world.memory.counts["votes sent"] += times


async def change_mind(me: "Citizen", title: str, ballot: int, form: PageForm) -> None:
    """The stubborn vote a second time, by the same browser: that paper takes the place of the first."""
    if me.number != me.world.cast.stubborn or "choice" not in form.choices:
        return
    marks = {"choice": form.choices["choice"][-1]}
    answer = await me.do(form, **marks, request=str(uuid.uuid4()))
    if answer.done:
        me.world.memory.voted(me.number, title, ballot, marks, answer.said)


async def try_elsewhere(me: "Citizen", title: str, form: PageForm) -> None:
    """Somebody with two devices tries to vote on both, which must be refused: only the first has the paper's secret."""
    devices = [me.device, *me.others]
    if len(devices) < 2 or "choice" not in form.choices:
        return
    typed = {"choice": form.choices["choice"][0]}
    answers = [await device.browser.do(form, {**typed, "request": str(uuid.uuid4())}) for device in devices]
    if all(answer.done for answer in answers):
        me.world.memory.problem(_("%(who)s voted twice on “%(title)s”") % {"who": me.name, "title": title})
    kept = next(answer for answer in answers if answer.done)
    ballot = int(form.action.split("/")[-3])
    me.world.memory.voted(me.number, title, ballot, typed, kept.said)
