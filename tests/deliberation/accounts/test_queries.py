"""Who is signed in, for many sessions at once: as Django has it for one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import HASH_SESSION_KEY, get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deliberation.accounts.models import User
from deliberation.accounts.queries import signed_in
from deliberation.kernel import clock
from tests.cast import sign_in


def ended(key: str, user: User) -> None:
    Session.objects.filter(session_key=key).update(expire_date=clock.now() - timedelta(seconds=1))


def signed_out(key: str, user: User) -> None:
    Session.objects.filter(session_key=key).delete()


def forged(key: str, user: User) -> None:
    session = SessionStore(key)
    session[HASH_SESSION_KEY] = "0" * 64
    session.save()


def every_sign_in_ended(key: str, user: User) -> None:
    user.set_unusable_password()
    user.save()


def nothing(key: str, user: User) -> None:
    pass


def as_django_has_it(key: str) -> User | None:
    request = HttpRequest()
    request.session = SessionStore(key)
    found = get_user(request)
    return found if isinstance(found, User) else None


@pytest.mark.parametrize(
    ("happens", "still"),
    [(nothing, True), (ended, False), (signed_out, False), (forged, False), (every_sign_in_ended, False)],
)
def test_a_session_is_someones_as_long_as_django_says_so(
    happens: Callable[[str, User], None], still: bool, stranger: User
) -> None:
    key = sign_in(stranger)
    happens(key, stranger)
    assert (key in signed_in([key])) is still
    assert (as_django_has_it(key) is not None) is still


def test_a_person_who_may_no_longer_sign_in_is_not_signed_in(stranger: User) -> None:
    key = sign_in(stranger)
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    assert signed_in([key]) == {}


def test_a_session_in_which_nobody_signed_in_is_nobodys(db: None) -> None:
    session = Client().session
    session["language"] = "fr"
    session.save()
    assert signed_in([str(session.session_key), "unknown", ""]) == {}


def test_many_sessions_cost_two_queries_and_each_is_its_own_persons(db: None) -> None:
    users = [User.objects.create_user(f"citizen-{n}@example.org") for n in range(12)]
    keys = [sign_in(user) for user in users]
    with CaptureQueriesContext(connection) as queries:
        found = signed_in(keys)
    assert ([found[key] for key in keys], len(queries)) == (users, 2)
