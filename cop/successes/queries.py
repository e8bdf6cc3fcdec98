"""Reading one self-description, its years and its versions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true

from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.markdown import RENDERER, render
from cop.core.permissions import Actor
from cop.core.withdrawal import RecordState
from cop.organisations.models import Organisation
from cop.successes.content import SuccessContent, SuccessText
from cop.successes.models import IS_CURRENT, Success, SuccessOrganisation, SuccessVersion
from cop.successes.models import SuccessText as TextRow
from cop.successes.rules import Numbered, in_order

KIND = "success"
"""What a self-description is called where kinds of records are told apart: links, files, search."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a self-description may be read; the twin of the rule for READ."""
    return true() if actor.is_system else Success.state == RecordState.PUBLISHED


@dataclass(frozen=True, slots=True)
class SuccessPage:
    """A self-description as its page shows it; `html` maps answers to safe markup in `language`."""

    id: int
    slug: str
    version_number: int
    published_at: datetime
    updated_at: datetime
    content: SuccessContent
    language: str
    html: Mapping[str, str]
    organisations: tuple[tuple[str, str], ...] = ()
    """(slug, name)."""

    @property
    def text(self) -> SuccessText:
        """Return what it says in the language in which it is shown."""
        return self.content.texts[self.language]


def page(slug: str, *, actor: Actor, language: str) -> SuccessPage | None:
    """Return a self-description for its page, in two statements; None where it may not be seen."""
    is_readers = TextRow.language == language
    row = db.session.execute(
        select(
            Success.id,
            Success.slug,
            Success.version_number,
            Success.published_at,
            Success.updated_at,
            SuccessVersion.content,
            TextRow.language.label("shown_in"),
            TextRow.html,
            TextRow.renderer,
        )
        .join(SuccessVersion, IS_CURRENT)
        .join(TextRow, TextRow.success_id == Success.id)
        .where(
            Success.slug == slug,
            visible_to(actor),
            or_(is_readers, TextRow.language == Success.source_language),
        )
        .order_by(is_readers.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    content = SuccessContent.model_validate_json(row.content)
    return SuccessPage(
        id=row.id,
        slug=row.slug,
        version_number=row.version_number,
        published_at=row.published_at,
        updated_at=row.updated_at,
        content=content,
        language=row.shown_in,
        html=row.html if row.renderer == RENDERER else rendered(content.texts[row.shown_in]),
        organisations=_organisations(row.id, language),
    )


def _organisations(id: int, language: str) -> tuple[tuple[str, str], ...]:
    named = db.session.execute(
        select(Organisation.slug, Organisation.names)
        .join(SuccessOrganisation, SuccessOrganisation.organisation_id == Organisation.id)
        .where(SuccessOrganisation.success_id == id)
        .order_by(SuccessOrganisation.position)
    )
    return tuple((o.slug, best_text(o.names, language)[1]) for o in named)


def rendered(text: SuccessText) -> dict[str, str]:
    """Return the answers of a text as safe markup; silent ones are left out."""
    return {name: render(source) for name in text.ANSWERS if (source := getattr(text, name))}


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """One version in the list: its number, of which year it speaks, and when it was published."""

    number: int
    year: int | None
    created_at: datetime


def versions(id: int) -> list[VersionEntry]:
    """Return the versions of a self-description, the one that is shown first."""
    rows = db.session.execute(
        select(SuccessVersion.number, SuccessVersion.year, SuccessVersion.created_at).where(
            SuccessVersion.success_id == id
        )
    )
    by_number = {row.number: VersionEntry(row.number, row.year, row.created_at) for row in rows}
    order = in_order(Numbered(entry.year, entry.number) for entry in by_number.values())
    return [by_number[one.number] for one in reversed(order)]


def version(id: int, number: int) -> SuccessContent | None:
    """Return what a service said in that version, or None where there is no such version."""
    content = db.session.scalar(
        select(SuccessVersion.content).where(SuccessVersion.success_id == id, SuccessVersion.number == number)
    )
    return SuccessContent.model_validate_json(content) if content is not None else None


def present(slug: str) -> SuccessContent | None:
    """Return what a public self-description says now, or None where there is none."""
    content = db.session.scalar(
        select(SuccessVersion.content)
        .join(Success, IS_CURRENT)
        .where(Success.slug == slug, Success.state == RecordState.PUBLISHED)
    )
    return SuccessContent.model_validate_json(content) if content is not None else None


def row_of(slug: str) -> Any:
    """Return (id, state, newest number given) of a self-description, or None; whoever may see it."""
    newest = (
        select(func.max(SuccessVersion.number))
        .where(SuccessVersion.success_id == Success.id)
        .correlate(Success)
        .scalar_subquery()
    )
    query = select(Success.id, Success.state, newest.label("number")).where(Success.slug == slug)
    return db.session.execute(query).one_or_none()


def addresses(*, actor: Actor) -> Iterator[tuple[str, datetime]]:
    """Return (slug, last change) of every self-description, newest first, without holding them all."""
    rows = db.session.execute(
        select(Success.slug, Success.updated_at)
        .where(visible_to(actor))
        .order_by(Success.published_at.desc(), Success.id.desc())
        .execution_options(yield_per=1000)
    )
    return ((row.slug, row.updated_at) for row in rows)


def id_of(slug: str, actor: Actor) -> int | None:
    """Return the id of the self-description at that address, None where the actor sees none."""
    return db.session.scalar(select(Success.id).where(Success.slug == slug, visible_to(actor)))


def may_see_files(actor: Actor, id: int) -> bool:
    """Whether the actor may see what may be shown of the files of a self-description."""
    return db.session.scalar(select(Success.id).where(Success.id == id, visible_to(actor))) is not None
