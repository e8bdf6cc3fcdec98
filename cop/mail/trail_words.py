"""What is written into the audit trail about mails, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords
from cop.mail.models import MailState

TRAIL: Final = TrailWords(
    actions={
        "mail.drop": _l("dropped a mail"),
        "mail.read": _l("read a mail to somebody"),
        "mail.retry": _l("had a mail sent again"),
    },
    kinds={
        "mail": _l("Mail"),
    },
    facts={
        "template": _l("Kind of mail"),
    },
)

STATE_NAMES: Final = {
    MailState.WAITING: _l("Waiting"),
    MailState.SENDING: _l("Being sent"),
    MailState.SENT: _l("Sent"),
    MailState.FAILED: _l("Could not be delivered"),
    MailState.KEPT: _l("Kept here, not sent"),
    MailState.DROPPED: _l("Dropped"),
}
