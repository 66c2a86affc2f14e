"""How an act comes in: one POST, three answers, and nothing typed is ever lost."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from deliberation.accounts.models import User
from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Stage
from deliberation.proposals.models import Proposal
from tests.cast import set_stage
from tests.hall import Hall

JSON = {"accept": "application/json", "accept-language": "en"}
TYPED = {
    "title": "Un titre",
    "observation": "Nous voyons",
    "text": "Ce que nous voulons <b>dire</b>",
    "reason": "Parce que",
    "addressee": "La mairie",
    "version": "0",
}
ClientOf = Callable[..., Client]


@pytest.fixture
def new(conference: Conference) -> str:
    set_stage(conference, Stage.DRAFTING)
    return reverse("new_proposal", args=[conference.slug])


@pytest.fixture
def browser(client_of: ClientOf, citizen: Actor) -> Client:
    return client_of(citizen)


def in_english(browser: Client) -> Client:
    browser.cookies["django_language"] = "en"
    return browser


def typed_in(page: bytes) -> dict[str, str]:
    """What the form of a refusal holds, as a browser would send it again."""
    tree = HTMLParser(page.decode())
    found = {
        field.attributes["name"]: field.attributes.get("value") or "" for field in tree.css("main form.act-form input")
    }
    found |= {
        area.attributes["name"]: area.text().removeprefix("\n").strip("\r\n")
        for area in tree.css("main form.act-form textarea")
    }
    return {name: value for name, value in found.items() if name not in {"csrfmiddlewaretoken", "next"}}


# Done


def test_a_page_with_javascript_gets_json(browser: Client, new: str) -> None:
    response = in_english(browser).post(new, TYPED, headers=JSON)
    assert (response.status_code, response.json()) == (200, {"said": "The proposal is saved."})
    assert Proposal.objects.get().text == TYPED["text"]


def test_a_page_without_is_sent_back_where_it_was(browser: Client, new: str) -> None:
    here = "/conferences/eau/sitting/"
    response = browser.post(new, TYPED | {"next": here})
    assert (response.status_code, response["Location"]) == (303, here)


@pytest.mark.parametrize(
    "target",
    [
        "https://ailleurs.example/",
        "//ailleurs.example/",
        "///ailleurs.example",
        "http:///ailleurs.example",
        "\\\\ailleurs.example",
        "javascript:alert(1)",
        "https://testserver@ailleurs.example/",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(target: str, browser: Client, new: str) -> None:
    response = browser.post(new, TYPED | {"next": target})
    assert (response.status_code, response["Location"]) == (303, "/conferences/eau/")


# Refused


def test_a_form_with_an_error_is_422_and_names_the_field(browser: Client, new: str) -> None:
    response = in_english(browser).post(new, TYPED | {"title": ""}, headers=JSON)
    assert (response.status_code, response.json()) == (422, {"errors": {"title": ["This field is required."]}})


def test_an_act_the_rules_refuse_is_403_in_a_sentence(browser: Client, new: str, conference: Conference) -> None:
    set_stage(conference, Stage.PAUSE)
    response = in_english(browser).post(new, TYPED, headers=JSON)
    assert (response.status_code, response.json()) == (
        403,
        {"errors": {"": ["This is not possible at this moment of the conference."]}},
    )
    assert Proposal.objects.count() == 0


def test_an_act_the_action_refuses_is_409(browser: Client, new: str) -> None:
    for _ in range(2):
        browser.post(new, TYPED)
    response = in_english(browser).post(new, TYPED, headers=JSON)
    assert (response.status_code, response.json()) == (
        409,
        {"errors": {"": ["Your table has the 2 proposals the mandate allows."]}},
    )


def test_a_conflict_is_409_with_the_text_as_it_stands(browser: Client, new: str) -> None:
    browser.post(new, TYPED)
    proposal = Proposal.objects.get()
    write = reverse("write_proposal", args=["eau", proposal.pk])
    response = in_english(browser).post(write, TYPED | {"version": "0", "text": "Le mien"}, headers=JSON)
    assert (response.status_code, response.json()) == (
        409,
        {
            "errors": {
                "": ["This page shows a version that does not exist: copy what you typed, and load the page again."]
            },
            "current": "Un titre\n\nNous voyons\n\nCe que nous voulons <b>dire</b>\n\nParce que\n\nLa mairie",
            "version": proposal.version,
        },
    )


@pytest.mark.parametrize("refused_by", ["form", "rule", "action"])
def test_nothing_typed_is_lost_when_the_act_is_refused(
    refused_by: str, browser: Client, new: str, conference: Conference
) -> None:
    typed = dict(TYPED)
    if refused_by == "form":
        typed["title"] = ""
    elif refused_by == "rule":
        set_stage(conference, Stage.PAUSE)
    else:
        for _ in range(2):
            browser.post(new, TYPED)
    response = browser.post(new, typed)
    assert response.status_code == {"form": 422, "rule": 403, "action": 409}[refused_by]
    assert typed_in(response.content) == typed


def test_after_a_conflict_both_texts_are_shown_and_sending_again_succeeds(browser: Client, new: str) -> None:
    browser.post(new, TYPED)
    proposal = Proposal.objects.get()
    write = reverse("write_proposal", args=["eau", proposal.pk])
    response = browser.post(write, TYPED | {"text": "Le mien"})
    again = typed_in(response.content)
    assert again == TYPED | {"text": "Le mien", "version": str(proposal.version)}
    assert "Ce que nous voulons" in response.content.decode()
    assert browser.post(write, again).status_code == 303
    proposal.refresh_from_db()
    assert proposal.text == "Le mien"


def test_what_was_typed_is_escaped(browser: Client, new: str) -> None:
    response = browser.post(new, TYPED | {"title": ""})
    assert "<b>dire</b>" not in response.content.decode()


# Who


def test_a_stranger_and_nobody_are_refused_like_any_other(client_of: ClientOf, stranger: User, new: str) -> None:
    for who in (stranger, None):
        response = in_english(client_of(who)).post(new, TYPED, headers=JSON)
        assert (response.status_code, response.json()) == (
            403,
            {"errors": {"": ["You are not a member of this conference."]}},
        )
    assert Proposal.objects.count() == 0


def test_a_removed_member_is_refused(
    browser: Client, new: str, conference: Conference, citizen: Actor, facilitator: Actor
) -> None:
    remove_person(actor=facilitator, conference=conference, membership=citizen.member)
    assert browser.post(new, TYPED, headers=JSON).status_code == 403


def test_an_unknown_conference_is_not_found(browser: Client, new: str) -> None:
    assert browser.post(new.replace("eau", "nulle-part"), TYPED).status_code == 404


def test_an_act_is_never_a_get(browser: Client, new: str) -> None:
    assert browser.get(new).status_code == 405


def test_a_forged_post_is_refused(citizen: Actor, new: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(citizen.member.user)
    assert browser.post(new, TYPED).status_code == 403
    assert Proposal.objects.count() == 0


def test_the_token_of_the_page_lets_the_post_through(hall: Hall) -> None:
    hall.reach(Stage.DRAFTING)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(hall.at_table(1)[0].member.user)
    page = HTMLParser(browser.get("/conferences/eau/sitting/").content.decode())
    token = page.css_first('form[data-act="new-proposal"] input[name="csrfmiddlewaretoken"]')
    posted = TYPED | {"csrfmiddlewaretoken": token.attributes["value"]}
    assert browser.post("/conferences/eau/proposals/new/", posted).status_code == 303
    assert Proposal.objects.count() == 1


def test_every_post_of_the_product_is_guarded_against_forgery() -> None:
    """No view opts out."""
    from django.urls import get_resolver

    exempt = []
    for pattern in flat(get_resolver().url_patterns):
        if getattr(pattern.callback, "csrf_exempt", False):
            exempt.append(str(pattern.pattern))
    assert exempt == []


def flat(patterns: list) -> list:
    found = []
    for pattern in patterns:
        found += flat(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]
    return found
