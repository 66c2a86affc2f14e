from functools import partial

from django.utils.translation import gettext_lazy as _

from deliberation.amendments.forms import ReasonForm, RewriteForm
from deliberation.amendments.models import Verdict
from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from sessions.amending import actions

SAID = _("Your answer is counted: it is the table’s once more than half of you agree.")

accept_amendment = act_view(
    Act.ANSWER_AMENDMENT, PlainForm, partial(actions.propose_verdict, kind=Verdict.Kind.ACCEPT), said=SAID
)
rewrite_amendment = act_view(
    Act.ANSWER_AMENDMENT, RewriteForm, partial(actions.propose_verdict, kind=Verdict.Kind.REWRITE), said=SAID
)
reject_amendment = act_view(
    Act.ANSWER_AMENDMENT, ReasonForm, partial(actions.propose_verdict, kind=Verdict.Kind.REJECT), said=SAID
)
agree_to_verdict = act_view(Act.ANSWER_AMENDMENT, PlainForm, actions.agree_to_verdict, said=SAID)
