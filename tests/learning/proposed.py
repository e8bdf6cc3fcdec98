"""Documents of modules, sent in by an editor, and the parts that are proposed out of them."""

import io
from collections.abc import Sequence
from typing import Any

from docx.document import Document as WordFile
from flask.testing import FlaskClient

from cop.learning import proposing
from cop.learning.enums import PartKind
from cop.learning.models import ModuleDraft, PartProposal
from tests.people import submit

PAGE = "/en/learn/desk/meeting/en/documents"
LONG = "People who know the same difficulties come together, and each of them gives and takes something."


def bullets(file: WordFile, *items: str) -> None:
    """Add a list to a document."""
    for item in items:
        file.add_paragraph(item, style="List Bullet")


def write_module(file: WordFile) -> None:
    """Write a module with something of every kind, and with the faults that documents have."""
    file.add_paragraph("Module 4")
    file.add_heading("Meeting others", 1)
    file.add_paragraph(LONG)
    bullets(file, "To know why one meets.", "To know how.")
    file.add_heading("Why people meet", 2)
    file.add_paragraph(LONG)
    file.add_paragraph("Figure 1. A circle of chairs")
    file.add_heading("How they meet", 2)
    file.add_paragraph("They meet in a cir-\tcle. " + LONG)
    file.add_paragraph("See http://exam ple.org for more, or click here.")
    file.add_heading("Learning outcomes", 2)
    bullets(file, "Say why people meet.", "Hold a meeting.")
    file.add_heading("Glossary", 2)
    file.add_paragraph("peer – somebody with the same difficulties")
    file.add_paragraph("circle: a way of sitting")
    file.add_heading("Self-assessment", 2)
    file.add_paragraph("Why do people meet?")
    bullets(file, "To give and take ✓", "To be taught")
    file.add_paragraph("Explanation: each gives and takes.")
    file.add_paragraph("What do you want of a meeting?")
    file.add_heading("References", 2)
    bullets(file, "Mind (2017) A toolkit")
    file.add_paragraph("https://example.org/toolkit.pdf")
    file.add_paragraph("This does not constitute an endorsement of the contents.")


def upload(client: FlaskClient, data: bytes, name: str = "module.docx", page: str = PAGE) -> Any:
    """Send a document in as the editor does."""
    return submit(client, page, {"file": (io.BytesIO(data), name)}, form="/documents")


def of_kind(kind: PartKind, proposals: Sequence[Any]) -> list[Any]:
    """Return what is proposed of one kind."""
    return [one.value for one in proposals if one.kind is kind]


def proposal_of(draft: ModuleDraft, kind: PartKind, number: int = 0, language: str = "en") -> PartProposal:
    """Return one of the proposals of a kind, in their order."""
    return [one for one in proposing.proposals(draft, language) if one.kind is kind][number]
