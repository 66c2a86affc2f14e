"""How citizens write the opinion: some offer to, the panel draws or elects them, they write together, others ask for
changes and are answered, and the facilitator reads the whole text with everybody."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sessions.rehearsal.players import parts
from sessions.rehearsal.players.forms import PageForm
from sessions.rehearsal.players.page import RoundShown, letters
from sessions.rehearsal.players.waiting import Stuck
from sessions.rehearsal.players.writing import pen_of, to_be_ready, type_on

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen
    from sessions.rehearsal.players.lead import Lead

TITLE, PREAMBLE, CLOSING = "title", "preamble", "closing"
DISAGREEMENTS, REQUESTS = "disagreements", "requests"
OFFERED, ELECTED = "offers to write", "votes for the drafting group"


async def write(me: "Citizen", round_: RoundShown) -> None:
    state = await me.until(_("the opinion"), lambda: _state(me))
    if state == "open":
        await _offer(me)
    await me.until(_("the drafting group"), lambda: _state(me) != "open")
    if _state(me) == "elected":
        await parts.vote(me, round_)
        me.world.hall.say_done(me.name, ELECTED)
        await me.until(_("the drafting group"), lambda: _state(me) != "elected", patience=180)
    await _write_parts(me)
    await _ask_and_answer(me)


def _state(me: "Citizen") -> str:
    """How far the drafting group is; ``everyone`` where the mandate has none."""
    if shown := me.page.attribute("data-group"):
        return shown
    return "everyone" if me.page.all("[data-part]") else ""


async def _offer(me: "Citizen") -> None:
    """About half of the panel; one of them takes it back."""
    cast = me.world.cast
    if me.number in cast.offering:
        (form,) = me.page.offered("offer-to-draft")
        await me.do(form)
        await me.until(_("my offer to be marked"), lambda: "drafter" in me.page.marks)
    if me.number == cast.wavering:
        (form,) = me.page.offered("offer-to-draft")
        await me.do(form)
        (form,) = me.page.offered("take-back-offer")
        await me.do(form)
        await me.until(_("my offer to be gone"), lambda: "drafter" not in me.page.marks)
    me.world.hall.say_done(me.name, OFFERED)


def _writers(me: "Citizen") -> list[str]:
    """The names of those who write, in the order in which the page shows them."""
    if _state(me) == "chosen":
        return [node.text(strip=True) for node in me.page.all("#drafting-group .people-list li")]
    cast = me.world.cast
    return [part.name for number in dict.fromkeys(cast.authors) for part in cast.citizens if part.number == number]


async def _write_parts(me: "Citizen") -> None:
    """Each part by one of them; the preamble by two, one going on where the other has begun."""
    demo, writers = me.world.words.demo, _writers(me)
    texts = {TITLE: demo.opinion_title, PREAMBLE: "\n\n".join(demo.preamble), CLOSING: demo.closing}
    texts |= {part: text for part, text in ((DISAGREEMENTS, demo.disagreements), (REQUESTS, demo.requests)) if text}
    by = {part: writers[place % len(writers)] for place, part in enumerate(texts)}
    for part, text in texts.items():
        if by[part] == me.name:
            if part == PREAMBLE and writers[3 % len(writers)] != me.name:
                text = demo.preamble[0]
            await (_write_by_form if me.number == me.world.cast.without_script else _write)(me, part, text)
    if writers[3 % len(writers)] == me.name and by[PREAMBLE] != me.name:
        await _go_on(me, PREAMBLE, demo.preamble[0], demo.preamble[1:])
    for part, text in texts.items():
        await me.until(_("the finished text"), lambda: _reads(me, part, text))  # noqa: B023 - awaited here
        me.world.memory.sections[part] = text


def _form(me: "Citizen", part: str) -> PageForm | None:
    return next((f for f in me.page.offered("write-opinion") if f.action.endswith(f"/{part}/")), None)


def _reads(me: "Citizen", part: str, text: str) -> bool:
    shown = me.page.all(f"#text-{part}")
    form = _form(me, part)
    said = shown[0].text() if shown else form.values["text"] if form else ""
    return letters(said) == letters(text)


async def _write_by_form(me: "Citizen", part: str, text: str) -> None:
    form = await me.until(_("my part of the opinion"), lambda: _form(me, part))
    if form is None:
        raise Stuck(part)
    await me.do(form, text=text)
    me.world.memory.counts["parts by form"] += 1


async def _write(me: "Citizen", part: str, text: str) -> None:
    """Through the socket, as a table writes its proposal."""
    places = await me.until(_("my part of the opinion"), lambda: _places(me, part))
    document = (places or [""])[0]
    async with pen_of(me, document) as pen:
        await to_be_ready(me, pen)
        pen.clear("text")
        for paragraph in text.split("\n\n"):
            await type_on(me, pen, pen.begin("text", ""), paragraph)
        await me.until(_("my words to be saved"), lambda: pen.saved, pen.bell)
    me.world.memory.counts["parts written"] += 1


async def _go_on(me: "Citizen", part: str, begun: str, rest: Sequence[str]) -> None:
    """Once the other's words have come through the socket."""
    places = await me.until(_("my part of the opinion"), lambda: _places(me, part))
    async with pen_of(me, (places or [""])[0]) as pen:
        await to_be_ready(me, pen)
        await me.until(_("the beginning of the text"), lambda: _says(pen.paragraphs("text"), begun), pen.bell)
        for paragraph in rest:
            await type_on(me, pen, pen.begin("text", ""), paragraph)
        await me.until(_("my words to be saved"), lambda: pen.saved, pen.bell)


def _says(paragraphs: Sequence[str], begun: str) -> bool:
    return letters(begun) in letters("".join(paragraphs))


def _places(me: "Citizen", part: str) -> list[str]:
    """Where this part is written, by the name that the page gives it."""
    nodes = me.page.all(f'[data-my-part="{part}"] [data-document], [data-part="{part}"] [data-document]')
    return [node.attributes["data-document"] or "" for node in nodes]


# What is asked to change


async def _ask_and_answer(me: "Citizen") -> None:
    """One asks, another wants it too, the first of those who write answers: everyone sees it."""
    cast, memory, words = me.world.cast, me.world.memory, me.world.words
    asks, supports = cast.asking
    if me.number == asks:
        form = next(f for f in me.page.offered("ask-change") if f"/{CLOSING}/" in f.action)
        done = (await me.do(form, text=words.remark(me.number))).done
        memory.counts["changes asked"] += done
    change = await me.until(_("the change that is asked for"), lambda: _change(me))
    if change is None:
        raise Stuck(_("the change that is asked for"))
    if me.number == supports and supports != asks:
        (form,) = me.page.offered("support-change")
        done = (await me.do(form)).done
        memory.counts["changes supported"] += done
    wanted = str(len(set(cast.asking)))
    if me.name == _writers(me)[0]:
        await me.until(_("all who want the change"), lambda: _people(me) == wanted)
        (form,) = me.page.offered("answer-change")
        done = (await me.do(form, state="done", answer=words.remark(me.number))).done
        memory.counts["changes answered"] += done
    await me.until(_("the answer to the change"), lambda: bool(me.page.all('[data-change][data-state="done"]')))


def _change(me: "Citizen") -> str | None:
    return me.page.attribute("data-change")


def _people(me: "Citizen") -> str:
    found = me.page.all("[data-change] [data-people]")
    return (found[0].attributes["data-people"] or "") if found else ""


# The facilitator


async def choose(lead: "Lead", everyone: set[str]) -> None:
    """Close the list once all who would have offered, and the vote once everyone has voted."""
    hall, memory = lead.world.hall, lead.world.memory
    if not lead.page.offered("choose-drafters"):
        return
    await lead.until(_("those who offer to write"), lambda: hall.done[OFFERED] >= everyone, patience=180)
    offering = {part.name for part in lead.world.cast.coming if part.number in lead.world.cast.offering}
    offered = str(len(offering & everyone))
    await lead.until(_("all who offer on the desk"), lambda: lead.page.attribute("data-offered") == offered)
    (form,) = lead.page.offered("choose-drafters")
    await lead.do(form)
    await lead.until(_("the list to be closed"), lambda: not lead.page.offered("choose-drafters"))
    memory.counts["groups chosen"] += 1
    if lead.page.offered("close-election"):
        memory.open_ballots = {lead.page.attribute("data-ballot-turnout") or ""} - {""}
        await lead.until(_("the votes for the group"), lambda: hall.done[ELECTED] >= everyone, patience=180)
        memory.open_ballots = set()
        (form,) = lead.page.offered("close-election")
        await lead.do(form)
        await lead.until(_("the group to be elected"), lambda: not lead.page.offered("close-election"))
        memory.counts["groups elected"] += 1


async def read_through(lead: "Lead", everyone: set[str]) -> None:
    """Part by part, each once everyone in the room has it before their eyes."""
    memory = lead.world.memory
    places = [node.attributes["data-place"] or "" for node in lead.page.all("#read-through [data-place]")]
    for place in places:
        form = next((f for f in lead.page.offered("read-on") if f.action.endswith(f"/{place}/")), None)
        if form is None:
            raise Stuck(_("the desk does not offer to read on: %s") % place)
        await lead.do(form)
        now = f'#read-through [data-place="{place}"][aria-current]'
        await lead.until(_("the part on the desk"), lambda: bool(lead.page.all(now)))  # noqa: B023 - awaited here
        here = everyone - lead.world.hall.away
        await lead.until(
            _("the part that is read on every page"),
            lambda: memory.read[place] >= here,  # noqa: B023 - awaited here
        )
        memory.counts["parts read"] += 1
    form = next(f for f in lead.page.offered("read-on") if f.action.endswith("/end/"))
    await lead.do(form)
    await lead.until(_("the end of the reading"), lambda: not lead.page.all("#read-through [aria-current]"))
