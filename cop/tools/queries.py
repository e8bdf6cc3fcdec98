"""Reading tools: one for its page, all their addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true

from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.permissions import Actor
from cop.organisations.models import Organisation
from cop.tools.content import ToolContent, ToolText
from cop.tools.enums import ToolState
from cop.tools.models import IS_CURRENT, Tool, ToolOrganisation, ToolVersion

KIND = "tool"
"""What a tool is called where kinds of records are told apart: links, search."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a tool may be read; the twin of the rule for READ."""
    return true() if actor.is_system else Tool.state == ToolState.PUBLISHED


@dataclass(frozen=True, slots=True)
class ToolPage:
    """A tool as its page shows it, in `language`."""

    id: int
    slug: str
    updated_at: datetime
    content: ToolContent
    language: str
    organisations: tuple[tuple[str, str], ...]
    """(slug, name)."""

    @property
    def text(self) -> ToolText:
        """Return what it says in the language in which it is shown."""
        return self.content.texts[self.language]


def page(slug: str, *, actor: Actor, language: str) -> ToolPage | None:
    """Return a tool for its page, in two statements; None where it may not be seen."""
    row = db.session.execute(
        select(Tool.id, Tool.slug, Tool.updated_at, ToolVersion.content)
        .join(ToolVersion, IS_CURRENT)
        .where(Tool.slug == slug, visible_to(actor))
    ).one_or_none()
    if row is None:
        return None
    content = ToolContent.model_validate_json(row.content)
    named = db.session.execute(
        select(Organisation.slug, Organisation.names)
        .join(ToolOrganisation, ToolOrganisation.organisation_id == Organisation.id)
        .where(ToolOrganisation.tool_id == row.id)
        .order_by(ToolOrganisation.position)
    )
    return ToolPage(
        id=row.id,
        slug=row.slug,
        updated_at=row.updated_at,
        content=content,
        language=language if language in content.texts else content.source_language,
        organisations=tuple((o.slug, best_text(o.names, language)[1]) for o in named),
    )


def addresses(*, actor: Actor) -> Iterator[tuple[str, datetime]]:
    """Return (slug, last change) of every tool, newest first, without holding them all."""
    rows = db.session.execute(
        select(Tool.slug, Tool.updated_at)
        .where(visible_to(actor))
        .order_by(Tool.published_at.desc(), Tool.id.desc())
        .execution_options(yield_per=1000)
    )
    return ((row.slug, row.updated_at) for row in rows)


def total(*, actor: Actor) -> int:
    """Return how many tools there are."""
    return db.session.scalar(select(func.count(Tool.id)).where(visible_to(actor))) or 0


def id_of(slug: str, actor: Actor) -> int | None:
    """Return the id of the tool at that address, None where the actor sees none."""
    return db.session.scalar(select(Tool.id).where(Tool.slug == slug, visible_to(actor)))
