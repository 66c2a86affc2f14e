"""Who is connected: a lease a person, kept in the cache, that expires by itself unless a page renews it."""

from collections.abc import Iterable

from django.core.cache import cache

from deliberation.conference.models import Membership

LEASE_SECONDS = 45


def key_of(ref: str) -> str:
    return f"presence:{ref}"


def renew(membership: Membership) -> bool:
    """True when the person was not there a moment ago."""
    new = cache.add(key_of(membership.ref), 1, LEASE_SECONDS)
    if not new:
        cache.touch(key_of(membership.ref), LEASE_SECONDS)
    return bool(new)


def connected(members: Iterable[Membership]) -> set[str]:
    """The refs of those who are connected now, on any device."""
    keys = {key_of(member.ref): member.ref for member in members}
    return {keys[key] for key in cache.get_many(keys)}
