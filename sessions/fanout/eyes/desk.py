"""What the facilitators see."""

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from deliberation.conference.stages import Stage
from deliberation.hearings.forms import AnswerForm
from sessions.fanout.acts import act
from sessions.fanout.eyes.overview import overview
from sessions.fanout.eyes.room import Eyes
from sessions.rounds.forms import ExtendForm


def desk(conference: Conference, key: str) -> Eyes:
    """The facilitator: everything needed to guide, nothing that a ballot or a draft keeps to itself."""
    eyes = overview(conference) | {"guiding": True}
    round_ = eyes["round"]
    for sitting_row in eyes["sittings"]:
        sitting = sitting_row["sitting"]
        if not sitting.closed_at:
            name = "close_sitting" if sitting.is_open else "open_sitting"
            sitting_row["open_or_close"] = act(
                name.replace("_", "-"), name, conference, sitting.number, form=PlainForm()
            )
        for row in sitting_row["rounds"]:
            row["start"] = act("start-round", "start_round", conference, row["round"].pk, form=PlainForm())
    if round_:
        eyes["extend"] = act("extend-round", "extend_round", conference, round_.pk, form=ExtendForm())
        if round_.stage == Stage.HANDOVER:
            eyes["hand_over"] = act("hand-over", "hand_over", conference, round_.pk, form=PlainForm())
        eyes["end"] = act("end-round", "end_round", conference, round_.pk, form=PlainForm())
        if round_.stage == Stage.HEARING:
            eyes["answers"] = [
                {
                    "question": question,
                    "answer": act(
                        "answer-question",
                        "answer_question",
                        conference,
                        question.pk,
                        form=AnswerForm(initial={"answer": question.answer}, auto_id=f"answer-{question.pk}-%s"),
                    ),
                }
                for question in eyes["questions"]
            ]
    return eyes
