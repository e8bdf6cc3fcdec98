"""The success self-description: eleven questions, and one that it never asks."""

from collections.abc import Mapping
from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.submittable import Question
from cop.practices.headings import HEADINGS
from cop.practices.result_questions import FUTURE

TRANSFER: Final = next(question for question in FUTURE if question.key == "transfer")
"""The same question as in the form: what is answered here is answered there."""

SECTION: Final = "success"

SELF_DESCRIPTION: Final = (
    Question(
        "q1",
        SECTION,
        _l("What are the successes of your work, and what marks them out?"),
        guidance=_l("Name one to three. Say what you did in another way than others do."),
        example=_l(
            "We cook with young people who have left care instead of advising them. "
            "Neighbours sit at the same table."
        ),
        criteria=("innovation",),
        headings=HEADINGS["q1"],
    ),
    Question(
        "q2",
        SECTION,
        _l("How do these successes change people’s lives? What would not have happened without them?"),
        guidance=_l("Tell what is different for the people for whom you work."),
        example=_l("Nineteen of 24 young people now know two adults whom they can call. Before, five did."),
        criteria=("results",),
        headings=HEADINGS["q2"],
    ),
    Question(
        "q3",
        SECTION,
        _l("Why did you act?"),
        guidance=_l("Tell who needed something, what they lacked, and how you noticed."),
        example=_l("Nine of twelve young people told us that they ate alone every evening."),
        criteria=("need",),
        headings=HEADINGS["q3"],
    ),
    Question(
        "q4",
        SECTION,
        _l("Which main resources make these successes possible, and can you rely on them?"),
        guidance=_l("People, money, rooms, partners: say which are there whenever they are needed."),
        example=_l("A social worker for six hours a week, paid by the municipality, and four volunteers."),
        criteria=("sustainability",),
        headings=HEADINGS["q4"],
    ),
    Question(
        "q5",
        SECTION,
        _l("What leads to these successes?"),
        guidance=_l("Name the steps, the ways of working, and what people have to be able to do."),
        example=_l("We listen first. Everybody has a task, and the social worker does not lead."),
        criteria=("skills", "innovation"),
        headings=HEADINGS["q5"],
    ),
    Question(
        "q6",
        SECTION,
        _l("How do you show an outsider what has come of it?"),
        guidance=_l("Name the records, measurements, films or publications that others can look at."),
        example=_l(
            "We ask the same ten questions in the first week and after a year, and publish the answers."
        ),
        criteria=("results",),
        headings=HEADINGS["q6"],
    ),
    Question(
        "q7",
        SECTION,
        _l("How does the community receive your successes, and how do you know?"),
        guidance=_l("Name the forms in which people let you know: visits, gifts, help, requests, the media."),
        example=_l("The butcher gives us meat every week, and 80 people came to the summer dinner."),
        criteria=("results", "satisfaction"),
        headings=HEADINGS["q7"],
    ),
    Question(
        "q8",
        SECTION,
        _l("What do the people for whom you work say, and how do you record it?"),
        guidance=_l(
            "Name the tools by which you ask them, also those who do not speak, and what they answer."
        ),
        example=_l("After each season everybody writes a card, without a name: 31 of 34 want to go on."),
        criteria=("satisfaction",),
        headings=HEADINGS["q8"],
    ),
    Question(
        "q9",
        SECTION,
        _l("Has anybody from outside evaluated your work, and did they look at these successes?"),
        guidance=_l("Say who it was, when, and what they found. No is an answer, too."),
        example=_l("The university of Dolna Reka evaluated us in 2023 and spoke with eleven young people."),
        criteria=("results", "experience"),
        headings=HEADINGS["q9"],
    ),
    Question(
        "q10",
        SECTION,
        _l("Will you have the resources that matter most in the years to come? What makes you sure?"),
        guidance=_l("Tell which contracts, partners or people will carry it on."),
        example=_l("The evenings stand in the municipality’s plan for social services until 2028."),
        criteria=("sustainability",),
        headings=HEADINGS["q10"],
    ),
    Question(
        "q11",
        SECTION,
        _l("Which strengths of your organisation help to reach, keep and multiply success?"),
        guidance=_l("Think of experience, of what your people can do, and of how you work together."),
        example=_l("Fourteen years of work with foster families, and a team that can listen."),
        criteria=("experience", "skills"),
        headings=HEADINGS["q11"],
    ),
    TRANSFER,
)

PARTS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "q1": ("distinctive_idea", "activities"),
    "q2": ("results",),
    "q3": ("problem", "context"),
    "q4": ("resources", "funding"),
    "q5": ("method", "skills"),
    "q6": ("results",),
    "q7": ("reach", "user_feedback"),
    "q8": ("user_feedback",),
    "q9": ("context", "results"),
    "q10": ("sustainability",),
    "q11": ("skills", "lessons"),
    "transfer": ("transfer",),
}
"""Question -> the parts of a practice that its answer may become, the likeliest first."""
