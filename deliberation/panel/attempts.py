"""How often codes may be tried. Counted by address and by the hour: a hall of 300 shares one address."""

from django.core.cache import cache
from django.http import HttpRequest

WRONG_CODES_AN_HOUR = 300


def _key(request: HttpRequest) -> str:
    return f"badge-attempts:{request.META.get('REMOTE_ADDR', '')}"


def exhausted(request: HttpRequest) -> bool:
    return int(cache.get(_key(request), 0)) >= WRONG_CODES_AN_HOUR


def count_wrong(request: HttpRequest) -> None:
    cache.add(_key(request), 0, 3600)
    cache.incr(_key(request))
