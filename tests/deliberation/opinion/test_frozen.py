"""What was signed is refused to every writer by the database itself: not even the ORM or the console changes it."""

from collections.abc import Callable
from functools import partial

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from deliberation.conference.stages import Stage
from deliberation.kernel import clock
from deliberation.opinion.handover.models import Correction
from deliberation.opinion.models import Opinion, Recommendation, SealedOpinion, Section, Signature
from deliberation.proposals.models import Evidence, Proposal
from sessions.tables.models import Note
from tests.frozen import thawed
from tests.hall import Hall
from tests.walk.scenes import SCENES
from tests.walk.words import text, words_of

Write = Callable[[Hall], object]


def placed() -> Proposal:
    return Recommendation.objects.select_related("proposal")[0].proposal


def saved(thing: Opinion | Section | Proposal | Signature | SealedOpinion, **values: object) -> None:
    for name, value in values.items():
        setattr(thing, name, value)
    thing.save()


def in_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


WORDS = ("title", "observation", "text", "reason", "addressee")


def _reword(name: str, hall: Hall) -> None:
    saved(placed(), **{name: "Changé"})


WRITES: dict[str, Write] = {
    "frozen text": lambda hall: Opinion.objects.update(frozen_text="Changé"),
    "frozen text, saved": lambda hall: saved(Opinion.objects.get(), frozen_text="Changé"),
    "frozen text, in SQL": lambda hall: in_sql("UPDATE deliberation_opinion SET frozen_text = frozen_text || '.'"),
    "digest": lambda hall: Opinion.objects.update(text_digest="0" * 64),
    "thawed": lambda hall: Opinion.objects.update(frozen_at=None, frozen_text="", text_digest=""),
    "adoption": lambda hall: Opinion.objects.update(adopted_at=None),
    "opinion deleted": lambda hall: in_sql("DELETE FROM deliberation_opinion"),
    "section": lambda hall: Section.objects.filter(part="title").update(text="Changé"),
    "section, saved": lambda hall: saved(Section.objects.get(part="closing"), text="Changé"),
    "section, in bulk": lambda hall: Section.objects.bulk_update([_other(Section.objects.get(part="title"))], ["text"]),
    "section's place": lambda hall: Section.objects.filter(part="title").update(part="other"),
    "section added": lambda hall: Section.objects.create(opinion=Opinion.objects.get(), part="other", text="De plus"),
    "section deleted": lambda hall: Section.objects.filter(part="requests")._raw_delete("default"),
    "recommendation renumbered": lambda hall: Recommendation.objects.update(number=F("number") + 10),
    "recommendation deleted": lambda hall: Recommendation.objects.all()[0].delete(),
    "recommendation added": lambda hall: Recommendation.objects.create(
        opinion=Opinion.objects.get(), number=9, proposal=_another(hall)
    ),
    **{f"proposal's {name}": partial(_reword, name) for name in WORDS},
    "evidence": lambda hall: Evidence.objects.create(proposal=placed(), key="new", note=_note(hall)),
    "signature": lambda hall: Signature.objects.update(reservation="Changé"),
    "signature, saved": lambda hall: saved(Signature.objects.all()[0], public_name="Autre"),
    "signature withdrawn": lambda hall: Signature.objects.all()[0].delete(),
    "a fixture": lambda hall: _loaded(hall),
}
SEALED: dict[str, Write] = {
    "bytes": lambda hall: SealedOpinion.objects.update(pdf=b"%PDF-1.7"),
    "bytes, saved": lambda hall: saved(SealedOpinion.objects.get(), pdf=b"%PDF-1.7"),
    "digest": lambda hall: SealedOpinion.objects.update(pdf_sha256="0" * 64),
    "digest of the text": lambda hall: SealedOpinion.objects.update(text_sha256="0" * 64),
    "date": lambda hall: SealedOpinion.objects.update(sealed_at=clock.now()),
    "hand-over": lambda hall: SealedOpinion.objects.update(handed_over_at=None),
    "deleted": lambda hall: SealedOpinion.objects.all().delete(),
}


def _other(section: Section) -> Section:
    section.text = "Changé"
    return section


def _another(hall: Hall) -> Proposal:
    return Proposal.objects.create(conference=hall.conference, table=1, title="De plus", text="De plus")


def _note(hall: Hall) -> Note:
    return Note.objects.create(round=hall.round(Stage.TABLES), table=1, text="Vu")


def _loaded(hall: Hall) -> None:
    """As ``manage.py loaddata`` writes it."""
    for each in serializers.deserialize("json", serializers.serialize("json", Section.objects.all())):
        each.object.text = "Changé"
        each.save()


@pytest.fixture
def signed(hall: Hall) -> Hall:
    SCENES["signed once"](hall)
    return hall


@pytest.fixture
def handed_over(hall: Hall) -> Hall:
    SCENES["handed over"](hall)
    return hall


def assert_refused(hall: Hall, write: Write) -> None:
    opinion = Opinion.objects.get().pk
    before, said = words_of(opinion), text(hall.conference)
    signatures = list(Signature.objects.values())
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        write(hall)
    assert (words_of(opinion), text(hall.conference)) == (before, said)
    assert list(Signature.objects.values()) == signatures


@pytest.mark.parametrize("what", WRITES)
def test_what_was_signed_is_not_written_by_anyone(signed: Hall, what: str) -> None:
    assert_refused(signed, WRITES[what])


@pytest.mark.parametrize("what", WRITES.keys() | SEALED.keys())
def test_what_was_handed_over_is_not_written_by_anyone(handed_over: Hall, what: str) -> None:
    assert_refused(handed_over, (WRITES | SEALED)[what])


def test_before_the_first_signature_all_of_it_is_written(hall: Hall) -> None:
    """It is the signature that freezes, nothing else."""
    SCENES["signing"](hall)
    before = words_of(Opinion.objects.get().pk)
    Section.objects.update(text="Changé")
    saved(placed(), title="Changé")
    Evidence.objects.create(proposal=placed(), key="new", note=_note(hall))
    Recommendation.objects.update(number=F("number") + 10)
    Opinion.objects.update(adopted_at=None)
    after = words_of(Opinion.objects.get().pk)
    assert {part for part in before if before[part] != after[part]} == {
        "the sections",
        "the recommendations",
        "what they rest on",
    }


def test_what_is_not_in_the_opinion_goes_on(handed_over: Hall) -> None:
    """Dates that come later, and proposals that were never in it, are no part of what was signed."""
    assert Opinion.objects.update(read_aloud="closing") == 1
    assert SealedOpinion.objects.update(public_at=clock.now()) == 1
    other = _another(handed_over)
    saved(other, text="Autre")
    assert Proposal.objects.get(pk=other.pk).text == "Autre"


def test_a_sealed_correction_is_frozen_too(handed_over: Hall) -> None:
    correction = Correction.objects.create(
        original=SealedOpinion.objects.get(),
        number=1,
        passage="l’eau",
        text="l’eau de pluie",
        reason="Précision",
        proposed_by=handed_over.citizens[0].member,
        proposed_at=clock.now(),
    )
    assert Correction.objects.update(text="l’eau") == 1
    Correction.objects.update(pdf=b"%PDF-1.7", pdf_sha256="0" * 64, sealed_at=clock.now())
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Correction.objects.filter(pk=correction.pk).update(pdf=b"%PDF-1.6")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        correction.delete()


def test_a_test_may_change_it_all_the_same(signed: Hall) -> None:
    with thawed():
        Section.objects.update(text="Changé")
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.update(text="Encore")
    assert set(Section.objects.values_list("text", flat=True)) == {"Changé"}


@pytest.mark.django_db(transaction=True)
def test_a_database_is_migrated_back_and_forth() -> None:
    call_command("migrate", "deliberation", "0002", verbosity=0)
    try:
        assert _triggers() == 0
    finally:
        call_command("migrate", verbosity=0)
    assert _triggers() == 18


def _triggers() -> int:
    with connection.cursor() as cursor:
        # Those of the search, on SQLite, freeze nothing.
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'document_page_%'"
            )
        return int(cursor.fetchone()[0])
