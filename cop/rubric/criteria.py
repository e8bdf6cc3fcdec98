"""The rubric: eight criteria, what a reviewer must see for each step 0-4, and the gate before scoring."""

from dataclasses import dataclass
from typing import Final

from cop.core.i18n import LazyString
from cop.core.i18n import lazy_gettext as _l

RUBRIC_VERSION: Final = 1
"""Raise it whenever a step's meaning changes; a score keeps the version it was given under."""

Steps = tuple[LazyString, LazyString, LazyString, LazyString, LazyString]


@dataclass(frozen=True, slots=True, eq=False)
class Criterion:
    """One criterion; `short` is its label on pictures.

    `steps[n]`: what the record must show for step n; each includes those below it. A step above
    `users_above` must rest on what users themselves have said, chosen or done.
    """

    key: str
    short: LazyString
    label: LazyString
    guidance: LazyString
    steps: Steps
    weight: int
    users_above: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class GateQuestion:
    """A question that must be answered with yes before anything is scored."""

    key: str
    question: LazyString
    guidance: LazyString


GATE: Final[tuple[GateQuestion, ...]] = (
    GateQuestion(
        "consent",
        _l("Have all people who can be recognised in the record agreed to be shown?"),
        _l(
            "This covers names, photos, quotes and stories by which a person could be recognised. "
            "If nobody can be recognised, answer yes."
        ),
    ),
    GateQuestion(
        "ethics",
        _l("Does the record respect the dignity, the privacy and the rights of the people it describes?"),
        _l("Look at the wording too: no labels, no pity, no private details that serve no purpose."),
    ),
    GateQuestion(
        "completeness",
        _l("Does the record say who did what, for whom and where?"),
        _l("Missing results or figures do not matter here: the criteria deal with them."),
    ),
    GateQuestion(
        "no_harm",
        _l("Is the record free of any sign that someone was harmed or could be harmed?"),
        _l("If in doubt, answer no and write down what worries you. An editor will look at it first."),
    ),
)

# The source of the criteria puts none of them above another, so all weigh the same.
CRITERIA: Final[tuple[Criterion, ...]] = (
    Criterion(
        "need",
        _l("Need"),
        _l("Emerging social needs, new vulnerable groups"),
        _l(
            "Look for a need that present services do not meet, or a group that they do not reach. "
            "Read the context, the problem and the target groups."
        ),
        (
            _l("The record names neither a need nor a group of people."),
            _l("A need or a group is named, but the record does not say what these people lack."),
            _l("The record says who is affected, what their situation is and what they lack."),
            _l(
                "The record also says how the need became known: from figures, from research, "
                "from what professionals saw or from the people themselves."
            ),
            _l(
                "The record also shows that the need or the group is new or growing, "
                "and that the people themselves helped to describe it."
            ),
        ),
        weight=1,
    ),
    Criterion(
        "experience",
        _l("Experience"),
        _l("Experience of the implementing organisation"),
        _l(
            "Look for earlier work with the same people or in the same field. "
            "Read the organisations, the years of experience and the context."
        ),
        (
            _l("The record does not say who carries out the practice."),
            _l("The organisation is named, but nothing is said about its earlier work."),
            _l("The record describes earlier work with the same group or in the same field."),
            _l(
                "The record also says how long or how large that work has been, "
                "and what training or experience the staff have."
            ),
            _l(
                "The record also names a confirmation from outside: an external evaluation, "
                "an accreditation, or others who learned from the organisation."
            ),
        ),
        weight=1,
    ),
    Criterion(
        "skills",
        _l("Skills"),
        _l("Formal and non-formal skills consolidated"),
        _l(
            "Formal skills are professional knowledge that can be taught and certified. "
            "Non-formal skills are personal qualities such as empathy or humour. Look for whose they are "
            "and how they were gained."
        ),
        (
            _l("The record names no skills."),
            _l("The record speaks of training or competence in general and names no particular skill."),
            _l("Particular skills are named, formal or non-formal, and it is clear whose they are."),
            _l(
                "Both formal and non-formal skills are named, and the record says by which activity "
                "they are gained or strengthened."
            ),
            _l(
                "The record also shows that people now have these skills: by an assessment, "
                "by their own account or by using them at work."
            ),
        ),
        weight=1,
    ),
    Criterion(
        "innovation",
        _l("Innovation"),
        _l("Innovative aspects (methodologies and tools)"),
        _l(
            "Look for a method, a tool, a form of training or a target group that was not usual before. "
            "The word “innovative” alone does not count."
        ),
        (
            _l("The record points to nothing that differs from usual work."),
            _l("The practice is called new, but the record does not say what is new about it."),
            _l("At least one new element is described so that a reader can picture it."),
            _l(
                "The record also says how the work was done before or is done elsewhere, "
                "and what the new element changes."
            ),
            _l("The record also gives evidence that the new way works better than the earlier one."),
        ),
        weight=1,
    ),
    Criterion(
        "sustainability",
        _l("Sustainability"),
        _l("Sustainability after first implementation"),
        _l(
            "Look for what came after the first implementation: whether the practice goes on, "
            "who pays for it and who is responsible."
        ),
        (
            _l("The record says nothing about the time after the first implementation."),
            _l("The record states a wish or a plan to go on, but names no means for it."),
            _l("The record names means to go on: money, people, a partner or a rule behind the practice."),
            _l(
                "The record shows that the practice went on after the first project or its funding ended, "
                "and says who carries it."
            ),
            _l(
                "The practice has gone on for at least two years after the first funding ended, "
                "and the record names its present sources of money and people."
            ),
        ),
        weight=1,
    ),
    Criterion(
        "transferability",
        _l("Transferability"),
        _l("Transferability, transnational and cross-sector"),
        _l(
            "Look for use in another place, country or sector, and for what others would need "
            "to take the practice over."
        ),
        (
            _l("The record says nothing about use elsewhere."),
            _l("The record says that the practice can be transferred, but not how."),
            _l(
                "The record names something that others can take over, such as a manual, a training course "
                "or tools, or shows the practice at work in several places."
            ),
            _l(
                "The practice has been used in another country or another sector, "
                "and the record says where and by whom."
            ),
            _l(
                "The record also says what was changed for the new place, which conditions are needed "
                "and what came of it."
            ),
        ),
        weight=1,
    ),
    Criterion(
        "results",
        _l("Results"),
        _l("Main results and impact"),
        _l(
            "Tell activities from change: what was done and how many took part is not yet a result. "
            "Look for what is different for people or services, and how this is known."
        ),
        (
            _l("The record reports neither work carried out nor anything that came of it."),
            _l("The record reports what was carried out or how many took part, but no change that followed."),
            _l("The record describes a change for people or services, but not how it is known."),
            _l(
                "The change is supported by figures, case records, a comparison over time "
                "or an observer from outside."
            ),
            _l(
                "The change was evaluated: the record gives the method, the period and the limits, "
                "and looks at whether the change lasts."
            ),
        ),
        weight=1,
    ),
    Criterion(
        "satisfaction",
        _l("Satisfaction"),
        _l("End-user satisfaction"),
        _l(
            "End users are the people for whom the practice exists. Praise from the organisation itself "
            "or from its partners is not yet their voice."
        ),
        (
            _l("The record says nothing about what users think of the practice."),
            _l("The organisation says that users are satisfied, but not how it knows."),
            _l("The record says how users' opinions are gathered, but shows none of them."),
            _l(
                "Users themselves are heard, in their own words, answers or choices, "
                "and the record says how these were gathered."
            ),
            _l(
                "The record also says how many users were asked, gives critical voices room, "
                "and names what was changed because of them."
            ),
        ),
        weight=1,
        users_above=2,
    ),
)

_BY_KEY: Final = {criterion.key: criterion for criterion in CRITERIA}


def criterion(key: str) -> Criterion:
    """Raise KeyError where the rubric has no such criterion."""
    return _BY_KEY[key]
