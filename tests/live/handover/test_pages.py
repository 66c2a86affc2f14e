"""What stands beside the opinion: who reads it before, on and after the day it is public; and what leaks to nobody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.stages import Role, Stage
from deliberation.kernel import clock
from deliberation.opinion.handover import actions
from deliberation.opinion.handover.models import Derivative
from deliberation.opinion.models import SealedOpinion
from tests.cast import enter
from tests.deliberation.opinion.handover.conftest import Handed
from tests.deliberation.opinion.handover.conftest import handed as handed
from tests.deliberation.opinion.handover.conftest import signed as signed

BASE = "/conferences/eau/opinion"
# What each says that nobody may see before their time.
SENTINELS = ("Mots de la partie", "Sentinel of the translation", "The water we share", "Une faute de frappe")
PERSONS = [role for role in Role if role not in {Role.OPERATOR, Role.TABLE}]
PARTIES = {Role.CITIZEN, Role.FACILITATOR, Role.GUARANTOR, Role.SPONSOR}
ClientOf = Callable[..., Client]


def everything() -> dict[str, str]:
    version = Derivative.objects.get().pk
    return {
        "opinion": f"{BASE}/",
        "pdf": f"{BASE}.pdf",
        "hand-over": f"{BASE}/handover/",
        "certificate": f"{BASE}/handover.pdf",
        "corrections": f"{BASE}/corrections/",
        "correction": f"{BASE}/corrections/1.pdf",
        "versions": f"{BASE}/versions/",
        "version": f"{BASE}/versions/{version}/",
    }


@dataclass
class Doors:
    """Everybody's browser, with nobody's, and that of a member of another conference."""

    browsers: dict[str, Client]

    def open_to(self) -> dict[str, set[str]]:
        """Which pages each may read. Whoever may not is told nothing of what is in them."""
        found: dict[str, set[str]] = {}
        for who, browser in self.browsers.items():
            found[who] = set()
            for name, path in everything().items():
                answer = browser.get(path)
                assert answer.status_code in {200, 403}, (who, name, answer.status_code)
                if answer.status_code == 200:
                    found[who].add(name)
                else:
                    assert [s for s in SENTINELS if s in answer.content.decode()] == [], (who, name)
        return found


@pytest.fixture
def doors(handed: Handed, client_of: ClientOf, other_conference: object, stranger: object) -> Doors:
    handed.acknowledge()
    handed.correct()
    handed.add_version()
    browsers = {role.value: client_of(handed.cast[role]) for role in PERSONS}
    browsers |= {"nobody": client_of(None), "stranger": client_of(stranger)}
    return Doors(browsers | {"elsewhere": client_of(enter(other_conference, Role.SPONSOR))})


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[timedelta], None]]:
    """Move the clock to before or after the day on which the opinion is public."""

    def move(by: timedelta) -> None:
        public_at = SealedOpinion.objects.get().public_at
        assert public_at is not None
        monkeypatch.setattr(clock, "now", lambda: public_at + by)

    yield move


def test_all_of_it_is_public_from_the_very_moment_of_the_mandate(doors: Doors, at: Callable[[timedelta], None]) -> None:
    every = set(everything())
    receipt = {"hand-over", "certificate"}
    before: dict[str, set[str]] = {
        who: (every if Role(who) in PARTIES else every - receipt) if who in Role.values else set()
        for who in doors.browsers
    }
    at(timedelta(microseconds=-1))
    assert doors.open_to() == before
    at(timedelta())
    assert doors.open_to() == dict.fromkeys(doors.browsers, every)
    at(timedelta(days=1))
    assert doors.open_to() == dict.fromkeys(doors.browsers, every)


def test_the_public_is_told_the_day_and_neither_title_nor_text(doors: Doors, at: Callable[[timedelta], None]) -> None:
    at(timedelta(seconds=-1))
    browser = doors.browsers["nobody"]
    browser.cookies["django_language"] = "en"
    for path in everything().values():
        page = browser.get(path).content.decode()
        assert "Everyone can read it here from " in page
    sheet = browser.get("/conferences/eau/").content.decode()
    assert "The opinion is public from" in sheet
    assert [s for s in SENTINELS if s in sheet] == []


@pytest.mark.parametrize("stage", [Stage.SIGNING, Stage.HANDOVER])
def test_nothing_stands_beside_it_before_the_hand_over(signed: Handed, client_of: ClientOf, stage: Stage) -> None:
    signed.conference.stage = stage
    signed.conference.save()
    for who in (*(signed.cast[role] for role in PERSONS), None):
        for path in ("handover/", "corrections/", "versions/", "versions/1/", "corrections/1.pdf"):
            assert client_of(who).get(f"{BASE}/{path}").status_code == 403
    assert client_of(None).get(f"{BASE}/handover.pdf").status_code == 403


def read(browser: Client, path: str) -> LexborHTMLParser:
    browser.cookies["django_language"] = "en"
    return LexborHTMLParser(browser.get(f"{BASE}/{path}").content.decode())


def acts(page: LexborHTMLParser) -> list[str]:
    return [form.attributes["data-act"] or "" for form in page.css("main form[data-act]")]


# The hand-over


def test_the_sponsor_alone_is_asked_to_acknowledge_and_once(handed: Handed, client_of: ClientOf) -> None:
    asked = {role: acts(read(client_of(handed.cast[role]), "handover/")) for role in PARTIES}
    assert asked == {role: ["acknowledge-receipt"] if role == Role.SPONSOR else [] for role in PARTIES}
    handed.acknowledge()
    assert acts(read(client_of(handed.sponsor), "handover/")) == []


def test_what_to_compare_with_is_not_on_the_page_that_asks(handed: Handed, client_of: ClientOf) -> None:
    page = read(client_of(handed.sponsor), "handover/")
    assert handed.sealed.pdf_sha256 not in (page.html or "")


def test_who_acknowledged_is_told_by_name_to_those_who_follow_it_up(handed: Handed, client_of: ClientOf) -> None:
    handed.acknowledge()
    told = {r for r in PARTIES if "Cheffe du conseil" in (read(client_of(handed.cast[r]), "handover/").html or "")}
    assert told == {Role.SPONSOR, Role.GUARANTOR, Role.FACILITATOR}


def test_the_certificate_is_there_once_it_is_acknowledged(handed: Handed, client_of: ClientOf) -> None:
    browser = client_of(handed.sponsor)
    assert browser.get(f"{BASE}/handover.pdf").status_code == 404
    handed.acknowledge()
    answer = browser.get(f"{BASE}/handover.pdf")
    assert answer.content == bytes(handed.sealed.certificate.pdf)
    assert answer["Content-Type"] == "application/pdf"


def test_facilitators_and_the_guarantor_are_reminded_until_then(handed: Handed, client_of: ClientOf) -> None:
    def reminded() -> set[Role]:
        found = set()
        for role in PERSONS:
            browser = client_of(handed.cast[role])
            browser.cookies["django_language"] = "en"
            page = browser.get("/conferences/eau/").content.decode()
            found |= {role} if "has not acknowledged receipt of the opinion" in page else set()
        return found

    assert reminded() == {Role.FACILITATOR, Role.GUARANTOR}
    handed.acknowledge()
    assert reminded() == set()


def test_the_sponsors_page_shows_the_opinion_the_receipt_and_what_is_owed_in_this_order(
    handed: Handed, client_of: ClientOf
) -> None:
    browser = client_of(handed.sponsor)
    browser.cookies["django_language"] = "en"
    page = LexborHTMLParser(browser.get("/conferences/eau/").content.decode())
    said = [" ".join(node.text().split()) for node in page.css(".receipt-steps h3")]
    assert said == ["The opinion, exactly as it was signed", "The receipt", "What you owe"]
    assert "By " in page.css(".receipt-steps li")[2].text()


# Corrections


def test_proposals_are_seen_by_citizens_and_the_guarantor_alone(handed: Handed, client_of: ClientOf) -> None:
    handed.propose(handed.signers[0])
    seen = {r for r in PERSONS if read(client_of(handed.cast[r]), "corrections/").css("[data-proposed]")}
    assert seen == {Role.CITIZEN, Role.GUARANTOR}
    SealedOpinion.objects.update(public_at=clock.now() - timedelta(days=1))
    assert read(client_of(None), "corrections/").css("[data-proposed]") == []


def test_each_citizen_is_offered_what_they_may_do(handed: Handed, client_of: ClientOf) -> None:
    author, other = handed.signers[:2]
    handed.propose(author)
    offered = {
        "author": acts(read(client_of(author), "corrections/")),
        "signer": acts(read(client_of(other), "corrections/")),
        "declined": acts(read(client_of(handed.hall.citizens[5]), "corrections/")),
        "guarantor": acts(read(client_of(handed.cast[Role.GUARANTOR]), "corrections/")),
    }
    assert offered == {
        "author": ["take-back-agreement", "withdraw-correction", "propose-correction"],
        "signer": ["agree-to-correction", "propose-correction"],
        "declined": ["propose-correction"],
        "guarantor": [],
    }


def test_the_page_says_the_rule_and_names_nobody(handed: Handed, client_of: ClientOf) -> None:
    handed.propose(handed.signers[0])
    page = read(client_of(handed.signers[1]), "corrections/")
    assert (
        "when more than half of those who signed the opinion agree: 3 of 5 citizens." in page.css("#proposed")[0].text()
    )
    members = handed.conference.memberships.filter(role=Role.CITIZEN)
    main = page.css("main")[0].html or ""
    assert [m.name for m in members if m.name in main or m.ref in main] == []


def test_hostile_words_are_shown_as_words(handed: Handed, client_of: ClientOf) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    handed.propose(handed.signers[0], text=hostile, reason=hostile)
    for who in handed.signers[1:3]:
        handed.agree(who)
    handed.add_version(title=hostile, made_by=hostile, text=f"## {hostile}\n\n{hostile}")
    for path in ("corrections/", "versions/", f"versions/{Derivative.objects.get().pk}/", ""):
        page = read(client_of(handed.signers[0]), path)
        assert page.css("main script, main img") == []
        assert hostile in page.css("main")[0].text()


def test_a_sealed_correction_stands_beside_the_opinion_and_is_its_own_file(handed: Handed, client_of: ClientOf) -> None:
    handed.correct()
    browser = client_of(handed.signers[0])
    page = read(browser, "")
    (link,) = page.css("#corrections li a")
    assert link.attributes["href"] == f"{BASE}/corrections/1.pdf"
    answer = browser.get(f"{BASE}/corrections/1.pdf")
    assert answer.content == bytes(handed.sealed.corrections.get().pdf)
    assert browser.get(f"{BASE}.pdf").content == bytes(handed.sealed.pdf)
    assert browser.get(f"{BASE}/corrections/2.pdf").status_code == 404


def test_a_correction_that_waits_has_no_file(handed: Handed, client_of: ClientOf) -> None:
    handed.propose(handed.signers[0])
    assert client_of(handed.signers[0]).get(f"{BASE}/corrections/1.pdf").status_code == 404


# Other versions


def test_a_version_says_its_language_and_that_the_original_prevails(handed: Handed, client_of: ClientOf) -> None:
    handed.add_version(language="ar", title="الماء", text="نص")
    page = read(client_of(handed.sponsor), f"versions/{Derivative.objects.get().pk}/")
    said = [(p.attributes["lang"], p.attributes["dir"]) for p in page.css(".prevails p")]
    assert said == [("ar", "rtl")]
    for selector in (".version-text", "h1"):
        node = page.css(f"main {selector}")[0]
        assert (node.attributes["lang"], node.attributes["dir"]) == ("ar", "rtl")
    originals = [a.attributes["href"] for a in page.css("main header a")]
    assert originals == [f"{BASE}/", f"{BASE}.pdf"]
    # Before its text, in the page as on paper.
    html = page.html or ""
    assert html.index("prevails") < html.index("version-text")


def test_easy_read_is_set_larger(handed: Handed, client_of: ClientOf) -> None:
    handed.add_version(kind="easy-read", language="fr", text="Une idée.\nUne autre idée.")
    page = read(client_of(handed.sponsor), f"versions/{Derivative.objects.get().pk}/")
    assert len(page.css("article.easy-read .version-text br")) == 1


def test_a_withdrawn_version_answers_with_its_reason_and_stays_on_the_list(handed: Handed, client_of: ClientOf) -> None:
    handed.add_version()
    version = Derivative.objects.get().pk
    actions.withdraw_derivative(
        actor=handed.hall.facilitator, conference=handed.conference, derivative_id=version, reason="Une erreur"
    )
    for who in (handed.sponsor, handed.hall.facilitator):
        browser = client_of(who)
        answer = browser.get(f"{BASE}/versions/{version}/")
        page = answer.content.decode()
        assert (answer.status_code, "Une erreur" in page, "Sentinel of the" in page) == (410, True, False)
        assert acts(LexborHTMLParser(page)) == []
        (row,) = read(browser, "").css("#versions [data-withdrawn]")
        assert "Une erreur" in row.text()


def test_a_facilitator_alone_is_offered_to_add_and_withdraw(handed: Handed, client_of: ClientOf) -> None:
    handed.add_version()
    pages = ("versions/", f"versions/{Derivative.objects.get().pk}/")
    offered = {role: [acts(read(client_of(handed.cast[role]), path)) for path in pages] for role in PERSONS}
    assert offered == {
        role: [["add-derivative"], ["withdraw-derivative"]] if role == Role.FACILITATOR else [[], []]
        for role in PERSONS
    }


def test_a_version_of_another_conference_is_not_shown_here(
    handed: Handed, client_of: ClientOf, other_conference: object
) -> None:
    handed.add_version()
    elsewhere = enter(other_conference, Role.CITIZEN)
    path = f"/conferences/autre/opinion/versions/{Derivative.objects.get().pk}/"
    assert client_of(elsewhere).get(path).status_code in {403, 404}
