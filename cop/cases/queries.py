"""Reading one case, its versions, and the cells of the matrix."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, true

from cop.cases.content import CaseContent, CaseText
from cop.cases.enums import CaseState
from cop.cases.models import IS_CURRENT, Case, CaseCell, CaseOrganisation, CaseVersion
from cop.cases.models import CaseText as TextRow
from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.markdown import RENDERER, render
from cop.core.permissions import Actor
from cop.organisations.models import Organisation

KIND = "case"
"""What a case is called where kinds of records are told apart: links, files, reviews, search."""

Cell = tuple[str, str, str, str]
"""Form, depth, phase, role."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a case may be read; the twin of the rule for READ."""
    return true() if actor.is_system else Case.state == CaseState.PUBLISHED


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case as its page shows it; `html` maps sections to safe markup in `language`."""

    id: int
    slug: str
    version_number: int
    published_at: datetime
    updated_at: datetime
    content: CaseContent
    language: str
    html: Mapping[str, str]
    organisations: tuple[tuple[str, str], ...] = ()
    """(name, web site or nothing)."""

    @property
    def text(self) -> CaseText:
        """Return what it says in the language in which it is shown."""
        return self.content.texts[self.language]


# Statements are made once: making one costs more than SQLite needs to answer it.


@cache
def _page_row(actor: Actor) -> Select[*tuple[Any, ...]]:
    is_readers = TextRow.language == bindparam("language")
    return (
        select(
            Case.id,
            Case.slug,
            Case.version_number,
            Case.published_at,
            Case.updated_at,
            CaseVersion.content,
            TextRow.language.label("shown_in"),
            TextRow.html,
            TextRow.renderer,
        )
        .join(CaseVersion, IS_CURRENT)
        .join(TextRow, TextRow.case_id == Case.id)
        .where(
            Case.slug == bindparam("slug"),
            visible_to(actor),
            or_(is_readers, TextRow.language == Case.source_language),
        )
        .order_by(is_readers.desc())
        .limit(1)
    )


def page(slug: str, *, actor: Actor, language: str) -> CasePage | None:
    """Return a case for its page, in two statements; None where it may not be seen."""
    row = (
        db.session.connection().execute(_page_row(actor), {"slug": slug, "language": language}).one_or_none()
    )
    if row is None:
        return None
    content = CaseContent.model_validate_json(row.content)
    named = db.session.execute(
        select(Organisation.names, Organisation.website)
        .join(CaseOrganisation, CaseOrganisation.organisation_id == Organisation.id)
        .where(CaseOrganisation.case_id == row.id)
        .order_by(CaseOrganisation.position)
    )
    return CasePage(
        id=row.id,
        slug=row.slug,
        version_number=row.version_number,
        published_at=row.published_at,
        updated_at=row.updated_at,
        content=content,
        language=row.shown_in,
        html=row.html if row.renderer == RENDERER else rendered(content.texts[row.shown_in]),
        organisations=tuple((best_text(o.names, language)[1], o.website or "") for o in named),
    )


def rendered(text: CaseText) -> dict[str, str]:
    """Return the sections of a text as safe markup; silent ones are left out."""
    return {name: render(source) for name in text.SECTIONS if (source := getattr(text, name))}


def versions(id: int) -> list[tuple[int, datetime]]:
    """Return (number, when) of the versions of a case, newest first."""
    rows = db.session.execute(
        select(CaseVersion.number, CaseVersion.created_at)
        .where(CaseVersion.case_id == id)
        .order_by(CaseVersion.number.desc())
    )
    return [(row.number, row.created_at) for row in rows]


def version(id: int, number: int) -> CaseContent | None:
    """Return what a case said in that version, or None where there is no such version."""
    content = db.session.scalar(
        select(CaseVersion.content).where(CaseVersion.case_id == id, CaseVersion.number == number)
    )
    return CaseContent.model_validate_json(content) if content is not None else None


def addresses(*, actor: Actor) -> Iterator[tuple[str, datetime]]:
    """Return (slug, last change) of every case, newest first, without holding them all."""
    rows = db.session.execute(
        select(Case.slug, Case.updated_at)
        .where(visible_to(actor))
        .order_by(Case.published_at.desc(), Case.id.desc())
        .execution_options(yield_per=1000)
    )
    return ((row.slug, row.updated_at) for row in rows)


def cells(*, actor: Actor) -> dict[Cell, list[int]]:
    """Return the ids of the cases of every cell that has any, in one statement."""
    found: dict[Cell, list[int]] = {}
    for row in db.session.execute(
        select(CaseCell.form, CaseCell.depth, CaseCell.phase, CaseCell.role, CaseCell.case_id)
        .join(Case, Case.id == CaseCell.case_id)
        .where(visible_to(actor))
    ):
        found.setdefault((row.form, row.depth, row.phase, row.role), []).append(row.case_id)
    return found


def total(*, actor: Actor) -> int:
    """Return how many cases there are."""
    return db.session.scalar(select(func.count(Case.id)).where(visible_to(actor))) or 0


def id_of(slug: str, actor: Actor) -> int | None:
    """Return the id of the case at that address, None where the actor sees none."""
    return db.session.scalar(select(Case.id).where(Case.slug == slug, visible_to(actor)))


def may_see_files(actor: Actor, id: int) -> bool:
    """Whether the actor may see what may be shown of the files of a case."""
    return db.session.scalar(select(Case.id).where(Case.id == id, visible_to(actor))) is not None
