"""From a scenario to a conference in preparation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from fractions import Fraction

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.conference import actions as conferences
from deliberation.conference import models
from deliberation.conference.methods import Method, Tie
from deliberation.conference.rules import OPERATOR
from deliberation.conference.stages import Role
from deliberation.dossier.models import Term
from deliberation.dossier.sheets.models import Sheet, SheetVersion
from deliberation.hearings.models import Expert, Hearing
from deliberation.hearings.plurality.models import Side
from deliberation.kernel import clock
from deliberation.panel import actions as panel
from deliberation.questionnaire.models import Item, Option, Questionnaire
from sessions.guide.models import Step
from sessions.rounds.models import Round
from sessions.scenarios import schema
from sessions.scenarios.items import Choice, Scale, sample
from sessions.sittings.models import Sitting


@dataclass(frozen=True)
class Bearer:
    """A demo person and the code of the badge they were given."""

    role: Role
    name: str
    code: str
    membership: models.Membership


def create_conference(scenario: schema.Scenario, *, slug: str) -> models.Conference:
    """The conference, its mandate, experts and programme, without people. The slug must be free."""
    with transaction.atomic():
        conference = conferences.create_conference(
            actor=OPERATOR,
            conference=models.Conference(
                slug=slug,
                language=scenario.language,
                title=scenario.title,
                question=scenario.question,
                context=scenario.context,
                purpose=scenario.purpose,
                organisers="\n".join(scenario.organisers),
                sponsor=scenario.sponsor,
                commitment=scenario.commitment,
                scenario=scenario.name,
            ),
            mandate=_mandate(scenario.mandate),
        )
        models.RecordSheet.objects.create(
            conference=conference, **{part: text or "" for part, text in scenario.sheet.model_dump().items()}
        )
        Term.objects.bulk_create(Term(conference=conference, **term.model_dump()) for term in scenario.glossary)
        for written in scenario.sheets:
            _add_sheet(conference, written)
        sides = {label: Side.objects.create(conference=conference, label=label) for label in scenario.people.sides}
        for expert in scenario.people.experts:
            _add_expert(conference, expert, sides)
        for number, sitting in enumerate(scenario.sittings, start=1):
            _add_sitting(conference, number, sitting)
    return conference


def _mandate(mandate: schema.Mandate) -> models.Mandate:
    return models.Mandate(
        proposals=models.Rule(**mandate.proposals.model_dump()),
        amendments=models.Rule(**mandate.rule_for_amendments.model_dump()),
        adoption=models.Rule(**mandate.adoption.model_dump()),
        drafters=mandate.drafters,
        drafting=_election(mandate) if mandate.drafters and mandate.drafting == "election" else None,
        amendment_support=mandate.amendment_support,
        consensus=mandate.consensus,
        proposals_per_table=mandate.proposals_per_table,
        publication_days=mandate.publication_days,
        answer_days=mandate.answer_days,
        hearing_answer_days=mandate.hearing_answer_days,
    )


def _election(mandate: schema.Mandate) -> models.Rule:
    """Those whom most approve, as many as there are places; lots between equals."""
    return models.Rule(
        method=Method.APPROVAL,
        quorum=Fraction(0),
        majority=Fraction(0),
        strict=False,
        tie=Tie.LOT,
        places=mandate.drafters,
    )


def _add_expert(conference: models.Conference, planned: schema.Expert, sides: dict[str, Side]) -> None:
    Expert.objects.create(
        conference=conference,
        key=planned.key,
        title=planned.title,
        affiliation=planned.affiliation,
        viewpoint=planned.viewpoint,
        works_for_organiser=planned.works_for_organiser,
        side=sides[planned.side] if planned.side else None,
        interests=planned.interests or "",
        declared_at=clock.now() if planned.has_declared else None,
        declared_how=Expert.Declared.PROGRAMME if planned.has_declared else "",
    )


def _add_sheet(conference: models.Conference, written: schema.QuestionSheet) -> None:
    SheetVersion.objects.create(
        sheet=Sheet.objects.create(conference=conference),
        number=1,
        question=written.question,
        easy=written.easy,
        essential=written.essential,
        in_depth=written.in_depth,
        source=written.source or "",
        written_at=clock.now(),
    )


def _add_sitting(conference: models.Conference, number: int, planned: schema.Sitting) -> None:
    sitting = Sitting.objects.create(
        conference=conference,
        number=number,
        title=planned.title,
        day=planned.day,
        starts=time.fromisoformat(planned.start) if planned.start else None,
        place=planned.place,
        online=planned.online,
    )
    for position, step in enumerate(planned.rounds, start=1):
        round_ = Round.objects.create(
            sitting=sitting,
            number=position,
            kind=step.kind,
            title=step.title,
            prompt=step.prompt,
            minutes=step.minutes,
            table_size=step.tables.size if step.tables else None,
            reseat=bool(step.tables and step.tables.reseat),
            floor_order=step.floor.order if step.floor else Round.FloorOrder.ARRIVAL,
            turn_seconds=step.floor.turn if step.floor else None,
            hearing=_hearing(conference, step.expert) if step.kind == "hearing" else None,
            questionnaire=_questionnaire(conference, step) if step.items or step.sample else None,
        )
        Step.objects.bulk_create(
            Step(round=round_, number=number, **part.model_dump()) for number, part in enumerate(step.steps, start=1)
        )


def _hearing(conference: models.Conference, key: str | None) -> Hearing:
    """Without a key: for somebody who is still to be asked for."""
    expert = conference.experts.get(key=key) if key else None
    return Hearing.objects.create(conference=conference, expert=expert)


def _questionnaire(conference: models.Conference, step: schema.Round) -> Questionnaire:
    questionnaire = Questionnaire.objects.create(conference=conference)
    for planned in (*(sample(step.sample, conference.language) if step.sample else ()), *step.items):
        scale = planned if isinstance(planned, Scale) else None
        item, created = Item.objects.get_or_create(
            conference=conference,
            key=planned.key,
            defaults={
                "text": planned.text,
                "kind": planned.kind,
                "low": scale.min if scale else None,
                "high": scale.max if scale else None,
                "low_label": scale.low if scale else "",
                "high_label": scale.high if scale else "",
            },
        )
        if created and isinstance(planned, Choice):
            Option.objects.bulk_create(Option(item=item, text=text) for text in planned.options)
        questionnaire.items.add(item)
    return questionnaire


def admit_demo_people(
    conference: models.Conference, people: schema.People, *, citizens: int, seed: int
) -> list[Bearer]:
    """Everyone the scenario names, by role and number, each with a badge. The same seed makes the same panel."""
    with transaction.atomic(), translation.override(conference.language):
        bearers = [_staff(conference, role, name, place) for role, name, place in _staff_of(people)]
        titles = {criterion.key: criterion.title for criterion in people.citizens.criteria}
        for number, profile in enumerate(people.citizens.profiles(seed, citizens), start=1):
            panellist = panel.admit_citizen(
                actor=OPERATOR,
                conference=conference,
                name=_("Citizen %d") % number,
                criteria={titles[key]: value for key, value in profile.items()},
            )
            bearers.append(_with_badge(conference, panellist.membership))
    return bearers


def _staff_of(people: schema.People) -> Iterator[tuple[Role, str, str]]:
    for name in people.facilitators:
        yield Role.FACILITATOR, name, ""
    for expert in people.experts:
        yield Role.EXPERT, expert.title, expert.key
    for name in people.steering:
        yield Role.STEERING, name, ""
    yield Role.GUARANTOR, people.guarantor, ""
    for name in people.sponsors:
        yield Role.SPONSOR, name, ""


def _staff(conference: models.Conference, role: Role, name: str, place: str) -> Bearer:
    membership = conferences.join(
        actor=OPERATOR,
        conference=conference,
        user=User.objects.create_user(),
        role=role,
        name=name[:80],
        place=place,
    )
    return _with_badge(conference, membership)


def _with_badge(conference: models.Conference, membership: models.Membership) -> Bearer:
    code = panel.issue_badge(actor=OPERATOR, conference=conference, membership=membership)
    return Bearer(Role(membership.role), membership.name, code, membership)
