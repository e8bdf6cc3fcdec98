"""Reading one module and its versions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, or_, select, true

from cop.core.db import db
from cop.core.markdown import RENDERER
from cop.core.permissions import Actor
from cop.learning.content import ModuleContent, ModuleText
from cop.learning.enums import ModuleState
from cop.learning.models import IS_CURRENT, Module, ModuleVersion
from cop.learning.models import ModuleText as TextRow
from cop.learning.rendering import rendered

KIND = "module"
"""What a module is called where kinds of records are told apart: links, search, threads."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a module may be read; the twin of the rule for READ."""
    return true() if actor.is_system else Module.state == ModuleState.PUBLISHED


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
    draft_id: int = 0
    """Of which draft this is the preview."""

    @property
    def text(self) -> ModuleText:
        """Return what it says in the language in which it is shown."""
        return self.content.texts[self.language]


# Statements are made once: making one costs more than SQLite needs to answer it.


@cache
def _page_row(actor: Actor) -> Select[*tuple[Any, ...]]:
    is_readers = TextRow.language == bindparam("language")
    return (
        select(
            Module.id,
            Module.slug,
            Module.version_number,
            Module.published_at,
            Module.updated_at,
            ModuleVersion.content,
            TextRow.language.label("shown_in"),
            TextRow.html,
            TextRow.renderer,
            TextRow.minutes,
        )
        .join(ModuleVersion, IS_CURRENT)
        .join(TextRow, TextRow.module_id == Module.id)
        .where(
            Module.slug == bindparam("slug"),
            visible_to(actor),
            or_(is_readers, TextRow.language == Module.source_language),
        )
        .order_by(is_readers.desc())
        .limit(1)
    )


def page(slug: str, *, actor: Actor, language: str) -> ModulePage | None:
    """Return a module for its page, in one statement; None where it may not be seen."""
    row = (
        db.session.connection().execute(_page_row(actor), {"slug": slug, "language": language}).one_or_none()
    )
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
    )


def versions(id: int) -> list[tuple[int, datetime, str]]:
    """Return (number, when, why) of the versions of a module, newest first."""
    rows = db.session.execute(
        select(ModuleVersion.number, ModuleVersion.created_at, ModuleVersion.note)
        .where(ModuleVersion.module_id == id)
        .order_by(ModuleVersion.number.desc())
    )
    return [(row.number, row.created_at, row.note) for row in rows]


def version(id: int, number: int) -> ModuleContent | None:
    """Return what a module said in that version, or None where there is no such version."""
    content = db.session.scalar(
        select(ModuleVersion.content).where(ModuleVersion.module_id == id, ModuleVersion.number == number)
    )
    return ModuleContent.model_validate_json(content) if content is not None else None


def addresses(*, actor: Actor) -> Iterator[tuple[str, datetime]]:
    """Return (slug, last change) of every module, in their order, without holding them all."""
    rows = db.session.execute(
        select(Module.slug, Module.updated_at)
        .where(visible_to(actor))
        .order_by(Module.position, Module.id)
        .execution_options(yield_per=1000)
    )
    return ((row.slug, row.updated_at) for row in rows)


def id_of(slug: str, actor: Actor) -> int | None:
    """Return the id of the module at that address, None where the actor sees none."""
    return db.session.scalar(select(Module.id).where(Module.slug == slug, visible_to(actor)))


def may_see_files(actor: Actor, id: int) -> bool:
    """Whether the actor may see what may be shown of the files of a module."""
    return db.session.scalar(select(Module.id).where(Module.id == id, visible_to(actor))) is not None
