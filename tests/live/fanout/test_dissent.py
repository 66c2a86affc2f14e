"""Minority opinions on live pages: all citizens read them alike, one's own are one's own, no other page has them."""

from collections.abc import Callable

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.stages import Role, Stage
from deliberation.dissent import actions
from deliberation.dissent.models import MinorityOpinion
from deliberation.opinion.models import Section
from deliberation.proposals.models import Proposal
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.render import render
from tests.cast import enter
from tests.hall import Hall

ClientOf = Callable[..., Client]
WORDS = "Rien n’est dit du prix"
ACTS = ("write-minority-opinion", "join-minority-opinion", "leave-minority-opinion", "withdraw-minority-opinion")


@pytest.fixture
def dissenting(hall: Hall) -> MinorityOpinion:
    """The first citizen wrote, the second joined; it is the writing of the opinion."""
    enter(hall.conference, Role.TABLE, "tablet", table=1)
    hall.reach(Stage.WRITING)
    opinion = actions.write_minority_opinion(
        actor=hall.citizens[0],
        conference=hall.conference,
        proposal_id=Proposal.objects.order_by("pk")[0].pk,
        text=WORDS,
        version=0,
    )
    actions.join_minority_opinion(actor=hall.citizens[1], conference=hall.conference, minority_id=opinion.pk, version=1)
    return opinion


def region(hall: Hall, kind: Kind, key: str = "") -> LexborHTMLParser:
    return LexborHTMLParser(render(Audience(hall.conference.pk, kind, key), "fr").html)


def person(hall: Hall, number: int) -> LexborHTMLParser:
    return region(hall, Kind.PERSON, hall.citizens[number].member.ref)


def offered(page: LexborHTMLParser) -> dict[str, int]:
    found = {name: len(page.css(f'form[data-act="{name}"]')) for name in ACTS}
    return {name: count for name, count in found.items() if count}


def marks(page: LexborHTMLParser, prefix: str) -> list[str]:
    (all_marks,) = [node.attributes["data-marks"] or "" for node in page.css("[data-marks]")]
    return [mark for mark in all_marks.split() if mark.startswith(prefix)]


def test_citizens_read_the_words_and_the_number_and_no_name(hall: Hall, dissenting: MinorityOpinion) -> None:
    page = region(hall, Kind.CITIZENS)
    (shown,) = page.css("[data-minority]")
    assert [" ".join(node.text().split()) for node in shown.css("p")][:2] == [WORDS, "2 citoyens"]
    html = page.html or ""
    members = [citizen.member for citizen in hall.citizens]
    assert [member.name in html or member.ref in html for member in members] == [False] * 6
    # Two proposals were adopted: the marks of each person put away what they have done.
    assert offered(page) == {"write-minority-opinion": 2, "join-minority-opinion": 1}


def test_one_s_own_page_alone_says_what_one_wrote_or_joined(hall: Hall, dissenting: MinorityOpinion) -> None:
    author, joined, other = (person(hall, number) for number in (0, 1, 2))
    behind = [f"minority-{dissenting.pk}-1"]
    assert [marks(page, "minority-") for page in (author, joined, other)] == [behind, behind, []]
    assert [marks(page, "dissent-") for page in (author, joined, other)] == [
        [f"dissent-{dissenting.proposal_id}"],
        [],
        [],
    ]
    assert [WORDS in (page.html or "") for page in (author, joined, other)] == [True, True, False]
    assert [offered(page) for page in (author, joined, other)] == [
        {"write-minority-opinion": 1, "withdraw-minority-opinion": 1},
        {"leave-minority-opinion": 1},
        {},
    ]


@pytest.mark.parametrize(
    ("kind", "key"),
    [(Kind.WATCH, ""), (Kind.SCREEN, ""), (Kind.TABLE, "1"), (Kind.TABLET, "1"), (Kind.DESK, ""), (Kind.GUARANTOR, "")],
)
def test_no_other_page_has_the_words(kind: Kind, key: str, hall: Hall, dissenting: MinorityOpinion) -> None:
    html = region(hall, kind, key).html or ""
    assert len(html) > 100
    assert WORDS not in html


def test_whoever_joined_is_told_of_other_words_and_of_a_withdrawal(hall: Hall, dissenting: MinorityOpinion) -> None:
    actions.write_minority_opinion(
        actor=hall.citizens[0],
        conference=hall.conference,
        proposal_id=dissenting.proposal_id,
        text="Ni de la date",
        version=1,
    )
    page = person(hall, 1)
    assert "Son auteur a changé les mots" in page.css_first("[data-my-joining] .banner").text()
    assert (marks(page, "minority-"), offered(page)) == (
        [],
        {"join-minority-opinion": 1, "leave-minority-opinion": 1},
    )
    actions.withdraw_minority_opinion(actor=hall.citizens[0], conference=hall.conference, minority_id=dissenting.pk)
    page = person(hall, 1)
    assert "Son auteur a retiré" in page.css_first("[data-my-joining] .banner").text()
    assert ("Ni de la date" in (page.html or ""), offered(page)) == (False, {"leave-minority-opinion": 1})


def test_once_somebody_signed_nothing_is_offered_and_all_is_read(hall: Hall, dissenting: MinorityOpinion) -> None:
    for part in Section.Part:
        hall.write(hall.citizens[0], part, "Mots")
    hall.end(Stage.WRITING)
    hall.hold(Stage.ADOPTION)
    hall.start(Stage.SIGNING)
    hall.sign(hall.citizens[5])
    pages = [region(hall, Kind.CITIZENS), person(hall, 0), person(hall, 1)]
    assert [(offered(page), WORDS in (page.html or "")) for page in pages] == [({}, True)] * 3


def test_before_the_vote_there_is_nothing_to_dissent_from(hall: Hall) -> None:
    hall.reach(Stage.REVIEW)
    assert region(hall, Kind.CITIZENS).css("#dissents") == []


def test_without_a_script_words_that_crossed_are_shown_beside_what_was_typed(
    hall: Hall, dissenting: MinorityOpinion, client_of: ClientOf
) -> None:
    browser = client_of(hall.citizens[0])
    address = f"/conferences/eau/proposals/{dissenting.proposal_id}/dissent/"
    answer = browser.post(address, {"text": "Autre chose", "version": 0})
    page = LexborHTMLParser(answer.content.decode())
    assert (answer.status_code, page.css_first(".conflict-text").text()) == (409, WORDS)
    assert page.css_first('[name="text"]').text().strip() == "Autre chose"
    again = {"text": "Autre chose", "version": page.css_first('[name="version"]').attributes["value"]}
    assert browser.post(address, again).status_code == 303
    dissenting.refresh_from_db()
    assert (dissenting.text, dissenting.version) == ("Autre chose", 2)


def test_words_longer_than_three_thousand_are_refused_with_what_was_typed(
    hall: Hall, dissenting: MinorityOpinion, client_of: ClientOf
) -> None:
    address = f"/conferences/eau/proposals/{dissenting.proposal_id}/dissent/"
    long = "a" * 3001
    answer = client_of(hall.citizens[2]).post(address, {"text": long, "version": 0})
    assert (answer.status_code, long in answer.content.decode()) == (422, True)
    assert MinorityOpinion.objects.count() == 1
