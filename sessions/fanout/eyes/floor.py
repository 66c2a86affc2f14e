"""A queue of those who ask for the floor, with what can be done about it: the same at a table and in the room."""

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from sessions.fanout.acts import OfferedAct, act
from sessions.floor.forms import PassForm
from sessions.floor.queries import Queue


def pass_on(conference: Conference, queue: Queue, table: int | None = None) -> OfferedAct | None:
    """Who presses says who had the floor on their page. None when there is nobody to pass it to."""
    if queue.next_up is None:
        return None
    form = PassForm(initial={"table": table, "after": queue.holder.pk if queue.holder else None}, auto_id="pass-%s")
    return act("pass-floor", "pass_floor", conference, form=form)


def interject(conference: Conference) -> OfferedAct:
    """Put away for who has asked for it, and for who speaks."""
    return act("interject", "interject", conference, form=PlainForm(), until="word")
