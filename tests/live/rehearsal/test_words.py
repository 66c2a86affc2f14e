"""The same seed says the same, whatever happens and in whatever order people are asked."""

import random

import pytest

from sessions.rehearsal.players.cast import Cast, Part, cast_of
from sessions.rehearsal.players.words import Words
from sessions.rehearsal.players.writing import halves
from sessions.scenarios.load import load


def words(seed: int = 1) -> Words:
    return Words(load("paris-2023"), seed)


def people(count: int) -> list[Part]:
    return [Part("citizen", f"Citizen {n}", f"CODE{n}", "", n) for n in range(1, count + 1)]


def cast(count: int, seed: int = 1) -> Cast:
    return cast_of(people(count), words(seed))


def all_said(seed: int, order: list[int]) -> dict[int, object]:
    said = words(seed)
    titles = [said.proposal(table, place).title for table in (1, 2) for place in (0, 1)]
    return {
        number: (
            [said.vote(number, title) for title in titles],
            said.adoption(number, 70),
            said.question(number, 3),
            said.remark(number),
            said.answer(number, "item-1", ("1", "2", "3")),
        )
        for number in order
    }


def test_what_is_said_depends_on_nothing_but_the_seed_and_the_person() -> None:
    order = list(range(1, 71))
    shuffled = random.Random(5).sample(order, len(order))
    assert all_said(1, order) == all_said(1, shuffled)
    assert all_said(1, order) != all_said(2, order)


@pytest.mark.parametrize("sentence", ["", "One", "One two", "One two three", "Un  deux : trois", "a\n\nb c"])
def test_a_sentence_is_begun_and_ended_without_a_letter_lost(sentence: str) -> None:
    assert "".join(halves(sentence)) == sentence


def test_tables_do_not_propose_the_same() -> None:
    said = words()
    titles = [said.proposal(table, place).title for table in range(1, 30) for place in (0, 1)]
    assert len(set(titles)) == len(titles)


def test_some_proposals_are_popular_and_some_are_not() -> None:
    said = words()
    titles = [said.proposal(table, place).title for table in range(1, 11) for place in (0, 1)]
    adopted = {title for title in titles if sum(said.vote(n, title) == "for" for n in range(1, 71)) > 35}
    assert 0 < len(adopted) < len(titles)


@pytest.mark.parametrize("citizens", [2, 5, 12, 17, 70, 300])
@pytest.mark.parametrize("seed", range(5))
def test_no_opinion_is_lost_to_its_dissenters(citizens: int, seed: int) -> None:
    said = words(seed)
    votes = [said.adoption(number, citizens) for number in range(1, citizens + 1)]
    assert votes.count("for") > 0.6 * citizens


@pytest.mark.parametrize("citizens", [2, 5, 8, 12, 17, 30, 70])
@pytest.mark.parametrize("seed", range(5))
def test_parts_are_dealt_so_that_the_play_can_go_on(citizens: int, seed: int) -> None:
    dealt = cast(citizens, seed)
    assert dealt == cast(citizens, seed)
    mishaps = {*dealt.absent, *dealt.late, dealt.lost_badge, dealt.two_devices, dealt.stubborn}
    assert 1 not in mishaps  # visitors look over the first citizen's shoulder
    coming = {part.number for part in dealt.coming}
    assert coming.isdisjoint(dealt.absent)
    if citizens > 2:
        # Early at their table, wherever they sit: so they are always among those who write.
        assert dealt.without_script in coming - {1, *dealt.late}
        assert coming - {*range(1, dealt.without_script + 1)} >= {*dealt.late}
        assert len([number for number in coming if number < dealt.without_script]) == 1
    assert {*dealt.authors} <= coming - {*dealt.late}
    assert dealt.undecided.isdisjoint(dealt.declining | dealt.reserved | dealt.named)
    assert dealt.declining.isdisjoint(dealt.reserved | dealt.named)
    if citizens >= 8:
        assert dealt.absent
        assert dealt.late
        assert dealt.lost_badge
        assert len({dealt.lost_badge, dealt.two_devices, dealt.stubborn}) == 3
