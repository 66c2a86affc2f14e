from deliberation.templatetags.journal import detail_words


def test_how_the_drafting_group_came_about_is_said_in_words() -> None:
    said = detail_words('{"drafting":"everyone","how":"lot"}')
    assert [(each.key, each.value) for each in said] == [("drafting", "tout le monde écrit"), ("how", "tirage au sort")]


def test_a_moment_is_told_as_a_day_and_an_hour_where_we_are() -> None:
    (due,) = detail_words('{"due":"2026-12-10T16:05:45+00:00"}')
    assert due.value == "10\N{NO-BREAK SPACE}décembre 2026 à 17\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}05"
