"""Questions about a practice: what is done, and which skills it takes and gives."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.submittable import Question, Widget
from cop.practices.headings import HEADINGS

WORK: Final = (
    Question(
        "method",
        "work",
        _l("How does it work?"),
        is_required=True,
        guidance=_l(
            "Tell it step by step, so that a colleague could begin. Who does what, how often, with what?"
        ),
        example=_l(
            "Every Thursday at five, four young people and two neighbours meet. One of them has chosen a "
            "dish and shops for it. They cook for two hours, eat together, and each says what was good and "
            "what was hard that week. A social worker is there, but does not lead."
        ),
        criteria=("innovation",),
        headings=HEADINGS["method"],
    ),
    Question(
        "activities",
        "work",
        _l("What have you done so far?"),
        guidance=_l("List the steps and events. What came of them belongs to the results."),
        example=_l(
            "2019: talks with twelve young people. 2020: a first group with six of them. "
            "Since 2022: two groups, 38 evenings a year each."
        ),
        headings=HEADINGS["activities"],
    ),
    Question(
        "distinctive_idea",
        "work",
        _l("What is different from the way it is usually done?"),
        guidance=_l(
            "Describe the usual way, then the new one, and what that changes. "
            "The word “innovative” alone tells a reader nothing."
        ),
        example=_l(
            "Usually a social worker visits each young person alone and gives advice. With us nobody gives "
            "advice: the talk comes while hands are busy, and neighbours hear it too."
        ),
        criteria=("innovation",),
        headings=HEADINGS["distinctive_idea"],
    ),
    Question(
        "innovation_classes",
        "work",
        _l("What is new about it?"),
        Widget.CONCEPTS,
        is_text=False,
        guidance=_l("Choose one or more. Choose none where nothing is new: that is no fault."),
        criteria=("innovation",),
        concept_kind="innovation-class",
        most=4,
    ),
    Question(
        "phases",
        "work",
        _l("Which phases has it been through?"),
        Widget.CONCEPTS,
        is_text=False,
        guidance=_l("A practice that is being prepared can be told as well as one that has been evaluated."),
        concept_kind="life-cycle-phase",
        most=10,
    ),
)

SKILLS: Final = (
    Question(
        "formal_skills",
        "skills",
        _l("Which professional skills does it use or strengthen?"),
        Widget.CONCEPTS,
        is_text=False,
        guidance=_l("Formal skills are professional knowledge that can be taught and certified."),
        criteria=("skills",),
        concept_kind="formal-skill",
        most=50,
    ),
    Question(
        "non_formal_skills",
        "skills",
        _l("Which personal strengths does it use or strengthen?"),
        Widget.CONCEPTS,
        is_text=False,
        guidance=_l("Non-formal skills are personal qualities such as empathy, patience or humour."),
        criteria=("skills",),
        concept_kind="non-formal-skill",
        most=50,
    ),
    Question(
        "skills",
        "skills",
        _l("Whose skills are these, and how do people gain them?"),
        guidance=_l(
            "Tell staff, volunteers and users apart. Name the training or the activity, "
            "and how one sees that people have these skills now."
        ),
        example=_l(
            "The neighbours take a two-day course on how to listen. The young people learn to plan a meal "
            "and a budget: at the end of the year each of them has led three evenings."
        ),
        criteria=("skills",),
        headings=HEADINGS["skills"],
    ),
)
