"""What is written into the audit trail about cases on their way, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords
from cop.submissions.content import AUDIENCES, STATES, WAYS

TRAIL: Final = TrailWords(
    actions={
        "submission.back_at_gate": _l("took a case back to the gate"),
        "submission.begin": _l("began a draft"),
        "submission.changes_asked": _l("asked for changes"),
        "submission.declined": _l("declined a case"),
        "submission.delete": _l("deleted a draft"),
        "submission.hand_over": _l("made somebody else the owner"),
        "submission.invite": _l("invited a co-author"),
        "submission.join": _l("joined as a co-author"),
        "submission.leave": _l("left a case"),
        "submission.published": _l("published a case"),
        "submission.remove_author": _l("removed a co-author"),
        "submission.reopened": _l("reopened a case"),
        "submission.review_started": _l("let a case through to the reviewers"),
        "submission.say": _l("wrote a message"),
        "submission.sent": _l("sent a case"),
        "submission.take_document": _l("had a document read"),
        "submission.withdrawn": _l("withdrew a case"),
    },
    kinds={
        "submission": _l("Case"),
    },
    facts={
        "audience": _l("For whom"),
        "change": _l("Change of a public record"),
        "findings": _l("Found in the document"),
        "way": _l("How it is told"),
    },
    values={"audience": AUDIENCES, "before": STATES, "way": WAYS},
)
