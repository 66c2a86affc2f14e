"""The only source of time."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The server's time, aware, in UTC."""
    return timezone.now()
