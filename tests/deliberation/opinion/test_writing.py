"""Who writes the opinion's free parts, how they are chosen, what others ask them to change, and the read-through."""

import hashlib
import json
from collections.abc import Callable

import pytest

from deliberation.ballots.models import Ballot, Paper
from deliberation.conference.actions import remove_person
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.opinion.models import Opinion, Section
from deliberation.opinion.writing import actions
from deliberation.opinion.writing.lots import drawn
from deliberation.opinion.writing.models import ChangeRequest, ChangeSupport, Drafter
from deliberation.opinion.writing.queries import group_of, places_of, requests_of, waiting_of
from tests.cast import enter, set_stage
from tests.drafting_group import choose, offer, with_group
from tests.hall import Hall

OTHERS = [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}]


def ask(hall: Hall, number: int = 5, part: str = "preamble", text: str = "Dire combien nous sommes.") -> ChangeRequest:
    return actions.ask_change(actor=hall.citizens[number], conference=hall.conference, part=part, text=text)


def group(hall: Hall) -> list[str]:
    return sorted(membership.name for membership in group_of(Opinion.objects.get()))


def entry(verb: str) -> Entry:
    return Entry.objects.get(verb=f"opinion:{verb}")


def detail(verb: str) -> dict[str, object]:
    return json.loads(entry(verb).detail)


# Offering


def test_a_citizen_offers_once_and_may_take_it_back(hall: Hall) -> None:
    with_group(hall, 2)
    offer(hall, 0, 0, 1)
    for _ in range(2):
        actions.take_back_offer(actor=hall.citizens[0], conference=hall.conference)
    assert list(Drafter.objects.values_list("membership__name", flat=True)) == ["citizen-2"]
    verbs = Entry.objects.filter(verb__startswith="opinion:drafter").order_by("number").values_list("verb", "actor")
    assert list(verbs) == [
        ("opinion:drafter-offered", hall.citizens[0].ref),
        ("opinion:drafter-offered", hall.citizens[1].ref),
        ("opinion:drafter-withdrew", hall.citizens[0].ref),
    ]


def test_where_the_mandate_has_no_group_nobody_offers(hall: Hall) -> None:
    hall.reach(Stage.WRITING)
    with pytest.raises(Refused):
        offer(hall, 0)
    with pytest.raises(Refused):
        choose(hall)
    hall.write(hall.citizens[3], Section.Part.TITLE, "Avis")
    assert Section.objects.get(part="title").text == "Avis"


def test_once_the_list_is_closed_nobody_offers_or_takes_it_back(hall: Hall) -> None:
    with_group(hall, 2)
    offer(hall, 0)
    choose(hall)
    for attempt in (actions.offer_to_draft, actions.take_back_offer):
        with pytest.raises(Refused):
            attempt(actor=hall.citizens[0 if attempt is actions.take_back_offer else 1], conference=hall.conference)
    assert group(hall) == ["citizen-1"]


def test_only_citizens_take_part(hall: Hall, client_of: Callable) -> None:
    with_group(hall, 2)
    asked, codes = ask(hall), []
    theirs = [f"changes/{asked.pk}/{act}/" for act in ("support", "support/take-back", "withdraw", "answer")]
    for role in OTHERS:
        browser = client_of(hall.facilitator if role == Role.FACILITATOR else enter(hall.conference, role))
        for path in ("drafters/offer/", "drafters/offer/take-back/", "changes/title/ask/", "write/title/", *theirs):
            typed = {"text": "Pris", "version": "1", "state": "done"}
            codes.append(browser.post(f"/conferences/eau/opinion/{path}", typed).status_code)
    assert set(codes) == {403}
    assert (ChangeSupport.objects.count(), ChangeRequest.objects.get().state) == (0, "open")
    assert (Drafter.objects.count(), ChangeRequest.objects.count()) == (0, 1)
    assert Section.objects.get(part="title").text == ""


def test_nothing_of_it_before_or_after_the_writing(hall: Hall) -> None:
    with_group(hall, 2)
    offer(hall, 0)
    asked = ask(hall)
    me, conference, guide = hall.citizens[1], hall.conference, hall.facilitator
    attempts = (
        lambda: offer(hall, 1),
        lambda: choose(hall),
        lambda: ask(hall, text="Autre chose."),
        lambda: actions.support_change(actor=me, conference=conference, change_id=asked.pk),
        lambda: actions.withdraw_change(actor=hall.citizens[5], conference=conference, change_id=asked.pk),
        lambda: actions.answer_change(actor=me, conference=conference, change_id=asked.pk, state="done"),
        lambda: actions.read_on(actor=guide, conference=conference, place="title"),
    )
    for stage in set(Stage) - {Stage.WRITING}:
        set_stage(hall.conference, stage)
        for attempt in attempts:
            with pytest.raises(Refused):
                attempt()
    assert (Drafter.objects.count(), ChangeRequest.objects.get().state) == (1, "open")
    assert Opinion.objects.get().read_aloud == ""


# The draw


def test_as_many_as_there_are_places_are_all_chosen_without_a_draw(hall: Hall) -> None:
    with_group(hall, 3)
    offer(hall, 0, 4)
    choose(hall)
    assert group(hall) == ["citizen-1", "citizen-5"]
    refs = sorted(hall.citizens[n].member.ref for n in (0, 4))
    assert detail("drafters-chosen") == {"chosen": " ".join(refs), "how": "all", "offered": 2}


def test_the_draw_can_be_made_again_from_the_journal_alone(hall: Hall) -> None:
    with_group(hall, 2)
    offer(hall, 0, 1, 2, 3, 4)
    choose(hall)
    told = detail("drafters-chosen")
    seed = str(told["seed"])
    # Fixed before anyone offered, and told by nobody until the draw.
    assert detail("assembled")["draw"] == hashlib.sha256(seed.encode()).hexdigest()
    assert seed not in "".join(
        Entry.objects.filter(number__lt=entry("drafters-chosen").number).values_list("detail", flat=True)
    )
    refs = [citizen.member.ref for citizen in hall.citizens[:5]]
    by_hand = sorted(refs, key=lambda ref: hashlib.sha256(f"{seed}\n{ref}".encode()).hexdigest())
    assert (told["chosen"], told["how"], told["offered"]) == (" ".join(by_hand[:2]), "lot", 5)
    assert {membership.ref for membership in group_of(Opinion.objects.get())} == set(by_hand[:2])


def test_the_same_seed_draws_the_same_and_another_draws_another() -> None:
    refs = [f"{n:012x}" for n in range(12)]
    assert drawn(refs, "a") == drawn(reversed(refs), "a")
    assert drawn(refs, "a") != drawn(refs, "b")


def test_who_left_the_panel_is_not_drawn(hall: Hall) -> None:
    with_group(hall, 1)
    offer(hall, 0, 1)
    remove_person(actor=hall.facilitator, conference=hall.conference, membership=hall.citizens[0].member)
    choose(hall)
    assert (group(hall), detail("drafters-chosen")["how"]) == (["citizen-2"], "all")


def test_where_nobody_offers_everyone_may_write(hall: Hall) -> None:
    with_group(hall, 2)
    choose(hall)
    hall.write(hall.citizens[3], Section.Part.TITLE, "Avis")
    assert (group(hall), Section.objects.get(part="title").text) == ([], "Avis")
    assert detail("drafters-chosen") == {"chosen": "", "how": "nobody", "offered": 0}


def test_two_facilitators_who_close_the_list_close_it_once(hall: Hall, client_of: Callable) -> None:
    with_group(hall, 1)
    offer(hall, 0, 1, 2)
    other = enter(hall.conference, Role.FACILITATOR)
    codes = [
        client_of(who).post("/conferences/eau/opinion/drafters/choose/").status_code
        for who in (hall.facilitator, other)
    ]
    assert codes == [303, 303]
    assert Entry.objects.filter(verb="opinion:drafters-chosen").count() == 1


# The election


@pytest.fixture
def election(hall: Hall) -> Hall:
    with_group(hall, 2, elected=True)
    offer(hall, 0, 1, 2)
    choose(hall)
    return hall


def places_by_name() -> list[str]:
    options = Ballot.objects.get(closed_at=None).options.order_by("position")
    return list(options.values_list("drafter__membership__name", flat=True))


def test_more_than_places_are_elected_by_the_panel(election: Hall) -> None:
    names = places_by_name()
    for citizen, liked in zip(election.citizens, ("13", "13", "1", "23", "", "1"), strict=True):
        election.cast(citizen, *("approve" if str(n) in liked else "" for n in (1, 2, 3)), ballot=election_ballot())
    actions.close_election(actor=election.facilitator, conference=election.conference)
    assert group(election) == sorted([names[0], names[2]])
    ballot = Ballot.objects.get(options__drafter__isnull=False, options__position=1)
    assert (Paper.objects.filter(ballot=ballot).count(), detail("drafters-chosen")["how"]) == (6, "election")


def election_ballot() -> Ballot:
    return Ballot.objects.get(closed_at=None)


def test_no_more_are_elected_than_there_are_places_and_lots_decide_between_equals(election: Hall) -> None:
    for citizen in election.citizens:
        election.cast(citizen, "approve", "approve", "approve", ballot=election_ballot())
    actions.close_election(actor=election.facilitator, conference=election.conference)
    assert len(group(election)) == 2


def test_an_election_where_nobody_approves_of_anyone_leaves_everyone_to_write(election: Hall) -> None:
    actions.close_election(actor=election.facilitator, conference=election.conference)
    election.write(election.citizens[5], Section.Part.TITLE, "Avis")
    assert Section.objects.get(part="title").text == "Avis"


def test_nobody_writes_while_the_group_is_being_elected(election: Hall) -> None:
    for citizen in election.citizens:
        with pytest.raises(Refused):
            election.write(citizen, Section.Part.TITLE, "Avis")
    with pytest.raises(Refused):
        offer(election, 4)


def test_the_writing_does_not_end_in_the_middle_of_an_election(election: Hall) -> None:
    with pytest.raises(Refused):
        election.end(Stage.WRITING)
    actions.close_election(actor=election.facilitator, conference=election.conference)
    election.end(Stage.WRITING)
    assert election.conference.stage == "pause"


def test_only_citizens_vote_and_only_the_facilitator_counts(election: Hall, client_of: Callable) -> None:
    ballot, codes = election_ballot(), []
    for role in OTHERS:
        browser = client_of(election.facilitator if role == Role.FACILITATOR else enter(election.conference, role))
        codes.append(browser.post(f"/conferences/eau/ballots/{ballot.pk}/cast/", {"option_1": "on"}).status_code)
        if role != Role.FACILITATOR:
            codes += [
                browser.post(f"/conferences/eau/opinion/drafters/{act}/").status_code for act in ("elected", "choose")
            ]
    assert (set(codes), election_ballot()) == ({403}, ballot)


# Who writes


def test_the_group_writes_and_nobody_else(hall: Hall) -> None:
    with_group(hall, 2)
    offer(hall, 0, 1)
    with pytest.raises(Refused):
        hall.write(hall.citizens[0], Section.Part.TITLE, "Trop tôt")
    choose(hall)
    hall.write(hall.citizens[1], Section.Part.TITLE, "Avis")
    for other in (*hall.citizens[2:], OPERATOR, hall.facilitator):
        with pytest.raises(Refused):
            hall.write(other, Section.Part.TITLE, "Pris")
    assert Section.objects.get(part="title").text == "Avis"


def test_who_is_removed_from_the_panel_writes_no_more(hall: Hall) -> None:
    with_group(hall, 2)
    offer(hall, 0, 1)
    choose(hall)
    remove_person(actor=hall.facilitator, conference=hall.conference, membership=hall.citizens[0].member)
    with pytest.raises(Refused):
        hall.write(hall.citizens[0], Section.Part.TITLE, "Pris")
    with pytest.raises(Refused):
        hall.write(hall.citizens[2], Section.Part.TITLE, "Pris")
    assert group(hall) == ["citizen-2"]


def test_when_the_whole_group_has_left_everyone_may_write(hall: Hall) -> None:
    with_group(hall, 1)
    offer(hall, 0)
    choose(hall)
    remove_person(actor=hall.facilitator, conference=hall.conference, membership=hall.citizens[0].member)
    hall.write(hall.citizens[2], Section.Part.TITLE, "Avis")
    assert Section.objects.get(part="title").text == "Avis"


# What is asked to change


@pytest.fixture
def drafted(hall: Hall) -> Hall:
    """The first two citizens write."""
    with_group(hall, 2)
    offer(hall, 0, 1)
    choose(hall)
    return hall


def test_whoever_asks_for_a_change_is_named_nowhere(drafted: Hall) -> None:
    asked = ask(drafted)
    told = entry("change-asked")
    assert (told.actor, json.loads(told.detail)) == ("citizen", {"part": "preamble", "change": asked.pk})
    ask(drafted)
    assert ChangeRequest.objects.count() == 1


def test_others_want_it_too_until_they_no_longer_do(drafted: Hall) -> None:
    asked = ask(drafted)
    wants = {"conference": drafted.conference, "change_id": asked.pk}
    for citizen in (drafted.citizens[2], drafted.citizens[2], drafted.citizens[3]):
        actions.support_change(actor=citizen, **wants)
    (found,) = requests_of(Opinion.objects.get())[asked.section_id]
    assert found.people == 3
    for _ in range(2):
        actions.take_back_support(actor=drafted.citizens[2], **wants)
    with pytest.raises(Refused):
        actions.support_change(actor=drafted.citizens[5], **wants)
    assert list(ChangeSupport.objects.values_list("membership__name", flat=True)) == ["citizen-4"]
    assert Entry.objects.filter(verb="opinion:change-supported").values_list("actor", flat=True)[0] == "citizen"


def test_only_who_asked_withdraws_it_while_it_waits(drafted: Hall) -> None:
    asked = ask(drafted)
    with pytest.raises(Refused):
        actions.withdraw_change(actor=drafted.citizens[4], conference=drafted.conference, change_id=asked.pk)
    for _ in range(2):
        actions.withdraw_change(actor=drafted.citizens[5], conference=drafted.conference, change_id=asked.pk)
    assert (requests_of(Opinion.objects.get()), waiting_of(Opinion.objects.get())) == ({}, {})
    with pytest.raises(Refused):
        actions.answer_change(
            actor=drafted.citizens[0], conference=drafted.conference, change_id=asked.pk, state="done"
        )


def answer(hall: Hall, who: Actor, asked: ChangeRequest, state: str, said: str = "") -> None:
    actions.answer_change(actor=who, conference=hall.conference, change_id=asked.pk, state=state, answer=said)


def test_the_group_answers_and_says_why_it_is_not_done(drafted: Hall) -> None:
    asked = ask(drafted)
    for who in (drafted.citizens[2], drafted.citizens[5]):
        with pytest.raises(Refused):
            answer(drafted, who, asked, "done")
    with pytest.raises(Refused):
        answer(drafted, drafted.citizens[0], asked, "declined")
    assert waiting_of(Opinion.objects.get()) == {"preamble": 1}
    for _ in range(2):
        answer(drafted, drafted.citizens[0], asked, "declined", "C’est dit plus bas.")
    with pytest.raises(Refused):
        answer(drafted, drafted.citizens[1], asked, "done")
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.answered_by) == (
        "declined",
        "C’est dit plus bas.",
        drafted.citizens[0].member,
    )
    assert (entry("change-answered").actor, detail("change-answered")["state"]) == (drafted.citizens[0].ref, "declined")


def test_an_answer_is_done_or_not_done(drafted: Hall) -> None:
    asked = ask(drafted)
    for state in ("open", "withdrawn", "nothing"):
        with pytest.raises(Refused):
            answer(drafted, drafted.citizens[0], asked, state, "Non")
    assert ChangeRequest.objects.get().state == "open"


def test_a_change_of_another_conference_or_part_is_not_there(drafted: Hall, client_of: Callable) -> None:
    codes = [
        client_of(drafted.citizens[0]).post(f"/conferences/eau/opinion/changes/{path}", {"text": "Pris"}).status_code
        for path in ("nothing/ask/", "999/support/", "999/withdraw/")
    ]
    assert (codes, ChangeRequest.objects.count()) == ([409, 409, 409], 0)


def test_a_request_that_says_nothing_is_sent_back_with_what_was_typed(drafted: Hall, client_of: Callable) -> None:
    response = client_of(drafted.citizens[3]).post(
        "/conferences/eau/opinion/changes/preamble/ask/", {"text": "", "passage": "Nous, citoyens"}
    )
    assert (response.status_code, ChangeRequest.objects.count()) == (422, 0)
    assert "Nous, citoyens" in response.content.decode()


# The read-through


def read(hall: Hall, place: str) -> str:
    actions.read_on(actor=hall.facilitator, conference=hall.conference, place=place)
    return Opinion.objects.get().read_aloud


def test_the_whole_text_is_read_in_its_order(drafted: Hall) -> None:
    keys = [place.key for place in places_of(Opinion.objects.get())]
    assert keys == [
        "title",
        "preamble",
        "recommendation-1",
        "recommendation-2",
        "disagreements",
        "requests",
        "closing",
    ]
    assert [read(drafted, key) for key in (*keys, "end")] == [*keys, ""]


def test_who_reads_on_where_another_did_changes_nothing(drafted: Hall) -> None:
    for _ in range(2):
        read(drafted, "preamble")
    assert Entry.objects.filter(verb="opinion:read-through-moved").count() == 1


def test_a_part_that_is_not_there_is_not_read(drafted: Hall) -> None:
    with pytest.raises(Refused):
        read(drafted, "recommendation-9")
    assert Opinion.objects.get().read_aloud == ""


def test_only_the_facilitator_leads_the_reading(drafted: Hall, client_of: Callable) -> None:
    others = [enter(drafted.conference, role) for role in OTHERS if role != Role.FACILITATOR]
    codes = [
        client_of(other).post("/conferences/eau/opinion/reading/title/").status_code
        for other in (drafted.citizens[0], *others)
    ]
    assert (set(codes), Opinion.objects.get().read_aloud) == ({403}, "")


def test_the_reading_ends_with_the_writing(drafted: Hall) -> None:
    read(drafted, "preamble")
    drafted.end(Stage.WRITING)
    assert Opinion.objects.get().read_aloud == ""
