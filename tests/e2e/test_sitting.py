"""One sitting on three kinds of screens at once, two citizens' phones, the facilitator's desk and the projector of the
room, up to the sealed opinion."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.looking import Ears
from tests.e2e.network import Line
from tests.e2e.people import DESK, PHONE, PROJECTOR, SECONDS, Person, Phonebook
from tests.e2e.server import ROOT, Server

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
NAMES = ("Citoyen 1", "Citoyen 2")


@dataclass
class Room:
    facilitator: Person
    citizen: Person
    other_citizen: Person
    sponsor: Person
    screen: Person
    folder: Path
    # The code of the first citizen's badge.
    badge: str
    ears: Ears = field(default_factory=Ears)

    @property
    def picture(self) -> Locator:
        """What the room sees."""
        return self.screen.page.locator('[data-region="screen"]')

    @property
    def citizens(self) -> tuple[Person, Person]:
        return self.citizen, self.other_citizen

    def start(self, title: str, *, shown: str = "") -> None:
        """The facilitator starts a round of the run sheet; both phones and the projector show it without being
        touched."""
        start_from_the_run_sheet(self.facilitator, title)
        expect(self.picture).to_contain_text(shown or title)
        assert self.screen.page.locator("a, button, input, form, summary").count() == 0
        for citizen in self.citizens:
            expect(citizen.page.locator('[data-region="citizens"] .round-title')).to_have_text(title)
        for person in (self.facilitator, self.citizen, self.screen):
            assert person.violations() == []

    def end(self) -> None:
        self.facilitator.do("end-round")
        for citizen in self.citizens:
            expect(citizen.page.locator('[data-region="citizens"] [data-round]').first).to_have_attribute(
                "data-round", ""
            )


def start_from_the_run_sheet(facilitator: Person, title: str) -> None:
    row = facilitator.page.locator("#run-sheet [data-round][data-state]", has_text=title).first
    row.locator("summary").click()
    facilitator.press(row.locator('form[data-act="start-round"]'))


@pytest.fixture
def room(people: Phonebook, server: Server) -> Room:
    codes = server.conference(VILLAGE, slug="village", citizens=2)
    first, second = codes["citizen"]
    screen = people.signed_in(codes["facilitator"][1], PROJECTOR)
    screen.page.goto("/conferences/village/screen/")
    room = Room(
        facilitator=people.signed_in(codes["facilitator"][0], DESK),
        citizen=people.signed_in(first, PHONE, has_touch=True, is_mobile=True),
        other_citizen=people.signed_in(second, PHONE, has_touch=True, is_mobile=True),
        sponsor=people.signed_in(codes["sponsor"][0], DESK),
        screen=screen,
        folder=server.folder,
        badge=first,
    )
    for person in (room.facilitator, *room.citizens, room.screen, room.sponsor):
        room.ears.listen(person.page)
    return room


def everyone_signs_the_attendance_sheet(room: Room) -> None:
    expect(room.picture).to_contain_text("Comment partager l’eau de la commune")
    expect(room.picture.get_by_role("img", name="QR")).to_be_visible()
    room.facilitator.do("open-sitting")
    for citizen in room.citizens:
        expect(citizen.act("sign-attendance")).to_be_visible()
        citizen.do("sign-attendance")
        expect(citizen.act("sign-attendance")).to_be_hidden()
    expect(room.facilitator.page.locator("[data-present]").first).to_have_attribute("data-present", "2")


def the_plenary_runs_and_is_given_more_time(room: Room) -> None:
    room.start("Accueil")
    expect(room.picture.locator("[data-countdown]")).to_have_text(re.compile(r"\d"))
    before = room.citizen.page.locator("[data-ends-at]").first.get_attribute("data-ends-at")
    room.facilitator.do("extend-round", minutes="7")
    expect(room.citizen.page.locator("[data-ends-at]").first).not_to_have_attribute("data-ends-at", before or "")
    room.end()


def each_answers_the_questionnaire_once(room: Room) -> None:
    room.start("Avant de commencer")
    for citizen in room.citizens:
        form = citizen.act("answer-items")
        for choice in form.locator("fieldset").all():
            choice.locator("label").first.click()
        citizen.press(form)
        expect(citizen.act("answer-items")).to_be_hidden()
    expect(room.facilitator.page.locator("[data-answered]").first).to_have_attribute("data-answered", "2/2")
    room.end()


QUESTION = "Combien de temps l’eau reste-t-elle dans la nappe ?"
MISTAKE = "Combien de temps l’eau reste-t-elle"


def a_question_is_asked_and_answered(room: Room) -> None:
    room.start("D’où vient notre eau")
    room.citizen.do("ask-question", text=MISTAKE)
    room.other_citizen.sees(MISTAKE)
    expect(room.other_citizen.act("take-back-question")).to_have_count(0)
    room.citizen.do("take-back-question")
    for person in (room.facilitator, *room.citizens):
        expect(person.page.locator("[data-question]", has_text=MISTAKE)).to_have_count(0)
    room.citizen.do("ask-question", text=QUESTION)
    for person in (room.facilitator, room.other_citizen):
        person.sees(QUESTION)
    expect(room.picture).not_to_contain_text(QUESTION)
    room.facilitator.do("put-question")
    expect(room.picture).to_contain_text(QUESTION)
    supported = room.other_citizen.page.locator('[data-support="1"]').first
    expect(supported).to_be_visible()
    room.facilitator.do("answer-question", answer="Environ vingt ans.")
    room.other_citizen.sees("Environ vingt ans.")
    expect(room.picture).not_to_contain_text(QUESTION)


def they_speak_one_after_the_other(room: Room) -> None:
    """In the order in which they raised their hands; the room sees who speaks and who is next."""
    for citizen, name in zip(room.citizens, NAMES, strict=True):
        citizen.do("raise-hand")
        expect(room.picture).to_contain_text(name)
    room.facilitator.do("give-floor")
    expect(room.picture.locator(".floor-speaking")).to_contain_text(NAMES[0])
    # Until its own news comes, the citizen's page still has the hand to lower, which goes as the turn begins.
    expect(room.citizen.page.locator("#my-floor")).to_be_visible()
    room.citizen.do("lower-hand")
    expect(room.picture).not_to_contain_text(NAMES[0])
    room.end()


def a_message_reaches_everyone(room: Room) -> None:
    message = "Le pain est sur la table du fond."
    writing = room.facilitator.page.locator("#write-notice")
    if writing.get_attribute("open") is None:
        writing.locator("summary").click()
    room.facilitator.do("send-notice", text=message)
    for citizen in room.citizens:
        citizen.sees(message)
    expect(room.picture).to_contain_text(message)
    room.facilitator.do("withdraw-notice")
    expect(room.picture).not_to_contain_text(message)
    for citizen in room.citizens:
        expect(citizen.page.locator("[data-region]", has_text=message)).to_have_count(0)


def a_table_is_helped(room: Room) -> None:
    room.start("Cultiver avec moins")
    room.citizen.page.locator("#tool-help").click()
    room.citizen.do("call-for-help")
    room.facilitator.do("answer-call")
    expect(room.facilitator.act("answer-call")).to_be_hidden()
    expect(room.citizen.act("withdraw-call")).to_be_hidden()
    expect(room.picture).not_to_contain_text(NAMES[0])
    room.end()


def two_write_the_same_notes_and_nothing_is_lost(room: Room) -> None:
    room.start("Ce qui est juste, ce qui est possible")
    ours, theirs = (each.page.locator(".writing-text") for each in (room.citizen, room.other_citizen))
    for text in (ours, theirs):
        expect(text).to_have_attribute("contenteditable", "true", timeout=15_000)
    ours.press_sequentially("L’eau des maisons d’abord. ")
    theirs.press_sequentially("Les jardins passent après les bêtes. ")
    ours.press_sequentially("Et le camping ?")
    for text in (ours, theirs):
        for words in ("L’eau des maisons d’abord.", "Les jardins passent après les bêtes.", "Et le camping ?"):
            expect(text).to_contain_text(words)
    for each in (room.citizen, room.other_citizen):
        expect(each.page.locator("[data-writing-state]")).to_have_text("Enregistré")
    # What is said at a table stays there until it reports.
    expect(room.picture).not_to_contain_text("L’eau des maisons")
    room.end()


def the_table_submits_two_proposals(room: Room) -> None:
    room.start("Nos règles de partage")
    for title in ("Des compteurs pour tous", "Une règle publique"):
        room.citizen.do(
            "new-proposal", title=title, text=f"Nous recommandons : {title.lower()}.", reason="Pour être justes."
        )
        expect(room.other_citizen.page.locator('[data-region="table"]')).to_contain_text(title)
        expect(room.picture).not_to_contain_text(title)
    for form in room.other_citizen.acts("submit-proposal"):
        room.other_citizen.press(form)
        expect(form).to_be_hidden()
    expect(room.citizen.page.locator("form[data-act='agree-to-proposal']:visible")).to_have_count(2)
    for form in room.citizen.acts("agree-to-proposal"):
        room.citizen.press(form)
        expect(form).to_be_hidden()
    room.end()


def proposals_are_reviewed(room: Room) -> None:
    room.start("Lecture en commun")
    expect(room.picture).to_contain_text("Des compteurs pour tous")
    for person in (room.other_citizen, room.citizen):
        person.page.locator(".reviewed summary").first.click()
    room.other_citizen.page.locator(".make-remark summary").first.click()
    room.other_citizen.do("make-remark", text="Et les locataires ?")
    room.citizen.sees("Et les locataires ?")
    room.end()


def vote(citizen: Person, choices: list[str]) -> None:
    for form, choice in zip(citizen.acts("cast-paper"), choices, strict=True):
        form.locator(f".choice-{choice}").click()
        citizen.press(form)
        expect(form).to_be_hidden()


def one_proposal_is_adopted_and_the_other_is_not(room: Room) -> None:
    room.start("Vote sur chaque proposition")
    vote(room.citizen, ["for", "against"])
    expect(room.facilitator.page.locator("[data-turnout]").first).to_have_attribute("data-turnout", "1/2")
    expect(room.picture.locator(".row-figure").first).to_have_text("1 votant sur 2")
    only_the_turnout_is_shown(room)
    vote(room.other_citizen, ["for", "for"])
    room.end()
    region = room.citizen.page.locator('[data-region="citizens"]')
    for shown in (region, room.picture):
        expect(shown).to_contain_text("Adoptée")
        expect(shown).to_contain_text("Non adoptée")
    expect(room.picture.locator(".bar-for")).to_have_count(2)


def only_the_turnout_is_shown(room: Room) -> None:
    for word in ("Pour", "Contre", "Abstention", "Adoptée"):
        expect(room.picture).not_to_contain_text(word)
    expect(room.picture.locator(".bar-for, .bar-against")).to_have_count(0)


def the_citizens_write_their_opinion(room: Room) -> None:
    room.start("Écriture de l’avis")
    texts = {
        "title": "L’eau, notre affaire à tous",
        "preamble": "Nous avons écouté, puis décidé.",
        "closing": "À vous de répondre.",
    }
    for part, text in texts.items():
        written = room.citizen.page.locator(f"#part-{part} .writing-text")
        expect(written).to_have_attribute("contenteditable", "true", timeout=15 * SECONDS)
        written.click()
        room.citizen.page.keyboard.type(text)
        expect(room.citizen.page.locator(f"#part-{part} [data-writing-state]")).to_have_text("Enregistré")
    expect(room.other_citizen.page.locator('[data-region="citizens"]')).to_contain_text("Des compteurs pour tous")
    room.end()


def the_whole_text_is_adopted(room: Room) -> None:
    room.start("Adoption")
    only_the_turnout_is_shown(room)
    for citizen in room.citizens:
        vote(citizen, ["for"])
    room.end()
    expect(room.picture).to_contain_text("Adopté")


def one_signs_with_a_reservation_and_one_declines(room: Room) -> None:
    room.start("Signature")
    page = room.citizen.page
    page.locator("[data-sign]").click()
    page.locator(".choice-signed").click()
    page.locator('[name="reservation"]').fill("Le calendrier est trop court.")
    page.locator("[data-next]").click()
    page.locator(".choice-other").click()
    page.locator('[name="other_name"]').fill("Citoyenne 1")
    page.locator("[data-next]").click()
    page.locator(".choice-badge").click()
    page.locator('[name="code"]').fill(room.badge)
    page.locator("[data-next]").click()
    page.locator("[data-sign-key]").click()
    expect(page.locator('[data-signed="own-key"]')).to_contain_text("Citoyenne 1", timeout=15 * SECONDS)
    declining = room.other_citizen.page
    declining.locator("[data-sign]").click()
    declining.locator(".choice-declined").click()
    declining.locator("[data-next]").click()
    declining.locator("[data-sign-simply]").click()
    expect(declining.locator('[data-signed="declined"]')).to_be_visible()
    for citizen in room.citizens:
        assert citizen.violations() == []
        citizen.page.goto("/conferences/village/sitting/")
    expect(room.facilitator.page.locator("[data-decided]").first).to_have_attribute("data-decided", "2/2")
    # Neither who signed, nor how.
    expect(room.picture).to_contain_text("2")
    for private in ("Citoyenne 1", "réserve.", "Le calendrier"):
        expect(room.picture).not_to_contain_text(private)
    room.end()


def the_sponsor_waits_until_the_hand_over(room: Room) -> None:
    room.sponsor.page.reload()
    expect(room.sponsor.page.locator("body")).not_to_contain_text("Des compteurs pour tous")
    assert room.sponsor.page.request.get("/conferences/village/opinion.pdf").status == 403
    room.start("Remise au conseil", shown="L’avis est scellé")
    room.facilitator.do("hand-over")
    room.citizen.sees("L’avis est remis")
    expect(room.picture).to_contain_text("L’avis est remis")
    room.sponsor.page.reload()
    expect(room.sponsor.page.locator("#recommendation-1")).to_contain_text("Des compteurs pour tous")
    room.sponsor.sees("Le calendrier est trop court.")
    assert room.sponsor.violations() == []


STEPS: tuple[Callable[[Room], None], ...] = (
    everyone_signs_the_attendance_sheet,
    the_plenary_runs_and_is_given_more_time,
    each_answers_the_questionnaire_once,
    a_question_is_asked_and_answered,
    they_speak_one_after_the_other,
    a_message_reaches_everyone,
    a_table_is_helped,
    two_write_the_same_notes_and_nothing_is_lost,
    the_table_submits_two_proposals,
    proposals_are_reviewed,
    one_proposal_is_adopted_and_the_other_is_not,
    the_citizens_write_their_opinion,
    the_whole_text_is_adopted,
    one_signs_with_a_reservation_and_one_declines,
    the_sponsor_waits_until_the_hand_over,
)


def test_a_whole_sitting_on_three_screens(room: Room, server: Server) -> None:
    for step in STEPS:
        step(room)
    answer = room.sponsor.page.request.get("/conferences/village/opinion.pdf")
    sealed = room.folder / "opinion.pdf"
    sealed.write_bytes(answer.body())
    server.manage("verify_opinion", str(sealed))
    for person in (room.citizen, room.screen):
        assert person.page.locator("p[data-offline]").is_hidden()
    assert room.ears.heard == []


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    opened = Line(server.url)
    yield opened
    opened.close()


def test_a_phone_that_was_offline_comes_back_to_the_truth(people: Phonebook, server: Server, line: Line) -> None:
    codes = server.conference(VILLAGE, slug="offline", citizens=2)
    facilitator = people.signed_in(codes["facilitator"][0], DESK)
    citizen = people.signed_in(codes["citizen"][0], PHONE, base_url=line.url)
    facilitator.do("open-sitting")
    expect(citizen.act("sign-attendance")).to_be_visible()
    line.cut()
    expect(citizen.page.locator("p[data-offline]")).to_be_visible(timeout=30_000)
    start_from_the_run_sheet(facilitator, "Accueil")
    line.mend()
    expect(citizen.page.locator('[data-region="citizens"] .round-title')).to_have_text("Accueil", timeout=30_000)
    expect(citizen.page.locator("p[data-offline]")).to_be_hidden()


def test_a_citizen_without_javascript_acts_by_ordinary_forms(people: Phonebook, server: Server) -> None:
    codes = server.conference(VILLAGE, slug="no-script", citizens=2)
    facilitator = people.signed_in(codes["facilitator"][0], DESK)
    facilitator.do("open-sitting")
    citizen = people.signed_in(codes["citizen"][0], PHONE, java_script_enabled=False)
    citizen.act("sign-attendance").locator("button").click()
    citizen.page.wait_for_load_state()
    expect(facilitator.page.locator("[data-present]").first).to_have_attribute("data-present", "1")
    citizen.sees("Bienvenue")
