from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from sessions.notices import actions, queries
from sessions.notices.forms import NoticeForm

send_notice = act_view(Act.SEND_NOTICE, NoticeForm, actions.send_notice, said=_("Your message is sent."))
withdraw_notice = act_view(
    Act.WITHDRAW_NOTICE,
    PlainForm,
    actions.withdraw_notice,
    said=_("The message is withdrawn."),
    done_before=queries.was_withdrawn,
)
