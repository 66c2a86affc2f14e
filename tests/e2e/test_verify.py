"""The check of a PDF in hand, in a browser: on the device, sending nothing; by keyboard; without a script."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Page, Request, expect

from tests.deliberation.opinion.papers import papers
from tests.deliberation.opinion.signed import samples, sealed, whole
from tests.deliberation.opinion.timestamping import time_stamping
from tests.e2e.looking import Ears, told, too_small, too_wide, violations_in_both_themes
from tests.e2e.people import DESK, Phonebook
from tests.e2e.server import Server

PHONE = {"width": 360, "height": 740}
GENUINE = "This is the sealed opinion, exactly as the citizens signed it."
REFUSED = "This file cannot be taken for a sealed opinion."
CHANGED = "The file has changed since it was sealed, or the seal does not cover all of it."
MANY = 60 * 1024 * 1024


# By itself, so that it is made before Playwright runs its loop here: nothing is sealed inside one.
@pytest.fixture(scope="module", autouse=True)
def files(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Under the seal of the server, and what somebody made of them."""
    folder, found = tmp_path_factory.mktemp("files"), {}
    seal = {"SEAL_DIR": server.folder / "seal", "SEAL_NAME": "Test", "SEAL_PKCS12": "", "SEAL_PASSPHRASE": ""}
    with override_settings(**seal):
        pdf = sealed(whole())
        made = {name: sealed(samples()[name]) for name in ("a bit of the signature", "of another text", "many")}
        beside = papers()
        made |= {name: beside[name] for name in ("certificate", "correction")}
        with time_stamping(folder) as service, override_settings(TIMESTAMP_URL=service.url, SEAL_LEVEL="B-T"):
            made["stamped"] = sealed(whole())
    with override_settings(**seal | {"SEAL_DIR": folder / "another"}):
        made["of another platform"] = sealed(whole())
    middle = bytearray(pdf)
    middle[len(pdf) // 2] ^= 1
    made |= {
        "genuine": pdf,
        "changed": bytes(middle),
        "longer": pdf + b"\n%%EOF\n",
        "text": b"A text, and no PDF.",
        "large": b"%PDF-1.7\n" + bytes(MANY),
    }
    for name, content in made.items():
        found[name] = folder / f"{name}.pdf"
        found[name].write_bytes(content)
    return found


@dataclass
class Wire:
    """What leaves the browser."""

    sent: list[tuple[str, str, int]] = field(default_factory=list)

    def note(self, request: Request) -> None:
        path = request.url.partition("://")[2].partition("/")[2].partition("?")[0]
        # The browser's own: the sign on its tab.
        if path.startswith("static/img/"):
            return
        self.sent.append((request.method, path, len(request.post_data_buffer or b"")))


@pytest.fixture
def phone(people: Phonebook) -> Iterator[Page]:
    page = people.device(PHONE, reduced_motion="reduce")
    in_english(page, people.server)
    ears = Ears()
    ears.listen(page)
    page.goto("/verify/")
    yield page
    assert ears.heard == []


def in_english(page: Page, server: Server) -> None:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": server.url}])


def choose(page: Page, file: Path) -> None:
    page.locator("[data-file]").set_input_files(file)


def answer(page: Page) -> list[str]:
    expect(page.locator("[data-result] .banner")).to_be_visible(timeout=20000)
    return [line for line in page.locator("[data-result] .banner").inner_text().splitlines() if line.strip()]


def test_a_genuine_file_is_accepted_and_nothing_of_it_leaves(phone: Page, files: dict[str, Path]) -> None:
    wire = Wire()
    phone.on("request", wire.note)
    choose(phone, files["genuine"])
    assert answer(phone) == [GENUINE]
    expect(phone.locator("[data-result] h2")).to_be_focused()
    expect(phone.locator("[data-slot=counted] p").first).to_have_text(
        "Of 3 signatures made with the citizens’ own keys, 3 are verified."
    )
    phone.locator("[data-part=each] summary").click()
    expect(phone.locator("[data-signature-kit]")).to_have_count(1)
    names = phone.locator("[data-slot=name]").all_inner_texts()
    assert names == ["Anne Aubert", "Cédric Évrard", "citoyenne-4K7Q", "citoyen-9PWX"]
    expect(phone.locator("[data-part=reservation]:visible blockquote")).to_have_text(
        "Le coût n’est pas dit.\nIl faudrait l’écrire."
    )
    assert wire.sent == [("GET", "static/dist/checking.js", 0), ("GET", "static/dist/pdfworker.js", 0)]


def test_what_checks_comes_only_once_a_file_is_chosen(people: Phonebook) -> None:
    wire, page = Wire(), people.device(PHONE)
    page.on("request", wire.note)
    page.goto("/verify/")
    expect(page.locator("[data-here]")).to_be_visible()
    assert {path for _, path, _ in wire.sent if "checking" in path or "pdfworker" in path} == set()


def test_the_register_hears_the_fingerprint_alone_and_only_when_asked(phone: Page, files: dict[str, Path]) -> None:
    choose(phone, files["genuine"])
    answer(phone)
    wire = Wire()
    phone.on("request", wire.note)
    phone.locator("[data-ask] button").click()
    expect(phone.locator("[data-slot=register]")).to_have_text("This file is not in the register of sealed opinions.")
    assert wire.sent == [("GET", "verify/register/", 0)]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("changed", CHANGED),
        ("longer", CHANGED),
        ("a bit of the signature", "Not all the signatures inside hold: see which ones below."),
        ("of another text", "Not all the signatures inside hold: see which ones below."),
        ("of another platform", "This installation does not know the authority that issued the seal."),
        ("text", "This file carries no seal that can be read."),
        ("large", "This file carries no seal that can be read."),
    ],
)
def test_what_is_not_genuine_is_refused_with_a_reason(phone: Page, files: dict[str, Path], name: str, why: str) -> None:
    choose(phone, files[name])
    assert answer(phone) == [REFUSED, why]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("certificate", "This is the certificate of hand-over of the opinion “Partager l’eau”."),
        ("correction", "This is correction no. 2 of the opinion “Partager l’eau”."),
    ],
)
def test_what_stands_beside_an_opinion_is_told_for_what_it_is(
    phone: Page, files: dict[str, Path], name: str, said: str
) -> None:
    choose(phone, files[name])
    assert answer(phone) == [f"{said} It was sealed here, and is unchanged."]
    expect(phone.locator("[data-result] .banner-good")).to_be_visible()
    expect(phone.locator("[data-result] [data-slot=paper_sha256]")).to_have_text("b" * 64)
    expect(phone.locator("[data-result] [data-part=text]")).to_be_hidden()


def test_a_seal_with_a_time_stamp_is_left_to_the_platform_and_the_way_there_is_open(
    phone: Page, files: dict[str, Path]
) -> None:
    choose(phone, files["stamped"])
    unjudged, why = answer(phone)
    assert unjudged == "This page cannot judge this file by itself."
    assert why.startswith("Its seal carries a time stamp, which this page cannot judge by itself.")
    expect(phone.locator("[data-result] .banner-warn")).to_be_visible()
    expect(phone.locator("[data-result] [data-part=seal]")).to_be_hidden()
    expect(phone.locator("form[data-act=verify] button")).to_be_visible()


def test_which_signature_does_not_hold_is_said(phone: Page, files: dict[str, Path]) -> None:
    choose(phone, files["of another text"])
    answer(phone)
    assert phone.locator("[data-slot=counted] p").all_inner_texts() == [
        "Of 3 signatures made with the citizens’ own keys, 2 are verified.",
        "1 signature was given without a key of one’s own: the platform attests it.",
        "Anne Aubert: It is not a signature of this text.",
    ]
    holds = phone.locator("[data-each] > li").evaluate_all("all => all.map(each => each.dataset.holds)")
    assert holds == ["false", "true", "true", "true"]


def test_the_last_file_chosen_is_the_one_answered(phone: Page, files: dict[str, Path]) -> None:
    choose(phone, files["many"])
    choose(phone, files["changed"])
    assert answer(phone) == [REFUSED, CHANGED]
    choose(phone, files["genuine"])
    expect(phone.locator("[data-result] h2")).to_have_text(GENUINE, timeout=20000)


DROP = """async (element, [bytes, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(bytes)], name, { type: "application/pdf" }));
  for (const kind of ["dragover", "drop"]) {
    element.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
  }
}"""


def test_a_file_is_dropped(people: Phonebook, files: dict[str, Path]) -> None:
    page = people.device(DESK)
    in_english(page, people.server)
    page.goto("/verify/")
    page.locator("[data-drop]").evaluate(DROP, [list(files["genuine"].read_bytes()), "avis.pdf"])
    assert answer(page) == [GENUINE]


def test_by_keyboard(people: Phonebook, files: dict[str, Path]) -> None:
    page = people.device(DESK)
    in_english(page, people.server)
    page.goto("/verify/")
    page.locator("h1").click()
    page.keyboard.press("Tab")
    expect(page.locator("[data-file]")).to_be_focused()
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Space")
    chosen.value.set_files(files["genuine"])
    assert answer(page) == [GENUINE]
    page.keyboard.press("Tab")
    expect(page.locator("[data-part=text] summary")).to_be_focused()


@pytest.mark.parametrize("name", ["genuine", "of another text", "changed", "correction", "stamped"])
def test_an_answer_is_good_for_every_eye_and_hand(phone: Page, files: dict[str, Path], name: str) -> None:
    choose(phone, files[name])
    answer(phone)
    phone.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    found = {name: violations_in_both_themes(phone) + too_small(phone) + too_wide(phone)}
    assert not found[name], told(found)


def test_without_a_script_the_file_is_sent_and_the_answer_is_the_same(
    people: Phonebook, files: dict[str, Path], phone: Page
) -> None:
    plain = people.device(PHONE, java_script_enabled=False)
    in_english(plain, people.server)
    plain.goto("/verify/")
    expect(plain.locator("[data-here]")).to_be_hidden()
    plain.locator("form[data-act=verify] input[type=file]").set_input_files(files["of another text"])
    plain.locator("form[data-act=verify] button").click()
    expect(plain.locator("[data-verdict]")).to_have_attribute("data-genuine", "false")
    choose(phone, files["of another text"])
    answer(phone)
    for part in ("signer", "changes", "text_said", "text_sha256", "counted", "lines", "name", "pdf_sha256"):
        slots = f"[data-result] [data-slot={part}]"
        assert phone.locator(slots).count() > 0
        if part != "lines":
            assert plain.locator(slots).all_text_contents() == phone.locator(slots).all_text_contents()
