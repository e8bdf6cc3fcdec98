"""Reading one module."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from sqlalchemy import select

from cop.addresses.queries import dead_of
from cop.core.db import db
from cop.core.markdown import RENDERER
from cop.core.permissions import Actor
from cop.learning.content import ModuleContent, ModuleText
from cop.learning.models import MODULES, Module
from cop.learning.models import ModuleText as TextRow
from cop.learning.rendering import rendered
from cop.records import queries as records
from cop.records import reading

KIND = MODULES.kind

visible_to = partial(records.visible_to, MODULES)
id_of = partial(records.id_of, MODULES)


@dataclass(frozen=True, slots=True)
class ModulePage:
    """A module as its page shows it; `html` maps anchors to safe markup in `language`."""

    id: int
    slug: str
    version_number: int
    published_at: datetime
    updated_at: datetime
    content: ModuleContent
    language: str
    html: Mapping[str, str]
    estimate: int
    dead: Mapping[str, date] = field(default_factory=dict)
    draft_id: int = 0
    """Of which draft this is the preview."""

    @property
    def text(self) -> ModuleText:
        """Return what it says in the language in which it is shown."""
        return self.content.texts[self.language]


def page(slug: str, *, actor: Actor, language: str) -> ModulePage | None:
    """Return a module for its page, in one statement; None where it may not be seen."""
    query = reading.page_row(MODULES, actor, TextRow.minutes)
    row = records.rows(query, slug=slug, language=language).one_or_none()
    if row is None:
        return None
    content = ModuleContent.model_validate_json(row.content)
    return ModulePage(
        id=row.id,
        slug=row.slug,
        version_number=row.version_number,
        published_at=row.published_at,
        updated_at=row.updated_at,
        content=content,
        language=row.shown_in,
        html=row.html if row.renderer == RENDERER else rendered(content.texts[row.shown_in]),
        estimate=row.minutes,
        dead=dead_of(row.dead),
    )


def addresses(*, actor: Actor) -> Iterator[tuple[str, datetime]]:
    """Return (slug, last change) of every module, in their order, without holding them all."""
    rows = db.session.execute(
        select(Module.slug, Module.updated_at)
        .where(visible_to(actor))
        .order_by(Module.position, Module.id)
        .execution_options(yield_per=1000)
    )
    return ((row.slug, row.updated_at) for row in rows)
