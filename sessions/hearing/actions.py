from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.hearings.questions import actions as questions
from sessions.tables.queries import present_people


def choose_question(*, actor: Actor, conference: Conference, question_id: int, wanted: bool = True) -> None:
    """Agree, or no longer, that one's table asks a question: those of the table who are here are asked."""
    with acting(Act.CHOOSE_QUESTION, actor, conference) as locked:
        questions.choose_question(
            actor=actor,
            conference=conference,
            question_id=question_id,
            present=present_people(locked),
            wanted=wanted,
        )
