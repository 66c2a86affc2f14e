"""What citizens do at their table: notes that several write at once, proposals that they write in turn."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborNode

from sessions.rehearsal.players.forms import PageForm
from sessions.rehearsal.players.memory import Submitted
from sessions.rehearsal.players.page import RoundShown
from sessions.rehearsal.players.waiting import Stuck
from sessions.scenarios.schema import DemoProposal

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen

WRITERS_OF_NOTES = 3
# As many as would have to write at the very same moment, again and again.
TRIES = 40
CONFLICT = 409


def companions(me: "Citizen") -> list[int]:
    """The numbers of those who sit at my table, as the page names them; empty until it names me."""
    names = [item.text(strip=True) for item in me.page.part("table").css(".people-list li")]
    return sorted(me.world.cast.number_of(name) for name in names) if me.name in names else []


def table_number(me: "Citizen") -> int:
    return int(me.page.attribute("data-table") or 0)


async def write_notes(me: "Citizen", round_: RoundShown) -> None:
    """Three at a table write at once. Whoever comes second reads what is there, adds their line, and saves again."""
    await me.until(_("our table's notes"), lambda: companions(me) and me.page.offered("write-note"))
    (form,) = me.page.offered("write-note")
    order = companions(me)
    turn = order.index(me.number)
    if turn >= WRITERS_OF_NOTES:
        return
    writers = {me.world.cast.citizens[number - 1].name for number in order[:WRITERS_OF_NOTES]}
    hall, ready = me.world.hall, f"pen in hand {round_.id}"
    hall.say_done(me.name, ready)
    await me.until(_("the others at my table to be ready"), lambda: hall.done[ready] >= writers - hall.away)
    line = me.world.words.note(len(me.world.memory.held), table_number(me), turn)
    written, version = form.values["text"], form.values["version"]
    for _try in range(TRIES):
        text = f"{written}\n{line}".strip()
        answer = await me.device.browser.do(form, {"text": text, "version": version})
        if answer.done:
            break
        if answer.status != CONFLICT or "current" not in answer.data:
            me.object_to(form, answer)
            return
        me.world.memory.counts["conflicts"] += 1
        written, version = "\n".join(str(answer.data["current"]).splitlines()), str(answer.data["version"])
    else:
        raise Stuck(_("%(who)s could not save the table's notes") % {"who": me.name})
    await me.until(_("my line in our notes"), lambda: line in _notes(me))


def _notes(me: "Citizen") -> str:
    return "".join(form.values["text"] for form in me.page.offered("write-note"))


async def draft_proposals(me: "Citizen", round_: RoundShown) -> None:
    """The first of the table writes, another in turn adds the reason; the first says what it rests on and proposes to
    submit it, and all answer. Of their first proposal, the last of the table finds something missing until they talk.
    """
    await me.until(
        _("our table's proposals"), lambda: companions(me) and (_forms(me) or me.page.offered("new-proposal"))
    )
    order, table = companions(me), table_number(me)
    allowed = me.world.words.scenario.mandate.proposals_per_table
    articles = _articles(me)
    frozen = sum(not me.page.offered("write-proposal", within=article) for article in articles)
    planned = [me.world.words.proposal(table, frozen + place) for place in range(allowed)]
    first, *others = order
    for place, proposal in enumerate(planned):
        reviser = others[place % len(others)] if others else first
        if me.number == first:
            await _write(me, proposal)
        if me.number == reviser:
            await _revise(me, proposal)
        if me.number == first:
            await _submit(me, proposal, table)
        await _answer(me, proposal, doubter=order[-1] if place == 0 and len(order) > 2 else 0)
    titles = {proposal.title for proposal in planned}
    await me.until(_("our proposals to be submitted"), lambda: _submitted(me) >= titles)


def _articles(me: "Citizen") -> list[LexborNode]:
    return me.page.part("table").css("article[data-proposal]")


def _forms(me: "Citizen") -> list[PageForm]:
    return me.page.offered("write-proposal")


def _form(me: "Citizen", title: str, version: int) -> PageForm | None:
    """The form of our proposal of this title, once it is at this version."""
    found = (f for f in _forms(me) if f.values["title"] == title and int(f.values["version"]) >= version)
    return next(found, None)


def _submitted(me: "Citizen") -> set[str]:
    """Titles of the table's proposals that the panel has."""
    found: set[str] = set()
    for article in _articles(me):
        if not article.css(".agreement"):
            found |= {form.values["title"] for form in me.page.offered("write-proposal", within=article)}
    return found


async def _write(me: "Citizen", proposal: DemoProposal) -> None:
    """Unless an earlier round of drafting left it there."""
    if _form(me, proposal.title, 1):
        return
    (form,) = await me.until(_("the form for a new proposal"), lambda: me.page.offered("new-proposal"))
    await me.do(
        form,
        title=proposal.title,
        observation=proposal.observation,
        text=proposal.text,
        addressee=proposal.addressee,
    )


async def _revise(me: "Citizen", proposal: DemoProposal) -> None:
    form = await me.until(_("the proposal I am to complete"), lambda: _form(me, proposal.title, 1))
    assert form is not None  # noqa: S101 - until() waits for it
    if not form.values["reason"]:
        await me.do(form, reason=proposal.reason)


def _article(me: "Citizen", title: str) -> LexborNode | None:
    """Our proposal of this title, while it is ours to write."""
    for article in _articles(me):
        if any(form.values["title"] == title for form in me.page.offered("write-proposal", within=article)):
            return article
    return None


async def _submit(me: "Citizen", proposal: DemoProposal, table: int) -> None:
    """Once it has its reason, and rests on something where there is something to cite."""
    await me.until(_("our proposal with its reason"), lambda: _form(me, proposal.title, 2))
    cited = await _cite(me, proposal.title)
    submitted = Submitted(
        table, proposal.title, proposal.text, proposal.reason, proposal.observation, proposal.addressee, cited
    )
    me.world.memory.proposals.setdefault(proposal.title, submitted)
    for form in _offered(me, "submit-proposal", proposal.title):
        await me.do(form)


async def _cite(me: "Citizen", title: str) -> int:
    """How many things it rests on: at most one, the same whenever it is asked."""
    (article,) = [each for each in [_article(me, title)] if each is not None]
    if cited := len(article.css("[data-evidence]")):
        return cited
    for form in me.page.offered("cite-evidence"):
        pk = article.attributes["data-proposal"] or ""
        thing = me.world.words.pick([each for each in form.choices["thing"] if each], "cites", title)
        await me.do(form, proposal_id=pk, thing=thing, page="1" if thing.startswith("document") else "")
        me.world.memory.counts["evidence cited"] += 1
        return 1
    return 0


def _offered(me: "Citizen", act: str, title: str) -> list[PageForm]:
    article = _article(me, title)
    return me.page.offered(act, within=article) if article is not None else []


async def _answer(me: "Citizen", proposal: DemoProposal, *, doubter: int) -> None:
    """Agree, once who doubts has spoken; 0 when nobody does."""
    title, hall, memory = proposal.title, me.world.hall, me.world.memory
    spoken, names = f"spoken on {title}", {part.name for part in me.world.cast.citizens if part.number == doubter}
    if me.number == doubter:
        await me.until(_("to be asked for my agreement"), lambda: _asked(me, title))
        for form in _offered(me, "lack-in-proposal", title):
            answer = await me.device.browser.do(form, {"missing": me.world.words.remark(me.number)})
            # Those who were out of reach of the network may come back when the others have agreed.
            if answer.status == CONFLICT:
                break
            if not answer.done:
                me.object_to(form, answer)
                break
            memory.counts["answers that something is missing"] += 1
            await me.until(_("my answer on the proposal"), lambda: not _offered(me, "agree-to-proposal", title))
            for back in _offered(me, "withdraw-agreement", title):
                await me.do(back)
        hall.say_done(me.name, spoken)
    else:
        await me.until(_("the one who doubts to speak"), lambda: hall.done[spoken] >= names - hall.away)
    await me.until(_("to be asked for my agreement"), lambda: _asked(me, title))
    for form in _offered(me, "agree-to-proposal", title):
        await me.do(form)
        memory.counts["agreements"] += 1


def _asked(me: "Citizen", title: str) -> bool:
    """I am asked, or have answered, or the others have agreed already."""
    article = _article(me, title)
    return article is not None and not me.page.offered("submit-proposal", within=article)
