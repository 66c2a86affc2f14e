"""Between two rounds, on the page of the requests: citizens ask for hearings, others ask too, and each is answered."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from sessions.rehearsal.players.beside import by_its_page
from sessions.rehearsal.players.forms import form_of
from sessions.rehearsal.players.memory import Asked
from sessions.rehearsal.players.page import letters
from sessions.rehearsal.players.person import Person
from sessions.rehearsal.players.waiting import Stuck

PAGE = "hearings/requests/"


async def ask(citizens: Sequence[Person], answering: Person, facilitator: Person) -> None:
    """Each request by another citizen; those after them support it, one of them twice, to be counted once."""
    world = facilitator.world
    for place, request in enumerate(world.words.demo.hearing_requests):
        author, *others = [*citizens[place:], *citizens[:place]]
        words = {"kind": request.kind, "subject": request.subject, "reason": request.reason}
        await by_its_page(author, PAGE, "request-hearing", words)
        supporters = others[: place + 1]
        for supporter in supporters:
            await _support(supporter)
        # The page shows first what waits longest: each is answered as it comes.
        said = {"decision": "accepted" if request.accepted else "refused", "answer": request.answer}
        await by_its_page(answering, PAGE, "answer-request", said)
        if request.accepted and request.round:
            await _tie(facilitator, request.round)
        world.memory.asked.append(
            Asked(
                request.subject,
                request.reason,
                1 + len(supporters),
                request.accepted,
                request.answer,
                request.round or "",
            )
        )


async def _support(me: Person) -> None:
    """The impatient press twice: the second time the same form is sent as it was."""
    browser, where = me.device.browser, me.world.path(PAGE)
    forms = (await browser.open(where)).forms("support-request")
    if not forms:
        raise Stuck(_("%(who)s finds no form for %(act)s") % {"who": me.name, "act": "support-request"})
    for _time in range(2):
        answer = await browser.send(forms[-1], {}, page=browser.address + where)
        if not answer.done:
            me.object_to(forms[-1], answer)


async def _tie(me: Person, title: str) -> None:
    """Choose the hearing of this title for the request that has none yet."""
    browser, where = me.device.browser, me.world.path(PAGE)
    page = LexborHTMLParser((await browser.open(where)).text)
    for node in page.css("[data-request]"):
        form = node.css_first('form[data-act="link-request"]')
        if form is None or node.css_first("[data-heard]") is not None:
            continue
        options = {letters(option.text()): option.attributes.get("value") or "" for option in form.css("option")}
        chosen = next((value for said, value in options.items() if said.startswith(letters(title))), "")
        answer = await browser.send(form_of(form), {"hearing_id": chosen}, page=browser.address + where)
        if not answer.done:
            me.object_to(form_of(form), answer)
        return
    raise Stuck(_("%(who)s finds no form for %(act)s") % {"who": me.name, "act": "link-request"})
