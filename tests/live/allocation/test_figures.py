from sessions.allocation.figures import Encounters, Spread, encounters_of, spreads

FIRST, SECOND, THIRD = {1: 1, 2: 1, 3: 2, 4: 2}, {1: 1, 3: 1, 2: 2, 4: 2}, {1: 1, 4: 1, 2: 2, 3: 2}


def test_new_encounters_are_counted_against_the_best_possible() -> None:
    assert encounters_of([FIRST, SECOND, THIRD]) == Encounters(4, 6, 6)
    again = encounters_of([FIRST, FIRST])
    assert again == Encounters(4, 2, 4)
    assert (again.each, again.each_at_best, again.percent) == (1.0, 2.0, 50)


def test_who_met_before_meets_nobody_new() -> None:
    before = [FIRST | {9: 1}, FIRST]
    assert encounters_of([FIRST], before) == Encounters(4, 0, 2)
    assert encounters_of([SECOND, THIRD], before) == Encounters(4, 4, 4)


def test_the_best_possible_knows_that_three_of_two_tables_meet_again() -> None:
    first = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2}
    second = {1: 1, 2: 1, 4: 1, 3: 2, 5: 2, 6: 2}
    assert encounters_of([first, second]) == Encounters(6, 10, 10)
    assert encounters_of([second], [first]) == Encounters(6, 4, 4)


def test_nobody_meets_nobody() -> None:
    nothing = encounters_of([])
    assert (nothing.each, nothing.each_at_best, nothing.percent) == (0.0, 0.0, 100)


def test_the_mix_is_a_range_over_tables_and_leaves_out_whom_it_would_show() -> None:
    seating = {person: 1 + (person > 6) for person in range(1, 12)}
    values = {
        "gender": {person: "woman" if person % 2 else "man" for person in seating},
        "age": {person: "70+" if person < 5 else "18-69" for person in seating},
    }
    shown = {"gender": {"woman", "man"}, "age": {"70+", "18-69"}}
    women, men = Spread("gender", "woman", 3, 3, 6), Spread("gender", "man", 2, 3, 6)
    assert spreads(values, seating, 5, shown) == [Spread("age", "18-69", 2, 5, 6), men, women]
    # One hidden figure alone could be found by subtraction.
    assert spreads(values, seating, 5, {"gender": {"woman", "man"}}) == [men, women]
