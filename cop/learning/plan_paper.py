"""A plan as a DOCX file."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx

from cop.core.i18n import gettext as _
from cop.learning.plan_content import DECISIONS, PHASES, PlanContent


def as_docx(content: PlanContent) -> bytes:
    """Return a plan as a document that people may go on writing in."""
    document = docx.Document()
    document.core_properties.title = content.title
    document.core_properties.author = ""
    document.add_heading(content.title, 0)
    if content.for_whom:
        document.add_paragraph(content.for_whom)
    for (name, _tasks), tasks in zip(PHASES, content.phases, strict=True):
        document.add_heading(str(name), 1)
        for task in tasks:
            document.add_paragraph(f"{'☑' if task.is_done else '☐'} {task.text}")
    _table(
        document,
        _("Roles"),
        (_("Role"), _("Who"), _("Tasks")),
        [(row.role, row.who, row.tasks) for row in content.roles],
    )
    _list(document, _("Ground rules"), content.ground_rules)
    _list(document, _("Steps of adaptation"), content.adaptation_steps)
    _table(
        document,
        _("Adaptation log"),
        (_("Component"), _("Kept, changed or dropped"), _("Why")),
        [(row.component, str(DECISIONS[row.decision]), row.why) for row in content.adaptations],
    )
    _table(
        document,
        _("Evaluation form"),
        (_("Question"), _("How the answer is found")),
        [(row.question, row.how) for row in content.evaluation],
    )
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _list(document: Any, heading: str, lines: Sequence[str]) -> None:
    document.add_heading(heading, 1)
    for line in lines:
        document.add_paragraph(line, style="List Bullet")


def _table(document: Any, heading: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    document.add_heading(heading, 1)
    table = document.add_table(rows=1, cols=len(names))
    table.style = "Table Grid"
    for cells, words in ((table.rows[0].cells, names), *((table.add_row().cells, row) for row in rows)):
        for cell, said in zip(cells, words, strict=True):
            cell.text = said
