"""A file is looked at in another process, which may die of it: whoever brought it reads a sentence."""

import pytest
from django.core.files.base import ContentFile
from pikepdf import Dictionary, Name, String

from deliberation.dossier import inspection
from deliberation.dossier.inspection import inspect
from deliberation.dossier.inspector import Problem
from deliberation.kernel.errors import Refused
from tests.documents import opened_pdf, pdf, saved


def test_what_may_be_read_gives_the_words_of_its_pages() -> None:
    file = ContentFile(pdf("Une page", "Une autre"), "f.pdf")
    assert inspect(file, "application/pdf") == ("Une page", "Une autre")
    assert file.tell() == 0


def test_a_hostile_file_gets_a_sentence(english: None) -> None:
    hostile = opened_pdf()
    hostile.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    with pytest.raises(Refused) as refused:
        inspect(ContentFile(saved(hostile), "f.pdf"), "application/pdf")
    said = "This PDF holds a program (JavaScript). Print it to a new PDF, and add that."
    assert (str(refused.value), refused.value.field) == (said, "file")


def test_one_that_takes_too_long_cannot_be_read(english: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "PATIENCE", 0.001)
    with pytest.raises(Refused, match="cannot be read to its end"):
        inspect(ContentFile(pdf(), "f.pdf"), "application/pdf")


def test_every_problem_has_its_sentence() -> None:
    assert set(inspection.SENTENCES) == set(Problem)
    assert len(set(map(str, inspection.SENTENCES.values()))) == len(Problem)
