from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.http import HttpRequest

from deliberation.accounts.letters import wrapped


class ClosedSignUp(DefaultAccountAdapter):
    """Nobody signs up by themselves: an account begins with an invitation or a badge."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        message: EmailMessage = super().render_mail(*args, **kwargs)
        message.body = wrapped(str(message.body))
        return message
