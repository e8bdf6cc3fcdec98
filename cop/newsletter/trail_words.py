"""What is written into the audit trail about the newsletter, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "newsletter.add": _l("put a record into an issue"),
        "newsletter.begin": _l("began an issue"),
        "newsletter.correct": _l("corrected an issue"),
        "newsletter.notice": _l("mailed a correction of an issue"),
        "newsletter.close": _l("said that an issue has gone out already"),
        "newsletter.go_on": _l("let an issue that was held go on"),
        "newsletter.move": _l("changed the order of an issue"),
        "newsletter.rebuild": _l("rebuilt a former issue"),
        "newsletter.remove": _l("took a record out of an issue"),
        "newsletter.schedule": _l("chose when an issue goes out"),
        "newsletter.send": _l("sent an issue"),
        "newsletter.settle": _l("chose the readers and topics of an issue"),
        "newsletter.take_back": _l("took an issue back before it went out"),
        "newsletter.test": _l("sent themselves an issue for trial"),
        "newsletter.write": _l("wrote the text of an issue"),
    },
    facts={
        "at": _l("Goes out"),
    },
)
