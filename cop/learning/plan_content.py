"""What a plan of a peer-support programme says: one schema for the form, the row and the exports."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from cop.core.i18n import LazyString
from cop.core.i18n import lazy_gettext as _l
from cop.records.content import Line, Name, Schema

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\x00]*$")]

MOST_ROWS: Final = 60
MOST_LINES: Final = 2000
"""As many as go into a text of 2,000 letters."""


class Decision(StrEnum):
    """What became of a component when a programme was adapted."""

    KEPT = "kept"
    CHANGED = "changed"
    DROPPED = "dropped"


DECISIONS: Final = {
    Decision.KEPT: _l("kept"),
    Decision.CHANGED: _l("changed"),
    Decision.DROPPED: _l("dropped"),
}


class Task(Schema):
    """Something to do in a phase."""

    text: Line
    is_done: bool = False


class RoleRow(Schema):
    """Who does what."""

    role: Line = ""
    who: Line = ""
    tasks: Words = ""


class Adaptation(Schema):
    """A component of the programme that was taken over, and what became of it."""

    component: Line = ""
    decision: Decision = Decision.KEPT
    why: Words = ""


class Measure(Schema):
    """A question of the evaluation, and how its answer is found."""

    question: Line = ""
    how: Words = ""


class PlanContent(Schema):
    """One plan. `phases` holds the tasks of the four phases in their order."""

    title: Name
    for_whom: Words = ""
    phases: list[list[Task]] = Field(min_length=4, max_length=4)
    roles: list[RoleRow] = Field(default_factory=list, max_length=MOST_ROWS)
    ground_rules: list[Words] = Field(default_factory=list, max_length=MOST_LINES)
    adaptation_steps: list[Words] = Field(default_factory=list, max_length=MOST_LINES)
    adaptations: list[Adaptation] = Field(default_factory=list, max_length=MOST_ROWS)
    evaluation: list[Measure] = Field(default_factory=list, max_length=MOST_ROWS)


PHASES: Final[tuple[tuple[LazyString, tuple[LazyString, ...]], ...]] = (
    (
        _l("Preparing together and within the organisation"),
        (
            _l("Assess the needs"),
            _l("Look at the strengths of the organisation"),
            _l("Win the agreement of those concerned"),
            _l("Secure the resources"),
        ),
    ),
    (
        _l("Developing the activity"),
        (
            _l("Plan the activities"),
            _l("Write the protocols"),
            _l("Recruit peer supporters"),
            _l("Train peer supporters"),
        ),
    ),
    (
        _l("Running the activity"),
        (_l("Reach and win participants"), _l("Supervise and support the mentors")),
    ),
    (
        _l("Evaluating"),
        (_l("Document the process"), _l("Set indicators and tools for results and impact")),
    ),
)
"""The four phases of module 3, and what it says of each: where a plan begins."""

GROUND_RULES: Final = (
    _l("Contact is frequent and lasts."),
    _l("Rights and privacy are respected."),
    _l("The role of the mentor has limits, and everybody knows them."),
)
ROLES: Final = (_l("Coordinator"), _l("Mentor"), _l("Participant"))


def beginning(title: str) -> PlanContent:
    """Return what a new plan says. The steps of adaptation are lost with the source's picture: none."""
    return PlanContent(
        title=title,
        phases=[[Task(text=str(task)) for task in tasks] for _name, tasks in PHASES],
        roles=[RoleRow(role=str(role)) for role in ROLES],
        ground_rules=[str(rule) for rule in GROUND_RULES],
    )


def read(form: Mapping[str, str], title: str) -> PlanContent:
    """Read a plan from the fields of its form; empty rows are dropped, and an empty title is the former one.

    The form lets nobody write more than there is room for: ValueError is for what no browser sends.
    """

    def rows(name: str, *columns: str) -> list[dict[str, str]]:
        found = [
            {column: _said(form.get(f"{name}-{n}-{column}", ""), column) for column in columns}
            for n in range(MOST_ROWS)
        ]
        return [row for row in found if any(value for key, value in row.items() if key not in SELF_FILLED)]

    def lines(name: str) -> list[str]:
        return [line.strip() for line in form.get(name, "").splitlines() if line.strip()]

    return PlanContent.model_validate(
        {
            "title": _said(form.get("title", ""), "title") or title,
            "for_whom": form.get("for_whom", ""),
            "phases": [
                [
                    {"text": row["text"], "is_done": bool(row["done"])}
                    for row in rows(f"phase-{phase}", "text", "done")
                ]
                for phase in range(len(PHASES))
            ],
            "roles": rows("roles", "role", "who", "tasks"),
            "ground_rules": lines("ground_rules"),
            "adaptation_steps": lines("adaptation_steps"),
            "adaptations": rows("adaptations", "component", "decision", "why"),
            "evaluation": rows("evaluation", "question", "how"),
        }
    )


def _said(words: str, column: str) -> str:
    """Return what stands in a field; one line has no tabs in it, which come with what is pasted."""
    return words.strip() if column in LONG else " ".join(words.split())


LONG: Final = frozenset({"tasks", "why", "how"})
SELF_FILLED: Final = frozenset({"done", "decision"})
"""What a row has even where nobody wrote in it."""
