"""What was answered, as pages show it: a chart and the table beside it, to those who may read it, once it is over."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import jsonschema
import pytest
from django.template.loader import render_to_string
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.kernel.codes import said
from deliberation.questionnaire import actions, codes
from deliberation.questionnaire.models import Item, ItemKind, Questionnaire
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.snapshots import snapshots
from sessions.questionnaires.queries import Chart, Results, Row
from tests.cast import enter, set_stage
from tests.hall import Hall

URL, MINE = "/conferences/eau/questionnaires/", "/conferences/eau/questionnaires/mine/"
STORY = "J’ai porté des bidons"
CODE = "K7Q49M2X"


def answered(
    hall: Hall, values: str = "000011", code: str = "", chosen: Mapping[str, Sequence[str]] | None = None
) -> None:
    """A figure a citizen, on the scale, or a space for leaving it out; the same words from each, to be shown by
    nobody's leave; with a figure, what is ``chosen`` too."""
    questionnaire = Questionnaire.objects.get(under_way=True).pk
    fear, story = (Item.objects.get(key=key).pk for key in ("fear", "story"))
    for citizen, value in zip(hall.citizens, values, strict=False):
        actions.answer_items(
            actor=citizen,
            conference=hall.conference,
            questionnaire_id=questionnaire,
            code=code or f"{citizen.member.pk:08}",
            **{f"item-{fear}": value.strip(), f"item-{story}": STORY, **(chosen or {} if value.strip() else {})},
        )


def shown(client: Client, url: str = URL) -> LexborHTMLParser:
    client.cookies["django_language"] = "en"
    answer = client.get(url)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.content.decode())


def bars(page: LexborHTMLParser) -> list[list[tuple[str, str]]]:
    """Of each chart: what a bar is of, and how long it is, or the words in its place."""
    return [
        [
            (
                bar.css_first(".bar-label").text(strip=True),
                bar.css_first("rect").attributes["width"]
                if bar.css_first("svg")
                else bar.css_first(".bar-untold").text(strip=True),
            )
            for bar in chart.css(".bar")
        ]
        for chart in page.css(".chart")
    ]


def tables(page: LexborHTMLParser) -> list[list[tuple[str, str]]]:
    return [
        [(row.css_first("th").text(strip=True), row.css_first("td").text(strip=True)) for row in table.css("tbody tr")]
        for table in page.css(".chart-table")
    ]


def test_a_chart_and_its_table_say_the_same() -> None:
    rows = [Row("0", 12, "12"), Row("1 to 3", 5, "5"), Row("few", None, "fewer than five, or nobody")]
    rows.append(Row("nearly all", None, "all, or all but fewer than five"))
    html = render_to_string(
        "questionnaires/chart.html", {"chart": Chart("Saturday", 17, rows), "conference": Conference(language="fr")}
    )
    page = LexborHTMLParser(html)
    told = [("0", "12"), ("1 to 3", "5")]
    untold = [("few", "fewer than five, or nobody"), ("nearly all", "all, or all but fewer than five")]
    assert bars(page) == tables(page) == [[*told, *untold]]
    assert {svg.attributes["viewBox"] for svg in page.css("svg")} == {"0 0 17 1"}
    assert {chart.attributes["role"] for chart in page.css(".chart")} == {"img"}


def test_figures_before_and_after_and_how_the_same_people_changed(hall: Hall, client_of: Callable[..., Client]) -> None:
    hall.citizens += [enter(hall.conference, Role.CITIZEN, f"Citoyen {n}") for n in range(7, 11)]
    hall.reach(Stage.QUESTIONNAIRE)
    answered(hall, "0000122222")
    hall.end(Stage.QUESTIONNAIRE)
    later = Questionnaire.objects.create(conference=hall.conference, under_way=True)
    later.items.set(Item.objects.filter(key="fear"))
    set_stage(hall.conference, Stage.QUESTIONNAIRE)
    answered(hall, "0112200011")
    actions.close_questionnaire(actor=hall.facilitator, conference=hall.conference)
    page = shown(client_of(hall.citizens[0]))
    assert tables(page) == [
        [("0 to 1", "5"), ("2", "5")],
        [("0 to 2", "10")],
        [("went down", "5"), ("stayed the same or went up", "5")],
    ]
    assert bars(page) == tables(page)
    assert [node.attributes["data-pairs"] for node in page.css("[data-pairs]")] == ["10"]
    assert [node.text(strip=True) for node in page.css(".not-compared")] == [
        "Counted, and not compared: 0 of the first, 0 of the last, who answered once or had no code at hand."
    ]
    assert STORY not in page.html
    assert "nothing of the country" in page.html


def test_until_it_closes_nobody_has_a_figure_of_what_was_answered(hall: Hall, client_of: Callable[..., Client]) -> None:
    """Whatever was answered, all that anyone is given is the same: the turnout alone."""
    hall.reach(Stage.QUESTIONNAIRE)
    everyone = [
        hall.citizens[5],
        hall.facilitator,
        enter(hall.conference, Role.GUARANTOR),
    ]
    given = []
    for values in ("00000", "22222"):
        answered(hall, values)
        snapshots.clear()
        pages = [shown(client_of(who)).css_first("main").html for who in everyone]
        regions = [
            snapshots.region(Audience(hall.conference.pk, kind), "fr").html
            for kind in (Kind.DESK, Kind.GUARANTOR, Kind.CITIZENS, Kind.SCREEN)
        ]
        given.append((pages, regions))
    assert given[0] == given[1]
    assert 'data-answered="5/6"' in given[0][1][0]


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.CITIZEN, True),
        (Role.FACILITATOR, True),
        (Role.GUARANTOR, True),
        (Role.EXPERT, False),
        (Role.STEERING, False),
        (Role.SPONSOR, False),
        (Role.TABLE, False),
        (None, False),
    ],
)
def test_who_reads_the_figures_before_the_hand_over(
    role: Role | None, reads: bool, hall: Hall, client_of: Callable[..., Client]
) -> None:
    who = enter(hall.conference, role) if role else None
    assert client_of(who).get(URL).status_code == (200 if reads else 403)


def test_the_opinions_page_leads_there_once_one_is_over(hall: Hall, client_of: Callable[..., Client]) -> None:
    hall.reach(Stage.QUESTIONNAIRE)
    answered(hall, "0")
    hall.end(Stage.QUESTIONNAIRE)
    hall.reach(Stage.WRITING)
    page = shown(client_of(hall.citizens[0]), "/conferences/eau/opinion/")
    assert [link.attributes["href"] for link in page.css("#answers-told a")] == [URL]


# One's own


def my_page(client: Client, citizen: Actor, code: str) -> LexborHTMLParser:
    client.cookies[codes.COOKIE] = f"{citizen.member.ref}.{code}"
    return shown(client, MINE)


def test_one_sees_ones_own_answers_and_code_and_may_change_or_withdraw_them(
    hall: Hall, client_of: Callable[..., Client]
) -> None:
    hall.reach(Stage.QUESTIONNAIRE)
    answered(hall, "2", code=CODE)
    page = my_page(client_of(hall.citizens[0]), hall.citizens[0], CODE)
    assert page.css_first(".receipt-code").text(strip=True) == said(CODE)
    assert [dd.text(strip=True) for dd in page.css(".given dd")] == ["2", "left out", STORY]
    assert [form.attributes["data-act"] for form in page.css("form[data-act]")] == ["answer-items", "withdraw-answers"]
    assert page.css_first("textarea").text() == STORY
    hall.end(Stage.QUESTIONNAIRE)
    page = my_page(client_of(hall.citizens[0]), hall.citizens[0], CODE)
    assert [dd.text(strip=True) for dd in page.css(".given dd")] == ["2", "left out", STORY]
    assert page.css("form[data-act]") == []


def test_on_another_device_the_code_is_typed(hall: Hall, client_of: Callable[..., Client]) -> None:
    hall.reach(Stage.QUESTIONNAIRE)
    answered(hall, "2", code=CODE)
    client = client_of(hall.citizens[0])
    assert STORY not in shown(client, MINE).html
    wrong = client.post(MINE, {"code": "abcd 1234"})
    assert (wrong.status_code, b"abcd 1234" in wrong.content, STORY in wrong.content.decode()) == (422, True, False)
    assert client.post(MINE, {"code": " k7q4-9m2x "}).status_code == 303
    assert STORY in shown(client, MINE).html


def test_a_code_in_a_browser_is_of_one_person(hall: Hall, client_of: Callable[..., Client]) -> None:
    hall.reach(Stage.QUESTIONNAIRE)
    answered(hall, "2", code=CODE)
    page = my_page(client_of(hall.citizens[1]), hall.citizens[0], CODE)
    assert STORY not in page.html


def test_it_is_no_page_for_others(hall: Hall, client_of: Callable[..., Client]) -> None:
    assert [client_of(who).get(MINE).status_code for who in (hall.facilitator, None)] == [403, 403]


def test_words_that_nobody_agreed_to_show_are_shown_to_nobody(hall: Hall, client_of: Callable[..., Client]) -> None:
    hall.reach(Stage.QUESTIONNAIRE)
    answered(hall, "000000")
    hall.end(Stage.QUESTIONNAIRE)
    page = shown(client_of(hall.facilitator))
    assert (page.css(".words-given"), STORY in page.html) == ([], False)


def test_the_record_holds_the_same_figures(hall: Hall) -> None:
    """Somebody left the scale out; of several answers everyone chose the first, but for one who chose none."""
    hall.citizens += [enter(hall.conference, Role.CITIZEN, f"Citoyen {n}") for n in range(7, 12)]
    item = Item.objects.get(key="first")
    Item.objects.filter(pk=item.pk).update(kind=ItemKind.MULTIPLE)
    option, *others = item.options.all()
    hall.reach(Stage.QUESTIONNAIRE)
    answered(hall, "0000122222 ", chosen={f"item-{item.pk}": [str(option.pk)]})
    hall.end(Stage.QUESTIONNAIRE)
    later = Questionnaire.objects.create(conference=hall.conference, under_way=True)
    later.items.set(Item.objects.filter(key="fear"))
    set_stage(hall.conference, Stage.QUESTIONNAIRE)
    answered(hall, "01122000112")
    actions.close_questionnaire(actor=hall.facilitator, conference=hall.conference)
    record = Results(hall.conference).record()
    schema = json.loads((Path(__file__).parents[3] / "docs/record.schema.json").read_text())
    jsonschema.validate(record, schema["properties"]["questionnaires"])
    fear, several = (next(each for each in record if each["key"] == key) for key in ("fear", "first"))
    assert [(each["answered"], each["answers"], each["left_out"]) for each in fear["asked"]] == [
        (11, 10, 1),
        (11, 11, 0),
    ]
    assert {name: fear["change"][name] for name in ("pairs", "only_before", "only_after")} == {
        "pairs": 10,
        "only_before": 0,
        "only_after": 1,
    }
    (told,) = several["asked"]
    assert (told["answers"], told["left_out"], several["change"]) == (11, None, None)
    assert told["options"] == [
        {"value": option.text, "people": None, "most": True},
        *({"value": other.text, "people": None, "most": False} for other in others),
    ]
