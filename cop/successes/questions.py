"""The form of a self-description: the twelve questions of the practices' other entrance, and their frame."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from cop.core.i18n import LazyString
from cop.core.i18n import lazy_gettext as _l
from cop.core.submittable import Question, Widget
from cop.practices.success_questions import SECTION, SELF_DESCRIPTION

SECTIONS: Final = (
    ("service", _l("The service")),
    (SECTION, _l("Success self-description")),
    ("outside", _l("Seen from outside")),
)

LINE: Final = 300

_SERVICE: Final = (
    Question(
        "title",
        "service",
        _l("What is the service called?"),
        Widget.LINE,
        is_required=True,
        guidance=_l("One service at a time. An organisation with several services describes each by itself."),
        example=_l("Day centre “Kitchen Table”"),
        limit=LINE,
    ),
    Question(
        "strapline",
        "service",
        _l("How would you tell your successes in one sentence?"),
        Widget.LINE,
        guidance=_l("This sentence stands under the name in lists. Leave out praise; say what happens."),
        limit=LINE,
    ),
    Question(
        "year",
        "service",
        _l("Which year do you describe?"),
        Widget.NUMBER,
        is_text=False,
        is_required=True,
        guidance=_l(
            "Next year you can describe yourselves anew: what you say of this year stays at its own address."
        ),
        example=_l("2025"),
        limit=4,
    ),
    Question(
        "organisations",
        "service",
        _l("Which organisations run the service?"),
        Widget.ROWS,
        is_text=False,
        guidance=_l("Write the names in the language of the original. Leave it empty where there is none."),
        columns=(("name", _l("Name of the organisation")), ("website", _l("Web site"))),
        most=30,
        limit=LINE,
    ),
    Question(
        "country",
        "service",
        _l("In which country is it?"),
        Widget.CHOICE,
        is_text=False,
        concept_kind="country",
    ),
    Question(
        "city",
        "service",
        _l("In which town or village is it?"),
        Widget.LINE,
        guidance=_l("Write the name as it is written in this language. A region will do too."),
        limit=LINE,
    ),
    Question(
        "target_groups",
        "service",
        _l("For whom is it?"),
        Widget.CONCEPTS,
        is_text=False,
        criteria=("need",),
        concept_kind="target-group",
        most=30,
    ),
)

ANSWERS: Final = tuple(replace(question, section=SECTION) for question in SELF_DESCRIPTION)
"""The one list of the questions, in their order; the last one asks what the eleven never ask."""

_OUTSIDE: Final = (
    Question(
        "evaluations",
        "outside",
        _l("Which evaluations from outside were there?"),
        Widget.ROWS,
        guidance=_l("Facts, one evaluation a row: who, when, what they looked at, what came of it."),
        criteria=("experience",),
        columns=(
            ("by", _l("Who evaluated")),
            ("when", _l("When")),
            ("what", _l("What was evaluated")),
            ("result", _l("With what result")),
        ),
        wordy_columns=("what", "result"),
        most=30,
        limit=LINE,
    ),
    Question(
        "links",
        "outside",
        _l("Where can one read or see more?"),
        Widget.LINES,
        is_text=False,
        guidance=_l("One address a line, each beginning with https://: reports, films, articles, handbooks."),
        most=50,
        limit=2000,
    ),
)

QUESTIONS: Final[tuple[Question, ...]] = (*_SERVICE, *ANSWERS, *_OUTSIDE)

BY_KEY: Final[Mapping[str, Question]] = {question.key: question for question in QUESTIONS}

SHORT: Final[Mapping[str, LazyString]] = {
    "q1": _l("The successes"),
    "q2": _l("What they change"),
    "q3": _l("Reasons to act"),
    "q4": _l("Main resources"),
    "q5": _l("What leads to success"),
    "q6": _l("How it is shown to others"),
    "q7": _l("What the community says"),
    "q8": _l("What the people themselves say"),
    "q9": _l("Evaluation from outside"),
    "q10": _l("Resources to come"),
    "q11": _l("Strengths"),
    "transfer": _l("Doing it elsewhere"),
}
"""A few words for each question, for headings and the table of contents."""
