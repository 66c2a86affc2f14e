"""What a proposal rests on: one thing a piece, cited and taken back by its table while it may be written."""

import pytest
from django.db import IntegrityError, transaction

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.models import Document
from deliberation.hearings.models import Expert, Hearing, Question
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.proposals import actions
from deliberation.proposals.models import Evidence, Proposal
from deliberation.proposals.queries import digest_of, evidence_called, line_of
from sessions.drafting import actions as drafting
from tests.cast import enter, set_stage


@pytest.fixture
def proposal(conference: Conference, citizen: Actor) -> Proposal:
    set_stage(conference, Stage.DRAFTING)
    return drafting.write_proposal(
        actor=citizen, conference=conference, title="Titre", text="Texte", reason="", version=0
    )


@pytest.fixture
def answer(conference: Conference, citizen: Actor) -> Question:
    expert = Expert.objects.create(
        conference=conference,
        key="water",
        title="Hydrologue",
        affiliation="U",
        viewpoint="V",
        works_for_organiser=False,
    )
    hearing = Hearing.objects.create(conference=conference, expert=expert)
    return Question.objects.create(
        hearing=hearing, asked_by=citizen.member, text="Et l’hiver ?", asked_at=clock.now(), answered_at=clock.now()
    )


@pytest.fixture
def document(conference: Conference, expert: Actor) -> Document:
    return Document.objects.create(
        conference=conference,
        title="Relevé",
        source="Syndicat",
        file="x.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        added_by=expert.member,
        added_at=clock.now(),
    )


def cite(actor: Actor, proposal: Proposal, **thing: object) -> Evidence:
    return actions.cite_evidence(
        actor=actor,
        conference=proposal.conference,
        proposal_id=proposal.pk,
        **thing,  # type: ignore[arg-type]
    )


def test_evidence_is_said_in_a_line_that_never_changes(
    proposal: Proposal, citizen: Actor, answer: Question, document: Document
) -> None:
    heard = cite(citizen, proposal, answer_id=answer.pk)
    page = cite(citizen, proposal, document_id=document.pk, page=4, quote="Un litre sur cinq")
    assert [line_of(each) for each in (heard, page)] == [
        f"evidence:{heard.key}, Audition, Hydrologue : Et l’hiver ?",
        f"evidence:{page.key}, Document, Relevé, page 4 : « Un litre sur cinq »",
    ]
    assert [evidence_called(proposal, f"evidence:{key}") for key in (heard.key, page.key, "999")] == [heard, page, None]


def test_a_line_says_which_version_was_cited_when_it_is_not_the_first(
    proposal: Proposal, citizen: Actor, document: Document
) -> None:
    Document.objects.filter(pk=document.pk).update(version=2, replaces=document.pk)
    line = line_of(cite(citizen, proposal, document_id=document.pk, page=4))
    assert line.partition(", ")[2] == "Document, Relevé, version 2, page 4"


def test_a_key_says_what_is_cited_whichever_proposal_cites_it_and_in_whatever_order(
    proposal: Proposal, citizen: Actor, answer: Question, document: Document
) -> None:
    other = drafting.write_proposal(
        actor=citizen, conference=proposal.conference, title="Autre", text="Texte", reason="", version=0
    )
    pages = [cite(citizen, proposal, document_id=document.pk, page=page).key for page in (4, 5)]
    again = [cite(citizen, other, document_id=document.pk, page=page).key for page in (5, 4)]
    assert again == pages[::-1]
    assert len(set(pages)) == 2
    # Two people asked the same, and were answered twice.
    answer.pk = None
    Question.objects.bulk_create([answer])
    heard = [cite(citizen, proposal, answer_id=each.pk).key for each in Question.objects.order_by("pk")]
    assert heard[1] == f"{heard[0]}-2"


def test_the_same_again_changes_nothing_and_what_is_cited_is_part_of_what_is_voted(
    proposal: Proposal, citizen: Actor, answer: Question
) -> None:
    before = digest_of(proposal)
    first, again = (cite(citizen, proposal, answer_id=answer.pk) for _ in range(2))
    assert (first, Evidence.objects.count(), digest_of(proposal) == before) == (again, 1, False)
    for _ in range(2):
        actions.withdraw_evidence(
            actor=citizen, conference=proposal.conference, proposal_id=proposal.pk, evidence_id=first.pk
        )
    assert (Evidence.objects.count(), digest_of(proposal)) == (0, before)


def test_what_the_text_points_to_is_not_taken_back(proposal: Proposal, citizen: Actor, answer: Question) -> None:
    evidence = cite(citizen, proposal, answer_id=answer.pk)
    drafting.write_proposal(
        actor=citizen,
        conference=proposal.conference,
        title="Titre",
        text=f"On nous l’a [dit](evidence:{evidence.key}).",
        reason="",
        version=1,
        proposal_id=proposal.pk,
    )
    with pytest.raises(Refused):
        actions.withdraw_evidence(
            actor=citizen, conference=proposal.conference, proposal_id=proposal.pk, evidence_id=evidence.pk
        )
    assert Evidence.objects.count() == 1


def test_a_question_without_an_answer_and_things_of_another_conference_are_no_evidence(
    proposal: Proposal, citizen: Actor, answer: Question, document: Document, other_conference: Conference
) -> None:
    Question.objects.update(answered_at=None)
    Document.objects.update(conference=other_conference)
    for thing in ({"answer_id": answer.pk}, {"document_id": document.pk}, {"answer_id": 999}, {"document_id": 999}):
        with pytest.raises(Refused):
            cite(citizen, proposal, **thing)
    assert Evidence.objects.count() == 0


def test_only_documents_have_pages(proposal: Proposal, citizen: Actor, answer: Question) -> None:
    with pytest.raises(Refused):
        cite(citizen, proposal, answer_id=answer.pk, page=2)


@pytest.mark.parametrize(
    ("kind", "known", "page", "taken"),
    [
        ("application/pdf", 3, 3, True),
        ("application/pdf", 3, 4, False),
        ("application/pdf", 3, 9999, False),
        # Its pages are not known.
        ("application/pdf", 0, 9999, True),
        ("image/png", 0, 1, False),
        ("text/uri-list", 0, 4, False),
        ("text/plain", 1, 1, False),
        ("text/plain", 1, None, True),
    ],
)
def test_a_page_is_cited_that_the_document_has(
    kind: str, known: int, page: int | None, taken: bool, proposal: Proposal, citizen: Actor, document: Document
) -> None:
    Document.objects.update(media_type=kind)
    for number in range(known):
        document.pages.create(number=number + 1, text="Une page", words="une page")
    if taken:
        assert cite(citizen, proposal, document_id=document.pk, page=page).page == page
    else:
        with pytest.raises(Refused) as refused:
            cite(citizen, proposal, document_id=document.pk, page=page)
        assert (refused.value.field, Evidence.objects.count()) == ("page", 0)


def test_the_database_holds_one_thing_a_piece(proposal: Proposal, answer: Question, document: Document) -> None:
    wrong: list[dict[str, object]] = [
        {},
        {"answer": answer, "document": document},
        {"answer": answer, "page": 2},
        {"document": document, "page": 0},
    ]
    for thing in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.create(proposal=proposal, **thing)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CITIZEN, Role.TABLE, Role.OPERATOR}])
def test_only_the_table_says_what_its_proposal_rests_on(
    role: Role, proposal: Proposal, citizen: Actor, other_citizen: Actor, answer: Question
) -> None:
    evidence = cite(citizen, proposal, answer_id=answer.pk, quote="a")
    for other in (other_citizen, enter(proposal.conference, role)):
        with pytest.raises(Refused):
            cite(other, proposal, answer_id=answer.pk, quote="b")
        with pytest.raises(Refused):
            actions.withdraw_evidence(
                actor=other, conference=proposal.conference, proposal_id=proposal.pk, evidence_id=evidence.pk
            )
    assert list(Evidence.objects.values_list("quote", flat=True)) == ["a"]


def test_the_tablet_of_the_table_cites_too(proposal: Proposal, tablet: Actor, answer: Question) -> None:
    assert cite(tablet, proposal, answer_id=answer.pk).proposal == proposal


@pytest.mark.parametrize("stage", [s for s in Stage if s not in {Stage.DRAFTING, Stage.REVIEW}])
def test_nothing_is_cited_before_or_after(stage: Stage, proposal: Proposal, citizen: Actor, answer: Question) -> None:
    set_stage(proposal.conference, stage)
    with pytest.raises(Refused):
        cite(citizen, proposal, answer_id=answer.pk)


def test_nothing_is_cited_once_the_proposal_is_frozen(proposal: Proposal, citizen: Actor, answer: Question) -> None:
    Proposal.objects.update(frozen=True)
    with pytest.raises(Refused):
        cite(citizen, proposal, answer_id=answer.pk)
