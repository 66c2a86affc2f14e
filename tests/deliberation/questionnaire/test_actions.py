"""Answers about oneself: once, under a code that the citizen alone has, tied to nobody by anything that is kept."""

from collections.abc import Callable
from unittest.mock import ANY

import pytest
from django.db import transaction
from django.test import Client

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.questionnaire import actions, codes, queries, sheets
from deliberation.questionnaire.codes import respondent_of
from deliberation.questionnaire.models import Answer, Item, ItemKind, Option, Questionnaire, RollLine
from tests.cast import enter, set_stage
from tests.hall import Hall

SECRET = "J’ai porté des bidons quand j’étais malade"
CODE, OTHER = "K7Q49M2X", "ABCD1234"


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
        f"item-{found['first'].pk}": str(Option.objects.order_by("pk")[0].pk),
        f"item-{found['story'].pk}": story,
    }


def answer(
    hall: Hall, citizen: Actor, code: str = "", *, typed: bool = False, fear: str = "2", story: str = SECRET
) -> None:
    actions.answer_items(
        actor=citizen,
        conference=hall.conference,
        questionnaire_id=Questionnaire.objects.get(under_way=True).pk,
        code=code or f"{citizen.member.pk:08}",
        typed=typed,
        **filled(fear, story),
    )


def withdraw(hall: Hall, citizen: Actor, code: str = CODE) -> None:
    questionnaire = Questionnaire.objects.order_by("pk")[0].pk
    actions.withdraw_answers(actor=citizen, conference=hall.conference, questionnaire_id=questionnaire, code=code)


def own(hall: Hall, code: str = CODE) -> sheets.Sheet | None:
    return queries.own_sheet(Questionnaire.objects.order_by("pk")[0], code)


def once_more(hall: Hall) -> Questionnaire:
    """Another questionnaire with the same items, which is open."""
    later = Questionnaire.objects.create(conference=hall.conference, under_way=True)
    later.items.set(Item.objects.all())
    set_stage(hall.conference, Stage.QUESTIONNAIRE)
    return later


# What is kept


def test_while_it_is_open_nothing_of_an_answer_stands_in_the_database(asked: Hall) -> None:
    answer(asked, asked.citizens[0], CODE)
    urn = bytes(Questionnaire.objects.get().urn)
    assert (Answer.objects.count(), RollLine.objects.count()) == (0, 1)
    assert not [each for each in (SECRET, CODE, respondent_of(asked.conference, CODE)) if each.encode() in urn]


def test_the_urn_is_as_long_for_one_as_for_all(asked: Hall) -> None:
    lengths = set()
    for citizen in asked.citizens:
        answer(asked, citizen, story="x" * 600)
        lengths.add(len(bytes(Questionnaire.objects.get().urn)))
    assert len(lengths) == 1


def test_the_longest_words_fit(asked: Hall) -> None:
    answer(asked, asked.citizens[0], CODE, story="😀" * 700)
    assert own(asked) == sheets.Sheet(ANY, {**own(asked).answers, items()["story"].pk: ("😀" * 600,)})


def test_answers_are_laid_out_in_the_order_of_their_digests(asked: Hall) -> None:
    for citizen in asked.citizens:
        answer(asked, citizen)
    asked.end(Stage.QUESTIONNAIRE)
    kept = list(Answer.objects.order_by("pk").values_list("respondent", flat=True))
    assert kept == sorted(kept)
    assert len(set(kept)) == len(asked.citizens)
    assert bytes(Questionnaire.objects.get().urn) == b""


def test_no_column_leads_from_an_answer_to_a_person_or_a_time() -> None:
    fields = {model: {f.name for f in model._meta.get_fields()} for model in (Answer, RollLine)}
    assert fields == {
        Answer: {"id", "questionnaire", "item", "respondent", "value", "agreed"},
        RollLine: {"id", "questionnaire", "membership"},
    }


def test_neither_the_database_nor_the_servers_secret_leads_from_a_person_to_their_answers(
    asked: Hall, client_of: Callable[..., Client]
) -> None:
    """The same person who answers the same twice, before the same database and secret, is kept under two digests."""
    citizen, questionnaire = asked.citizens[0], Questionnaire.objects.get()
    kept = []
    for _time in range(2):
        client = client_of(citizen)
        with transaction.atomic():
            assert (
                client.post(f"/conferences/eau/questionnaires/{questionnaire.pk}/answer/", filled()).status_code == 303
            )
            (sheet,) = sheets.opened(Questionnaire.objects.get()).values()
            transaction.set_rollback(True)
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        code = codes.code_in(cookies, citizen.member.ref)
        assert sheet.respondent == respondent_of(asked.conference, code)
        kept.append(sheet.respondent)
    assert len(set(kept)) == 2


def test_the_journal_says_that_somebody_answered_changed_or_withdrew_and_not_who_nor_what(asked: Hall) -> None:
    citizen, pk = asked.citizens[0], Questionnaire.objects.get().pk
    answer(asked, citizen, CODE)
    answer(asked, citizen, CODE, fear="1")
    withdraw(asked, citizen)
    entries = Entry.objects.filter(verb__startswith="questionnaire:").order_by("number")
    assert [(entry.verb, entry.actor, entry.detail) for entry in entries] == [
        (f"questionnaire:{verb}", "citizen", f'{{"questionnaire":{pk}}}')
        for verb in ("items-answered", "answers-changed", "answers-withdrawn")
    ]


# Once


def test_the_same_sent_twice_is_done_once(asked: Hall) -> None:
    answer(asked, asked.citizens[0], CODE)
    answer(asked, asked.citizens[0], CODE)
    assert (RollLine.objects.count(), len(sheets.opened(Questionnaire.objects.get()))) == (1, 1)
    assert Entry.objects.filter(verb__startswith="questionnaire:").count() == 1


def test_under_the_same_code_the_answers_take_the_place_of_the_first(asked: Hall) -> None:
    answer(asked, asked.citizens[0], CODE)
    answer(asked, asked.citizens[0], CODE, fear="0")
    assert own(asked).of(items()["fear"]) == ("0",)
    assert (RollLine.objects.count(), len(sheets.opened(Questionnaire.objects.get()))) == (1, 1)


def test_a_second_device_adds_no_second_sheet(asked: Hall) -> None:
    answer(asked, asked.citizens[0], CODE)
    with pytest.raises(Refused):
        answer(asked, asked.citizens[0], OTHER)
    assert (own(asked, OTHER), own(asked).of(items()["fear"])) == (None, ("2",))


def test_nobody_answers_in_the_place_of_somebody_else(asked: Hall) -> None:
    answer(asked, asked.citizens[0], CODE)
    with pytest.raises(Refused) as refused:
        answer(asked, asked.citizens[1], CODE, typed=True)
    assert (refused.value.field, RollLine.objects.count()) == ("code", 1)


# Withdrawn


def test_who_withdraws_leaves_nothing_but_their_place_on_the_roll(asked: Hall) -> None:
    for citizen in asked.citizens[1:]:
        answer(asked, citizen)
    answer(asked, asked.citizens[0], CODE)
    withdraw(asked, asked.citizens[0])
    withdraw(asked, asked.citizens[0])
    asked.end(Stage.QUESTIONNAIRE)
    questionnaire = Questionnaire.objects.get()
    assert (queries.answered_by(questionnaire), len(queries.sheets_of(questionnaire))) == (6, 5)
    assert own(asked) is None


def test_who_withdrew_may_answer_again_until_the_end(asked: Hall) -> None:
    answer(asked, asked.citizens[0], CODE)
    withdraw(asked, asked.citizens[0])
    answer(asked, asked.citizens[0], CODE, fear="1")
    assert (own(asked).withdrawn, own(asked).of(items()["fear"]), RollLine.objects.count()) == (False, ("1",), 1)


def test_nobody_withdraws_without_the_code_without_having_answered_or_once_it_is_over(asked: Hall) -> None:
    answer(asked, asked.citizens[0], CODE)
    for citizen, code in ((asked.citizens[0], OTHER), (asked.citizens[0], ""), (asked.citizens[1], CODE)):
        with pytest.raises(Refused):
            withdraw(asked, citizen, code)
    asked.end(Stage.QUESTIONNAIRE)
    with pytest.raises(Refused):
        withdraw(asked, asked.citizens[0])
    assert own(asked).of(items()["fear"]) == ("2",)


# Paired, or not


def test_one_code_pairs_over_time_and_a_lost_one_is_counted_unpaired(asked: Hall) -> None:
    for citizen in asked.citizens:
        answer(asked, citizen)
    first = Questionnaire.objects.get()
    asked.end(Stage.QUESTIONNAIRE)
    later = once_more(asked)
    lost, *others = asked.citizens
    answer(asked, lost, codes.new_code(), fear="0")
    for citizen in others:
        answer(asked, citizen, typed=True, fear="1")
    actions.close_questionnaire(actor=asked.facilitator, conference=asked.conference)
    before, after = (queries.sheets_of(Questionnaire.objects.get(pk=each.pk)) for each in (first, later))
    assert queries.paired(before, after) == queries.Paired(5, 1, 1)
    change = queries.change(items()["fear"], before, after)
    assert (change.pairs, [(each.values, each.people) for each in change.steps]) == (5, [((-2, -1, 0, 1, 2), 5)])
    assert queries.distribution(items()["fear"], after).answers == 6


def test_a_code_that_was_copied_wrong_is_said_and_nothing_is_kept(asked: Hall) -> None:
    with pytest.raises(Refused) as refused:
        answer(asked, asked.citizens[0], OTHER, typed=True)
    assert (refused.value.field, RollLine.objects.count()) == ("code", 0)


def test_a_code_of_one_conference_is_none_of_another(asked: Hall) -> None:
    elsewhere = type(asked.conference)(pk=asked.conference.pk + 1)
    assert respondent_of(elsewhere, CODE) != respondent_of(asked.conference, CODE)


# By the page


def url(act: str = "answer") -> str:
    return f"/conferences/eau/questionnaires/{Questionnaire.objects.order_by('pk')[0].pk}/{act}/"


def test_the_browser_remembers_the_code_that_is_said(asked: Hall, client_of: Callable[..., Client]) -> None:
    client, ref = client_of(asked.citizens[0]), asked.citizens[0].member.ref
    said = client.post(url(), filled(), headers={"Accept": "application/json"}).json()["said"]
    code = codes.code_in({codes.COOKIE: client.cookies[codes.COOKIE].value}, ref)
    assert f"{code[:4]}-{code[4:]}" in said
    assert client.cookies[codes.COOKIE]["httponly"]
    assert own(asked, code).of(items()["fear"]) == ("2",)
    assert client.post(url("withdraw"), {}).status_code == 303
    assert own(asked, code).withdrawn


def test_the_sittings_page_gives_the_code_before_anything_is_sent(
    asked: Hall, client_of: Callable[..., Client]
) -> None:
    """So that answers whose acknowledgement was lost are sent again under the same code."""
    client = client_of(asked.citizens[0])
    client.get("/conferences/eau/sitting/")
    given = client.cookies[codes.COOKIE].value
    for _time in range(2):
        assert client.post(url(), filled()).status_code == 303
    assert client.cookies[codes.COOKIE].value == given
    assert len(sheets.opened(Questionnaire.objects.get())) == 1


def test_nobody_owes_an_answer(asked: Hall, client_of: Callable[..., Client]) -> None:
    assert client_of(asked.citizens[0]).post(url(), {}).status_code == 303
    asked.end(Stage.QUESTIONNAIRE)
    assert set(Answer.objects.values_list("value", flat=True)) == {""}


@pytest.mark.parametrize("fear", ["3", "-1", "deux", "2.5"])
def test_a_value_off_the_scale_is_refused(fear: str, asked: Hall, client_of: Callable[..., Client]) -> None:
    assert client_of(asked.citizens[0]).post(url(), filled(fear)).status_code == 422
    assert RollLine.objects.count() == 0


def test_several_options_are_kept_each_by_itself(asked: Hall, client_of: Callable[..., Client]) -> None:
    item = items()["first"]
    Item.objects.filter(pk=item.pk).update(kind=ItemKind.MULTIPLE)
    options = [str(option.pk) for option in item.options.all()]
    assert client_of(asked.citizens[0]).post(url(), {f"item-{item.pk}": options}).status_code == 303
    asked.end(Stage.QUESTIONNAIRE)
    assert list(Answer.objects.filter(item=item).order_by("pk").values_list("value", flat=True)) == options


def test_an_option_sent_twice_is_chosen_once_and_the_round_ends(asked: Hall, client_of: Callable[..., Client]) -> None:
    item = items()["first"]
    Item.objects.filter(pk=item.pk).update(kind=ItemKind.MULTIPLE)
    first, second = (str(option.pk) for option in item.options.all()[:2])
    sent = {f"item-{item.pk}": [second, first, second, first]}
    assert client_of(asked.citizens[0]).post(url(), sent).status_code == 303
    asked.end(Stage.QUESTIONNAIRE)
    assert list(Answer.objects.filter(item=item).order_by("pk").values_list("value", flat=True)) == [first, second]


def test_the_round_ends_whatever_lies_in_the_urn(asked: Hall) -> None:
    questionnaire, fear = Questionnaire.objects.get(), items()["fear"]
    questionnaire.urn = sheets.sealed(questionnaire, [sheets.Sheet("f" * 64, {fear.pk: ("2", "2")})])
    questionnaire.save(update_fields=["urn"])
    asked.end(Stage.QUESTIONNAIRE)
    assert list(Answer.objects.filter(item=fear).values_list("value", flat=True)) == ["2"]


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CITIZEN, Role.OPERATOR}])
def test_only_citizens_answer(role: Role, asked: Hall) -> None:
    with pytest.raises(Refused):
        answer(asked, enter(asked.conference, role), CODE)
    assert RollLine.objects.count() == 0


def test_nothing_is_answered_before_or_after(hall: Hall) -> None:
    hall.open()
    given = {"actor": hall.citizens[0], "conference": hall.conference, "code": CODE}
    pk = Questionnaire.objects.get().pk
    with pytest.raises(Refused):
        actions.answer_items(**given, questionnaire_id=pk, **filled())
    hall.start(Stage.QUESTIONNAIRE)
    hall.end(Stage.QUESTIONNAIRE)
    with pytest.raises(Refused):
        actions.answer_items(**given, questionnaire_id=pk, **filled())
    assert (RollLine.objects.count(), Answer.objects.count()) == (0, 0)
