"""Answers about oneself: once, under a pseudonym, tied to nobody by anything that is kept."""

from collections.abc import Callable

import pytest

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.questionnaire import actions, queries
from deliberation.questionnaire.models import Answer, Item, ItemKind, Option, Questionnaire
from tests.cast import enter, found_conference
from tests.hall import Hall

SECRET = "J’ai porté des bidons quand j’étais malade"


@pytest.fixture
def asked(hall: Hall) -> Hall:
    hall.reach(Stage.QUESTIONNAIRE)
    return hall


def items() -> dict[str, Item]:
    return {item.key: item for item in Item.objects.all()}


def filled(fear: str = "2", story: str = SECRET) -> dict[str, str]:
    found = items()
    return {
        f"item-{found['fear'].pk}": fear,
        f"item-{found['first'].pk}": str(Option.objects.first().pk),
        f"item-{found['story'].pk}": story,
    }


def answer(hall: Hall, citizen: Actor, **answers: str) -> None:
    actions.answer_items(
        actor=citizen,
        conference=hall.conference,
        questionnaire_id=Questionnaire.objects.first().pk,
        **answers or filled(),
    )


def test_answers_are_kept_under_a_pseudonym(asked: Hall) -> None:
    citizen = asked.citizens[0]
    answer(asked, citizen)
    kept = Answer.objects.order_by("item")
    assert {a.respondent for a in kept} == {queries.pseudonym(citizen.member)}
    assert [a.value for a in kept] == ["2", str(Option.objects.first().pk), SECRET]


def test_no_column_leads_from_an_answer_to_a_person(asked: Hall) -> None:
    assert {f.name for f in Answer._meta.get_fields()} == {
        "id",
        "questionnaire",
        "item",
        "respondent",
        "value",
    }
    citizen = asked.citizens[0]
    name = queries.pseudonym(citizen.member)
    assert citizen.member.ref not in name
    assert len(name) == 64


def test_the_pseudonym_needs_the_servers_secret(asked: Hall, settings: object) -> None:
    before = queries.pseudonym(asked.citizens[0].member)
    settings.SECRET_KEY = "another secret, long enough to be one in earnest"
    assert queries.pseudonym(asked.citizens[0].member) != before


def test_one_persons_answers_pair_over_time_and_two_persons_never_do(asked: Hall) -> None:
    later = Questionnaire.objects.create(conference=asked.conference, under_way=True)
    later.items.set([items()["fear"]])
    for citizen, before, after in ((asked.citizens[0], "2", "0"), (asked.citizens[1], "1", "1")):
        answer(asked, citizen, **filled(before))
        actions.answer_items(
            actor=citizen,
            conference=asked.conference,
            questionnaire_id=later.pk,
            **{f"item-{items()['fear'].pk}": after},
        )
    pairs: dict[str, list[str]] = {}
    for a in Answer.objects.filter(item=items()["fear"]).order_by("questionnaire"):
        pairs.setdefault(a.respondent, []).append(a.value)
    assert sorted(pairs.values()) == [["1", "1"], ["2", "0"]]


def test_a_person_has_another_pseudonym_in_another_conference(asked: Hall) -> None:
    elsewhere = enter(found_conference("ailleurs"), Role.CITIZEN)
    elsewhere.member.pk = asked.citizens[0].member.pk
    assert queries.pseudonym(elsewhere.member) != queries.pseudonym(asked.citizens[0].member)


def test_it_is_answered_once_and_the_first_answers_stand(asked: Hall) -> None:
    answer(asked, asked.citizens[0], **filled("2"))
    answer(asked, asked.citizens[0], **filled("0"))
    assert list(Answer.objects.filter(item=items()["fear"]).values_list("value", flat=True)) == ["2"]
    assert Entry.objects.filter(verb="questionnaire:items-answered").count() == 1


def test_the_journal_says_that_somebody_answered_not_who_nor_what(asked: Hall) -> None:
    answer(asked, asked.citizens[0])
    entry = Entry.objects.get(verb="questionnaire:items-answered")
    pk = Questionnaire.objects.get().pk
    assert (entry.actor, entry.detail) == ("citizen", f'{{"questionnaire":{pk}}}')


def test_nobody_owes_an_answer(asked: Hall, client_of: Callable) -> None:
    url = f"/conferences/eau/questionnaires/{Questionnaire.objects.get().pk}/answer/"
    assert client_of(asked.citizens[0]).post(url, {}).status_code == 303
    assert set(Answer.objects.values_list("value", flat=True)) == {""}


@pytest.mark.parametrize("fear", ["3", "-1", "deux", "2.5"])
def test_a_value_off_the_scale_is_refused(fear: str, asked: Hall, client_of: Callable) -> None:
    url = f"/conferences/eau/questionnaires/{Questionnaire.objects.get().pk}/answer/"
    assert client_of(asked.citizens[0]).post(url, filled(fear)).status_code == 422
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CITIZEN, Role.OPERATOR}])
def test_only_citizens_answer(role: Role, asked: Hall) -> None:
    with pytest.raises(Refused):
        answer(asked, enter(asked.conference, role))
    assert Answer.objects.count() == 0


def test_nothing_is_answered_before_or_after(hall: Hall) -> None:
    hall.open()
    with pytest.raises(Refused):
        answer(hall, hall.citizens[0])
    hall.start(Stage.QUESTIONNAIRE)
    hall.end(Stage.QUESTIONNAIRE)
    with pytest.raises(Refused):
        answer(hall, hall.citizens[0])
    assert Answer.objects.count() == 0


def test_figures_of_fewer_than_five_are_hidden(asked: Hall) -> None:
    questionnaire = Questionnaire.objects.get()
    for citizen in asked.citizens[:4]:
        answer(asked, citizen)
    assert [(d.answers, d.counts) for d in queries.distributions(questionnaire)] == [(4, {}), (4, {})]
    answer(asked, asked.citizens[4], **filled("0"))
    fear, first = queries.distributions(questionnaire)
    assert (fear.item.key, fear.counts) == ("fear", {"0": 1, "1": 0, "2": 4})
    assert (first.item.key, first.counts) == ("first", {"Jardins": 5, "Rivière": 0})


def test_open_answers_are_in_no_figures(asked: Hall) -> None:
    for citizen in asked.citizens:
        answer(asked, citizen)
    found = queries.distributions(Questionnaire.objects.get())
    assert ItemKind.OPEN not in {d.item.kind for d in found}
    assert SECRET not in str(found)
