"""French, unless the reader chose otherwise here."""

import pytest
from django.test import Client


def language(response: object) -> tuple[str, str]:
    page = response.content.decode()
    return response["Content-Language"], page.partition('<html lang="')[2].partition('"')[0]


@pytest.mark.parametrize("announced", ["en", "en-US,en;q=0.9", "de", "*", ""])
def test_the_device_does_not_choose(announced: str, client: Client, db: None) -> None:
    assert language(client.get("/", headers={"accept-language": announced})) == ("fr", "fr")


def test_a_choice_is_kept(client: Client, db: None) -> None:
    response = client.post("/language/", {"language": "en", "next": "/verify/"})
    assert (response.status_code, response["Location"]) == (303, "/verify/")
    assert [language(client.get(page)) for page in ("/", "/verify/")] == [("en", "en")] * 2
    client.post("/language/", {"language": "fr"})
    assert language(client.get("/", headers={"accept-language": "en"})) == ("fr", "fr")


def test_a_language_that_does_not_exist_changes_nothing(client: Client, db: None) -> None:
    client.post("/language/", {"language": "xx"})
    client.cookies["django_language"] = "xx"
    assert language(client.get("/")) == ("fr", "fr")


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)", ""])
def test_choosing_a_language_leads_nowhere_else(target: str, client: Client, db: None) -> None:
    assert client.post("/language/", {"language": "en", "next": target})["Location"] == "/"
