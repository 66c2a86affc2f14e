"""What anyone may check of a vote that is over, and nobody of one that is open."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from deliberation.ballots import receipts
from deliberation.ballots.models import Ballot
from deliberation.conference.models import Rule
from deliberation.conference.stages import Role, Stage
from deliberation.kernel import clock
from deliberation.opinion.models import SealedOpinion
from tests.cast import enter
from tests.hall import Hall
from tests.live.reading.test_opinion import read, said

VOTES = ("for", "against", "for", "abstain", "for", "against")
ClientOf = Callable[..., Client]


@pytest.fixture
def voting(hall: Hall) -> Hall:
    hall.reach(Stage.BALLOT)
    return hall


def vote_all(hall: Hall) -> Ballot:
    ballot = hall.ballot()
    for citizen, choice in zip(hall.citizens, VOTES, strict=True):
        hall.cast(citizen, choice, ballot=ballot)
    return ballot


@pytest.fixture
def voted(voting: Hall) -> Ballot:
    ballot = vote_all(voting)
    voting.end(Stage.BALLOT)
    return ballot


def pages(ballot: int) -> list[str]:
    here = "/conferences/eau/ballots/"
    return [here, f"{here}{ballot}/", f"{here}{ballot}.json"]


# Before it is over


@pytest.mark.parametrize("role", [*(role for role in Role if role != Role.OPERATOR), None])
def test_of_an_open_ballot_nobody_reads_anything(role: Role | None, voting: Hall, client_of: ClientOf) -> None:
    ballot, voter = vote_all(voting), voting.citizens[0]
    client = client_of(enter(voting.conference, role) if role else None)
    answers = [client.get(page) for page in pages(ballot.pk)]
    assert [answer.status_code for answer in answers][1:] in ([404, 404], [403, 403])
    told = b"".join(answer.content for answer in answers).decode()
    key = receipts.key_of(f"phone of {voter.ref}", ballot=ballot.pk, ref=voter.member.ref)
    assert (receipts.said(key) in told, f"vote-{ballot.pk}" in told) == (False, False)


# Once it is over


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.FACILITATOR, Role.GUARANTOR])
def test_whoever_may_read_the_opinion_reads_the_votes(
    role: Role, voted: Ballot, hall: Hall, client_of: ClientOf
) -> None:
    client = client_of(enter(hall.conference, role))
    assert [client.get(page).status_code for page in pages(voted.pk)] == [200, 200, 200]


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.EXPERT, Role.STEERING, None])
def test_who_waits_outside_reads_them_with_the_opinion(
    role: Role | None, voted: Ballot, hall: Hall, client_of: ClientOf
) -> None:
    client = client_of(enter(hall.conference, role) if role else None)
    assert [client.get(page).status_code for page in pages(voted.pk)] == [403, 403, 403]
    hall.conference.stage = Stage.HANDED_OVER
    hall.conference.save()
    now = clock.now()
    SealedOpinion.objects.create(
        conference=hall.conference,
        pdf=b"%PDF",
        pdf_sha256="0" * 64,
        text_sha256="0" * 64,
        sealed_at=now,
        handed_over_at=now,
        public_at=now,
    )
    assert [client.get(page).status_code for page in pages(voted.pk)] == [200, 200, 200]


def test_the_results_stand_with_their_rule(voted: Ballot, hall: Hall, client_of: ClientOf) -> None:
    page = read(client_of(hall.citizens[0]), "/conferences/eau/ballots/")
    assert said(page, f"#vote-{voted.pk} h2") == ["Proposition de la table 1"]
    assert said(page, f"#vote-{voted.pk} .tally-figure") == [
        "In favour3",
        "Against2",
        "Abstention1",
        "On the roll6",
    ]
    assert said(page, f"#vote-{voted.pk} .outcome") == ["Adopted"]
    assert "more than half of the votes cast are in favour" in page.css_first(f"#vote-{voted.pk}").text()


def test_a_receipt_finds_its_paper_and_says_how_it_voted(voting: Hall, client_of: ClientOf) -> None:
    ballot = voting.ballot()
    key = voting.cast(voting.citizens[0], "against", ballot=ballot)
    voting.cast(voting.citizens[1], "for", ballot=ballot)
    voting.end(Stage.BALLOT)
    client = client_of(voting.facilitator)
    for typed in (receipts.said(key), key.lower(), f" {key[:8]} {key[8:]} "):
        page = read(client, f"/conferences/eau/ballots/{ballot.pk}/?receipt={typed}")
        assert said(page, "#found .mark") == ["Against"]
    page = read(client, f"/conferences/eau/ballots/{ballot.pk}/?receipt=0000000000000000")
    assert said(page, "#found .banner-danger")[0].startswith("No paper of this vote has this receipt.")


def test_the_papers_lie_in_the_order_of_their_receipts(voted: Ballot, hall: Hall, client_of: ClientOf) -> None:
    page = read(client_of(hall.citizens[0]), f"/conferences/eau/ballots/{voted.pk}/")
    shown = said(page, ".papers tbody th")
    assert (len(shown), shown) == (6, sorted(shown))
    assert sorted(said(page, ".papers tbody td")) == sorted(["For", "Against", "For", "Abstain", "For", "Against"])


def test_a_secret_vote_names_nobody(voted: Ballot, hall: Hall, client_of: ClientOf) -> None:
    told = "".join(client_of(hall.facilitator).get(page).content.decode() for page in pages(voted.pk)[1:])
    names = [citizen.member.name for citizen in hall.citizens] + [citizen.member.ref for citizen in hall.citizens]
    assert [name for name in names if name in told] == []


def test_a_named_vote_names_everyone_inside_and_nobody_outside(hall: Hall, client_of: ClientOf) -> None:
    Rule.objects.filter(pk=hall.conference.mandate.proposals_id).update(named=True)
    hall.reach(Stage.BALLOT)
    ballot = vote_all(hall)
    hall.end(Stage.BALLOT)
    page = read(client_of(hall.citizens[0]), f"/conferences/eau/ballots/{ballot.pk}/")
    rows = {tuple(said(row, "td")) for row in page.css(".papers tbody tr")}
    assert rows == {
        (vote.capitalize(), citizen.member.name) for citizen, vote in zip(hall.citizens, VOTES, strict=True)
    }
    now = clock.now()
    sealed = {"pdf": b"%PDF", "pdf_sha256": "0" * 64, "text_sha256": "0" * 64}
    SealedOpinion.objects.create(conference=hall.conference, **sealed, sealed_at=now, handed_over_at=now, public_at=now)
    told = client_of(None).get(f"/conferences/eau/ballots/{ballot.pk}/").content.decode()
    assert [citizen.member.name for citizen in hall.citizens if citizen.member.name in told] == []


def test_the_file_holds_what_was_published(voted: Ballot, hall: Hall, client_of: ClientOf) -> None:
    told: dict[str, Any] = json.loads(client_of(hall.citizens[0]).get(pages(voted.pk)[2]).content)
    lines = [json.dumps(paper, ensure_ascii=False, separators=(",", ":")) for paper in told["papers"]]
    assert told["papers_sha256"] == sha256("\n".join(lines).encode()).hexdigest()
    assert (told["format"], told["on_roll"], told["voted"]) == ("deliberation-ballot/1", 6, 6)
    assert told["texts"][0]["counts"] == {"for": 3, "against": 2, "abstain": 1}


# My receipts


def by_browser(client: Client, ballot: Ballot, choice: str) -> str:
    answer = client.post(
        f"/conferences/eau/ballots/{ballot.pk}/cast/",
        {"choice": choice},
        headers={"accept": "application/json", "accept-language": "en"},
    )
    assert answer.status_code == 200
    return str(answer.json()["said"]).split()[-1]


def test_my_receipts_are_those_of_this_browser(voting: Hall, client_of: ClientOf) -> None:
    ballot, mine, other = voting.ballot(), client_of(voting.citizens[0]), client_of(voting.citizens[0])
    receipt = by_browser(mine, ballot, "for")
    path = "/conferences/eau/ballots/mine/"
    assert said(read(mine, path), ".receipt-code") == [receipt]
    other.cookies[receipts.COOKIE] = receipts.new_secret()
    voting.end(Stage.BALLOT)
    assert said(read(mine, path), ".receipt-code") == [receipt]
    assert said(read(other, path), ".receipt-code") == []


def test_the_same_browser_in_anothers_hands_shows_nothing_of_mine(voting: Hall, client_of: ClientOf) -> None:
    ballot, client = voting.ballot(), client_of(voting.citizens[0])
    by_browser(client, ballot, "for")
    voting.end(Stage.BALLOT)
    client.force_login(voting.citizens[1].member.user)
    assert said(read(client, "/conferences/eau/ballots/mine/"), ".receipt-code") == []


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.GUARANTOR, Role.SPONSOR, Role.EXPERT, Role.TABLE])
def test_who_does_not_vote_has_no_receipts(role: Role, voting: Hall, client_of: ClientOf) -> None:
    assert client_of(enter(voting.conference, role)).get("/conferences/eau/ballots/mine/").status_code == 403


def test_a_browser_that_has_no_secret_is_given_one_before_it_votes(voting: Hall, client_of: ClientOf) -> None:
    client = client_of(voting.citizens[0])
    client.get("/conferences/eau/sitting/")
    given = client.cookies[receipts.COOKIE].value
    client.get("/conferences/eau/sitting/")
    assert (len(given) > 40, client.cookies[receipts.COOKIE].value) == (True, given)


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.TABLE])
def test_who_does_not_vote_is_given_no_secret(role: Role, voting: Hall, client_of: ClientOf) -> None:
    client = client_of(enter(voting.conference, role))
    client.get("/conferences/eau/sitting/")
    assert receipts.COOKIE not in client.cookies
