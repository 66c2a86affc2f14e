"""The way in by an e-mailed code, through the real pages."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from deliberation.accounts.models import User
from deliberation.accounts.signing_in import person_with_proven_email

REQUEST, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"


@pytest.fixture
def person(db: None) -> User:
    return person_with_proven_email("person@example.org")


def ask(browser: Client, email: str) -> object:
    return browser.post(REQUEST, {"email": email})


def code_of(message: mail.EmailMessage) -> str:
    found = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", message.body, re.MULTILINE)
    assert found, message.body
    return found[1]


def signed_in(browser: Client) -> str | None:
    return browser.session.get("_auth_user_id")


def test_a_code_by_mail_signs_in(client: Client, person: User) -> None:
    response = ask(client, "Person@example.org")
    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    (message,) = mail.outbox
    assert message.to == ["person@example.org"]
    assert client.post(CONFIRM, {"code": code_of(message)}).status_code == 302
    assert signed_in(client) == str(person.pk)


def test_the_address_is_asked_for_once(client: Client, db: None) -> None:
    (field,) = client.get(REQUEST).context["form"]
    assert (field.label, field.field.widget.attrs.get("placeholder")) == ("Adresse électronique", None)


@pytest.mark.parametrize(
    ("address", "ways_on"), [("/accounts/inactive/", ["home"]), ("/accounts/signup/", ["badge_entry", "account_login"])]
)
def test_a_closed_door_shows_a_way_on(client: Client, address: str, ways_on: list[str], db: None) -> None:
    page = LexborHTMLParser(client.get(address).content.decode())
    assert [link.attributes["href"] for link in page.css("main a")] == [reverse(name) for name in ways_on]


MAILS = {
    "fr": (
        "Votre code de connexion",
        "Bonjour,\n\nVoici votre code pour vous connecter\N{NO-BREAK SPACE}:\n\n    CODE\n\n"
        "Écrivez-le sur la page où vous l’avez demandé. Il sert une fois, pendant\n10 minutes.\n\n"
        "Si vous ne l’avez pas demandé, vous n’avez rien à faire\N{NO-BREAK SPACE}: personne ne\n"
        "peut entrer sans ce code.\n\nLa plateforme Délibération\n",
    ),
    "en": (
        "Your code to sign in",
        "Hello,\n\nHere is your code to sign in:\n\n    CODE\n\n"
        "Type it on the page where you asked for it. It works once, for 10\nminutes.\n\n"
        "If you did not ask for it, you need not do anything: nobody can come in\nwithout this code.\n\n"
        "The Délibération platform\n",
    ),
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_mail_is_in_the_language_of_the_page(language: str, client: Client, person: User) -> None:
    client.cookies["django_language"] = language
    ask(client, person.email or "")
    (message,) = mail.outbox
    assert (message.subject, message.body.replace(code_of(message), "CODE")) == MAILS[language]
    assert message.alternatives == []


def test_a_code_works_once_and_on_the_device_that_asked(client: Client, person: User) -> None:
    ask(client, person.email)
    code, other = code_of(mail.outbox[0]), Client()
    other.post(CONFIRM, {"code": code})
    assert signed_in(other) is None
    client.post(CONFIRM, {"code": code})
    assert signed_in(client) == str(person.pk)
    client.post("/accounts/logout/")
    client.post(CONFIRM, {"code": code})
    assert signed_in(client) is None


def test_the_third_wrong_code_ends_the_attempt(client: Client, person: User) -> None:
    ask(client, person.email)
    right = code_of(mail.outbox[0])
    for _ in range(3):
        client.post(CONFIRM, {"code": "WRONG1"})
    client.post(CONFIRM, {"code": right})
    assert signed_in(client) is None


def test_two_wrong_codes_do_not(client: Client, person: User) -> None:
    ask(client, person.email)
    for _ in range(2):
        client.post(CONFIRM, {"code": "WRONG1"})
    client.post(CONFIRM, {"code": code_of(mail.outbox[0])})
    assert signed_in(client) == str(person.pk)


def answer(browser: Client, email: str) -> tuple:
    """All that the asker can tell apart, but for the address they typed."""
    response = ask(browser, email)
    page = browser.get(CONFIRM).content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    return response.status_code, response["Location"], page.replace(email, "…")


def test_an_unknown_address_gets_the_same_answer_and_no_mail(person: User) -> None:
    assert answer(Client(), "nobody@example.org") == answer(Client(), "person@example.org")
    assert [message.to for message in mail.outbox] == [["person@example.org"]]


def test_a_code_for_an_unknown_address_signs_nobody_in(client: Client, db: None) -> None:
    ask(client, "nobody@example.org")
    client.post(CONFIRM, {"code": ""})
    assert (signed_in(client), User.objects.count()) == (None, 0)


def test_nobody_signs_up_by_themselves(client: Client, db: None) -> None:
    page = client.get("/accounts/signup/")
    posted = client.post("/accounts/signup/", {"email": "new@example.org"})
    assert ("<form" in main(page), User.objects.count()) == (False, 0)
    assert signed_in(client) is None
    assert posted.status_code == page.status_code == 200
    assert mail.outbox == []


def main(response: object) -> str:
    text = response.content.decode()
    return text.partition("<main")[2].partition("</main")[0]


def test_a_panel_of_seventy_signs_in_from_one_address(db: None) -> None:
    """The whole hall is behind one router."""
    people = [person_with_proven_email(f"person-{n}@example.org") for n in range(70)]
    browsers = [Client() for _ in people]
    for browser, person in zip(browsers, people, strict=True):
        ask(browser, person.email)
    assert len(mail.outbox) == 70
    for browser, message in zip(browsers, mail.outbox, strict=True):
        browser.post(CONFIRM, {"code": code_of(message)})
    assert [signed_in(browser) for browser in browsers] == [str(person.pk) for person in people]


def test_an_inactive_person_does_not_sign_in(client: Client, person: User) -> None:
    User.objects.update(is_active=False)
    ask(client, person.email)
    for message in mail.outbox:
        client.post(CONFIRM, {"code": code_of(message)})
    assert signed_in(client) is None


def test_a_password_never_signs_in(client: Client, person: User) -> None:
    client.post("/accounts/login/", {"login": person.email, "password": ""})
    assert (signed_in(client), person.has_usable_password()) == (None, False)


def test_leaving_takes_a_post(client_of: Callable, person: User) -> None:
    browser = client_of(person)
    browser.get("/accounts/logout/")
    assert signed_in(browser) == str(person.pk)
    browser.post("/accounts/logout/")
    assert signed_in(browser) is None


@pytest.mark.parametrize("page", ["change", "set", "reset", "reset/done", "reset/key/1-abc"])
def test_nobody_gets_a_password(page: str, client: Client, person: User) -> None:
    client.force_login(person)
    address = f"/accounts/password/{page}/"
    answers = [client.get(address), client.post(address, {"email": person.email})]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert mail.outbox == []
