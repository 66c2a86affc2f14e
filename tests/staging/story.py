"""One conference, held round after round by its actions. Each round has a middle, where pages are worth a look, and a
rest, which the next round needs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

from django.core.files.base import ContentFile

from deliberation.amendments import actions as amendments
from deliberation.amendments.models import Amendment, Verdict
from deliberation.ballots import actions as ballots
from deliberation.ballots.queries import open_ballots
from deliberation.conference import actions as conferences
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor, actor_of
from deliberation.conference.stages import Role, Stage
from deliberation.dissent import actions as dissent
from deliberation.dissent.queries import adopted
from deliberation.dossier import actions as dossier
from deliberation.hearings import actions as hearings
from deliberation.hearings.models import Expert, Question
from deliberation.hearings.plurality import actions as plurality
from deliberation.hearings.plurality.rules import why_not_begin
from deliberation.hearings.questions import actions as questions
from deliberation.kernel import clock
from deliberation.kernel.richtext import blocks
from deliberation.merging import actions as merging
from deliberation.merging.models import Theme
from deliberation.opinion.canonical import digest
from deliberation.opinion.handover import actions as handover
from deliberation.opinion.handover.rules import needed
from deliberation.opinion.models import Section
from deliberation.opinion.queries import opinion_of, sections_of, text_of
from deliberation.opinion.signing import actions as signing
from deliberation.opinion.writing import actions as writing
from deliberation.opinion.writing.models import ChangeRequest
from deliberation.oversight import actions as oversight
from deliberation.panel import actions as panel
from deliberation.panel.queries import panel_of, table_of
from deliberation.proposals import actions as proposals
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import digest_of, passages_of, submitted
from deliberation.questionnaire import actions as questionnaires
from deliberation.questionnaire.models import ItemKind, Questionnaire
from deliberation.review import actions as review
from deliberation.review.models import Temperature
from sessions.allocation import actions as allocation
from sessions.allocation.problem import table_sizes
from sessions.allocation.queries import expected, problems_of, rounds_to_plan
from sessions.allocation.solver import QUICK, solve_rounds
from sessions.amending import actions as amending
from sessions.cards import actions as cards
from sessions.drafting import actions as drafting
from sessions.floor import actions as floor
from sessions.floor.models import Hand
from sessions.guide import actions as guide
from sessions.help import actions as help_calls
from sessions.merging import actions as merges
from sessions.notices import actions as notices
from sessions.rehearsal.players.slides import slides
from sessions.rounds import actions as rounds
from sessions.rounds.models import Round
from sessions.rounds.voting import amendment_votes, open_proposal_votes
from sessions.scenarios.create import admit_demo_people, create_conference
from sessions.scenarios.load import load
from sessions.scenarios.schema import Scenario
from sessions.sittings import actions as sittings
from sessions.sittings.models import Sitting
from sessions.tables import actions as tables
from sessions.tables.queries import citable, citable_at
from tests.cast import fresh_code

Codes = dict[str, list[str]]


@dataclass
class Story:
    conference: Conference
    scenario: Scenario

    @classmethod
    def begin(cls, scenario: str, slug: str, citizens: int) -> tuple["Story", Codes]:
        """A conference in preparation with its demo people; their badges' codes by role."""
        loaded = load(scenario)
        conference = create_conference(loaded, slug=slug)
        codes: Codes = {}
        for bearer in admit_demo_people(conference, loaded.people, citizens=citizens, seed=1):
            codes.setdefault(bearer.role.value, []).append(bearer.code)
        story = cls(conference, loaded)
        story.prepare()
        codes[Role.TABLE.value] = [story.tablet(table) for table in (1, 2)]
        return story, codes

    def tablet(self, table: int) -> str:
        """The badge's code of a shared tablet for this table."""
        tablet = self.do(panel.add_tablet, self.facilitator, table=table)
        return str(self.do(panel.issue_badge, self.facilitator, membership=tablet))

    # People

    def people(self, role: Role) -> list[Actor]:
        found = self.conference.memberships.filter(role=role, ended_at=None).order_by("pk")
        return [actor_of(membership) for membership in found]

    @property
    def facilitator(self) -> Actor:
        return self.people(Role.FACILITATOR)[0]

    @property
    def citizens(self) -> list[Actor]:
        return [actor_of(panellist.membership) for panellist in panel_of(self.conference)]

    @property
    def tables(self) -> dict[int, list[Actor]]:
        """Who sits where."""
        seats: dict[int, list[Actor]] = {}
        for citizen in self.citizens:
            if table := table_of(citizen.member):
                seats.setdefault(table, []).append(citizen)
        return dict(sorted(seats.items()))

    def do(self, act: Callable[..., Any], who: Actor, **fields: Any) -> Any:
        return act(actor=who, conference=self.conference, **fields)

    # The programme

    def prepare(self) -> None:
        """What is there before the first sitting: something to read, and somebody invited who has not come yet."""
        for expert in self.people(Role.EXPERT)[:2]:
            known = self.conference.experts.get(key=expert.member.place)
            pdf = slides(known.title, known.affiliation, known.viewpoint, self.conference.language)
            file = ContentFile(pdf, name="fiche.pdf")
            self.do(
                dossier.add_document,
                expert,
                title=f"Fiche de l’intervention : {known.title}",
                source=known.affiliation,
                file=file,
            )

        the_committee_decides(self)

    def invite(self, role: str, email: str) -> str:
        """The link of an invitation that nobody has used."""
        name = "Experte invitée" if role == Role.EXPERT else email.partition("@")[0].title()
        return self.do(conferences.invite, self.facilitator, email=email, role=Role(role), name=name)

    def reach(self, kind: str, nth: int = 1) -> Round | None:
        """Hold what comes before the ``nth`` round of this kind and bring that one to its middle.

        ``pause`` stands between the first two rounds; ``handed-over`` is the end.
        """
        seen = 0
        for round_ in self.programme():
            seen += round_.kind == kind
            if round_.kind == kind and seen == nth:
                return self.begin_round(round_)
            self.hold(round_)
            if kind == Stage.PAUSE:
                return None
        if kind != Stage.HANDED_OVER:
            raise LookupError(f"{self.conference} has no round {nth} of kind {kind}")
        return None

    def programme(self) -> list[Round]:
        found = Round.objects.filter(sitting__conference=self.conference).select_related("sitting")
        return list(found.order_by("sitting__number", "number"))

    def hold(self, round_: Round) -> None:
        """The whole round, unless it was held."""
        round_.refresh_from_db()
        if round_.ended_at or round_.skipped_at:
            return
        self.begin_round(round_)
        FINISH.get(round_.stage, nothing)(self, round_)
        end = rounds.hand_over if round_.stage == Stage.HANDOVER else rounds.end_round
        self.do(end, self.facilitator, round_id=round_.pk)
        if round_.stage == Stage.HANDOVER:
            self.conference.refresh_from_db()
            others_stand_beside(self)

    def begin_round(self, round_: Round) -> Round:
        round_.refresh_from_db()
        if round_.started_at is None:
            self.open(round_.sitting)
            somebody_can_be_heard(self, round_)
            self.do(rounds.start_round, self.facilitator, round_id=round_.pk)
            round_.refresh_from_db()
            MIDDLE.get(round_.stage, nothing)(self, round_)
        return round_

    def open(self, sitting: Sitting) -> None:
        """Open the sitting, and close the one before; all citizens but one sign the attendance sheet."""
        sitting.refresh_from_db()
        if not sitting.is_open:
            for before in Sitting.objects.filter(conference=self.conference, opened_at__isnull=False, closed_at=None):
                self.do(sittings.close_sitting, self.facilitator, number=before.number)
            self.do(sittings.open_sitting, self.facilitator, number=sitting.number)
            if sitting.online:
                link = "https://visio.example.org/seance"
                self.do(sittings.give_joining_link, self.facilitator, number=sitting.number, address=link)
            self.prepare_tables()
        signed = set(sitting.attendances.values_list("membership", flat=True))
        for citizen in self.citizens[:-1]:
            if citizen.member.pk not in signed:
                self.do(sittings.sign_attendance, citizen)

    def prepare_tables(self) -> None:
        """Where rounds to come form tables: a rule or two, and a plan that was found quickly."""
        if not (planned := rounds_to_plan(self.conference)):
            return
        one, two, three = (citizen.member.ref for citizen in self.citizens[:3])
        rules: list[dict[str, Any]] = [
            {"kind": "at-table", "person": three, "other": "", "table": 1, "reason": "La table 1 est près de la porte."}
        ]
        # One of them is absent. At a single table nobody can be kept apart.
        if all(len(table_sizes(len(self.citizens) - 1, round_.table_size or 1)) > 1 for round_ in planned):
            rules.append(
                {"kind": "apart", "person": one, "other": two, "table": None, "reason": "Ils sont de la même famille."}
            )
        for rule in rules:
            self.do(allocation.add_seating_rule, self.facilitator, **rule)
        plan = allocation.ask_plan(actor=self.facilitator, conference=self.conference)
        if plan:
            *_, last = solve_rounds(problems_of(planned, expected(self.conference)), seed=1, effort=QUICK)
            seatings = {round_.pk: seating for round_, seating in zip(planned, last.seatings, strict=True)}
            allocation.finish_plan(actor=self.facilitator, plan=plan, seatings=seatings)


Scene = Callable[[Story, Round], None]


def nothing(story: Story, round_: Round) -> None:
    pass


# In the room


def tables_report(story: Story, round_: Round) -> None:
    """Where tables have written, the first one's notes are on the screen; three citizens want to speak."""
    if story.tables:
        story.do(rounds.show_table, story.facilitator, round_id=round_.pk, table=1)
    some_want_to_speak(story, round_)
    story.do(notices.send_notice, story.facilitator, text="Le déjeuner est servi à 12 h 30 dans la salle voisine.")


def some_want_to_speak(story: Story, round_: Round) -> None:
    """The first of them has the floor."""
    for citizen in story.citizens[:3]:
        story.do(floor.raise_hand, citizen)
    first = Hand.objects.filter(round=round_, ended_at=None, table=None).first()
    if first:
        story.do(floor.give_floor, story.facilitator, hand_id=first.pk)


# Questionnaires


def _answers(story: Story, citizens: list[Actor], round_: Round) -> None:
    questionnaire = Questionnaire.objects.get(pk=round_.questionnaire_id)
    words = cycle(story.scenario.demo.open_answers)
    on_roll = set(questionnaire.roll.values_list("membership", flat=True))
    for number, citizen in enumerate(citizens):
        # Whoever answered on a page of their own has the only code to it.
        if citizen.member.pk in on_roll:
            continue
        answers: dict[str, str | tuple[str, ...]] = {}
        for item in questionnaire.items.order_by("pk"):
            if item.kind == ItemKind.SCALE:
                low, high = item.low or 0, item.high or 0
                # After, some have moved.
                value = str(low + (number * questionnaire.pk) % (high - low + 1))
            elif item.kind == ItemKind.SINGLE:
                options = list(item.options.all())
                value = str(options[number % len(options)].pk)
            elif item.kind == ItemKind.MULTIPLE:
                value = tuple(str(option.pk) for option in list(item.options.all())[number % 3 :: 2])
            else:
                value = next(words)
            answers[f"item-{item.pk}"] = value
        story.do(
            questionnaires.answer_items,
            citizen,
            questionnaire_id=questionnaire.pk,
            code=f"{citizen.member.pk:08}",
            agreed=number % 3 == 0,
            **answers,
        )


def some_answer(story: Story, round_: Round) -> None:
    _answers(story, story.citizens[1::2], round_)


def the_rest_answer(story: Story, round_: Round) -> None:
    _answers(story, story.citizens[::2], round_)


# Hearings


def the_committee_decides(story: Story) -> None:
    """On the first experts, of whom it refuses one; the rest, the programme and the documents await it."""
    if not (committee := story.people(Role.STEERING)):
        return
    *approved, refused = story.conference.experts.order_by("pk")[:5]
    for expert in approved:
        story.do(
            plurality.decide_expert,
            committee[0],
            expert_id=expert.pk,
            approved=True,
            reason="Son point de vue compte pour la question, et il s’oppose à celui d’un autre.",
            acknowledged=expert.works_for_organiser,
        )
    reason = "Trois experts parlent déjà de ce côté : nous l’approuverons quand une voix contraire sera entendue."
    story.do(plurality.decide_expert, committee[1], expert_id=refused.pk, approved=False, reason=reason)


def somebody_can_be_heard(story: Story, round_: Round) -> None:
    """A hearing with nobody is given a new expert; one whose expert was refused is approved."""
    if (hearing := round_.hearing) is None:
        return
    committee = story.people(Role.STEERING)
    if hearing.expert is None:
        expert = story.do(
            plurality.propose_expert,
            story.facilitator,
            title="Expert 7, association d’usagers",
            affiliation="Association locale",
            viewpoint="Personne ne devrait gagner d’argent avec nos données de santé.",
        )
        story.do(plurality.declare_interests, story.facilitator, expert_id=expert.pk, none=True)
        _approve(story, committee, expert)
        story.do(plurality.schedule_hearing, story.facilitator, hearing_id=hearing.pk, expert_id=expert.pk)
    elif why_not_begin(hearing, story.conference):
        _approve(story, committee, hearing.expert)


def _approve(story: Story, committee: list[Actor], expert: Expert) -> None:
    for member in committee[:1]:
        story.do(
            plurality.decide_expert,
            member,
            expert_id=expert.pk,
            approved=True,
            reason="Une voix contraire.",
            acknowledged=expert.works_for_organiser,
        )


def questions_are_asked(story: Story, round_: Round) -> None:
    """Two ask nearly the same; one answer was noted, one question is put, one is left for writing, two wait."""
    words = story.scenario.demo.questions
    texts = [*islice(cycle(words), round_.number, round_.number + 4), next(cycle(words))]
    hearing = round_.hearing_id
    for citizen, text in zip(cycle(story.citizens[1:]), texts, strict=False):
        story.do(hearings.ask_question, citizen, hearing_id=hearing, text=text)
    first, second, third, fourth, *_rest = Question.objects.filter(hearing=hearing).order_by("pk")
    for citizen in story.citizens[5::3]:
        story.do(questions.support_question, citizen, question_id=fourth.pk)
    answer = "Cela se décide en commission, et la liste est publique."
    story.do(hearings.put_question, story.facilitator, question_id=first.pk)
    story.do(hearings.answer_question, story.facilitator, question_id=first.pk, answer=answer)
    due = clock.now() + timedelta(days=7)
    story.do(questions.defer_question, story.facilitator, question_id=third.pk, due=due)
    story.do(questions.move_hearing, story.facilitator, hearing_id=hearing, phase="exchange")
    story.do(hearings.put_question, story.facilitator, question_id=second.pk)
    some_want_to_speak(story, round_)


# Tables


def tables_write(story: Story, round_: Round) -> None:
    """All but the last table have written; it asks for help. At the first, somebody speaks and somebody waits.

    Most of the first table is ready to go on; the second went on. Two people did not understand the same word.
    """
    *writing, last = story.tables
    _write_notes(story, writing)
    _a_table_talks(story, round_)
    _tables_go_on(story, round_)
    story.do(help_calls.call_for_help, story.tables[last][0])
    story.do(notices.send_notice, story.facilitator, text="Encore dix minutes : pensez à noter vos désaccords.")


def _tables_go_on(story: Story, round_: Round) -> None:
    first, second = [*round_.steps.order_by("number"), None, None][:2]
    if first is None or second is None:
        return
    for citizen in story.tables[1][: len(story.tables[1]) // 2 + 1]:
        story.do(guide.say_ready, citizen, step_id=first.pk)
    if 2 in story.tables:
        story.do(guide.move_on, story.facilitator, step_id=second.pk, table=2)
    for citizen in story.citizens[:2]:
        story.do(cards.raise_card, citizen, text="pseudonymat")


def _a_table_talks(story: Story, round_: Round) -> None:
    at_first = story.tables[1]
    for citizen in at_first[:2]:
        story.do(floor.raise_hand, citizen)
    story.do(floor.pass_floor, at_first[0], table=1)


def the_last_table_writes(story: Story, round_: Round) -> None:
    _write_notes(story, list(story.tables)[-1:])


def _write_notes(story: Story, numbers: list[int]) -> None:
    notes = story.scenario.demo.notes
    for number in numbers:
        chosen = islice(cycle(notes), number, number + 3)
        text = "\n".join(f"– {note}" for note in chosen)
        story.do(tables.write_note, story.tables[number][0], text=text, version=0)


def tables_draft(story: Story, round_: Round) -> None:
    """Each table has one proposal that it submitted, and one that it still writes."""
    _a_table_talks(story, round_)
    written = cycle(story.scenario.demo.proposals)
    for people in story.tables.values():
        for submits, demo in zip((True, False), written, strict=False):
            if not submits and story.conference.mandate.proposals_per_table == 1:
                continue
            proposal = story.do(
                drafting.write_proposal,
                people[0],
                title=demo.title,
                observation=demo.observation,
                text=demo.text,
                reason=demo.reason,
                addressee=demo.addressee,
                version=0,
            )
            _cite(story, people[0], proposal)
            if submits:
                _submit(story, people, proposal)
            elif len(people) > 2:
                story.do(tables.submit_proposal, people[0], proposal_id=proposal.pk)
                _agree(story, people[1], proposal, missing=story.scenario.demo.remarks[0])


def drafts_are_submitted(story: Story, round_: Round) -> None:
    for draft in Proposal.objects.filter(conference=story.conference, state=Proposal.State.DRAFT, frozen=False):
        _submit(story, story.tables[draft.table], draft)


def _cite(story: Story, citizen: Actor, proposal: Proposal) -> None:
    """An answer, a document or a note, as each comes first in what this table may cite."""
    things = dict(citable(story.conference, citable_at(story.conference, proposal.table))).values()
    for kind in list(things)[proposal.pk % 2 :: 2]:
        thing, _label = kind[0]
        story.do(tables.cite_evidence, citizen, proposal_id=proposal.pk, thing=thing)


def _submit(story: Story, people: list[Actor], proposal: Proposal) -> None:
    """The first proposes it, and everyone agrees while they are asked."""
    story.do(tables.submit_proposal, people[0], proposal_id=proposal.pk)
    for citizen in people:
        _agree(story, citizen, proposal)


def _agree(story: Story, citizen: Actor, proposal: Proposal, missing: str = "") -> None:
    read = digest_of(Proposal.objects.get(pk=proposal.pk))
    story.do(tables.agree_to_proposal, citizen, proposal_id=proposal.pk, text_digest=read, missing=missing)


def proposals_are_reviewed(story: Story, round_: Round) -> None:
    """Remarks on the whole and on a passage; all but the first citizen, whose page is looked at, have answered."""
    some_want_to_speak(story, round_)
    remarks, people, degrees = cycle(story.scenario.demo.remarks), cycle(story.citizens), cycle(Temperature.Degree)
    for proposal in submitted(story.conference):
        passage = passages_of(proposal)[0]
        for about in ({}, {"field": passage.field, "passage": passage.source}):
            story.do(proposals.make_remark, next(people), proposal_id=proposal.pk, text=next(remarks), **about)
        for citizen in story.citizens[1:]:
            story.do(review.take_temperature, citizen, proposal_id=proposal.pk, degree=next(degrees))
    amendments_are_made(story)
    some_are_grouped_and_two_to_be_merged(story)


def amendments_are_made(story: Story) -> None:
    """Two on one passage of the first proposal, of which its table has answered neither; one that its table rejects,
    another that it is asked to rewrite, on the next."""
    people = [citizen for citizen in story.citizens if table_of(citizen.member) != 1][:2] or story.citizens[:2]
    found = [each for each in submitted(story.conference) if each.table == 1][:2]
    for proposal, author, place in [(p, a, n) for p in found for n, a in enumerate(people)]:
        passage = blocks(proposal.text)[0]
        words = passage.split()
        changed = [*words[:2], *(("chaque", "année") if place else ("dès", "cet", "été")), *words[2 + place :]]
        story.do(
            amendments.propose_amendment,
            author,
            proposal_id=proposal.pk,
            field="text",
            passage=passage,
            replacement=" ".join(changed),
            reason=("Une date se vérifie.", "Ce n’est pas l’affaire d’une seule fois.")[place],
        )
    mine = [citizen for citizen in story.citizens if table_of(citizen.member) == 1]
    for each in Amendment.objects.filter(proposal__in=found[1:]).order_by("pk")[:1]:
        story.do(amending.propose_verdict, mine[0], amendment_id=each.pk, kind="reject", reason="Trop tôt.")
        for other in mine[1:]:
            verdict = Verdict.objects.get(amendment=each)
            story.do(amending.agree_to_verdict, other, verdict_id=verdict.pk)
    for each in Amendment.objects.filter(proposal__in=found[1:], state="open"):
        text = f"{each.passage} On y revient tous les ans."
        words = {"kind": "rewrite", "text": text, "reason": "Plus simple à suivre."}
        story.do(amending.propose_verdict, mine[0], amendment_id=each.pk, **words)


def some_are_grouped_and_two_to_be_merged(story: Story) -> None:
    """Two themes; what is under none comes last. The first two tables are asked to make one proposal of two."""
    found = list(submitted(story.conference))
    if len(found) < 2 or Theme.objects.filter(conference=story.conference).exists():
        return
    (guide,) = story.people(Role.FACILITATOR)[:1]
    for title, some in (("Expliquer", found[::3]), ("Protéger", found[1::3])):
        theme = story.do(merging.add_theme, guide, title=title)
        for proposal in some:
            story.do(merging.group_proposal, guide, proposal_id=proposal.pk, theme_id=theme.pk)
    first = found[0]
    other = next((proposal for proposal in found if proposal.table != first.table), None)
    if other:
        reason = "Les deux demandent presque la même chose."
        story.do(merges.ask_merge, guide, proposals=[first.pk, other.pk], reason=reason)


# Votes


def some_vote(story: Story, round_: Round) -> None:
    _vote(story, story.citizens[1::2])


def the_rest_vote(story: Story, round_: Round) -> None:
    """Where amendments came first, the votes that waited for them open, and everyone votes on these."""
    _vote(story, story.citizens[:-1:2])
    if amendment_votes(story.conference):
        (guide,) = story.people(Role.FACILITATOR)[:1]
        story.do(open_proposal_votes, guide)
        _vote(story, story.citizens)


def _vote(story: Story, citizens: list[Actor]) -> None:
    """The whole text is adopted, and every proposal but the last one."""
    everyone = list(open_ballots(story.conference).order_by("pk"))
    for place, ballot in enumerate(everyone):
        option = ballot.options.all()[0]
        lost = option.proposal_id is not None and place == len(everyone) - 1 and place > 0
        for citizen in citizens:
            turn = (citizen.member.pk + place) % 9
            choice = "abstain" if turn == 8 else "against" if lost or turn == 7 else "for"
            secret = f"phone of {citizen.ref}"
            story.do(ballots.cast_paper, citizen, ballot_id=ballot.pk, marks={option.pk: choice}, secret=secret)


# The opinion


def the_opinion_begins(story: Story, round_: Round) -> None:
    demo = story.scenario.demo
    _a_group_writes(story)
    _write(story, Section.Part.TITLE, demo.opinion_title)
    _write(story, Section.Part.PREAMBLE, "\n\n".join(demo.preamble))
    _some_ask(story)
    story.do(writing.read_on, story.facilitator, place=Section.Part.PREAMBLE.value)
    _some_dissent(story)


def _a_group_writes(story: Story) -> None:
    """As many offer as there are places: nobody is drawn, nor elected."""
    if places := story.conference.mandate.drafters:
        for citizen in story.citizens[:places]:
            story.do(writing.offer_to_draft, citizen)
        story.do(writing.choose_drafters, story.facilitator)


def _some_ask(story: Story) -> None:
    """The last citizen asks for a change that the one before wants too; another was done."""
    *_rest, other, last = story.citizens
    story.do(writing.ask_change, last, part="preamble", text="Dire aussi combien nous étions, et d’où nous venions.")
    asked = ChangeRequest.objects.latest("pk")
    story.do(writing.support_change, other, change_id=asked.pk)
    story.do(writing.ask_change, other, part="title", text="Un titre plus court, que l’on retienne.")
    done = ChangeRequest.objects.latest("pk")
    story.do(
        writing.answer_change, story.citizens[0], change_id=done.pk, state="done", answer="Nous l’avons raccourci."
    )


def _some_dissent(story: Story) -> None:
    """The second citizen writes against what was adopted first, the third joins."""
    contested = adopted(story.conference).first()
    for text in story.scenario.demo.minority_opinions[:1] if contested else ():
        _, author, other, *_rest = story.citizens
        written = story.do(dissent.write_minority_opinion, author, proposal_id=contested.pk, text=text, version=0)
        story.do(dissent.join_minority_opinion, other, minority_id=written.pk, version=1)


def the_guarantor_states(story: Story, round_: Round) -> None:
    some_vote(story, round_)
    text = "Les règles du mandat ont été suivies. Chacun a pu parler, et les désaccords ont été notés."
    for guarantor in story.people(Role.GUARANTOR):
        story.do(oversight.write_statement, guarantor, text=text, version=0)


def the_guarantor_observes(story: Story, round_: Round) -> None:
    for guarantor in story.people(Role.GUARANTOR):
        story.do(
            oversight.write_observation,
            guarantor,
            text="La séance a commencé avec vingt minutes de retard ; le temps d’écriture n’a pas été réduit.",
        )


def the_opinion_ends(story: Story, round_: Round) -> None:
    demo = story.scenario.demo
    _write(story, Section.Part.DISAGREEMENTS, demo.disagreements or "")
    _write(story, Section.Part.REQUESTS, demo.requests or "")
    _write(story, Section.Part.CLOSING, demo.closing)


def _write(story: Story, part: Section.Part, text: str) -> None:
    section = Section.objects.get(opinion__conference=story.conference, part=part)
    if section.text != text:
        story.do(
            drafting.write_section,
            story.citizens[0],
            part=part.value,
            text=text,
            version=section.version,
        )


def some_sign(story: Story, round_: Round) -> None:
    for number, citizen in enumerate(story.citizens[1::2]):
        reservation = story.scenario.demo.reservations[0] if number == 1 else ""
        _sign(story, citizen, reservation=reservation, public_name=citizen.member.name if number else "")


def the_rest_sign(story: Story, round_: Round) -> None:
    *signing, declining = story.citizens[:-1:2]
    for citizen in signing:
        _sign(story, citizen)
    _sign(story, declining, decision="declined", reason=story.scenario.demo.refusal_reasons[0])


def _sign(story: Story, citizen: Actor, *, decision: str = "signed", **words: str) -> None:
    found = opinion_of(story.conference)
    assert found is not None
    text_digest = found.text_digest or digest(text_of(found))
    if decision == "signed":
        words |= {"proof": "code", "code": fresh_code(citizen)}
    story.do(signing.sign_opinion, citizen, decision=decision, text_digest=text_digest, **words)


def others_stand_beside(story: Story) -> None:
    """Beside the opinion: a correction that is sealed, one that waits, an easy-read version and one in Arabic. The
    sponsor has not acknowledged receipt yet."""
    found = opinion_of(story.conference)
    assert found is not None
    title = sections_of(found)[Section.Part.TITLE].text
    signers = [actor_of(each.membership) for each in found.signatures.filter(decision="signed").order_by("pk")]
    for text in (f"{title} (2026)", f"{title}, partout"):
        words = {"passage": title, "text": text, "reason": "L’année manquait dans le titre."}
        story.do(handover.propose_correction, signers[0], **words)
    for who in signers[1 : needed(len(signers))]:
        story.do(handover.agree_to_correction, who, number=1)
    for version in VERSIONS:
        story.do(handover.add_derivative, story.facilitator, **version)


VERSIONS = (
    {
        "kind": "easy-read",
        "language": "fr",
        "title": "Notre avis, facile à lire",
        "made_by": "Un atelier de lecteurs et une relectrice",
        "text": "## Qui sommes-nous ?\n\nNous sommes des citoyens.\nNous ne sommes pas des experts.\n\n"
        "## Qu’avons-nous fait ?\n\nNous avons écouté des experts.\nNous avons parlé ensemble.\n"
        "Nous avons écrit un **avis**.\n\n- Un avis dit ce que nous pensons.\n- Un avis dit ce que nous demandons.",
    },
    {
        "kind": "translation",
        "language": "ar",
        "title": "رأي المواطنين",
        "made_by": "Une traductrice assermentée",
        "text": "## من نحن\n\nنحن مواطنون ومواطنات. كتبنا هذا الرأي معًا ووقّعناه.",
    },
)
MIDDLE: dict[Stage, Scene] = {
    Stage.PLENARY: tables_report,
    Stage.QUESTIONNAIRE: some_answer,
    Stage.HEARING: questions_are_asked,
    Stage.TABLES: tables_write,
    Stage.DRAFTING: tables_draft,
    Stage.REVIEW: proposals_are_reviewed,
    Stage.BALLOT: some_vote,
    Stage.WRITING: the_opinion_begins,
    Stage.ADOPTION: the_guarantor_states,
    Stage.SIGNING: some_sign,
}
FINISH: dict[Stage, Scene] = {
    Stage.QUESTIONNAIRE: the_rest_answer,
    Stage.HEARING: the_guarantor_observes,
    Stage.TABLES: the_last_table_writes,
    Stage.DRAFTING: drafts_are_submitted,
    Stage.BALLOT: the_rest_vote,
    Stage.WRITING: the_opinion_ends,
    Stage.ADOPTION: the_rest_vote,
    Stage.SIGNING: the_rest_sign,
}
