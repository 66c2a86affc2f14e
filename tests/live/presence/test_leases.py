"""Who is connected: a lease that ends by itself."""

from django.core.cache import cache

from deliberation.conference.rules import Actor
from sessions.presence import leases


def test_the_first_sign_of_life_is_news_and_the_next_are_not(citizen: Actor) -> None:
    assert [leases.renew(citizen.member) for _ in range(3)] == [True, False, False]


def test_only_those_who_gave_a_sign_are_there(citizen: Actor, other_citizen: Actor) -> None:
    everyone = [citizen.member, other_citizen.member]
    assert leases.connected(everyone) == set()
    leases.renew(citizen.member)
    assert leases.connected(everyone) == {citizen.member.ref}


def test_a_lease_that_ended_is_nobody_and_its_renewal_is_news(citizen: Actor) -> None:
    leases.renew(citizen.member)
    cache.touch(leases.key_of(citizen.member.ref), 0)
    assert leases.connected([citizen.member]) == set()
    assert leases.renew(citizen.member) is True


def test_a_renewal_makes_the_lease_longer(citizen: Actor) -> None:
    """Short of its end, the lease runs its whole length again."""
    key = leases.key_of(citizen.member.ref)
    cache.set(key, 1, 1)
    leases.renew(citizen.member)
    assert leases.LEASE_SECONDS == 45
    if hasattr(cache, "_expire_info"):  # the in-process cache tells; Redis is asked below
        import time

        assert cache._expire_info[cache.make_key(key)] - time.time() > 40
    else:
        client = cache._cache.get_client()
        assert client.ttl(cache.make_and_validate_key(key)) > 40


def test_asking_for_seventy_is_one_question(citizen: Actor) -> None:
    leases.renew(citizen.member)
    assert leases.connected([citizen.member] * 70) == {citizen.member.ref}
