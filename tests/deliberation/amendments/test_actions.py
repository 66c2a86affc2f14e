"""Other words for a passage: proposed, supported, withdrawn, answered by the table that wrote it, never lost."""

import re
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from deliberation.amendments import actions, queries
from deliberation.amendments.models import Amendment, AmendmentSupport, Verdict, VerdictAgreement
from deliberation.amendments.rules import is_supported, support_needed
from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Refused
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import digest_of
from tests.cast import enter, set_stage

FIRST, SECOND = "Arroser le soir.", "Fermer les fontaines."
State = Amendment.State


@pytest.fixture
def author(conference: Conference) -> Actor:
    return enter(conference, Role.CITIZEN, "author", table=2)


@pytest.fixture
def proposal(conference: Conference, table: list[Actor], author: Actor) -> Proposal:
    """Table 1's, before the whole panel."""
    set_stage(conference, Stage.REVIEW)
    return Proposal.objects.create(
        conference=conference,
        table=1,
        title="L’eau",
        text=f"{FIRST}\n\n{SECOND}",
        reason="Trois étés secs.",
        state=Proposal.State.SUBMITTED,
    )


def amend(actor: Actor, proposal: Proposal, replacement: str = "Arroser la nuit.", **words: str) -> Amendment:
    said = {"field": "text", "passage": FIRST, "reason": "Il fait moins chaud"} | words
    return actions.propose_amendment(
        actor=actor, conference=proposal.conference, proposal_id=proposal.pk, replacement=replacement, **said
    )


def write(proposal: Proposal, field: str, text: str) -> None:
    """In the column itself: who writes together is not known here."""
    Proposal.objects.filter(pk=proposal.pk).update(**{field: text})


def answer(actor: Actor, amendment: Amendment, present: set[int], kind: str = "accept", **words: str) -> None:
    actions.propose_verdict(
        actor=actor,
        conference=amendment.proposal.conference,
        amendment_id=amendment.pk,
        kind=kind,
        present=present,
        write=write,
        **words,
    )


def agree(actor: Actor, verdict: Verdict, present: set[int]) -> None:
    actions.agree_to_verdict(
        actor=actor,
        conference=verdict.amendment.proposal.conference,
        verdict_id=verdict.pk,
        present=present,
        write=write,
    )


def settle(table: list[Actor], amendment: Amendment, present: set[int], kind: str = "accept", **words: str) -> None:
    """One proposes an answer, two others agree: three of four."""
    answer(table[0], amendment, present, kind, **words)
    verdict = Verdict.objects.filter(amendment=amendment).latest("pk")
    for other in table[1:3]:
        agree(other, verdict, present)


def ended(amendment: Amendment) -> tuple[str, str, str, bool]:
    found = Amendment.objects.get(pk=amendment.pk)
    return found.state, found.settled, found.outcome_reason, found.closed_at is not None


def text(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).text


def told(verb: Verb) -> list[str]:
    return list(Entry.objects.filter(verb=verb).order_by("number").values_list("detail", flat=True))


# Proposing


def test_an_amendment_is_open_and_has_the_support_of_its_author(proposal: Proposal, author: Actor) -> None:
    amendment = amend(author, proposal)
    assert ended(amendment) == ("open", "", "", False)
    (found,) = queries.amendments_of([proposal])
    assert (found.passage, found.replacement, found.support) == (FIRST, "Arroser la nuit.", 1)


def test_the_journal_has_its_numbers_and_a_digest_and_none_of_its_words(proposal: Proposal, author: Actor) -> None:
    amendment = amend(author, proposal)
    (detail,) = told(Verb.AMENDMENT_PROPOSED)
    assert f'"amendment":{amendment.pk}' in detail.replace(" ", "")
    assert all(word not in detail for word in ("Arroser", "nuit", "chaud"))


def test_the_very_same_again_changes_nothing(proposal: Proposal, author: Actor) -> None:
    assert amend(author, proposal) == amend(author, proposal, "Arroser la nuit. ")
    assert (Amendment.objects.count(), len(told(Verb.AMENDMENT_PROPOSED))) == (1, 1)


@pytest.mark.parametrize(
    ("replacement", "words", "sentence"),
    [
        (FIRST, {}, "These words stand there already: change something in them."),
        (f" {FIRST} \n", {}, "These words stand there already: change something in them."),
        ("Mieux", {"passage": "Arroser"}, "This passage is no longer in the text: choose it again."),
        ("x" * 5000, {}, "The text would be too long: say it in fewer words."),
    ],
)
def test_what_cannot_stand_in_the_text_is_refused(
    proposal: Proposal, author: Actor, replacement: str, words: dict[str, str], sentence: str, english: None
) -> None:
    with pytest.raises(Refused, match=re.escape(sentence)):
        amend(author, proposal, replacement, **words)
    assert Amendment.objects.count() == 0


def test_a_passage_may_be_taken_out_but_not_the_last_of_what_is_recommended(
    proposal: Proposal, author: Actor, english: None
) -> None:
    assert amend(author, proposal, "").replacement == ""
    write(proposal, "text", FIRST)
    with pytest.raises(Refused, match=re.escape("A proposal cannot be left empty.")):
        amend(author, proposal, "", reason="Autre")
    assert amend(author, proposal, "", field="reason", passage="Trois étés secs.").field == "reason"


@pytest.mark.parametrize("state", [Proposal.State.DRAFT, Proposal.State.ADOPTED, Proposal.State.MERGED])
def test_only_what_is_before_the_panel_is_amended(proposal: Proposal, author: Actor, state: str, english: None) -> None:
    Proposal.objects.update(state=state)
    with pytest.raises(Refused, match=re.escape("This proposal is not amended now.")):
        amend(author, proposal)


def test_what_is_frozen_for_the_vote_is_not_amended(proposal: Proposal, author: Actor, english: None) -> None:
    Proposal.objects.update(frozen=True)
    with pytest.raises(Refused, match=re.escape("This proposal is not amended now.")):
        amend(author, proposal)


@pytest.mark.parametrize("stage", [Stage.DRAFTING, Stage.PAUSE, Stage.BALLOT])
def test_before_and_after_the_review_nothing_is_amended_or_answered(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int], stage: Stage, english: None
) -> None:
    amendment = amend(author, proposal)
    set_stage(proposal.conference, stage)
    on = {"conference": proposal.conference, "amendment_id": amendment.pk}
    for act in (
        lambda: amend(author, proposal, "Autre chose."),
        lambda: actions.support_amendment(actor=table[4], **on),
        lambda: actions.withdraw_amendment(actor=author, reason="Non", **on),
        lambda: answer(table[0], amendment, present),
    ):
        with pytest.raises(Refused, match=re.escape("This is not possible at this moment of the conference.")):
            act()
    assert ended(amendment) == ("open", "", "", False)


@pytest.mark.parametrize(
    "role", [Role.FACILITATOR, Role.EXPERT, Role.STEERING, Role.GUARANTOR, Role.SPONSOR, Role.TABLE]
)
def test_only_citizens_amend_support_and_answer(
    proposal: Proposal, author: Actor, cast: dict[Role, Actor], present: set[int], role: Role, english: None
) -> None:
    amendment, actor = amend(author, proposal), cast[role]
    for act in (
        lambda: amend(actor, proposal, "Autre chose."),
        lambda: actions.support_amendment(actor=actor, conference=proposal.conference, amendment_id=amendment.pk),
        lambda: answer(actor, amendment, present),
    ):
        with pytest.raises(Refused, match=re.escape("Your role in this conference does not allow this.")):
            act()


# Support


def test_support_counts_once_a_person_and_is_taken_back(proposal: Proposal, author: Actor, table: list[Actor]) -> None:
    amendment = amend(author, proposal)
    on = {"actor": table[0], "conference": proposal.conference, "amendment_id": amendment.pk}
    for _ in range(2):
        actions.support_amendment(**on)
    assert queries.amendments_of([proposal])[0].support == 2
    for _ in range(2):
        actions.withdraw_support(**on)
    assert queries.amendments_of([proposal])[0].support == 1
    assert (len(told(Verb.AMENDMENT_SUPPORTED)), len(told(Verb.AMENDMENT_SUPPORT_WITHDRAWN))) == (1, 1)


def test_its_author_withdraws_the_amendment_not_their_support(proposal: Proposal, author: Actor, english: None) -> None:
    amendment = amend(author, proposal)
    with pytest.raises(Refused, match="This amendment is yours"):
        actions.withdraw_support(actor=author, conference=proposal.conference, amendment_id=amendment.pk)


def test_whoever_left_the_panel_no_longer_counts(
    proposal: Proposal, author: Actor, table: list[Actor], facilitator: Actor
) -> None:
    amendment = amend(author, proposal)
    actions.support_amendment(actor=table[0], conference=proposal.conference, amendment_id=amendment.pk)
    remove_person(actor=facilitator, conference=proposal.conference, membership=table[0].member)
    assert queries.amendments_of([proposal])[0].support == 1


def test_what_is_accepted_needs_no_support_any_more(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int], english: None
) -> None:
    amendment = amend(author, proposal)
    settle(table, amendment, present)
    with pytest.raises(Refused, match=re.escape("This amendment is settled: “Accepted by the table”.")):
        actions.support_amendment(actor=table[4], conference=proposal.conference, amendment_id=amendment.pk)


# Withdrawing


def test_only_its_author_withdraws_it_and_says_why(
    proposal: Proposal, author: Actor, table: list[Actor], english: None
) -> None:
    amendment = amend(author, proposal)
    on = {"conference": proposal.conference, "amendment_id": amendment.pk}
    with pytest.raises(Refused, match=re.escape("Only its author withdraws an amendment.")):
        actions.withdraw_amendment(actor=table[0], reason="Non", **on)
    for _ in range(2):
        actions.withdraw_amendment(actor=author, reason="Dit ailleurs", **on)
    assert ended(amendment) == ("withdrawn", "", "Dit ailleurs", True)
    assert len(told(Verb.AMENDMENT_WITHDRAWN)) == 1


def test_what_was_withdrawn_may_be_proposed_again(proposal: Proposal, author: Actor) -> None:
    first = amend(author, proposal)
    actions.withdraw_amendment(
        actor=author, conference=proposal.conference, amendment_id=first.pk, reason="Dit ailleurs"
    )
    assert amend(author, proposal).pk != first.pk


# The table's answer


def test_the_table_accepts_and_its_text_says_the_new_words(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int]
) -> None:
    amendment = amend(author, proposal)
    answer(table[0], amendment, present)
    verdict = Verdict.objects.get()
    agree(table[1], verdict, present)
    assert (ended(amendment)[0], text(proposal)) == ("open", f"{FIRST}\n\n{SECOND}")
    agree(table[2], verdict, present)
    assert ended(amendment) == ("accepted", "Arroser la nuit.", "", True)
    assert text(proposal) == f"Arroser la nuit.\n\n{SECOND}"


def test_the_journal_says_which_text_the_table_agreed_to(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int]
) -> None:
    settle(table, amend(author, proposal), present)
    (detail,) = told(Verb.AMENDMENT_CLOSED)
    now = Proposal.objects.get()
    assert digest_of(now) in detail
    assert "Arroser" not in detail


def test_what_was_agreed_to_be_submitted_stays_on_record_beside_what_was_accepted(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int]
) -> None:
    Proposal.objects.update(submission_digest=digest_of(proposal))
    before = digest_of(proposal)
    settle(table, amend(author, proposal), present)
    now = Proposal.objects.get()
    assert (now.state, now.submission_digest == before, digest_of(now) == before) == ("submitted", True, False)


def test_the_table_accepts_in_other_words_with_a_reason(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int]
) -> None:
    amendment = amend(author, proposal)
    settle(table, amendment, present, "rewrite", text="Arroser après 20 h.", reason="Une heure est plus claire")
    assert ended(amendment) == ("rewritten", "Arroser après 20 h.", "Une heure est plus claire", True)
    assert text(proposal) == f"Arroser après 20 h.\n\n{SECOND}"


def test_the_table_rejects_with_a_reason_and_its_text_stays(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int]
) -> None:
    amendment = amend(author, proposal)
    settle(table, amendment, present, "reject", reason="Le bruit des pompes")
    assert ended(amendment) == ("rejected", "", "Le bruit des pompes", True)
    assert text(proposal) == f"{FIRST}\n\n{SECOND}"


def test_a_rejection_without_a_reason_cannot_be_kept(proposal: Proposal, author: Actor) -> None:
    amendment = amend(author, proposal)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(state=State.REJECTED, closed_at=amendment.made_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(state=State.ACCEPTED)


def test_where_some_prefer_another_answer_all_are_heard_first(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int]
) -> None:
    amendment = amend(author, proposal)
    answer(table[3], amendment, present, "reject", reason="Trop cher")
    settle(table, amendment, present)
    # Three for, one against, and all four have answered.
    assert ended(amendment)[0] == "accepted"


def test_silence_decides_nothing_where_somebody_prefers_another_answer(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int]
) -> None:
    amendment, five = amend(author, proposal), present | {table[4].member.pk}
    answer(table[3], amendment, five, "reject", reason="Trop cher")
    settle(table, amendment, five)
    assert ended(amendment)[0] == "open"
    # The last to answer would reject it: all have answered, and most would not.
    agree(table[4], Verdict.objects.get(kind="reject"), five)
    assert ended(amendment)[0] == "accepted"


def test_a_person_agrees_to_one_answer_at_a_time(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int]
) -> None:
    amendment = amend(author, proposal)
    answer(table[0], amendment, present)
    answer(table[0], amendment, present, "reject", reason="Trop cher")
    assert [each.verdict.kind for each in VerdictAgreement.objects.all()] == ["reject"]
    assert queries.deciding([amendment], present)[amendment.pk].agreed == {Verdict.objects.get(kind="reject").pk: 1}


def test_the_very_same_answer_again_only_agrees(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int]
) -> None:
    amendment = amend(author, proposal)
    for person in (table[0], table[0], table[1]):
        answer(person, amendment, present)
    assert (Verdict.objects.count(), VerdictAgreement.objects.count()) == (1, 2)
    assert (len(told(Verb.VERDICT_PROPOSED)), len(told(Verb.VERDICT_AGREED))) == (1, 2)


def test_a_yes_that_comes_just_after_the_answer_is_acknowledged(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int], english: None
) -> None:
    amendment = amend(author, proposal)
    settle(table, amendment, present)
    agree(table[3], Verdict.objects.get(), present)
    with pytest.raises(Refused, match=re.escape("This amendment is settled: “Accepted by the table”.")):
        answer(table[3], amendment, present, "reject", reason="Trop cher")


def test_only_the_table_that_wrote_it_answers(
    proposal: Proposal, author: Actor, present: set[int], english: None
) -> None:
    amendment = amend(author, proposal)
    with pytest.raises(Refused, match=re.escape("Only the citizens of table 1 answer this amendment.")):
        answer(author, amendment, present)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"text": FIRST}, "These words stand there already"),
        ({"text": "x" * 5000}, "The text would be too long"),
    ],
)
def test_a_rewriting_that_cannot_stand_is_refused_before_anyone_agrees(
    proposal: Proposal,
    author: Actor,
    table: list[Actor],
    present: set[int],
    words: dict[str, str],
    sentence: str,
    english: None,
) -> None:
    amendment = amend(author, proposal)
    with pytest.raises(Refused, match=re.escape(sentence)):
        answer(table[0], amendment, present, "rewrite", reason="Mieux", **words)
    assert (Verdict.objects.count(), VerdictAgreement.objects.count()) == (0, 0)


# Two on one passage, and a passage that goes


def test_those_on_one_passage_stand_together(proposal: Proposal, author: Actor, table: list[Actor]) -> None:
    first, apart, second = (
        amend(author, proposal),
        amend(author, proposal, passage=SECOND),
        amend(table[4], proposal, "Arroser à l’aube."),
    )
    assert queries.conflicts(queries.amendments_of([proposal])) == [[first, second], [apart]]


def test_of_two_on_one_passage_the_second_is_accepted_only_in_other_words(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int], english: None
) -> None:
    first, second = amend(author, proposal), amend(table[4], proposal, "Arroser à l’aube.")
    settle(table, first, present)
    second = Amendment.objects.select_related("proposal").get(pk=second.pk)
    assert not queries.has_passage(second)
    with pytest.raises(
        Refused, match=re.escape("Its passage is no longer in the text: reject it, or accept it in other words.")
    ):
        answer(table[0], second, present)
    settle(table, second, present, "rewrite", text="À l’aube s’il le faut.", reason="Les deux vont ensemble")
    assert text(proposal) == f"Arroser la nuit.\n\n{SECOND}\n\nÀ l’aube s’il le faut."
    assert ended(second)[0] == "rewritten"


def test_words_that_the_table_wrote_itself_meanwhile_are_not_written_twice(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int]
) -> None:
    amendment = amend(author, proposal)
    write(proposal, "text", f"La nuit.\n\n{SECOND}")
    settle(table, amendment, present, "rewrite", text="La nuit.", reason="C’est écrit")
    assert (text(proposal), ended(amendment)[0]) == (f"La nuit.\n\n{SECOND}", "rewritten")


def test_where_the_passage_goes_between_two_answers_nobody_accepts_it_unread(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int], english: None
) -> None:
    amendment = amend(author, proposal)
    answer(table[0], amendment, present)
    write(proposal, "text", "Autre chose.")
    with pytest.raises(Refused, match="Its passage is no longer in the text"):
        agree(table[1], Verdict.objects.get(), present)
    assert (ended(amendment)[0], text(proposal)) == ("open", "Autre chose.")


# The end of the review, and the vote


def test_what_waits_at_the_end_of_the_review_was_not_answered_or_was_overtaken(
    proposal: Proposal, author: Actor, facilitator: Actor
) -> None:
    there, gone = amend(author, proposal, passage=SECOND), amend(author, proposal)
    write(proposal, "text", SECOND)
    actions.close_open(actor=facilitator, conference=proposal.conference)
    assert (ended(there)[0], ended(gone)[0]) == ("unanswered", "overtaken")
    assert len(told(Verb.AMENDMENT_CLOSED)) == 2


def test_amendments_to_what_was_merged_are_overtaken(proposal: Proposal, author: Actor, facilitator: Actor) -> None:
    amendment = amend(author, proposal)
    Proposal.objects.update(state=Proposal.State.MERGED)
    actions.close_open(actor=facilitator, conference=proposal.conference)
    assert ended(amendment) == ("overtaken", "", "", True)


def test_a_review_that_goes_on_opens_again_what_was_not_answered_and_nothing_else(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int], facilitator: Actor
) -> None:
    waits, rejected = amend(author, proposal), amend(author, proposal, passage=SECOND)
    settle(table, rejected, present, "reject", reason="Non")
    actions.close_open(actor=facilitator, conference=proposal.conference)
    set_stage(proposal.conference, Stage.PAUSE)
    actions.reopen(actor=facilitator, conference=proposal.conference)
    assert (ended(waits), ended(rejected)[0]) == (("open", "", "", False), "rejected")


def test_what_is_frozen_is_not_opened_again(proposal: Proposal, author: Actor, facilitator: Actor) -> None:
    amendment = amend(author, proposal)
    actions.close_open(actor=facilitator, conference=proposal.conference)
    Proposal.objects.update(frozen=True)
    set_stage(proposal.conference, Stage.PAUSE)
    actions.reopen(actor=facilitator, conference=proposal.conference)
    assert ended(amendment)[0] == "unanswered"


def rejected_with(support: int, proposal: Proposal, author: Actor, table: list[Actor], present: set[int]) -> Amendment:
    amendment = amend(author, proposal)
    settle(table, amendment, present, "reject", reason="Non")
    for person in table[: support - 1]:
        actions.support_amendment(actor=person, conference=proposal.conference, amendment_id=amendment.pk)
    return amendment


@pytest.mark.parametrize(("support", "voted"), [(2, False), (3, True)])
def test_a_rejected_one_goes_to_the_vote_exactly_from_the_mandates_share_on(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int], support: int, voted: bool
) -> None:
    """Six citizens, one half: three are enough, two are not."""
    mandate = proposal.conference.mandate
    mandate.amendment_support = Fraction(1, 2)
    mandate.save()
    amendment = rejected_with(support, proposal, author, table, present)
    assert queries.to_be_voted(proposal.conference) == ([amendment] if voted else [])


def test_what_cannot_stand_in_the_text_any_more_is_not_voted(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int]
) -> None:
    rejected_with(5, proposal, author, table, present)
    assert len(queries.to_be_voted(proposal.conference)) == 1
    write(proposal, "text", SECOND)
    assert queries.to_be_voted(proposal.conference) == []
    write(proposal, "text", f"{FIRST}\n\n{SECOND}")
    Proposal.objects.update(state=Proposal.State.MERGED)
    assert queries.to_be_voted(proposal.conference) == []


def test_the_share_is_exact() -> None:
    third = Fraction(1, 3)
    assert [is_supported(support=n, citizens=7, share=third) for n in (2, 3)] == [False, True]
    assert [is_supported(support=n, citizens=9, share=third) for n in (2, 3)] == [False, True]
    assert [support_needed(citizens=n, share=third) for n in (0, 7, 9, 70)] == [1, 3, 3, 24]


def conclude(amendment: Amendment, facilitator: Actor, adopted: bool) -> Amendment:
    conference = amendment.proposal.conference
    set_stage(conference, Stage.BALLOT)
    return actions.conclude_vote(
        actor=facilitator, conference=conference, amendment=amendment, adopted=adopted, write=write
    )


@pytest.mark.parametrize(
    ("adopted", "state", "settled", "first"),
    [(True, "voted", "Arroser la nuit.", "Arroser la nuit."), (False, "lost", "", FIRST)],
)
def test_the_vote_of_all_settles_what_its_table_rejected(
    proposal: Proposal,
    author: Actor,
    table: list[Actor],
    present: set[int],
    facilitator: Actor,
    adopted: bool,
    state: str,
    settled: str,
    first: str,
) -> None:
    amendment = rejected_with(3, proposal, author, table, present)
    for _ in range(2):
        conclude(amendment, facilitator, adopted)
    # What the table said is kept.
    assert ended(amendment) == (state, settled, "Non", True)
    assert text(proposal) == f"{first}\n\n{SECOND}"


def test_of_two_voted_on_one_passage_the_later_is_overtaken(
    proposal: Proposal, author: Actor, table: list[Actor], facilitator: Actor
) -> None:
    first, second = amend(author, proposal), amend(table[4], proposal, "Arroser à l’aube.")
    actions.close_open(actor=facilitator, conference=proposal.conference)
    states = [conclude(each, facilitator, True).state for each in (first, second)]
    assert states == ["voted", "overtaken"]
    assert text(proposal) == f"Arroser la nuit.\n\n{SECOND}"


def test_marks_tell_what_a_person_supports_and_agrees_to(
    proposal: Proposal, author: Actor, table: list[Actor], present: set[int]
) -> None:
    amendment = amend(author, proposal)
    actions.support_amendment(actor=table[0], conference=proposal.conference, amendment_id=amendment.pk)
    answer(table[0], amendment, present)
    people: list[Any] = [author.member, table[0].member, table[1].member]
    assert queries.supported_by(people) == [
        (author.member.pk, amendment.pk, True),
        (table[0].member.pk, amendment.pk, False),
    ]
    assert queries.verdicts_agreed_by(people) == [(table[0].member.pk, Verdict.objects.get().pk)]
    assert AmendmentSupport.objects.count() == 2
