"""Opening a browser's session for a person who proved who they are by other means than an e-mailed code."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from deliberation.accounts.models import User


def sign_in(request: HttpRequest, user: User) -> None:
    """Replaces whoever was signed in on this device."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])


def person_with_proven_email(email: str) -> User:
    """The account of this address, made if need be, its address marked verified.

    Call it only when the person has just shown that they read the mails of this address.
    """
    email = email.lower()
    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user
