"""A plan as a DOCX file."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from cop.config import LANGUAGES
from cop.core.i18n import gettext as _
from cop.core.i18n import spoken_language
from cop.learning.plan_content import DECISIONS, PHASES, PlanContent


def as_docx(content: PlanContent) -> bytes:
    """Return a plan as a document that people may go on writing in."""
    document = docx.Document()
    document.core_properties.title = content.title
    document.core_properties.author = ""
    _say_language(document)
    document.add_heading(content.title, 0)
    if content.for_whom:
        document.add_paragraph(content.for_whom)
    for number, ((name, _tasks), tasks) in enumerate(zip(PHASES, content.phases, strict=True), 1):
        document.add_heading(f"{number}. {name}", 1)
        for task in tasks:
            line = document.add_paragraph(f"{'☑' if task.is_done else '☐'} {task.text}")
            line.paragraph_format.space_after = Pt(2)
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


def _say_language(document: Any) -> None:
    """Let word processors check the spelling of the language in which the plan is given."""
    code = LANGUAGES[spoken_language()].open_graph_locale.replace("_", "-")
    document.core_properties.language = code
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), code)
    properties = document.styles["Normal"].element.get_or_add_rPr()
    properties.append(spoken)


def _list(document: Any, heading: str, lines: Sequence[str]) -> None:
    document.add_heading(heading, 1)
    for line in lines:
        document.add_paragraph(line, style="List Bullet")


def _table(document: Any, heading: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    document.add_heading(heading, 1)
    table = document.add_table(rows=1, cols=len(names))
    table.style = "Table Grid"
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - no other way
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    for row in rows or [("",) * len(names)]:  # a row to write in, where there is none yet
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = said
