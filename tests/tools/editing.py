"""Tools that editors have open, and what has become of them."""

from typing import Any

from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.records import drafting
from cop.records import drafts as reading
from cop.records.parts import ABOUT, FACTS, Where
from cop.records.queries import version
from cop.tools import operations
from cop.tools.content import ToolContent
from cop.tools.drafts import DRAFTS, STATED
from cop.tools.models import TOOLS, Tool, ToolDraft, ToolPart
from tests.tools.samples import tool

TEXT: dict[str, Any] = {
    "title": "Jar",
    "steps": ["Put the jar out", "Count"],
    "age": "",
    "purpose": "To ask.",
}


def opened(content: ToolContent | None = None) -> ToolDraft:
    """Publish a tool and open its draft."""
    operations.publish(content or tool("jar"), actor=SYSTEM)
    draft: ToolDraft = drafting.open_draft(DRAFTS, db.session.scalars(select(Tool)).one(), actor=SYSTEM)
    db.session.commit()
    return draft


def where_in(language: str) -> Where:
    """Return where the text of a language stands, or what is the same in all."""
    return STATED if language == FACTS else Where(language, ABOUT)


def save(draft: ToolDraft, language: str, value: Any, revision: int) -> None:
    """Write a part, as whoever has seen this revision of it."""
    drafting.save(DRAFTS, draft, where_in(language), value, actor=SYSTEM, revision=revision)


def part_in(draft: ToolDraft, language: str) -> ToolPart:
    """Return the part of a language."""
    found: ToolPart = reading.part(DRAFTS, draft, where_in(language))
    return found


def publish_draft(draft: ToolDraft, note: str = "") -> bool:
    """Make public what the draft says; whether anything changed."""
    return drafting.publish(DRAFTS, draft, operations.publish, actor=SYSTEM, note=note)


def take_published(draft: ToolDraft) -> None:
    """Let the draft say what readers see."""
    drafting.take_published(DRAFTS, draft, db.session.scalars(select(Tool)).one(), actor=SYSTEM)


def said_in(draft: ToolDraft) -> ToolContent:
    """Return what the draft says."""
    return reading.content_of(DRAFTS, draft, reading.parts(DRAFTS, draft))


def published() -> ToolContent:
    """Return what readers see of the only tool."""
    row = db.session.scalars(select(Tool)).one()
    content = version(TOOLS, row.id, row.version_number)
    assert content is not None
    return content
