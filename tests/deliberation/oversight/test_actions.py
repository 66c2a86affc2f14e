"""The guarantor's two acts: observations that stay, a statement that is written until the seal."""

import pytest
from django.db import transaction

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Conflict, Refused
from deliberation.opinion.models import SealedOpinion
from deliberation.oversight.actions import digest_of, write_observation, write_statement
from deliberation.oversight.models import Observation, Statement
from tests.cast import set_stage
from tests.hall import Hall

BEFORE_THE_SEAL = [stage for stage in Stage if stage not in {Stage.HANDOVER, Stage.HANDED_OVER}]


def entries(conference: Conference, verb: Verb) -> list[Entry]:
    return list(Entry.objects.filter(conference=conference, verb=verb))


@pytest.mark.parametrize("stage", list(Stage))
def test_an_observation_is_written_at_any_moment(stage: Stage, conference: Conference, guarantor: Actor) -> None:
    set_stage(conference, stage)
    write_observation(actor=guarantor, conference=conference, text="Les tables parlent.", entry=1)
    found = Observation.objects.get()
    assert (found.text, found.entry, found.written_by) == ("Les tables parlent.", 1, guarantor.member)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.GUARANTOR, Role.OPERATOR}])
def test_only_the_guarantor_observes_and_states(role: Role, conference: Conference, cast: dict[Role, Actor]) -> None:
    with pytest.raises(Refused):
        write_observation(actor=cast[role], conference=conference, text="Non")
    with pytest.raises(Refused):
        write_statement(actor=cast[role], conference=conference, text="Non", version=0)
    assert (Observation.objects.count(), Statement.objects.count()) == (0, 0)


def test_the_guarantor_of_another_conference_does_neither(other_conference: Conference, guarantor: Actor) -> None:
    with pytest.raises(Refused):
        write_observation(actor=guarantor, conference=other_conference, text="Non")
    with pytest.raises(Refused):
        write_statement(actor=guarantor, conference=other_conference, text="Non", version=0)


def test_the_journal_keeps_the_digest_and_never_the_words(conference: Conference, guarantor: Actor) -> None:
    write_observation(actor=guarantor, conference=conference, text="Une personne est malade.")
    write_statement(actor=guarantor, conference=conference, text="Tout fut loyal.", version=0)
    kept = "".join(Entry.objects.values_list("detail", flat=True))
    assert ("malade" in kept, "loyal" in kept) == (False, False)
    assert (digest_of("Une personne est malade.") in kept, digest_of("Tout fut loyal.") in kept) == (True, True)


@pytest.mark.parametrize("entry", [0, 10_000])
def test_an_observation_is_about_an_entry_that_exists(entry: int, conference: Conference, guarantor: Actor) -> None:
    with pytest.raises(Refused, match=str(entry)):
        write_observation(actor=guarantor, conference=conference, text="Où ?", entry=entry)


def test_the_same_observation_again_changes_nothing(conference: Conference, guarantor: Actor) -> None:
    for entry in (1, 1, None, None, 2):
        write_observation(actor=guarantor, conference=conference, text="Deux fois", entry=entry)
    assert list(Observation.objects.values_list("entry", flat=True)) == [1, None, 2]
    assert len(entries(conference, Verb.OBSERVATION_WRITTEN)) == 3


def test_an_observation_is_neither_changed_nor_deleted(conference: Conference, guarantor: Actor) -> None:
    write_observation(actor=guarantor, conference=conference, text="Telle quelle")
    observation = Observation.objects.get()
    observation.text = "Autre"
    for forbidden in (
        observation.save,
        observation.delete,
        Observation.objects.all().delete,
        lambda: Observation.objects.update(text="Autre"),
        lambda: Observation.objects.bulk_update([observation], ["text"]),
    ):
        with pytest.raises(TypeError), transaction.atomic():
            forbidden()
    assert Observation.objects.get().text == "Telle quelle"


# The statement


@pytest.mark.parametrize("stage", list(Stage))
def test_a_statement_is_written_until_the_hand_over(stage: Stage, conference: Conference, guarantor: Actor) -> None:
    set_stage(conference, stage)
    if stage in BEFORE_THE_SEAL:
        write_statement(actor=guarantor, conference=conference, text="Loyal", version=0)
    else:
        with pytest.raises(Refused):
            write_statement(actor=guarantor, conference=conference, text="Loyal", version=0)
    assert Statement.objects.exists() == (stage in BEFORE_THE_SEAL)


def test_the_same_statement_again_changes_nothing(conference: Conference, guarantor: Actor) -> None:
    for _time in range(2):
        write_statement(actor=guarantor, conference=conference, text="Loyal", version=0)
    write_statement(actor=guarantor, conference=conference, text="Loyal", version=1)
    assert Statement.objects.get().version == 1
    assert len(entries(conference, Verb.STATEMENT_WRITTEN)) == 1


def test_nothing_said_of_nothing_is_no_act(conference: Conference, guarantor: Actor) -> None:
    write_statement(actor=guarantor, conference=conference, text="", version=0)
    assert (Statement.objects.count(), entries(conference, Verb.STATEMENT_WRITTEN)) == (0, [])


def test_two_versions_do_not_overwrite_each_other(conference: Conference, guarantor: Actor) -> None:
    write_statement(actor=guarantor, conference=conference, text="Premier", version=0)
    with pytest.raises(Conflict) as conflict:
        write_statement(actor=guarantor, conference=conference, text="Autre", version=0)
    assert (conflict.value.current, conflict.value.version) == ("Premier", 1)
    write_statement(actor=guarantor, conference=conference, text="Autre", version=1)
    assert (Statement.objects.get().text, Statement.objects.get().version) == ("Autre", 2)


def test_the_seal_ends_the_statement_even_while_the_conference_pauses(hall: Hall, guarantor: Actor) -> None:
    hall.reach(Stage.SIGNING)
    hall.sign(hall.citizens[0])
    write_statement(actor=guarantor, conference=hall.conference, text="Loyal", version=0)
    hall.end(Stage.SIGNING)
    assert (hall.conference.current_stage, SealedOpinion.objects.count()) == (Stage.PAUSE, 1)
    with pytest.raises(Refused):
        write_statement(actor=guarantor, conference=hall.conference, text="Corrigé", version=1)
    assert Statement.objects.get().text == "Loyal"
