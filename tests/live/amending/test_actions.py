"""A table's answer is an edit of the text it writes together: nothing else that is written there is lost."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deliberation.amendments import actions as amendments
from deliberation.amendments import queries as amended
from deliberation.amendments.models import Amendment, Verdict
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.verify import verify
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import table_of
from deliberation.proposals.models import Proposal
from sessions.amending import actions
from sessions.drafting import actions as drafting
from sessions.drafting import queries
from sessions.drafting.models import Document, Update, Version
from sessions.drafting.storing import Write, store
from sessions.drafting.subjects import SUBJECTS
from sessions.fanout.audiences import Visit
from sessions.rounds.actions import resume_round
from tests.at_once import at_once
from tests.cast import enter, found_conference, sign_in
from tests.hall import Hall, plan

FIRST, SECOND = "Arroser le soir.", "Fermer les fontaines."


def prepared(conference: Conference) -> Hall:
    """Two tables of three; the proposal of table 1 has two passages."""
    plan(conference)
    citizens = [enter(conference, Role.CITIZEN, f"citizen-{n}") for n in range(1, 7)]
    hall = Hall(conference, enter(conference, Role.FACILITATOR), citizens)
    hall.open()
    hall.start(Stage.DRAFTING)
    for table in (1, 2):
        author = hall.at_table(table)[0]
        written = drafting.write_proposal(
            actor=author, conference=conference, title=f"Table {table}", text=f"{FIRST}\n\n{SECOND}", version=0
        )
        hall.submit(author, written)
    hall.end(Stage.DRAFTING)
    hall.held.add(Stage.DRAFTING)
    hall.start(Stage.REVIEW)
    return hall


@pytest.fixture
def review(conference: Conference) -> Hall:
    return prepared(conference)


def amend(
    hall: Hall, author: Actor, replacement: str = "Arroser la nuit.", passage: str = FIRST, table: int = 1
) -> Amendment:
    return amendments.propose_amendment(
        actor=author,
        conference=hall.conference,
        proposal_id=Proposal.objects.get(conference=hall.conference, table=table).pk,
        field="text",
        passage=passage,
        replacement=replacement,
        reason="Il fait moins chaud",
    )


def answer(hall: Hall, actor: Actor, amendment: Amendment, kind: str = "accept", **words: str) -> None:
    actions.propose_verdict(actor=actor, conference=hall.conference, amendment_id=amendment.pk, kind=kind, **words)


def agree(hall: Hall, actor: Actor, amendment: Amendment) -> None:
    verdict = Verdict.objects.filter(amendment=amendment).latest("pk")
    actions.agree_to_verdict(actor=actor, conference=hall.conference, verdict_id=verdict.pk)


def settle(hall: Hall, amendment: Amendment, kind: str = "accept", **words: str) -> None:
    """Two of the three who are there."""
    first, second = hall.at_table(amendment.proposal.table)[:2]
    answer(hall, first, amendment, kind, **words)
    agree(hall, second, amendment)


def type_by_socket(hall: Hall, actor: Actor, document: Document, texts: dict[str, str]) -> bool:
    """What the page of somebody who read the text as it is now sends; whether it is in the text."""
    replica, page = queries.current(document), queries.current(document)
    change = page.rewrite(texts, SUBJECTS[document.kind].fields)
    visit = Visit(sign_in(actor.member.user), hall.conference.slug)
    outcomes, _ = store([Write("socket", visit, "fr", document.pk, change, False)], {document.pk: replica})
    return outcomes[0].is_stored


def test_what_is_accepted_is_in_the_document_its_history_and_the_columns(review: Hall) -> None:
    amendment = amend(review, review.at_table(2)[0])
    settle(review, amendment)
    proposal, document = Proposal.objects.get(table=1), Document.objects.get(proposal__table=1)
    expected = f"Arroser la nuit.\n\n{SECOND}"
    assert proposal.text == queries.texts_at(document, document.length)["text"] == expected
    # Nobody wrote it alone: the table agreed.
    assert Update.objects.filter(document=document).latest("number").author is None
    assert queries.base_of(document, proposal.version) == document.length
    assert proposal.state == Proposal.State.SUBMITTED
    assert verify(review.conference).whole


def test_what_was_typed_and_not_yet_written_down_stays(review: Hall) -> None:
    amendment = amend(review, review.at_table(2)[0])
    document, pen = Document.objects.get(proposal__table=1), review.at_table(1)[2]
    assert type_by_socket(review, pen, document, {"reason": "Trois étés secs."})
    settle(review, amendment)
    proposal = Proposal.objects.get(table=1)
    assert (proposal.text, proposal.reason) == (f"Arroser la nuit.\n\n{SECOND}", "Trois étés secs.")


def test_a_passage_that_a_pen_has_just_changed_is_seen_to_be_gone(review: Hall, english: None) -> None:
    amendment = amend(review, review.at_table(2)[0])
    document, pen = Document.objects.get(proposal__table=1), review.at_table(1)[2]
    assert type_by_socket(review, pen, document, {"text": f"Arroser le matin.\n\n{SECOND}"})
    assert Proposal.objects.get(table=1).text == f"{FIRST}\n\n{SECOND}"
    with pytest.raises(Refused, match="Its passage is no longer in the text"):
        answer(review, review.at_table(1)[0], amendment)


def test_who_is_not_there_is_not_asked(review: Hall) -> None:
    absent = enter(review.conference, Role.CITIZEN, "absent", table=1)
    amendment = amend(review, review.at_table(2)[0])
    settle(review, amendment)
    assert table_of(absent.member) == 1
    assert Amendment.objects.get().state == "accepted"


def test_a_table_that_was_formed_anew_still_answers_for_what_it_wrote(review: Hall, english: None) -> None:
    Proposal.objects.filter(table=1).update(table_left=True)
    amendment = amend(review, review.at_table(2)[0])
    newcomer = enter(review.conference, Role.CITIZEN, "newcomer", table=1)
    with pytest.raises(Refused, match="Only the citizens of table 1 answer this amendment"):
        answer(review, newcomer, amendment)
    settle(review, amendment)
    assert Amendment.objects.get().state == "accepted"


def test_the_end_of_the_review_closes_all_and_going_back_to_it_opens_what_had_no_answer(review: Hall) -> None:
    waits, gone = amend(review, review.at_table(2)[0]), amend(review, review.at_table(2)[1], "À l’aube.", SECOND)
    document = Document.objects.get(proposal__table=1)
    assert type_by_socket(review, review.at_table(1)[0], document, {"text": FIRST})
    review.end(Stage.REVIEW)
    assert [each.state for each in Amendment.objects.order_by("pk")] == ["unanswered", "overtaken"]
    resume_round(actor=review.facilitator, conference=review.conference, round_id=review.round(Stage.REVIEW).pk)
    assert [each.state for each in Amendment.objects.order_by("pk")] == ["open", "overtaken"]
    settle(review, waits)
    assert [Amendment.objects.get(pk=each.pk).state for each in (waits, gone)] == ["accepted", "overtaken"]


def test_words_adopted_by_all_are_put_into_a_text_that_is_frozen_and_stays_so(review: Hall) -> None:
    amendment = amend(review, review.at_table(2)[0])
    review.end(Stage.REVIEW)
    review.start(Stage.BALLOT)
    assert amended.to_be_voted(review.conference) == []
    for citizen in review.citizens:
        Amendment.objects.get().supports.get_or_create(membership=citizen.member)
    (voted,) = amended.to_be_voted(review.conference)
    actions.conclude_vote(actor=review.facilitator, conference=review.conference, amendment=voted, adopted=True)
    proposal, document = Proposal.objects.get(table=1), Document.objects.get(proposal__table=1)
    assert (Amendment.objects.get(pk=amendment.pk).state, proposal.text) == ("voted", f"Arroser la nuit.\n\n{SECOND}")
    assert (proposal.frozen, document.frozen_at is not None) == (True, True)
    assert queries.texts_at(document, document.length)["text"] == proposal.text
    # Nobody wrote it: all voted it.
    assert Update.objects.filter(document=document).latest("number").author is None
    assert Version.objects.get(document=document, version=proposal.version).number == document.length
    assert not type_by_socket(review, review.at_table(1)[0], document, {"reason": "Encore"})


@pytest.mark.django_db(transaction=True)
def test_the_table_accepts_while_a_pen_writes_elsewhere_in_the_same_proposal() -> None:
    hall = prepared(found_conference())
    amendment = amend(hall, hall.at_table(2)[0])
    first, second, pen = hall.at_table(1)
    answer(hall, first, amendment)
    document = Document.objects.get(proposal__table=1)
    typed = [f"Motif {'x' * length}" for length in range(1, 9)]

    def write() -> None:
        for reason in typed:
            assert type_by_socket(hall, pen, Document.objects.get(pk=document.pk), {"reason": reason})

    raised = at_once(lambda: agree(hall, second, amendment), write)
    drafting.settle(actor=hall.facilitator, conference=hall.conference)
    proposal = Proposal.objects.get(table=1)
    assert raised == [None, None]
    assert (proposal.text, proposal.reason) == (f"Arroser la nuit.\n\n{SECOND}", typed[-1])
    assert Amendment.objects.get().state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_of_the_table_that_accepts_and_the_author_who_withdraws_one_comes_first() -> None:
    hall = prepared(found_conference())
    author = hall.at_table(2)[0]
    amendment = amend(hall, author)
    first, second, _ = hall.at_table(1)
    answer(hall, first, amendment)
    raised = at_once(
        lambda: agree(hall, second, amendment),
        lambda: amendments.withdraw_amendment(
            actor=author, conference=hall.conference, amendment_id=amendment.pk, reason="Dit ailleurs"
        ),
    )
    found, proposal = Amendment.objects.get(), Proposal.objects.get(table=1)
    assert [type(each) for each in raised].count(Refused) == 1
    assert (found.state, proposal.text) in {
        ("accepted", f"Arroser la nuit.\n\n{SECOND}"),
        ("withdrawn", f"{FIRST}\n\n{SECOND}"),
    }
    assert (raised[0] is None) == (found.state == "accepted")


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["amend", "support", "withdraw", "accept", "rewrite", "reject", "agree", "type"]),
        st.integers(0, 5),
        st.integers(0, 7),
    ),
    max_size=14,
)
NEEDS_A_REASON = {"rewritten", "rejected", "withdrawn"}


def play(hall: Hall, act: str, who: int, which: int) -> None:
    actor, passage = hall.citizens[who], (FIRST, SECOND)[which % 2]
    if act == "amend":
        amend(hall, actor, ("", f"Mots {which}.")[which > 1], passage, table=1 + which // 2 % 2)
        return
    if act == "type":
        document = Document.objects.get(proposal__table=1)
        type_by_socket(hall, hall.at_table(1)[0], document, {"text": f"Mots {which}.\n\n{passage}"})
        return
    found = list(Amendment.objects.order_by("pk"))
    if not found:
        return
    amendment = found[which % len(found)]
    on: dict[str, Any] = {"actor": actor, "conference": hall.conference, "amendment_id": amendment.pk}
    if act == "support":
        amendments.support_amendment(**on)
    elif act == "withdraw":
        amendments.withdraw_amendment(**on, reason="Non")
    elif act == "agree":
        if verdict := Verdict.objects.filter(amendment=amendment).last():
            actions.agree_to_verdict(actor=actor, conference=hall.conference, verdict_id=verdict.pk)
    else:
        words = {"accept": {}, "rewrite": {"text": "D’autres mots.", "reason": "Oui"}, "reject": {"reason": "Non"}}
        actions.propose_verdict(**on, kind=act, **words[act])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
@pytest.mark.django_db
def test_whatever_is_done_each_amendment_ends_with_a_state_and_a_reason_where_one_is_owed(
    acts: list[tuple[str, int, int]],
) -> None:
    with transaction.atomic():
        hall, proposed = prepared(found_conference()), 0
        for act in acts:
            before = Amendment.objects.count()
            try:
                play(hall, *act)
            except Refused:
                continue
            assert Amendment.objects.count() >= before
            proposed = Amendment.objects.count()
        hall.end(Stage.REVIEW)
        ended = list(Amendment.objects.all())
        assert len(ended) == proposed
        for amendment in ended:
            assert amendment.state != "open"
            assert amendment.closed_at is not None
            assert bool(amendment.outcome_reason) or amendment.state not in NEEDS_A_REASON
        assert verify(hall.conference).whole
        transaction.set_rollback(True)
