"""Reading one tool."""

from functools import partial

from sqlalchemy import select

from cop.addresses.queries import dead_at_each, dead_of
from cop.core.db import db
from cop.core.permissions import Actor
from cop.records import queries as records
from cop.records.queries import organisations
from cop.records.reading import RecordPage, rendered
from cop.tools.content import ToolContent
from cop.tools.models import TOOLS, Tool, ToolVersion

KIND = TOOLS.kind

visible_to = partial(records.visible_to, TOOLS)
id_of = partial(records.id_of, TOOLS)


def page(slug: str, *, actor: Actor, language: str) -> RecordPage[ToolContent] | None:
    """Return a tool for its page, in two statements; None where it may not be seen."""
    row = db.session.execute(
        select(
            Tool.id,
            Tool.slug,
            Tool.version_number,
            Tool.published_at,
            Tool.updated_at,
            ToolVersion.content,
            dead_at_each(KIND, Tool.id).label("dead"),
        )
        .join(ToolVersion, TOOLS.is_current)
        .where(Tool.slug == slug, visible_to(actor))
    ).one_or_none()
    if row is None:
        return None
    content = ToolContent.model_validate_json(row.content)
    shown_in = language if language in content.texts else content.source_language
    return RecordPage(
        id=row.id,
        slug=row.slug,
        version_number=row.version_number,
        published_at=row.published_at,
        updated_at=row.updated_at,
        content=content,
        language=shown_in,
        html=rendered(content.texts[shown_in]),
        organisations=organisations(TOOLS, row.id, language),
        dead=dead_of(row.dead),
    )
