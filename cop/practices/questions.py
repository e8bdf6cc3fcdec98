"""The form of a practice: sections of the task list, and the questions in their order."""

from collections.abc import Mapping
from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.submittable import Question
from cop.practices.case_questions import CASE, PEOPLE
from cop.practices.result_questions import FUTURE, RESULTS, SOURCES
from cop.practices.work_questions import SKILLS, WORK

SECTIONS: Final = (
    ("case", _l("The case in short")),
    ("people", _l("People and place")),
    ("work", _l("What you do")),
    ("skills", _l("Skills")),
    ("results", _l("Results")),
    ("future", _l("Future")),
    ("sources", _l("Sources")),
)

QUESTIONS: Final[tuple[Question, ...]] = (*CASE, *PEOPLE, *WORK, *SKILLS, *RESULTS, *FUTURE, *SOURCES)

BY_KEY: Final[Mapping[str, Question]] = {question.key: question for question in QUESTIONS}
