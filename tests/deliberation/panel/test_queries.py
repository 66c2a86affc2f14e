"""What is said of the panel as a whole."""

from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.panel import queries
from deliberation.panel.actions import admit_citizen


def admit(conference: Conference, count: int, age: str) -> list:
    return [
        admit_citizen(actor=OPERATOR, conference=conference, name=f"{age} {n}", criteria={"age": age})
        for n in range(count)
    ]


def test_a_cell_of_fewer_than_five_is_hidden(conference: Conference) -> None:
    admit(conference, 6, "18-34")
    admit(conference, 5, "35-59")
    admit(conference, 4, "60+")
    admit(conference, 3, "75+")
    assert queries.composition(conference) == {"age": {"18-34": 6, "35-59": 5, "60+": None, "75+": None}}


def test_one_hidden_cell_takes_another_with_it_for_subtraction_would_show_it(conference: Conference) -> None:
    admit(conference, 6, "18-34")
    admit(conference, 5, "35-59")
    admit(conference, 4, "60+")
    assert queries.composition(conference) == {"age": {"18-34": 6, "35-59": None, "60+": None}}


def test_who_left_is_not_counted(conference: Conference, facilitator: Actor) -> None:
    gone = admit(conference, 5, "18-34")[0]
    remove_person(actor=facilitator, conference=conference, membership=gone.membership)
    assert queries.composition(conference) == {"age": {"18-34": None}}


def test_conferences_are_counted_apart(conference: Conference, other_conference: Conference) -> None:
    admit(conference, 5, "18-34")
    admit(other_conference, 7, "18-34")
    assert queries.composition(conference) == {"age": {"18-34": 5}}


def test_small_cells_are_not_shown_to_the_public_either(conference: Conference, client: object) -> None:
    admit(conference, 6, "18-34")
    admit(conference, 4, "quatre-vingts ans")
    page = client.get("/conferences/eau/").content.decode()
    row = page.partition("quatre-vingts ans")[2].partition("</li>")[0].partition("</tr>")[0]
    assert "18-34" in page
    assert "4" not in row.partition("<")[2].partition("</")[0]


def test_seats_are_listed_by_table_and_number(conference: Conference, citizen: Actor, other_citizen: Actor) -> None:
    assert queries.seated(conference) == {1: ["citizen"], 2: ["other_citizen"]}
    assert (queries.table_of(citizen.member), queries.table_of(other_citizen.member)) == (1, 2)


def test_only_citizens_have_a_table(facilitator: Actor, expert: Actor) -> None:
    assert [queries.table_of(actor.member) for actor in (facilitator, expert)] == [None, None]
