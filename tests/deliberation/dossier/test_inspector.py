"""What is found in a file before anyone is given it: everything active, wherever it hides, and nothing else."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from deliberation.dossier import inspector
from deliberation.dossier.inspector import Problem, problem_of_image, problem_of_pdf, report
from deliberation.dossier.media import media_type_of
from tests.documents import opened_pdf, pdf, picture, saved

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
ACTIVE: dict[str, tuple[Any, Problem]] = {
    "a script": (SCRIPT, Problem.SCRIPT),
    "a script without its kind": (Dictionary(JS=String("1")), Problem.SCRIPT),
    "scripts by name": (Dictionary(JavaScript=Dictionary(Names=Array([]))), Problem.SCRIPT),
    "a program": (Dictionary(S=Name.Launch, F=String("cmd.exe")), Problem.PROGRAM),
    "files": (Dictionary(EmbeddedFiles=Dictionary(Names=Array([]))), Problem.FILES),
    "a file": (Dictionary(Type=Name.Filespec, EF=Dictionary()), Problem.FILES),
    "a way to a file inside": (Dictionary(S=Name.GoToE), Problem.FILES),
    "a way to a file elsewhere": (Dictionary(S=Name.GoToR, F=String("//host/share")), Problem.FILES),
    "a form that is sent": (Dictionary(S=Name.SubmitForm), Problem.FORM),
    "a form that runs": (Dictionary(XFA=Array([])), Problem.FORM),
    "a film": (Dictionary(Type=Name.Annot, Subtype=Name.RichMedia), Problem.MEDIA),
    "a film played": (Dictionary(S=Name.Rendition), Problem.MEDIA),
    "a way to a thread of another file": (Dictionary(S=Name.Thread, F=String("//host/share")), Problem.FILES),
    "a link to a file": (Dictionary(S=Name.URI, URI=String("file:///etc/passwd")), Problem.PROGRAM),
    "a link that runs": (Dictionary(S=Name.URI, URI=String(" Java\nScript:alert(1)")), Problem.PROGRAM),
    "a link to a program": (Dictionary(S=Name.URI, URI=String("ms-word:ofe|u|https://a")), Problem.PROGRAM),
    "a pinned file": (Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment), Problem.FILES),
}


@pytest.fixture
def problem(tmp_path: Path) -> Any:
    def of(content: bytes) -> Problem | None:
        file = tmp_path / "file"
        file.write_bytes(content)
        return problem_of_pdf(file)

    return of


def with_inside(thing: Any, place: str, depth: int = 0, **options: Any) -> bytes:
    """A PDF that holds this thing, so deep inside others, at one of its places."""
    document = opened_pdf("Une page", "Une autre")
    for level in range(depth):
        thing = Array([1, thing]) if level % 2 else Dictionary(Next=thing)
    if place == "opening":
        document.Root.OpenAction = thing
    elif place == "page":
        document.pages[1].obj.AA = Dictionary(O=thing)
    elif place == "annotation":
        document.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=thing)])
    elif place == "stream":
        document.pages[0].obj.Contents.Extra = thing
    elif place == "nowhere":
        document.make_indirect(Dictionary(Kept=thing))
        document.Root.Held = document.make_indirect(Array([thing]))
    return saved(document, **options)


PLACES = ("opening", "page", "annotation", "stream", "nowhere")


@pytest.mark.parametrize("what", ACTIVE)
def test_what_is_active_is_found(what: str, problem: Any) -> None:
    thing, found = ACTIVE[what]
    assert problem(with_inside(thing, "opening")) == found


@settings(max_examples=40, deadline=None)
@given(
    what=st.sampled_from(sorted(ACTIVE)),
    place=st.sampled_from(PLACES),
    depth=st.integers(0, 12),
    packed=st.booleans(),
)
def test_however_deep_it_hides(
    what: str, place: str, depth: int, packed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    thing, found = ACTIVE[what]
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    file = tmp_path_factory.getbasetemp() / "hidden.pdf"
    file.write_bytes(with_inside(thing, place, depth, object_stream_mode=mode, compress_streams=packed))
    assert problem_of_pdf(file) == found


def test_a_name_written_otherwise_is_the_same_name(problem: Any) -> None:
    plain = with_inside(SCRIPT, "opening", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    # The same length, so that every object stays where the file says it is: /#4aS is /JS.
    assert problem(plain.replace(b"/JS (app.alert(1))", b"/#4aS(app.alert())")) == Problem.SCRIPT


@pytest.mark.parametrize("password", ["", "secret"])
def test_what_is_encrypted_cannot_be_looked_into(password: str, problem: Any) -> None:
    locked = pikepdf.Encryption(owner="owner", user=password)
    assert problem(saved(opened_pdf(), encryption=locked, static_id=False)) == Problem.ENCRYPTED


def test_what_must_be_guessed_at_is_damaged(problem: Any) -> None:
    whole = pdf("Une page")
    assert problem(whole) is None
    assert problem(whole[: len(whole) // 2]) == Problem.DAMAGED
    assert problem(whole.replace(b"startxref", b"startxxxx")) == Problem.DAMAGED
    assert problem(saved(pikepdf.new())) == Problem.DAMAGED


def test_what_cannot_be_read_to_its_end_may_hold_anything(problem: Any) -> None:
    """Objects in a stream that we give up on: a reader with more patience would find them."""
    whole = saved(opened_pdf(), object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    at = whole.index(b"stream\n", whole.index(b"/ObjStm")) + 20
    assert problem(whole) is None
    assert problem(whole[:at] + bytes(4) + whole[at + 4 :]) == Problem.DAMAGED


def test_a_stream_that_is_in_another_file_is_found(problem: Any) -> None:
    document = opened_pdf()
    document.pages[0].obj.Contents.F = String("//host/share")
    assert problem(saved(document)) == Problem.FILES


def test_a_drawing_that_is_of_another_file_is_found(problem: Any) -> None:
    document = opened_pdf()
    of = Dictionary(F=Dictionary(Type=Name.Filespec, F=String("other.pdf")), Page=0)
    drawing = pikepdf.Stream(document, b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), Ref=of)
    document.pages[0].obj.Resources.XObject = Dictionary(Fm0=document.make_indirect(drawing))
    assert problem(saved(document)) == Problem.FILES


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org",
        "HTTPS://example.org/a:b",
        "mailto:ville@example.org",
        "../annexe.html",
        "page?a=b:c",
        "#a:b",
    ],
)
def test_a_link_to_a_page_or_a_letter_is_taken(address: str, problem: Any) -> None:
    document = opened_pdf()
    away = Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String(address)))
    document.pages[0].obj.Annots = Array([away])
    assert problem(saved(document)) is None


def test_ordinary_documents_are_taken(problem: Any) -> None:
    document = opened_pdf("Une page", "Une autre")
    away = Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://example.org")))
    document.pages[0].obj.Annots = Array([away])
    document.Root.OpenAction = Array([document.pages[1].obj, Name.Fit])
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Chapitre", 1))
    assert problem(saved(document)) is None


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400), at=st.integers(0, 900), keeps=st.booleans())
def test_no_file_whatever_brings_it_down(
    content: bytes, at: int, keeps: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Noise, and a real file with noise in it: an answer, and never an error."""
    whole = pdf("Une page")
    file = tmp_path_factory.getbasetemp() / "noise"
    file.write_bytes(whole[:at] + content + whole[at + len(content) :] if keeps else content)
    assert problem_of_pdf(file) in {None, *Problem}
    for kind in ("image/png", "image/jpeg"):
        assert problem_of_image(file, kind) == Problem.DAMAGED


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_decoded_to_its_end(kind: str, media_type: str, tmp_path: Path) -> None:
    file, whole = tmp_path / "picture", picture(kind, size=(40, 40))
    found = {}
    for name, content in {"whole": whole, "cut": whole[:-30], "head": whole[:16]}.items():
        file.write_bytes(content)
        assert media_type_of(content[:16]) == media_type
        found[name] = problem_of_image(file, media_type)
    assert found == {"whole": None, "cut": Problem.DAMAGED, "head": Problem.DAMAGED}


def test_a_picture_that_unfolds_without_end_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "picture"
    file.write_bytes(picture("PNG", size=(20, 20)))
    monkeypatch.setattr(inspector, "MOST_PIXELS", 400)
    assert problem_of_image(file, "image/png") is None
    monkeypatch.setattr(inspector, "MOST_PIXELS", 399)
    assert problem_of_image(file, "image/png") == Problem.LARGE


def test_the_words_of_each_page_come_with_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(pdf("L’été sec", "", "La nappe"))
    found = report("application/pdf", file)
    assert (found["problem"], [words.strip() for words in found["pages"]]) == (None, ["L’été sec", "", "La nappe"])
