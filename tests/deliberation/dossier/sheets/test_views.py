"""How sheets are read, written and found, without a script."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.models import Term
from deliberation.dossier.sheets.models import Sheet, SheetVersion
from deliberation.dossier.sheets.wording import figure_said
from tests.cast import enter, set_stage
from tests.deliberation.dossier.sheets.pen import TEXTS, not_understood, revise, said, write

DOSSIER = "/conferences/eau/dossier/"
JSON = {"accept": "application/json"}
ClientOf = Callable[..., Client]


@pytest.fixture
def version(facilitator: Actor) -> SheetVersion:
    return write(facilitator)


@pytest.fixture
def desk(client_of: ClientOf, facilitator: Actor) -> Client:
    return client_of(facilitator)


def url_of(version: SheetVersion, more: str = "") -> str:
    return f"{DOSSIER}sheets/{version.sheet_id}/{more}"


def page_at(browser: Client, address: str, status: int = 200) -> LexborHTMLParser:
    response = browser.get(address)
    assert response.status_code == status
    return LexborHTMLParser(response.content.decode())


def answers(page: LexborHTMLParser) -> list[str]:
    return [node.css_first("div").text().strip() for node in page.css(".sheet-answer")]


# Read


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
def test_who_reads(role: Role, version: SheetVersion, conference: Conference, client_of: ClientOf) -> None:
    browser = client_of(enter(conference, role))
    got = [
        (response.status_code, "manque" in response.content.decode())
        for response in (browser.get(url_of(version)), browser.get(DOSSIER))
    ]
    assert got == [(403, False) if role == Role.SPONSOR else (200, True)] * 2


def test_strangers_and_nobody_read_nothing(version: SheetVersion, client_of: ClientOf, stranger: object) -> None:
    for who in (stranger, None):
        response = client_of(who).get(url_of(version))
        assert (response.status_code, "manque" in response.content.decode()) == (403, False)


def test_a_sheet_of_another_conference_is_not_found(
    version: SheetVersion, other_conference: Conference, client_of: ClientOf
) -> None:
    browser = client_of(enter(other_conference, Role.FACILITATOR))
    for more in ("", "edit/"):
        assert browser.get(f"/conferences/autre/dossier/sheets/{version.sheet_id}/{more}").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["easy"]),
        ("?depth=essential", ["essential"]),
        ("?depth=in-depth", ["in_depth"]),
        ("?depth=all", ["easy", "essential", "in_depth"]),
        ("?depth=nothing", ["easy"]),
        ("?version=7", ["easy"]),
    ],
)
def test_one_depth_is_read_at_a_time_or_all_to_print(
    query: str, shown: list[str], version: SheetVersion, desk: Client
) -> None:
    page = page_at(desk, url_of(version, query))
    assert answers(page) == [TEXTS[name] for name in shown]
    assert len(page.css(".depths a")) == 3


def test_words_of_the_glossary_are_explained_on_the_page(version: SheetVersion, desk: Client) -> None:
    nappe = Term.objects.create(conference=version.sheet.conference, word="nappe", explanation="L’eau du sous-sol.")
    Term.objects.create(conference=version.sheet.conference, word="recharge", explanation="Ailleurs.")
    page = page_at(desk, url_of(version, "?depth=essential"))
    assert [link.attributes["href"] for link in page.css(".sheet-answer a.term")] == [f"#word-{nappe.pk}"]
    assert [node.text() for node in page.css(".glossary dd")] == ["L’eau du sous-sol."]
    assert len(page.css(f"#word-{nappe.pk}")) == 1


def test_words_are_never_markup(facilitator: Actor, desk: Client) -> None:
    page = page_at(desk, url_of(write(facilitator, easy="<script>alert(1)</script>\nDeux")))
    [node] = page.css(".sheet-answer div")
    assert (node.css("script"), [each.text() for each in node.css("p")]) == ([], ["<script>alert(1)</script>", "Deux"])


def test_a_version_that_was_replaced_says_so_and_is_read_still(
    version: SheetVersion, facilitator: Actor, citizen: Actor, client_of: ClientOf
) -> None:
    revise(facilitator, version, changed="Plus clair.")
    browser = client_of(citizen)
    new, old = page_at(browser, url_of(version)), page_at(browser, url_of(version, "?version=1"))
    assert (answers(new), answers(old)) == (["Il ne pleut pas assez."], [TEXTS["easy"]])
    assert [link.attributes["href"] for link in old.css(".banner-warn a")] == [url_of(version)]
    assert new.css(".banner-warn") == []
    assert [len(page.css("form[data-act=say-not-understood]")) for page in (new, old)] == [1, 0]
    assert [len(page.css(".versions li")) for page in (new, old)] == [2, 2]


# Not understood


def test_a_reader_says_it_and_takes_it_back(version: SheetVersion, citizen: Actor, client_of: ClientOf) -> None:
    browser, here = client_of(citizen), url_of(version, "?depth=essential")
    form = page_at(browser, here).css_first("form[data-act=say-not-understood]")
    given = {field.attributes["name"]: field.attributes.get("value") or "" for field in form.css("input")}
    response = browser.post(form.attributes["action"], given | {"words": "nappe"})
    assert (response.status_code, response["location"], said(version)) == (303, here, [("essential", "nappe")])
    page = page_at(browser, here)
    assert page.css("form[data-act=say-not-understood]") == []
    undo = page.css_first("form[data-act=take-back-not-understood]").attributes["action"]
    assert browser.post(undo, {"number": 1}).status_code == 303
    assert said(version) == []


def test_words_that_are_too_long_come_back(version: SheetVersion, citizen: Actor, client_of: ClientOf) -> None:
    sent = {"number": 1, "depth": "easy", "words": "nappe " * 50}
    response = client_of(citizen).post(url_of(version, "not-understood/"), sent)
    assert (response.status_code, "nappe nappe" in response.content.decode(), said(version)) == (422, True, [])


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.OPERATOR, Role.SPONSOR}])
def test_only_facilitators_see_what_was_not_understood(
    role: Role, version: SheetVersion, citizen: Actor, conference: Conference, client_of: ClientOf
) -> None:
    not_understood(citizen, version, words="sentinelle")
    pages = [client_of(enter(conference, role)).get(address) for address in (url_of(version), DOSSIER)]
    seen = ["sentinelle" in page.content.decode() for page in pages]
    assert seen == [role == Role.FACILITATOR, False]
    assert len(LexborHTMLParser(pages[1].content.decode()).css("[data-unclear]")) == (role == Role.FACILITATOR)
    assert [citizen.member.ref in page.content.decode() for page in pages] == [False, False]


# Written


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
def test_who_writes(role: Role, version: SheetVersion, conference: Conference, client_of: ClientOf) -> None:
    browser = client_of(enter(conference, role))
    opened = [browser.get(f"{DOSSIER}sheets/new/").status_code, browser.get(url_of(version, "edit/")).status_code]
    sent = browser.post(f"{DOSSIER}sheets/write/", TEXTS | {"question": "Et la neige ?"}, headers=JSON).status_code
    expected = {Role.FACILITATOR: ([200, 200], 200), Role.EXPERT: ([200, 403], 200)}
    assert (opened, sent) == expected.get(role, ([403, 403], 403))
    assert Sheet.objects.count() == (2 if sent == 200 else 1)


def test_a_preview_shows_the_figures_and_writes_nothing(desk: Client) -> None:
    typed = {"question": "Et la neige ?", "easy": "Il neige peu.\nIl pleut.", "essential": "", "in_depth": ""}
    response = desk.post(f"{DOSSIER}sheets/new/", typed)
    page = LexborHTMLParser(response.content.decode())
    assert (response.status_code, Sheet.objects.count()) == (200, 0)
    assert page.css_first("textarea[name=easy]").text().strip() == typed["easy"]
    assert page.css_first("input[name=question]").attributes["value"] == typed["question"]
    figures = [page.css_first(f"#figure-{name}").text() for name in ("easy", "essential", "in_depth")]
    assert figures == [figure_said(typed["easy"], "fr"), "", ""]
    assert len(page.css("#preview")) == 1


def test_a_script_asks_for_the_figures_alone(version: SheetVersion, desk: Client, citizen: Actor) -> None:
    address = url_of(version, "edit/")
    figures = desk.post(address, {"easy": "Il neige peu."}, headers=JSON).json()["figures"]
    assert figures == {"easy": figure_said("Il neige peu.", "fr"), "essential": "", "in_depth": ""}
    assert SheetVersion.objects.count() == 1


def test_what_is_missing_is_said_where_it_was_typed(desk: Client) -> None:
    response = desk.post(f"{DOSSIER}sheets/write/", TEXTS | {"in_depth": " "})
    page = LexborHTMLParser(response.content.decode())
    assert (response.status_code, Sheet.objects.count()) == (422, 0)
    assert page.css_first("textarea[name=easy]").text().strip() == TEXTS["easy"]
    wrong = [node.attributes["data-errors"] for node in page.css("[data-errors]") if "hidden" not in node.attributes]
    assert wrong == ["in_depth"]


def test_a_new_version_goes_on_from_the_one_before(version: SheetVersion, desk: Client) -> None:
    page = page_at(desk, url_of(version, "edit/"))
    known: dict[str, Any] = {name: page.css_first(f"[name={name}]") for name in ("easy", "essential", "in_depth")}
    assert {name: field.text().strip() for name, field in known.items()} == {name: TEXTS[name] for name in known}
    sent = TEXTS | {"easy": "Un\r\nDeux", "version": "1", "changed": "Deux phrases.", "next": url_of(version)}
    response = desk.post(url_of(version, "revise/"), sent)
    assert (response.status_code, response["location"]) == (303, url_of(version))
    new = SheetVersion.objects.get(number=2)
    assert (new.easy, new.changed) == ("Un\nDeux", "Deux phrases.")


def test_who_was_overtaken_keeps_their_words_beside_the_others(
    version: SheetVersion, facilitator: Actor, desk: Client
) -> None:
    revise(facilitator, version)
    sent = TEXTS | {"easy": "Il pleut moins.", "version": "1"}
    response = desk.post(url_of(version, "revise/"), sent)
    page = LexborHTMLParser(response.content.decode())
    assert (response.status_code, SheetVersion.objects.count()) == (409, 2)
    assert page.css_first("textarea[name=easy]").text().strip() == "Il pleut moins."
    assert "Il ne pleut pas assez." in page.css_first("#overtaken").text()
    assert page.css_first("input[name=version]").attributes["value"] == "2"
    assert desk.post(url_of(version, "revise/"), sent | {"version": "2"}).status_code == 303


def test_what_was_typed_too_late_is_not_lost(version: SheetVersion, desk: Client, conference: Conference) -> None:
    set_stage(conference, Stage.SIGNING)
    response = desk.post(f"{DOSSIER}sheets/write/", TEXTS | {"question": "Et la neige ?"})
    assert (response.status_code, "Et la neige ?" in response.content.decode()) == (403, True)
    assert page_at(desk, url_of(version, "edit/"), 403).css("form[data-act=revise-sheet]") == []


@pytest.mark.parametrize("address", ["sheets/write/", "sheets/new/"])
def test_who_is_signed_out_meanwhile_finds_what_they_typed(address: str, conference: Conference) -> None:
    response = Client().post(f"{DOSSIER}{address}", TEXTS | {"in_depth": "Tout un après-midi."})
    page = LexborHTMLParser(response.content.decode())
    assert (response.status_code, Sheet.objects.count()) == (403, 0)
    assert page.css_first("textarea[name=in_depth]").text().strip() == "Tout un après-midi."


# In the dossier


def test_the_dossier_lists_the_version_that_is_shown(
    version: SheetVersion, facilitator: Actor, citizen: Actor, desk: Client, client_of: ClientOf
) -> None:
    revise(facilitator, version, question="Pourquoi si peu d’eau ?")
    read, written = page_at(client_of(citizen), DOSSIER), page_at(desk, DOSSIER)
    for page in (read, written):
        assert [link.text() for link in page.css("[data-sheet] > a")] == ["Pourquoi si peu d’eau\u202f?"]
    assert [len(page.css("a[data-revise]")) for page in (read, written)] == [0, 1]
    assert read.css(f"a[href='{DOSSIER}sheets/new/']") == []


def test_what_is_looked_for_leads_to_its_depth(version: SheetVersion, desk: Client) -> None:
    page = page_at(desk, f"{DOSSIER}?q=nappes")
    [link] = page.css(".found-where a")
    assert link.attributes["href"] == url_of(version, "?depth=essential")
    assert [node.text() for node in page.css(".found-words mark")] == ["nappe"]


def test_sheets_are_taken_along_with_the_dossier(version: SheetVersion, desk: Client) -> None:
    response = desk.get(f"{DOSSIER}pack/")
    with ZipFile(BytesIO(response.getvalue())) as pack:
        contents = LexborHTMLParser(pack.read("index.html").decode())
    assert [node.text() for node in contents.css("h3")] == ["Pourquoi l’eau manque-t-elle\u202f?"]
    assert TEXTS["in_depth"] in contents.text()
