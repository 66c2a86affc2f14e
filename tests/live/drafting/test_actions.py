"""A document and its columns: what was there before, what is written down, what is frozen."""

import pytest

from deliberation.conference.stages import Stage
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Refused
from deliberation.proposals.models import Proposal
from sessions.drafting import actions, queries
from sessions.drafting.models import Document, Update
from sessions.drafting.storing import Write, store
from sessions.drafting.subjects import SUBJECTS
from sessions.fanout.audiences import Visit
from sessions.rounds.actions import resume_round
from sessions.sittings.queries import running_round
from sessions.tables.actions import write_note
from sessions.tables.models import Note
from tests.cast import sign_in
from tests.hall import Hall


@pytest.fixture
def drafting(hall: Hall) -> Hall:
    hall.reach(Stage.DRAFTING)
    return hall


def test_what_stood_there_before_it_was_written_together_is_its_first_state(drafting: Hall) -> None:
    proposal = Proposal.objects.create(
        conference=drafting.conference, table=1, title="Une règle", text="## Partager\n\n- l’eau", reason="", version=4
    )
    key = queries.proposal_key(proposal)
    opened = [actions.open_document(conference=drafting.conference, key=key) for _ in range(2)]
    assert [each and each.length for each in opened] == [1, 1]
    document = Document.objects.get()
    assert queries.texts_at(document, 1) == {
        "title": "Une règle",
        "observation": "",
        "text": "## Partager\n\n- l’eau",
        "reason": "",
        "addressee": "",
    }
    assert (queries.base_of(document, 4), queries.base_of(document, 3)) == (1, None)
    assert Update.objects.get().author is None


def test_a_proposal_that_is_frozen_is_opened_frozen(drafting: Hall) -> None:
    proposal = Proposal.objects.create(conference=drafting.conference, table=1, title="T", text="T", frozen=True)
    document = actions.open_document(conference=drafting.conference, key=queries.proposal_key(proposal))
    assert document is not None
    assert document.frozen_at is not None


def write_by_socket(hall: Hall, document: Document, texts: dict[str, str], author: int = 0) -> None:
    """What a page would send that has the whole text."""
    replica = queries.current(document)
    page = queries.current(document)
    change = page.rewrite(texts, SUBJECTS[document.kind].fields)
    visit = Visit(sign_in(hall.at_table(1)[author].member.user), "eau")
    outcomes, _ = store([Write("socket", visit, "fr", document.pk, change, False)], {document.pk: replica})
    assert outcomes[0].is_stored


def test_a_title_and_what_is_recommended_are_never_emptied_in_their_columns(drafting: Hall) -> None:
    proposal = drafting.propose(drafting.at_table(1)[0], "Une règle", submit=False)
    document = Document.objects.get()
    write_by_socket(drafting, document, {"title": "", "text": "", "reason": ""})
    actions.write_down(conference_id=drafting.conference.pk, document_id=document.pk)
    proposal.refresh_from_db()
    assert (proposal.title, proposal.text, proposal.reason) == ("Une règle", "Texte : Une règle", "")


def test_writing_down_what_was_written_down_records_nothing_more(drafting: Hall) -> None:
    drafting.propose(drafting.at_table(1)[0], "Une règle", submit=False)
    document = Document.objects.get()
    write_by_socket(drafting, document, {"reason": "Parce que"})
    length = Entry.objects.count()
    for _ in range(2):
        assert actions.write_down(conference_id=drafting.conference.pk, document_id=document.pk) == 2
    assert Entry.objects.count() == length + 1


def test_a_form_that_is_typed_against_what_was_read_keeps_what_came_by_socket_since(drafting: Hall) -> None:
    citizen = drafting.at_table(1)[0]
    proposal = drafting.propose(citizen, "Une règle", submit=False)
    write_by_socket(drafting, Document.objects.get(), {"text": "Texte : Une règle commune"}, author=1)
    actions.write_proposal(
        actor=citizen,
        conference=drafting.conference,
        proposal_id=proposal.pk,
        version=1,
        title="Une règle",
        text="Notre texte : Une règle",
        reason="",
    )
    proposal.refresh_from_db()
    assert proposal.text == "Notre texte : Une règle commune"


def test_the_end_of_a_drafting_round_writes_down_and_freezes_nothing(drafting: Hall) -> None:
    proposal = drafting.propose(drafting.at_table(1)[0], "Une règle")
    write_by_socket(drafting, Document.objects.get(), {"reason": "Tard"})
    drafting.end(Stage.DRAFTING)
    proposal.refresh_from_db()
    assert (proposal.reason, Document.objects.get().frozen_at) == ("Tard", None)


def test_what_is_voted_is_what_the_document_said_and_drafts_go_on(drafting: Hall) -> None:
    submitted = drafting.propose(drafting.at_table(1)[0], "Soumise")
    draft = drafting.propose(drafting.at_table(1)[0], "Brouillon", submit=False)
    drafting.end(Stage.DRAFTING)
    drafting.start(Stage.REVIEW)
    write_by_socket(drafting, submitted.draft, {"text": "Le dernier mot"})
    drafting.end(Stage.REVIEW)
    drafting.start(Stage.BALLOT)
    submitted.refresh_from_db()
    assert (submitted.text, submitted.frozen) == ("Le dernier mot", True)
    frozen = dict(Document.objects.values_list("proposal", "frozen_at"))
    assert [frozen[each.pk] is None for each in (submitted, draft)] == [False, True]


def test_notes_are_frozen_at_the_end_of_their_round_and_go_on_with_it(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    citizen, round_ = hall.at_table(1)[0], running_round(hall.conference)
    write_note(actor=citizen, conference=hall.conference, text="Un", version=0)
    document = Document.objects.get()
    assert document.frozen_at is None
    hall.end(Stage.TABLES)
    document.refresh_from_db()
    assert document.frozen_at is not None
    assert round_ is not None
    resume_round(actor=hall.facilitator, conference=hall.conference, round_id=round_.pk)
    write_note(actor=citizen, conference=hall.conference, text="Un, puis deux", version=1)
    assert Note.objects.get().text == "Un, puis deux"


def test_a_form_of_a_frozen_text_is_refused(drafting: Hall) -> None:
    citizen = drafting.at_table(1)[0]
    proposal = drafting.propose(citizen, "Une règle", submit=False)
    Proposal.objects.update(frozen=True)
    with pytest.raises(Refused):
        actions.write_proposal(
            actor=citizen,
            conference=drafting.conference,
            proposal_id=proposal.pk,
            version=1,
            title="Trop tard",
            text="x",
            reason="",
        )
    assert Entry.objects.filter(verb=Verb.PROPOSAL_WRITTEN).count() == 1
