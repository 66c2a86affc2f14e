"""The parts of the opinion as texts written together: who reads and writes them, and when they stand as they are."""

from collections.abc import Callable

import pytest

from deliberation.conference.actions import remove_person
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.kernel.errors import Refused
from deliberation.opinion.models import Opinion, Section
from deliberation.panel.queries import table_of
from sessions.drafting import actions, queries
from sessions.drafting.models import Document, Update
from sessions.drafting.rules import Why, is_frozen, may_read, why_not_write
from sessions.fanout.audiences import Seat
from tests.cast import enter, set_stage
from tests.drafting_group import choose, offer, with_group
from tests.hall import Hall

Part = Section.Part


@pytest.fixture
def drafted(hall: Hall) -> Hall:
    """The first two citizens write."""
    with_group(hall, 2)
    offer(hall, 0, 1)
    choose(hall)
    return hall


def opened(hall: Hall, part: Part = Part.PREAMBLE) -> Document:
    key = queries.section_key(Section.objects.get(part=part))
    document = actions.open_document(conference=hall.conference, key=key)
    assert document is not None
    return document


def seat(hall: Hall, actor: Actor) -> Seat:
    hall.conference.refresh_from_db()
    return Seat(hall.conference, actor, table_of(actor.member))


def why(hall: Hall, actor: Actor, document: Document) -> Why | None:
    refusal = why_not_write(seat(hall, actor), queries.documents().get(pk=document.pk))
    return refusal.why if refusal else None


def test_each_part_is_a_text_of_its_own_at_no_table(drafted: Hall) -> None:
    texts = [opened(drafted, part) for part in Part]
    assert [text.table for text in texts] == [None] * 5
    assert [text.key for text in texts] == [f"section-{text.section_id}" for text in texts]
    assert len({text.pk for text in texts}) == 5


def test_a_part_of_another_conference_is_not_there(drafted: Hall) -> None:
    assert queries.named(drafted.conference, "section-999") is None


def test_every_citizen_reads_it_and_so_do_those_who_guide_and_watch(drafted: Hall) -> None:
    document, known = opened(drafted), {Role.CITIZEN: drafted.citizens[4], Role.FACILITATOR: drafted.facilitator}
    for stage in (Stage.WRITING, Stage.HANDED_OVER):
        set_stage(drafted.conference, stage)
        for role in set(Role) - {Role.OPERATOR}:
            if role not in known:
                set_stage(drafted.conference, Stage.WRITING)
                known[role] = enter(drafted.conference, role)
                set_stage(drafted.conference, stage)
            reads = role in {Role.CITIZEN, Role.FACILITATOR, Role.GUARANTOR}
            assert (role, may_read(seat(drafted, known[role]), document)) == (role, reads)
            assert why(drafted, known[role], document) == Why.NOT_YOURS


def test_the_group_writes_it_in_the_writing_alone(drafted: Hall) -> None:
    document = opened(drafted)
    assert [why(drafted, citizen, document) for citizen in drafted.citizens[:3]] == [None, None, Why.NOT_YOURS]
    for stage in set(Stage) - {Stage.WRITING}:
        set_stage(drafted.conference, stage)
        assert why(drafted, drafted.citizens[0], document) == Why.CLOSED


def test_who_is_removed_loses_the_text(drafted: Hall) -> None:
    document, drafter = opened(drafted), drafted.citizens[0]
    remove_person(actor=drafted.facilitator, conference=drafted.conference, membership=drafter.member)
    drafter.member.refresh_from_db()
    assert (may_read(seat(drafted, drafter), document), why(drafted, drafter, document)) == (False, Why.NOT_YOURS)


def test_two_forms_of_the_same_version_are_both_in_the_text(drafted: Hall) -> None:
    one, other = drafted.citizens[:2]
    drafted.write(one, Part.PREAMBLE, "Nous avons écouté.")
    version = Section.objects.get(part=Part.PREAMBLE).version
    for citizen, text in ((one, "Nous, citoyens, avons écouté."), (other, "Nous avons écouté.\n\nEt décidé.")):
        actions.write_section(actor=citizen, conference=drafted.conference, part="preamble", text=text, version=version)
    assert Section.objects.get(part=Part.PREAMBLE).text == "Nous, citoyens, avons écouté.\n\nEt décidé."


def test_the_title_is_one_line_without_marks(drafted: Hall) -> None:
    drafted.write(drafted.citizens[0], Part.TITLE, "Avis **sur** l’eau")
    assert Section.objects.get(part=Part.TITLE).text == "Avis **sur** l’eau"


# What is voted stands


def fill(hall: Hall, who: Actor) -> None:
    for part in Part:
        hall.write(who, part, f"Mots de {part.value}")


def test_what_is_put_to_the_vote_is_what_the_documents_said(drafted: Hall) -> None:
    fill(drafted, drafted.citizens[0])
    document = opened(drafted)
    # Stored and not yet written down, as a frame is just before the vote opens.
    replica = queries.current(document)
    change = replica.rewrite({"text": "Le dernier mot"}, actions.subject_of(document).fields)
    Update.objects.create(
        document=document,
        number=document.length + 1,
        content=change,
        author=drafted.citizens[0].member,
        at=drafted.conference.created_at,
    )
    Document.objects.filter(pk=document.pk).update(length=document.length + 1)
    drafted.end(Stage.WRITING)
    drafted.start(Stage.ADOPTION)
    assert Section.objects.get(part=Part.PREAMBLE).text == "Le dernier mot"
    assert drafted.ballot().options.get().text_digest == drafted.text_digest()
    assert [is_frozen(each) for each in queries.documents().filter(section__isnull=False)] == [True] * 5


def test_a_text_nobody_had_open_is_frozen_too(hall: Hall) -> None:
    hall.reach(Stage.ADOPTION)
    set_stage(hall.conference, Stage.WRITING)
    assert [why(hall, hall.citizens[0], opened(hall, part)) for part in Part] == [Why.FROZEN] * 5
    with pytest.raises(Refused):
        hall.write(hall.citizens[0], Part.TITLE, "Pris")


def test_writing_again_after_the_vote_thaws_it_and_voids_the_adoption(hall: Hall) -> None:
    hall.reach(Stage.ADOPTION)
    for citizen in hall.citizens:
        hall.cast(citizen, "for")
    hall.end(Stage.ADOPTION)
    assert Opinion.objects.get().adopted_at is not None
    hall.start(Stage.WRITING)
    hall.write(hall.citizens[0], Part.CLOSING, "Autrement")
    assert (Section.objects.get(part=Part.CLOSING).text, Opinion.objects.get().adopted_at) == ("Autrement", None)


def test_once_somebody_has_signed_it_never_thaws(hall: Hall) -> None:
    hall.reach(Stage.SIGNING)
    hall.sign(hall.citizens[0])
    set_stage(hall.conference, Stage.PAUSE)
    with pytest.raises(Refused):
        hall.start(Stage.WRITING)
    actions.thaw_opinion(actor=hall.facilitator, conference=hall.conference)
    set_stage(hall.conference, Stage.WRITING)
    assert why(hall, hall.citizens[0], opened(hall)) == Why.FROZEN
    with pytest.raises(Refused):
        hall.write(hall.citizens[0], Part.TITLE, "Pris")


# How it came to be


def test_a_writer_brings_back_an_earlier_state(drafted: Hall) -> None:
    drafted.write(drafted.citizens[0], Part.PREAMBLE, "Premier")
    drafted.write(drafted.citizens[1], Part.PREAMBLE, "Second")
    key = opened(drafted).key
    actions.restore_text(actor=drafted.citizens[0], conference=drafted.conference, key=key, number=1)
    assert Section.objects.get(part=Part.PREAMBLE).text == "Premier"
    with pytest.raises(Refused):
        actions.restore_text(actor=drafted.citizens[3], conference=drafted.conference, key=key, number=2)


def test_its_history_is_closed_to_others(drafted: Hall, client_of: Callable) -> None:
    drafted.write(drafted.citizens[0], Part.PREAMBLE, "Entre nous")
    address = f"/conferences/eau/texts/{opened(drafted).key}/"
    for role in (Role.EXPERT, Role.STEERING, Role.SPONSOR, Role.TABLE):
        theirs = client_of(enter(drafted.conference, role)).get(address)
        assert (theirs.status_code, "Entre nous" in theirs.content.decode()) == (403, False)
    ours = client_of(drafted.citizens[4]).get(address)
    assert (ours.status_code, "Entre nous" in ours.content.decode()) == (200, True)
