"""The form of an involvement case: sections of the task list, and the questions in their order."""

from collections.abc import Mapping
from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.submittable import Question, Widget

SECTIONS: Final = (
    ("case", _l("The case in short")),
    ("place", _l("People and place")),
    ("how", _l("How people are involved")),
    ("care", _l("Preparation and care")),
    ("effect", _l("What came of it")),
)

LINE: Final = 300

_CASE: Final = (
    Question(
        "title",
        "case",
        _l("What is the case called?"),
        Widget.LINE,
        is_required=True,
        guidance=_l("Say who was involved in what."),
        limit=LINE,
    ),
    Question("strapline", "case", _l("How would you tell it in one sentence?"), Widget.LINE, limit=LINE),
    Question("context", "case", _l("What was the situation?")),
    Question(
        "involvement",
        "case",
        _l("What did the people do, and what depended on it?"),
        is_required=True,
        guidance=_l(
            "Tell what they did themselves, step by step, and what would have gone otherwise without them."
        ),
        criteria=("voice",),
    ),
)

_PLACE: Final = (
    Question(
        "organisations",
        "place",
        _l("Which organisations tell this case?"),
        Widget.ROWS,
        is_text=False,
        columns=(("name", _l("Name")), ("website", _l("Web site"))),
        limit=LINE,
    ),
    Question(
        "country", "place", _l("In which country?"), Widget.CHOICE, is_text=False, concept_kind="country"
    ),
    Question("city", "place", _l("In which town or village?"), Widget.LINE, limit=LINE),
    Question(
        "target_groups",
        "place",
        _l("Who was involved?"),
        Widget.CONCEPTS,
        is_text=False,
        concept_kind="target-group",
    ),
)

_HOW: Final = (
    Question(
        "forms",
        "how",
        _l("In which forms were people involved?"),
        Widget.CONCEPTS,
        is_text=False,
        is_required=True,
        concept_kind="involvement-form",
        most=5,
    ),
    Question(
        "depth",
        "how",
        _l("How deep did it go?"),
        Widget.CHOICE,
        is_text=False,
        guidance=_l("Choose what was really so, not what was hoped for."),
        concept_kind="involvement-depth",
        criteria=("voice",),
    ),
    Question(
        "phases",
        "how",
        _l("In which phase of the work?"),
        Widget.CONCEPTS,
        is_text=False,
        concept_kind="life-cycle-phase",
        most=4,
    ),
    Question(
        "roles",
        "how",
        _l("Which roles did people have?"),
        Widget.CONCEPTS,
        is_text=False,
        concept_kind="involvement-role",
        most=5,
    ),
    Question(
        "aspects",
        "how",
        _l("What were they involved for?"),
        Widget.CONCEPTS,
        is_text=False,
        concept_kind="involvement-aspect",
        most=2,
    ),
    Question(
        "final_say",
        "how",
        _l("Who had the final say?"),
        Widget.CHOICE,
        is_text=False,
        choices=(
            ("organisation", _l("The organisation")),
            ("together", _l("The organisation and the people together")),
            ("people", _l("The people themselves")),
        ),
        criteria=("voice",),
    ),
)

_CARE: Final = (
    Question("preparation", "care", _l("How were people prepared?"), criteria=("care",)),
    Question("support", "care", _l("Who supported them, and how?"), criteria=("care",)),
    Question(
        "pay",
        "care",
        _l("What did they get for it?"),
        Widget.CHOICE,
        is_text=False,
        choices=(
            ("employed", _l("They were employed")),
            ("paid", _l("They were paid for the task")),
            ("expenses", _l("Their expenses were covered")),
            ("volunteer", _l("They did it as volunteers")),
        ),
        criteria=("care",),
    ),
    Question("status", "care", _l("What else is to be said about pay and status?"), criteria=("care",)),
    Question(
        "risks",
        "care",
        _l("What could go wrong, and what do you do about it?"),
        Widget.ROWS,
        columns=(("risk", _l("Risk")), ("mitigation", _l("What is done about it"))),
        wordy_columns=("risk", "mitigation"),
        criteria=("care",),
        limit=LINE,
    ),
    Question("partner_attitude", "care", _l("What do partners and authorities think of it?")),
)

_EFFECT: Final = (
    Question("result", "effect", _l("What became different?"), criteria=("effect",)),
    Question("evidence", "effect", _l("How do you know?"), criteria=("effect",)),
    Question("benefits", "effect", _l("What is good about working in this way?"), criteria=("effect",)),
    Question(
        "social_results",
        "effect",
        _l("Which social results came of involving people?"),
        Widget.CONCEPTS,
        is_text=False,
        guidance=_l("If yours is missing from the list, propose it in the next answer."),
        concept_kind="social-result",
    ),
    Question(
        "proposed_results",
        "effect",
        _l("Which social results are missing from the list?"),
        Widget.LINES,
        guidance=_l(
            "Name each in a few words, one a line. Your case shows them as soon as it is public, and an"
            " editor puts them on the list for everybody, or says which one of the list means the same."
        ),
        most=5,
        limit=LINE,
    ),
    Question(
        "are_results_given_back",
        "effect",
        _l("Did the results go back to the people?"),
        Widget.YES_NO,
        is_text=False,
        criteria=("effect",),
    ),
    Question("given_back", "effect", _l("How did the results go back to the people?"), criteria=("effect",)),
    Question(
        "quotes",
        "effect",
        _l("What do the people say in their own words?"),
        Widget.ROWS,
        guidance=_l(
            "Note their consent first, and write its reference here. Without one no quotation is published."
        ),
        columns=(
            ("words", _l("Their words")),
            ("said_by", _l("Who says it, without a name")),
            ("consent", _l("Consent")),
        ),
        wordy_columns=("words",),
        criteria=("effect",),
        limit=2000,
    ),
)

QUESTIONS: Final[tuple[Question, ...]] = (*_CASE, *_PLACE, *_HOW, *_CARE, *_EFFECT)

BY_KEY: Final[Mapping[str, Question]] = {question.key: question for question in QUESTIONS}
