"""A part of ``make soak``: what an open page costs in memory, and that coming and going leaves nothing behind."""

import pytest

from tests.faults.soak import MOST_GROWTH, MOST_PER_CONNECTION, hall, soak

pytestmark = [pytest.mark.services, pytest.mark.slow]

PAGES = 800
SECONDS = 36


def test_an_open_page_costs_little_memory_and_leaves_none_behind() -> None:
    with hall(PAGES) as (served, people, crowd):
        made = soak(served, people, crowd, seconds=SECONDS, churn=40, change_every=15)
    print(made)
    assert made.rounds >= 2
    assert made.came_and_went > 2 * PAGES
    assert made.turned_away == 0
    assert made.per_connection < MOST_PER_CONNECTION, made
    assert made.growth < MOST_GROWTH, made
