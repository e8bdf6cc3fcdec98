"""Reading one tool."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import Actor
from cop.records import queries as records
from cop.records.queries import organisations
from cop.tools.content import ToolContent, ToolText
from cop.tools.models import TOOLS, Tool, ToolVersion

KIND = TOOLS.kind

visible_to = partial(records.visible_to, TOOLS)
id_of = partial(records.id_of, TOOLS)


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
        .join(ToolVersion, TOOLS.is_current)
        .where(Tool.slug == slug, visible_to(actor))
    ).one_or_none()
    if row is None:
        return None
    content = ToolContent.model_validate_json(row.content)
    return ToolPage(
        id=row.id,
        slug=row.slug,
        updated_at=row.updated_at,
        content=content,
        language=language if language in content.texts else content.source_language,
        organisations=tuple((who, name) for who, name, _site in organisations(TOOLS, row.id, language)),
    )
