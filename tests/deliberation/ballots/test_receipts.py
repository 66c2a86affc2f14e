"""A receipt finds its paper; nothing but the browser's secret leads from a person to it."""

import re

from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from deliberation.ballots import receipts
from deliberation.ballots.receipts import key_of, new_secret, said, typed


def test_a_receipt_is_sixteen_characters_that_are_not_mistaken_for_others() -> None:
    keys = [key_of(new_secret(), ballot=1, ref="0123456789ab") for _ in range(200)]
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", key) for key in keys)
    assert len(set(keys)) == 200


def test_it_is_the_same_each_time_and_another_for_each_ballot_person_and_browser() -> None:
    mine = key_of("secret", ballot=1, ref="a")
    others = [
        key_of("secret", ballot=2, ref="a"),
        key_of("secret", ballot=1, ref="b"),
        key_of("other", ballot=1, ref="a"),
    ]
    assert (key_of("secret", ballot=1, ref="a"), len({mine, *others})) == (mine, 4)


def test_what_is_copied_by_hand_is_understood() -> None:
    assert said("0123456789ABCDEF") == "0123-4567-89AB-CDEF"
    assert typed(" o1l3 4567–89ab.cdef ") == "0113456789ABCDEF"


def test_a_browser_keeps_the_secret_it_has() -> None:
    request, first = RequestFactory().get("/"), HttpResponse()
    receipts.remember(request, first)
    request.COOKIES = {receipts.COOKIE: first.cookies[receipts.COOKIE].value}
    again = HttpResponse()
    receipts.remember(request, again)
    assert receipts.COOKIE not in again.cookies


def test_no_script_reads_the_secret_and_it_goes_with_the_browser() -> None:
    response = HttpResponse()
    receipts.keep(response, new_secret())
    cookie = response.cookies[receipts.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["expires"]) == (True, "Lax", "", "")


def test_a_shared_tablet_forgets_it_between_two() -> None:
    assert receipts.COOKIE in settings.LENT_COOKIES
