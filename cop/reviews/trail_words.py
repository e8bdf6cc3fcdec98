"""What is written into the audit trail about judging, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords
from cop.reviews.content import OUTCOMES
from cop.rubric.rubrics import every_gate_question

TRAIL: Final = TrailWords(
    actions={
        "reviews.accept": _l("agreed to review"),
        "reviews.ask": _l("asked for a review"),
        "reviews.decide": _l("decided on a case"),
        "reviews.declare_conflict": _l("declared a conflict of interest"),
        "reviews.describe_self": _l("said what they wish to review"),
        "reviews.gate": _l("answered the questions of the gate"),
        "reviews.open_reply": _l("opened the reviews to the authors"),
        "reviews.put_demonstrations": _l("wrote demonstration reviews"),
        "reviews.refuse": _l("declined to review"),
        "reviews.remove_demonstrations": _l("removed demonstration reviews"),
        "reviews.reopen": _l("let a reviewer change a review"),
        "reviews.reply": _l("answered the reviews"),
        "reviews.send": _l("sent a review"),
        "reviews.take": _l("took up a review"),
        "reviews.unname": _l("took their name off a review"),
        "reviews.take_back": _l("took a request back"),
    },
    kinds={
        "review": _l("Review"),
    },
    facts={
        "no": _l("Answered with no"),
        "outcome": _l("Outcome"),
        "reviews": _l("Reviews"),
    },
    values={"outcome": OUTCOMES, "no": {each.key: each.question for each in every_gate_question()}},
)
