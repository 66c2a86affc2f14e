"""How pages are shown: chosen by whoever looks, kept in their browser, the same without a script."""

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

pytestmark = pytest.mark.django_db
CHOICES = {"language": "fr", "text": "large", "theme": "dark"}


def root_of(client: Client, address: str = "/") -> LexborNode:
    found = LexborHTMLParser(client.get(address).text).css_first("html")
    assert found is not None
    return found


def checked(client: Client, address: str = "/") -> dict[str, str]:
    page = LexborHTMLParser(client.get(address).text)
    return {
        node.attributes["name"] or "": node.attributes["value"] or ""
        for node in page.css("[data-display-form] input[checked]")
    }


def test_a_page_follows_the_device_until_one_chooses(client: Client) -> None:
    attributes = root_of(client).attributes
    assert "data-theme" not in attributes and "data-text" not in attributes
    assert checked(client) == {"language": "fr", "text": "normal", "theme": "automatic"}


def test_what_is_chosen_holds_on_every_page(client: Client) -> None:
    response = client.post("/display/", CHOICES | {"next": "/verify/"})
    assert (response.status_code, response["Location"]) == (303, "/verify/")
    for address in ("/", "/verify/", "/display/", "/no-such-page/"):
        attributes = root_of(client, address).attributes
        assert (attributes["data-theme"], attributes["data-text"], attributes["lang"]) == ("dark", "large", "fr")
    assert checked(client) == checked(client, "/display/") == CHOICES


def test_the_language_is_one_of_the_choices(client: Client) -> None:
    client.post("/display/", CHOICES | {"language": "en"})
    assert root_of(client).attributes["lang"] == "en"


def test_one_can_go_back_to_what_the_device_says(client: Client) -> None:
    client.post("/display/", CHOICES)
    client.post("/display/", CHOICES | {"text": "normal", "theme": "automatic"})
    attributes = root_of(client).attributes
    assert "data-theme" not in attributes and "data-text" not in attributes


def test_a_choice_that_is_not_offered_changes_nothing(client: Client) -> None:
    response = client.post("/display/", CHOICES | {"theme": "tartan"})
    assert response.status_code == 422
    assert "display_theme" not in response.cookies


def test_a_cookie_that_says_something_else_counts_for_nothing(client: Client) -> None:
    client.cookies["display_theme"] = '"><script>'
    assert "data-theme" not in root_of(client).attributes


def test_the_page_goes_back_to_where_it_was_opened(client: Client) -> None:
    page = LexborHTMLParser(client.get("/verify/").text)
    link = page.css_first('a[data-opens="display-dialog"]')
    assert link is not None and link.attributes["href"] == "/display/?next=%2Fverify%2F"
    opened = LexborHTMLParser(client.get(link.attributes["href"]).text)
    kept = opened.css_first('[data-display-form] input[name="next"]')
    assert kept is not None and kept.attributes["value"] == "/verify/"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_one_is_never_sent_elsewhere(client: Client, target: str) -> None:
    assert client.post("/display/", CHOICES | {"next": target})["Location"] == "/"
