"""One record as its page shows it: now, in a version, or before anybody has published it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Generic

from sqlalchemy import Select, bindparam, or_, select

from cop.addresses.queries import dead_at_each, dead_of
from cop.core.db import now
from cop.core.i18n import best_text
from cop.core.markdown import RENDERER, render
from cop.core.permissions import Actor
from cop.records.models import C, Tables
from cop.records.queries import Organisations, organisations, rows, visible_to


@dataclass(frozen=True, slots=True)
class RecordPage(Generic[C]):
    """A record as its page shows it; `html` maps sections to safe markup in `language`.

    `dead`: since when those of its web addresses do not answer that have not for days.
    """

    id: int
    slug: str
    version_number: int
    published_at: datetime
    updated_at: datetime
    content: C
    language: str
    html: Mapping[str, str]
    organisations: Organisations
    dead: Mapping[str, date] = field(default_factory=dict)

    @property
    def text(self) -> Any:
        """Return what it says in the language in which it is shown."""
        return self.content.texts[self.language]


# Statements are made once: making one costs more than SQLite needs to answer it.


@cache
def page_row(tables: Tables[C], actor: Actor, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Return the statement that reads a record for a reader of `language`; `columns` are of a kind alone."""
    record, version, text = tables.record, tables.version, tables.text
    is_readers = text.language == bindparam("language")
    return (
        select(
            record.id,
            record.slug,
            record.version_number,
            record.published_at,
            record.updated_at,
            version.content,
            text.language.label("shown_in"),
            text.html,
            text.renderer,
            dead_at_each(tables.kind, record.id).label("dead"),
            *columns,
        )
        .join(version, tables.is_current)
        .join(text, tables.of(text) == record.id)
        .where(
            record.slug == bindparam("slug"),
            visible_to(tables, actor),
            or_(is_readers, text.language == record.source_language),
        )
        .order_by(is_readers.desc())
        .limit(1)
    )


def page(tables: Tables[C], slug: str, *, actor: Actor, language: str) -> RecordPage[C] | None:
    """Return a record for its page, in two statements; None where it may not be seen."""
    row = rows(page_row(tables, actor), slug=slug, language=language).one_or_none()
    if row is None:
        return None
    content = tables.content.model_validate_json(row.content)
    return RecordPage(
        id=row.id,
        slug=row.slug,
        version_number=row.version_number,
        published_at=row.published_at,
        updated_at=row.updated_at,
        content=content,
        language=row.shown_in,
        html=row.html if row.renderer == RENDERER else rendered(content.texts[row.shown_in]),
        organisations=organisations(tables, row.id, language),
        dead=dead_of(row.dead),
    )


def rendered(text: Any) -> dict[str, str]:
    """Return the sections of a text as safe markup; silent ones are left out."""
    return {name: render(source) for name in text.SECTIONS if (source := getattr(text, name))}


def unpublished(content: C, language: str) -> RecordPage[C]:
    """Return the page of what nobody has published yet."""
    moment = now()
    empty = RecordPage(0, content.slug, 0, moment, moment, content, content.source_language, {}, ())
    return saying(empty, content, language)


def saying(page: RecordPage[C], content: C, language: str) -> RecordPage[C]:
    """Return the page as it would be if the record said this, as in one of its versions."""
    shown_in, text = best_text(content.texts, language, content.source_language)
    named = ((o.slug, best_text(o.names, language)[1], o.website or "") for o in content.facts.organisations)
    return replace(page, content=content, language=shown_in, html=rendered(text), organisations=tuple(named))
