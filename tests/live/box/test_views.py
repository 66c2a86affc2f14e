"""The pages of the paper box: who sees what, and no figure of it before the vote ends, anywhere."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.ballots.models import Ballot, RollEntry
from deliberation.conference.methods import Method
from deliberation.conference.models import Rule
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from sessions.fanout.audiences import Audience, Kind, audiences_of
from sessions.fanout.render import render
from sessions.fanout.snapshots import snapshots
from sessions.record.queries import record_of
from tests.cast import enter
from tests.deliberation.ballots.box.counting import Box, Said, box_of
from tests.hall import Hall

pytestmark = pytest.mark.usefixtures("english")

Page = Callable[..., LexborHTMLParser]


@pytest.fixture
def box(hall: Hall) -> Box:
    return box_of(hall)


@pytest.fixture
def page(client_of: Callable[..., Client]) -> Page:
    def load(who: Actor, ballot: int | None = None, status: int = 200, query: str = "") -> LexborHTMLParser:
        browser = client_of(who)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        answer = browser.get(f"/conferences/eau/box/{f'{ballot}/' if ballot else ''}{query}")
        assert answer.status_code == status
        return LexborHTMLParser(answer.content.decode())

    return load


def acts(page: LexborHTMLParser) -> set[str]:
    return {form.attributes["data-act"] or "" for form in page.css("form[data-act]")}


def text(page: LexborHTMLParser) -> str:
    main = page.css_first("main")
    assert main is not None
    return " ".join(main.text().split())


# Who sees it


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
def test_the_page_is_for_those_who_count_and_the_guarantor(role: Role, box: Box, page: Page) -> None:
    looks = role in {Role.FACILITATOR, Role.STEERING, Role.GUARANTOR}
    box.give(box.hall.citizens[0])
    box.open()
    other = enter(box.hall.conference, role, "other")
    for ballot in (None, box.ballot.pk):
        page(other, ballot, status=200 if looks else 403)


ON_THE_ROLL = {"give-papers", "take-back-papers"}


@pytest.mark.parametrize(
    ("role", "roll", "over", "counting"),
    [
        (Role.FACILITATOR, {*ON_THE_ROLL, "open-count"}, ON_THE_ROLL, True),
        (Role.STEERING, set(), set(), True),
        (Role.GUARANTOR, set(), set(), False),
    ],
)
def test_what_each_may_do_there(
    role: Role, roll: set[str], over: set[str], counting: bool, box: Box, page: Page
) -> None:
    other = enter(box.hall.conference, role, "other")
    assert acts(page(other)) - {"open-count"} == roll - {"take-back-papers", "open-count"}
    box.give(box.hall.citizens[0])
    assert acts(page(other)) == roll
    for ballot in Ballot.objects.all():
        Box(box.hall, ballot, box.keyers).open()
    assert acts(page(other)) == over
    keys = {"key-paper", "finish-keying"} if counting else set()
    assert acts(page(other, box.ballot.pk)) == keys


def test_before_and_after_a_vote_there_is_nothing_to_do(hall: Hall, page: Page) -> None:
    hall.open()
    assert "No vote is open." in text(page(hall.facilitator))
    box = box_of(hall)
    hall.end(Stage.BALLOT)
    assert "No vote is open." in text(page(hall.facilitator))
    page(hall.facilitator, box.ballot.pk, status=302)


def test_somebody_is_found_by_a_part_of_their_name_without_accents(box: Box, page: Page) -> None:
    member = box.hall.citizens[3].member
    member.name = "Éléonore Ferrand"
    member.save()
    box.give(box.hall.citizens[0])
    found = page(box.hall.facilitator, query="?name=ELEO")
    assert {each.attributes["data-elector"] for each in found.css("[data-elector]")} == {
        member.ref,
        box.hall.citizens[0].member.ref,
    }


def test_the_roll_does_not_say_who_has_voted_on_a_page(box: Box, page: Page) -> None:
    before = plain(page(box.hall.facilitator).html or "")
    for ballot in Ballot.objects.order_by("pk"):
        box.hall.cast(box.hall.citizens[0], "for", ballot=ballot)
    assert plain(page(box.hall.facilitator).html or "") == before


def test_who_holds_papers_is_offered_those_they_lack_whether_or_not_they_voted_on_a_page(box: Box, page: Page) -> None:
    who, later = box.hall.citizens[0], Ballot.objects.order_by("pk").last()
    assert later is not None

    def offered() -> list[str]:
        (row,) = page(box.hall.facilitator).css(f'[data-elector="{who.member.ref}"]')
        return [form.attributes["data-act"] or "" for form in row.css("form")]

    assert offered() == ["give-papers"]
    box.give(who)
    assert offered() == ["take-back-papers"]
    RollEntry.objects.filter(ballot=later).update(on_paper=False, voted=False)
    assert offered() == ["give-papers", "take-back-papers"]
    box.hall.cast(who, "for", ballot=later)
    assert offered() == ["give-papers", "take-back-papers"]


def test_who_is_refused_and_has_typed_nothing_is_led_back_first(box: Box, client_of: Callable[..., Client]) -> None:
    who, here = box.hall.citizens[0], "/conferences/eau/box/#roll"
    for ballot in Ballot.objects.order_by("pk"):
        box.hall.cast(who, "for", ballot=ballot)
    browser = client_of(box.hall.facilitator)
    answer = browser.post("/conferences/eau/box/give/", {"person": who.member.ref, "next": here})
    assert answer.status_code == 409
    (first,) = LexborHTMLParser(answer.content.decode()).css("main .button-primary")
    assert (first.tag, first.attributes["href"]) == ("a", here)


def test_few_on_paper_is_said_before_the_box_is_opened(box: Box, page: Page) -> None:
    warning = "whoever keys them in may guess whose is whose"
    box.give(*box.hall.citizens[:4])
    assert warning in text(page(box.hall.facilitator))
    box.give(box.hall.citizens[4])
    assert warning not in text(page(box.hall.facilitator))


# By ordinary forms


def test_a_whole_count_is_done_by_ordinary_forms(box: Box, client_of: Callable[..., Client]) -> None:
    here, first = "/conferences/eau/box/", box.keyers[0]

    def post(who: Actor, address: str, **fields: Any) -> int:
        return int(client_of(who).post(f"{here}{address}/", fields).status_code)

    refs = [citizen.member.ref for citizen in box.hall.citizens[:2]]
    assert [post(first, "give", person=ref) for ref in (*refs, refs[0])] == [303, 303, 303]
    assert [post(first, "take-back", person=refs[1]), post(first, "take-back", person=refs[1])] == [303, 303]
    assert post(box.hall.citizens[0], "give", person=refs[1]) == 403
    count = f"{box.ballot.pk}"
    assert [post(first, f"{count}/open"), post(first, f"{count}/open")] == [303, 303]
    for keyer, choice in zip(box.keyers, ("for", "against"), strict=True):
        assert post(keyer, f"{count}/key", number=1) == 422
        assert post(keyer, f"{count}/key", number=1, choice=choice) == 303
        assert post(keyer, f"{count}/undo", number=1) == 303
        assert post(keyer, f"{count}/key", number=1, choice=choice) == 303
        assert [post(keyer, f"{count}/done", number=1) for _ in range(2)] == [303, 303]
    assert post(first, f"{count}/settle") == 409
    assert post(box.keyers[1], f"{count}/correct", number=1, choice="for") == 303
    assert post(box.keyers[1], f"{count}/settle") == 403
    assert [post(first, f"{count}/settle"), post(first, f"{count}/settle")] == [303, 303]
    box.ballot.refresh_from_db()
    assert box.ballot.box.papers == 1


# Blind, and before the end


SECRET = "La rivière passe sous ma fenêtre"


def consents(hall: Hall) -> Box:
    Rule.objects.filter(pk=hall.conference.mandate.proposals_id).update(method=Method.CONSENT)
    box = box_of(hall)
    box.give(*hall.citizens[:2])
    box.open()
    return box


def test_neither_keyer_sees_the_others_keying_before_both_are_done(hall: Hall, page: Page) -> None:
    box = consents(hall)
    first, second = box.keyers
    box.key(first, 1, "object", reason=SECRET)
    box.finish(first, 1)
    box.key(second, 1, "consent")
    assert SECRET not in text(page(second, box.ballot.pk))
    assert SECRET not in text(page(first, box.ballot.pk))
    box.finish(second, 1)
    assert [SECRET in text(page(keyer, box.ballot.pk)) for keyer in box.keyers] == [True, True]
    box.discard(second, second)
    assert [SECRET in text(page(keyer, box.ballot.pk)) for keyer in box.keyers] == [False, False]


def test_nobody_else_sees_what_a_paper_says_not_even_when_they_differ(hall: Hall, page: Page) -> None:
    box = consents(hall)
    for keyer, reason in zip(box.keyers, (SECRET, "Autre chose"), strict=True):
        box.key(keyer, 1, "object", reason=reason)
        box.finish(keyer, 1)
    for role in (Role.FACILITATOR, Role.STEERING, Role.GUARANTOR):
        seen = text(page(enter(hall.conference, role, "other"), box.ballot.pk))
        assert ("1 paper was not keyed in alike" in seen, SECRET in seen) == (True, False)


def plain(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)


def everything(hall: Hall, browsers: dict[str, Client], actors: list[Actor], ballot: int) -> dict[str, str]:
    """All that anyone can read: pages, live regions, the screen, the record and the journal."""
    snapshots.clear()
    found = {
        f"{who} {address}": plain(browser.get(f"/conferences/eau/{address}").content.decode())
        for who, browser in browsers.items()
        for address in ("", "sitting/", "box/", f"box/{ballot}/", "ballots/", f"ballots/{ballot}/", "screen/")
    }
    for actor in actors:
        for audience in audiences_of(actor, hall.conference):
            found[f"live {audience}"] = render(audience, "fr").html
    found["screen"] = render(Audience(hall.conference.pk, Kind.SCREEN), "fr").html
    record = record_of(hall.conference)
    found["record"] = str({name: told for name, told in record.items() if name != "journal"})
    found["journal"] = str(list(Entry.objects.order_by("pk").values_list("verb", "actor", "detail")))
    return found


def test_two_boxes_that_hold_other_votes_look_alike_to_everyone_before_the_end(
    box: Box, client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keyed in, compared and settled: what differs is sealed."""
    hall, now = box.hall, clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    people = [enter(hall.conference, role, f"other-{role.value}") for role in Role if role != Role.OPERATOR]
    people += [hall.citizens[0], *box.keyers]
    browsers = {actor.ref: client_of(actor) for actor in people}
    box.give(*hall.citizens[:3])
    box.open()
    other: list[tuple[Said, ...]] = [(("for",), ("for",), ("for",)), (("against",), ("",), ("abstain",))]
    seen: list[list[dict[str, str]]] = []
    for papers in other:
        moments = []
        with transaction.atomic():
            before = transaction.savepoint()
            for keyer in box.keyers:
                box.key_all(keyer, papers)
                moments.append(everything(hall, browsers, people, box.ballot.pk))
            box.settle()
            moments.append(everything(hall, browsers, people, box.ballot.pk))
            transaction.savepoint_rollback(before)
        seen.append(moments)
    for one, another in zip(*seen, strict=True):
        assert {name for name in one if one[name] != another[name]} == set()


def test_a_keyers_own_page_shows_the_paper_before_and_no_more(box: Box, page: Page) -> None:
    box.give(*box.hall.citizens[:2])
    box.open()
    box.key(box.keyers[0], 1, "against")
    box.key(box.keyers[0], 2, "abstain")
    seen = text(page(box.keyers[0], box.ballot.pk))
    assert re.search(r"Paper 3 .*The one before: Abstain", seen) is not None
    assert acts(page(box.keyers[0], box.ballot.pk)) == {"key-paper", "undo-paper", "finish-keying", "discard-keying"}


# The live pages


def regions(hall: Hall, actor: Actor) -> str:
    return "".join(render(audience, "en").html for audience in audiences_of(actor, hall.conference))


def test_who_holds_a_paper_reads_so_on_their_own_page(box: Box) -> None:
    citizen = box.hall.citizens[0]
    mark = f"paper-{box.ballot.pk}"
    assert mark not in re.findall(r'data-marks="([^"]*)"', regions(box.hall, citizen))[0].split()
    box.give(citizen)
    marks = re.findall(r'data-marks="([^"]*)"', regions(box.hall, citizen))[0].split()
    assert {mark, f"ballot-{box.ballot.pk}"} <= set(marks)


def test_the_form_goes_from_citizens_pages_once_the_box_is_open(box: Box) -> None:
    cast = f'action="/conferences/eau/ballots/{box.ballot.pk}/cast/"'
    box.give(box.hall.citizens[0])
    assert cast in regions(box.hall, box.hall.citizens[1])
    box.open()
    region = regions(box.hall, box.hall.citizens[1])
    assert (cast in region, "the papers in the box are being counted" in region) == (False, True)


def test_the_desk_and_the_steering_committee_are_led_there(box: Box) -> None:
    link = 'href="/conferences/eau/box/"'
    steering = box.keyers[1]
    assert [link in regions(box.hall, actor) for actor in (box.hall.facilitator, steering)] == [True, False]
    box.give(box.hall.citizens[0])
    assert "1 person votes on paper: open the box" in regions(box.hall, box.hall.facilitator)
    box.open()
    assert "cannot end before its count is settled" in regions(box.hall, box.hall.facilitator)
    assert link in regions(box.hall, steering)
