"""Other versions stand beside the original and say, in their own language, that it prevails."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deliberation.conference.stages import Role
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.opinion.handover import actions, languages
from deliberation.opinion.handover.forms import DerivativeForm
from deliberation.opinion.handover.models import Derivative
from tests.deliberation.opinion.handover.conftest import Handed

FIELDS = {"kind": "translation", "language": "en", "title": "T", "made_by": "M"}


@pytest.mark.parametrize("kind", Derivative.Kind.values)
def test_seven_languages_have_their_own_sentence_and_the_others_two(kind: str) -> None:
    spoken = {tag: [said.lang for said in languages.prevails(kind, tag)] for tag in languages.NAMES}
    own = {tag: [tag] for tag in ("en", "fr", "de", "es", "it", "pt", "ar")}
    assert spoken == {tag: ["fr", "en"] for tag in languages.NAMES} | own
    assert [said.dir for said in languages.prevails(kind, "ar")] == ["rtl"]


def test_a_language_is_named_in_two_ways_once_each(english: None) -> None:
    assert [languages.name_of(tag) for tag in ("ar", "en")] == ["Arabic (العربية)", "English"]
    assert len(languages.choices()) == len(set(languages.choices())) == len(languages.NAMES)


def test_a_facilitator_adds_one_once_and_it_changes_no_byte_of_the_opinion(handed: Handed) -> None:
    before = bytes(handed.sealed.pdf)
    for _again in range(2):
        handed.add_version()
    assert Derivative.objects.count() == Entry.objects.filter(verb="opinion:derivative-added").count() == 1
    assert bytes(handed.sealed.pdf) == before


def test_nobody_else_adds_or_withdraws_one(handed: Handed) -> None:
    handed.add_version()
    found = Derivative.objects.get()
    for other in handed.all_but(Role.FACILITATOR):
        with pytest.raises(Refused):
            actions.add_derivative(actor=other, conference=handed.conference, text="x", **FIELDS)
        with pytest.raises(Refused):
            actions.withdraw_derivative(actor=other, conference=handed.conference, derivative_id=found.pk, reason="x")
    assert list(Derivative.objects.values_list("pk", "withdrawn_at")) == [(found.pk, None)]


def test_none_is_added_before_the_hand_over(signed: Handed) -> None:
    with pytest.raises(Refused):
        signed.add_version()
    assert Derivative.objects.count() == 0


def test_a_withdrawn_one_stays_with_its_reason(handed: Handed) -> None:
    handed.add_version()
    found = Derivative.objects.get()
    for reason in ("Une erreur de traduction.", "Une autre raison"):
        actions.withdraw_derivative(
            actor=handed.hall.facilitator, conference=handed.conference, derivative_id=found.pk, reason=reason
        )
    found.refresh_from_db()
    assert (found.withdrawal_reason, found.text) == ("Une erreur de traduction.", "Sentinel of the translation")
    assert Entry.objects.filter(verb="opinion:derivative-withdrawn").count() == 1


def test_one_of_another_conference_is_not_withdrawn_from_here(handed: Handed, other_conference: object) -> None:
    with pytest.raises(Refused):
        actions.withdraw_derivative(
            actor=handed.hall.facilitator, conference=handed.conference, derivative_id=999, reason="x"
        )


def filled(text: str = "", file: bytes | None = None, **fields: str) -> DerivativeForm:
    files = {"file": SimpleUploadedFile("version.txt", file)} if file is not None else {}
    return DerivativeForm(FIELDS | {"text": text} | fields, files)


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (filled("## Titre\n\nUn texte"), []),
        (filled(file="\ufeffUn texte é".encode()), []),
        (filled(), ["text"]),
        (filled("a", b"b"), ["file"]),
        (filled(file=b"\xff\xfe\x00"), ["file"]),
        (filled(file=b"x" * 400_001), ["file"]),
        (filled(file=b"x" * 100_001), ["file"]),
        (filled("a", language="tlh"), ["language"]),
        (filled("a", kind="original"), ["kind"]),
    ],
)
def test_the_text_is_pasted_or_a_file_and_the_language_known(form: DerivativeForm, wrong: list[str]) -> None:
    assert list(form.errors) == wrong


def test_a_file_gives_its_text_without_what_no_page_can_show() -> None:
    form = filled(file="\ufeffUn\x00 texte\r\nsur deux lignes".encode())
    assert form.is_valid()
    assert form.cleaned_data == FIELDS | {"text": "Un texte\nsur deux lignes"}
