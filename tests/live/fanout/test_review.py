"""The gallery: everyone is asked the same; what a person has read and answered is on no page but theirs."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.merging.models import Theme
from deliberation.proposals.actions import make_remark
from deliberation.proposals.models import Proposal
from deliberation.review.actions import mark_read, take_temperature
from deliberation.review.models import Temperature
from deliberation.review.queries import reviewed
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.render import render
from tests.cast import enter
from tests.hall import Hall

SHARED = (Kind.CITIZENS, Kind.WATCH, Kind.DESK, Kind.GUARANTOR, Kind.SCREEN)
BY_TABLE = (Kind.TABLE, Kind.TABLET)


def region(hall: Hall, kind: Kind, key: str = "") -> str:
    return render(Audience(hall.conference.pk, kind, key), "fr").html


def own(hall: Hall, citizen: Actor) -> str:
    return region(hall, Kind.PERSON, citizen.member.ref)


def elsewhere(hall: Hall, citizen: Actor) -> dict[str, str]:
    """All that is shown to anybody but this person."""
    shown = {kind.value: region(hall, kind) for kind in SHARED}
    shown |= {f"{kind.value} {n}": region(hall, kind, str(n)) for kind in BY_TABLE for n in (1, 2)}
    return shown | {other.ref: own(hall, other) for other in hall.citizens if other != citizen}


def takes(hall: Hall, citizen: Actor, degree: int, table: int = 1) -> Proposal:
    proposal = Proposal.objects.get(table=table)
    take_temperature(actor=citizen, conference=hall.conference, proposal_id=proposal.pk, degree=degree)
    return proposal


@pytest.fixture
def reviewing(hall: Hall) -> Hall:
    hall.reach(Stage.REVIEW)
    return hall


def test_a_degree_is_on_no_page_but_ones_own(reviewing: Hall) -> None:
    citizen = reviewing.citizens[0]
    proposal = takes(reviewing, citizen, 1)
    others = elsewhere(reviewing, citizen)
    assert f"temperature-{proposal.pk}-1" in own(reviewing, citizen)
    Temperature.objects.update(degree=5)
    assert f"temperature-{proposal.pk}-5" in own(reviewing, citizen)
    assert elsewhere(reviewing, citizen) == others
    assert not [name for name, html in others.items() if re.search(r"temperature-\d+-\d", html)]


def test_what_one_has_read_is_on_no_page_but_ones_own(reviewing: Hall, client_of: Callable[..., Client]) -> None:
    citizen, length = reviewing.citizens[0], Entry.objects.count()
    before, mine = elsewhere(reviewing, citizen), own(reviewing, citizen)
    proposal = Proposal.objects.get(table=2)
    mark_read(actor=citizen, conference=reviewing.conference, proposal_id=proposal.pk, version=proposal.version)
    assert (elsewhere(reviewing, citizen), own(reviewing, citizen)) == (before, mine)
    address, mark = reverse("sitting", args=[reviewing.conference.slug]), f"read-{proposal.pk}-{proposal.version}"
    guarantor = enter(reviewing.conference, Role.GUARANTOR)
    held = {who.ref: mark in client_of(who).get(address).content.decode() for who in (*reviewing.citizens, guarantor)}
    assert held == {who.ref: who == citizen for who in (*reviewing.citizens, guarantor)}
    assert Entry.objects.filter(number__gt=length).exclude(verb="conference:person-joined").count() == 0


def test_while_the_review_runs_there_are_numbers_alone(reviewing: Hall) -> None:
    for citizen in reviewing.citizens:
        takes(reviewing, citizen, 4)
    desk, screen = region(reviewing, Kind.DESK), region(reviewing, Kind.SCREEN)
    assert re.findall(r'data-given="(\d+)"', desk) == ["6", "0"]
    assert re.findall(r'data-given="(\d+)"', screen) == ["6"]
    for kind in (Kind.CITIZENS, Kind.WATCH, Kind.GUARANTOR):
        assert "data-given" not in region(reviewing, kind)
    for kind in (*SHARED, *BY_TABLE):
        assert told(reviewing, kind) == []


def told(hall: Hall, kind: Kind) -> list[str]:
    """How many gave each degree, of each proposal shown."""
    html = region(hall, kind, "1" if kind in BY_TABLE else "")
    pictures = html.split('<div class="tally temperature">')[1:]
    return ["".join(re.findall(r"<dd>(\d+)</dd>", picture.partition("</dl>")[0])) for picture in pictures]


@pytest.mark.parametrize("kind", [Kind.CITIZENS, Kind.WATCH, Kind.DESK, Kind.GUARANTOR, Kind.TABLET])
def test_after_the_review_everyone_sees_how_many_gave_which_answer(kind: Kind, reviewing: Hall) -> None:
    for citizen, degree in zip(reviewing.citizens, (1, 1, 2, 5, 5, 5), strict=True):
        takes(reviewing, citizen, degree)
    for citizen in reviewing.citizens[:4]:
        takes(reviewing, citizen, 1, table=2)
    reviewing.end(Stage.REVIEW)
    assert told(reviewing, kind) == ["21003"]
    reviewing.start(Stage.PLENARY)
    assert told(reviewing, kind) == ["21003"]
    reviewing.end(Stage.PLENARY)
    reviewing.start(Stage.BALLOT)
    assert told(reviewing, kind) == []


# What is asked


ASKED = ("read-proposal", "take-temperature", "make-remark")


def acts(html: str) -> list[str]:
    return [act for act in re.findall(r'data-act="([a-z-]+)"', html) if act in ASKED]


def test_citizens_are_asked_and_nobody_else_is(reviewing: Hall) -> None:
    assert acts(region(reviewing, Kind.CITIZENS)) == [*ASKED, *ASKED]
    for kind in (Kind.WATCH, Kind.DESK, Kind.GUARANTOR, Kind.SCREEN):
        assert acts(region(reviewing, kind)) == []
    tablet = region(reviewing, Kind.TABLET, "1")
    assert acts(tablet) == []
    assert "data-passage" not in tablet
    assert 'data-asked="take-temperature"' in tablet


def test_proposals_are_grouped_by_theme_and_those_without_one_come_last(reviewing: Hall) -> None:
    theme = Theme.objects.create(conference=reviewing.conference, title="Mesurer", position=1)
    second = Proposal.objects.get(table=2)
    Proposal.objects.filter(pk=second.pk).update(theme=theme)
    html = region(reviewing, Kind.CITIZENS)
    found = re.findall(r'data-theme-group="(\d+)"|<article class="proposal reviewed" id="review-(\d+)"', html)
    first = Proposal.objects.get(table=1)
    assert ["".join(pair) for pair in found] == [str(theme.pk), str(second.pk), "0", str(first.pk)]
    assert re.findall(r'<option value="(\d*)">(?:Tous les thèmes|Mesurer)', html) == ["", str(theme.pk)]


def test_a_merged_proposal_is_no_longer_in_the_gallery(reviewing: Hall) -> None:
    Proposal.objects.filter(table=1).update(state=Proposal.State.MERGED)
    assert [proposal.table for proposal in reviewed(reviewing.conference)] == [2]
    assert acts(region(reviewing, Kind.CITIZENS)) == [*ASKED]


def test_a_remark_is_shown_beside_its_passage_and_after_it_with_its_words(reviewing: Hall) -> None:
    proposal = Proposal.objects.get(table=1)
    make_remark(
        actor=reviewing.citizens[0],
        conference=reviewing.conference,
        proposal_id=proposal.pk,
        text="Qui <b>paie</b> ?",
        field="text",
        passage=proposal.text,
    )
    shown = "Qui &lt;b&gt;paie&lt;/b&gt;\u202f?"
    passages = region(reviewing, Kind.WATCH).split('<div class="beside">')[1:]
    assert [shown in passage for passage in passages] == [True]
    old = proposal.text
    Proposal.objects.filter(pk=proposal.pk).update(text="Tout autre chose")
    html = region(reviewing, Kind.WATCH)
    assert '<div class="beside">' not in html
    words = old.replace(" :", "\u00a0:")
    assert (html.count(shown), f"<q>{words}</q>" in html) == (1, True)
