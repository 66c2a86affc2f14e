"""The page of tables: what it shows to whom, and every act from its form on."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.kernel import clock
from deliberation.panel.models import Criterion, Panellist
from deliberation.panel.queries import table_of
from sessions.allocation import actions
from sessions.allocation.models import Plan, SeatingRule
from sessions.allocation.queries import SILENT, planned_in, seats_now
from tests.cast import enter
from tests.hall import Hall

pytestmark = pytest.mark.usefixtures("english")
ClientOf = Callable[[Actor | None], Client]
REASON = "Une raison que les animateurs gardent pour eux"
TAGS = re.compile(r"(?:<[^>]+>|\s)+")


@pytest.fixture
def client(hall: Hall, client_of: ClientOf) -> Client:
    return client_of(hall.facilitator)


def read(client: Client, hall: Hall, **asked: Any) -> str:
    client.cookies["django_language"] = "en"
    answer = client.get(reverse("tables", args=[hall.conference.slug]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> str:
    return TAGS.sub(" ", html.partition("<main")[2])


def post(client: Client, hall: Hall, name: str, *args: object, **fields: Any) -> HttpResponse:
    url = reverse(name, args=[hall.conference.slug, *args])
    client.cookies["django_language"] = "en"
    return client.post(url, fields, headers={"Accept": "application/json"})  # type: ignore[return-value]


def add_rule(hall: Hall) -> SeatingRule:
    actions.add_seating_rule(
        actor=hall.facilitator,
        conference=hall.conference,
        kind="apart",
        person=hall.citizens[0].member.ref,
        other=hall.citizens[1].member.ref,
        table=None,
        reason=REASON,
    )
    return SeatingRule.objects.get()


def ready(hall: Hall) -> Plan:
    plan = actions.ask_plan(actor=hall.facilitator, conference=hall.conference)
    assert plan is not None
    seating = {citizen.member.pk: 1 + n // 3 for n, citizen in enumerate(hall.citizens)}
    actions.finish_plan(actor=hall.facilitator, plan=plan, seatings={hall.round(Stage.TABLES).pk: seating})
    return plan


# Who reads


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
@pytest.mark.parametrize("stage", [None, Stage.TABLES])
def test_facilitators_and_the_guarantor_read_it_and_nobody_else(
    role: Role, stage: Stage | None, hall: Hall, client_of: ClientOf
) -> None:
    add_rule(hall)
    if stage:
        hall.reach(stage)
    answer = client_of(enter(hall.conference, role)).get(reverse("tables", args=[hall.conference.slug]))
    page = answer.content.decode()
    assert answer.status_code == (200 if role in {Role.FACILITATOR, Role.GUARANTOR} else 403)
    assert (REASON in page) == (role == Role.FACILITATOR)
    assert ("citizen-1" in page) == (answer.status_code == 200)
    assert ('data-act="add-seating-rule"' in page) == (role == Role.FACILITATOR)
    assert ('data-act="remove-seating-rule"' in page) == (role == Role.FACILITATOR)


def test_a_stranger_reads_nothing(hall: Hall, client_of: ClientOf) -> None:
    add_rule(hall)
    page = client_of(None).get(reverse("tables", args=[hall.conference.slug]))
    assert (page.status_code, "citizen-1" in page.content.decode()) == (403, False)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.OPERATOR, Role.FACILITATOR}])
def test_no_act_is_anybody_elses(role: Role, hall: Hall, client_of: ClientOf) -> None:
    plan, rule, other = ready(hall), add_rule(hall), client_of(enter(hall.conference, role))
    round_id, ref = hall.round(Stage.TABLES).pk, hall.citizens[0].member.ref
    refused = [
        post(other, hall, "prepare_tables"),
        post(other, hall, "accept_plan", plan.pk),
        post(other, hall, "change_plan", plan.pk, round_id, ref=ref, table=2),
        post(other, hall, "remove_seating_rule", rule.pk),
        post(other, hall, "add_seating_rule", kind="at-table", person=ref, table=1),
        post(other, hall, "rebalance", moves=f"{ref}:1:2"),
        post(other, hall, "move_citizen", ref=ref, table=2),
    ]
    assert [answer.status_code for answer in refused] == [403] * 7
    assert SeatingRule.objects.count() == 1
    assert planned_in(plan, hall.round(Stage.TABLES))[hall.citizens[0].member.pk] == 1


# Nobody's own answers


def give(hall: Hall, name: str, values: list[str]) -> None:
    for citizen, value in zip(hall.citizens, values, strict=True):
        criterion = Criterion.objects.get_or_create(conference=hall.conference, name=name, value=value)[0]
        Panellist.objects.get(membership=citizen.member).criteria.add(criterion)


def test_the_mix_tells_of_tables_and_hides_whom_it_would_show(hall: Hall, client: Client) -> None:
    hall.citizens += [enter(hall.conference, Role.CITIZEN, f"citizen-{n}") for n in range(7, 13)]
    give(hall, "Genre", ["Femme", "Homme"] * 6)
    give(hall, "Lieu de vie", ["Phare"] * 2 + ["Port"] * 5 + ["Bourg"] * 5)
    ready(hall)
    page = words(read(client, hall))
    assert "Genre : Femme 1 to 2 at each table" in page
    # Two people live in the lighthouse; the village is hidden with it, or they could be found by subtraction.
    assert "Lieu de vie : Port 0 to 3 at each table" in page
    assert ("Phare" in page, "Bourg" in page) == (False, False)


# Rules


def test_a_rule_is_added_and_removed_from_the_page(hall: Hall, client: Client) -> None:
    one, two = (citizen.member.ref for citizen in hall.citizens[:2])
    assert post(client, hall, "add_seating_rule", kind="together", person=one, other=two).status_code == 200
    assert post(client, hall, "add_seating_rule", kind="at-table", person=one, other=two, table=1).status_code == 200
    page = words(read(client, hall))
    assert "citizen-1 and citizen-2 are kept together." in page
    assert "citizen-1 sits at table 1." in page
    for rule in SeatingRule.objects.all():
        assert post(client, hall, "remove_seating_rule", rule.pk).status_code == 200
        assert post(client, hall, "remove_seating_rule", rule.pk).status_code == 200
    assert "No rule: anybody may sit anywhere." in words(read(client, hall))


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"kind": "at-table"}, "table", "Say at which table this person must sit."),
        ({"kind": "apart"}, "other", "Say who the other person is."),
        ({"kind": "apart", "other": 0}, "other", "Choose two different people."),
    ],
)
def test_a_rule_that_lacks_something_says_what(
    fields: dict[str, Any], field: str, sentence: str, hall: Hall, client: Client
) -> None:
    ref = hall.citizens[0].member.ref
    answer = post(client, hall, "add_seating_rule", person=ref, **{k: ref if v == 0 else v for k, v in fields.items()})
    assert (answer.status_code, answer.json()) == (422, {"errors": {field: [sentence]}})  # type: ignore[attr-defined]


def test_a_rule_that_cannot_be_kept_is_refused_with_what_was_typed(hall: Hall, client: Client) -> None:
    add_rule(hall)
    one, two = (citizen.member.ref for citizen in hall.citizens[:2])
    client.cookies["django_language"] = "en"
    answer = client.post(
        reverse("add_seating_rule", args=[hall.conference.slug]),
        {"kind": "together", "person": one, "other": two, "reason": "Deux amies"},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "citizen-1 apart from citizen-2 ; citizen-1 together with citizen-2" in page
    assert 'value="Deux amies"' in page
    assert SeatingRule.objects.count() == 1


# Plans


def test_the_page_says_what_to_do_first(hall: Hall, client: Client, client_of: ClientOf) -> None:
    page = read(client, hall)
    assert 'data-act="prepare-tables"' in page
    assert "It is prepared for 6 people" in words(page)
    watched = read(client_of(enter(hall.conference, Role.GUARANTOR)), hall)
    assert 'data-act="prepare-tables"' not in watched
    assert "Nothing is prepared yet" in words(watched)


def test_the_page_says_how_far_it_is_and_what_became_of_it(hall: Hall, client: Client) -> None:
    plan = actions.ask_plan(actor=hall.facilitator, conference=hall.conference)
    assert plan is not None
    actions.advance_plan(actor=hall.facilitator, plan=plan, progress=40, said=False)
    page = read(client, hall)
    assert "The tables are being prepared: 40 % done." in page
    assert ("preparing.js" in page, 'data-act="prepare-tables"' in page) == (True, False)
    Plan.objects.update(beat_at=clock.now() - 2 * SILENT)
    page = read(client, hall)
    assert "The preparation was interrupted at 40 %" in page
    assert ("preparing.js" in page, 'data-act="prepare-tables"' in page) == (False, True)
    Plan.objects.update(beat_at=clock.now())
    actions.fail_plan(actor=hall.facilitator, plan=plan, sentence="Cela ne se peut pas.")
    assert "Cela ne se peut pas." in read(client, hall)


def test_a_plan_is_a_picture_with_its_figures(hall: Hall, client: Client) -> None:
    ready(hall)
    page = words(read(client, hall))
    assert "2.0 new people met by each, on average, of 2.0 at the very best" in page
    assert "Table 1 3 people citizen-1 citizen-2 citizen-3" in page
    assert "Table 2 3 people citizen-4 citizen-5 citizen-6" in page
    assert "This is a proposal." in page


def test_a_plan_is_changed_and_accepted_from_the_page(hall: Hall, client: Client) -> None:
    plan, round_id = ready(hall), hall.round(Stage.TABLES).pk
    ref = hall.citizens[0].member.ref
    assert post(client, hall, "change_plan", plan.pk, round_id, ref=ref, table=2).status_code == 200
    assert post(client, hall, "change_plan", plan.pk, round_id, ref=ref, table=9).status_code == 422
    for _ in range(2):
        assert post(client, hall, "accept_plan", plan.pk).status_code == 200
    page = words(read(client, hall))
    assert "This plan is accepted: the steps start by it." in page
    assert "Table 2 4 people citizen-1 citizen-4 citizen-5 citizen-6" in page


def test_pressed_again_while_it_is_being_prepared_nothing_is_asked_twice(hall: Hall, client: Client) -> None:
    for _ in range(2):
        assert post(client, hall, "prepare_tables").status_code == 200
    assert Plan.objects.count() == 1


# A round that runs


def test_who_would_move_is_shown_before_anything_is_done(hall: Hall, client: Client) -> None:
    hall.citizens += [enter(hall.conference, Role.CITIZEN, "citizen-7")]
    hall.reach(Stage.TABLES)
    before = seats_now(hall.conference)
    large = max((1, 2), key=lambda table: len(hall.at_table(table)))
    gone = hall.at_table(3 - large)[:1]
    page = read(client, hall, look="1", missing=[person.member.ref for person in gone])
    assert f"{gone[0].member.name} is no longer counted at table {3 - large}." in words(page)
    assert "2 people would change:" in words(page)
    assert "People at each table afterwards: 3, 3" in words(page)
    assert seats_now(hall.conference) == before
    moves = re.search(r'name="moves" value="([^"]+)"', page)
    assert moves
    assert post(client, hall, "rebalance", moves=moves[1]).status_code == 200
    assert [len(hall.at_table(table)) for table in (1, 2)] == [3, 3]
    assert table_of(gone[0].member) is None
    assert "Nobody has to move" in words(read(client, hall, look="1", missing=[gone[0].member.ref]))


def test_those_who_never_came_are_ticked_already(hall: Hall, client: Client) -> None:
    absent = enter(hall.conference, Role.CITIZEN, "absent", table=1)
    hall.reach(Stage.TABLES)
    boxes = re.findall(r'<input type="checkbox" name="missing" value="(\w+)"[^>]* checked', read(client, hall))
    assert boxes == [absent.member.ref]


def test_moves_that_nobody_was_shown_are_refused(hall: Hall, client: Client) -> None:
    hall.reach(Stage.TABLES)
    for moves in ("", "nonsense", f"{hall.citizens[0].member.ref}:1", "'; drop table:1:2"):
        assert post(client, hall, "rebalance", moves=moves).status_code == 422
