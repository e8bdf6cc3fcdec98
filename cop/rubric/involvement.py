"""The short rubric of involvement cases, and the checklist of ethics before it."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.rubric.criteria import GATE as GATE_OF_PRACTICES
from cop.rubric.criteria import Criterion, GateQuestion

VERSION: Final = 1

GATE: Final = (
    *GATE_OF_PRACTICES,
    GateQuestion(
        "freely",
        _l("Were the people free to say no, and to stop at any time, without losing help?"),
        _l("If the record does not say so, ask the authors before you answer yes."),
    ),
    GateQuestion(
        "own_words",
        _l("Does every quotation stand under a consent that can be taken back?"),
        _l("If nobody is quoted, answer yes."),
    ),
)

CRITERIA: Final = (
    Criterion(
        "voice",
        _l("Influence"),
        _l("How much the people could change"),
        _l("Look for what depended on the people: who began it, who decided, what became different."),
        (
            _l("The record does not say what the people did."),
            _l("People were informed or asked, and the record does not say what followed."),
            _l("The record says what people did and on what it had an influence."),
            _l("The record also says who had the final say, and shows a decision that the people changed."),
            _l("The people also took part in planning and in judging the work, or led it."),
        ),
        weight=1,
    ),
    Criterion(
        "care",
        _l("Care"),
        _l("Preparation, support and protection"),
        _l(
            "Look for how people were prepared and accompanied, what they got, and what was done about risks."
        ),
        (
            _l("The record says nothing about preparation, support or risks."),
            _l("Preparation or support is mentioned, but not what it consisted of."),
            _l("The record describes how people were prepared and supported."),
            _l("The record also names risks, and what is done about each of them."),
            _l("The record also says what became of the risks, and how people were paid or recognised."),
        ),
        weight=1,
    ),
    Criterion(
        "effect",
        _l("Effect"),
        _l("What changed because people were involved"),
        _l("Look for changes in the service and for the people themselves, and for how they are known."),
        (
            _l("The record reports no change."),
            _l("A change is claimed, but it is not clear that it came from involving people."),
            _l("The record describes a change for the service or the people, and how involvement led to it."),
            _l("The change is supported by figures, by observation or by the people’s own words."),
            _l("The results also went back to the people, and they could say whether they are right."),
        ),
        weight=1,
    ),
)
