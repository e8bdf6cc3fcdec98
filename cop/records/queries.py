"""Reading records of any kind: who may see them, their addresses, their versions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Result, Select, bindparam, func, or_, select, true

from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.permissions import VISITOR, Actor
from cop.core.redaction import Use
from cop.organisations.models import Organisation
from cop.records.models import C, RecordState, Tables

Organisations = tuple[tuple[str, str, str], ...]
"""(slug, name, web site or nothing)."""


def rows(statement: Select[*tuple[Any, ...]], **values: Any) -> Result[Any]:
    """Run a statement by the connection: these are columns, and the session would prepare for entities."""
    return db.session.connection().execute(statement, values)


def visible_to(tables: Tables[C], actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a record may be read; the twin of `rules.is_published`."""
    return true() if actor.is_system else tables.record.state == RecordState.PUBLISHED


def id_of(tables: Tables[C], slug: str, actor: Actor) -> int | None:
    """Return the id of the record at that address, None where the actor sees none."""
    query = select(tables.record.id).where(tables.record.slug == slug, visible_to(tables, actor))
    found: int | None = db.session.scalar(query)
    return found


def may_see(tables: Tables[C], actor: Actor, id: int) -> bool:
    """Whether the actor may see a record, and so what may be shown of its files."""
    query = select(tables.record.id).where(tables.record.id == id, visible_to(tables, actor))
    return db.session.scalar(query) is not None


def addresses(tables: Tables[C], *, actor: Actor) -> Iterator[tuple[str, datetime]]:
    """Return (slug, last change) of every record, newest first, without holding them all."""
    found = db.session.execute(
        _newest(tables, actor, tables.record.slug, tables.record.updated_at).execution_options(yield_per=1000)
    )
    return ((row.slug, row.updated_at) for row in found)


def newest_ids(tables: Tables[C], limit: int, *, actor: Actor, offset: int = 0) -> list[int]:
    """Return ids of the newest records, newest first."""
    return list(db.session.scalars(_newest(tables, actor, tables.record.id).limit(limit).offset(offset)))


def _newest(tables: Tables[C], actor: Actor, *columns: Any) -> Select[Any]:
    record = tables.record
    query = select(*columns).where(visible_to(tables, actor))
    return query.order_by(record.published_at.desc(), record.id.desc())


def titles_beginning(tables: Tables[C], words: Sequence[str], limit: int, *, actor: Actor) -> list[int]:
    """Return ids of records whose title or strapline has these words: search without an index."""
    text = tables.text
    conditions = [
        text.title.icontains(word, autoescape=True) | text.strapline.icontains(word, autoescape=True)
        for word in words
    ]
    has_words = select(tables.of(text)).where(tables.of(text) == tables.record.id, *conditions).exists()
    return list(db.session.scalars(_newest(tables, actor, tables.record.id).where(has_words).limit(limit)))


def total(tables: Tables[C], *, actor: Actor) -> int:
    """Return how many records there are."""
    return db.session.scalar(select(func.count(tables.record.id)).where(visible_to(tables, actor))) or 0


def ids_after(tables: Tables[C], after: int, limit: int) -> list[int]:
    """Return ids of all records, ascending, from the one after `after` on."""
    record = tables.record
    return list(
        db.session.scalars(select(record.id).where(record.id > after).order_by(record.id).limit(limit))
    )


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """A version in the list of versions."""

    number: int
    created_at: datetime
    note: str


@cache
def _versions(tables: Tables[C]) -> Select[*tuple[Any, ...]]:
    version = tables.version
    return (
        select(version.number, version.created_at, version.note)
        .where(tables.of(version) == bindparam("id"))
        .order_by(version.number.desc())
    )


def versions(tables: Tables[C], id: int) -> list[VersionEntry]:
    """Return the versions of a record, newest first."""
    return [VersionEntry(row.number, row.created_at, row.note) for row in rows(_versions(tables), id=id)]


def version(tables: Tables[C], id: int, number: int) -> C | None:
    """Return what a record said in that version, or None where there is no such version."""
    of = tables.of(tables.version)
    query = select(tables.version.content).where(of == id, tables.version.number == number)
    content = db.session.scalar(query)
    return tables.content.model_validate_json(content) if content is not None else None


def present(tables: Tables[C], slug: str) -> C | None:
    """Return what a public record says now, or None where there is none."""
    content = db.session.scalar(
        select(tables.version.content)
        .join(tables.record, tables.is_current)
        .where(tables.record.slug == slug, tables.record.state == RecordState.PUBLISHED)
    )
    return tables.content.model_validate_json(content) if content is not None else None


def current(tables: Tables[C], ids: Any, *, actor: Actor) -> list[tuple[int, datetime, C]]:
    """Return (id, when first published, content) of these records, as far as the actor may see them."""
    found = db.session.execute(
        select(tables.record.id, tables.record.published_at, tables.version.content)
        .join(tables.version, tables.is_current)
        .where(tables.record.id.in_(ids), visible_to(tables, actor))
    )
    return [(row.id, row.published_at, tables.content.model_validate_json(row.content)) for row in found]


def web_addresses(tables: Tables[C]) -> Iterator[tuple[int, list[str]]]:
    """Yield id and web addresses of each record that everybody may read, without holding them all.

    A record comes twice where it names addresses and its organisations have web sites.
    """
    query = (
        select(tables.record.id, tables.version.content)
        .join(tables.version, tables.is_current)
        .where(visible_to(tables, VISITOR))
        .order_by(tables.record.id)
        .execution_options(yield_per=200)
    )
    for row in db.session.execute(query):
        facts = from_json(row.content).get("facts") or {}  # the whole schema would take ten times as long
        listed = [one.get("url") for name in ("references", "videos") for one in facts.get(name) or ()]
        source = (facts.get("source") or {}).get("url")
        yield (
            row.id,
            [url for url in (facts.get("website"), *(facts.get("links") or ()), *listed, source) if url],
        )
    if (part := tables.organisation) is not None:
        sites = (
            select(tables.of(part), Organisation.website)
            .join(Organisation, Organisation.id == part.organisation_id)
            .join(tables.record, tables.record.id == tables.of(part))
            .where(visible_to(tables, VISITOR), Organisation.website.is_not(None), Organisation.website != "")
            .order_by(tables.of(part), part.position)
            .execution_options(yield_per=200)
        )
        for id, website in db.session.execute(sites):
            yield id, [website]


def in_language(tables: Tables[C]) -> ColumnElement[bool]:
    """Return the condition that a text is the reader's (`language`), or the original to fall back on."""
    language = tables.text.language
    return or_(language == bindparam("language"), language == tables.record.source_language)


@cache
def _titles(tables: Tables[C], actor: Actor) -> Select[*tuple[Any, ...]]:
    record, text = tables.record, tables.text
    return (
        select(record.id, record.slug, record.source_language, text.language, text.title)
        .join(text, tables.of(text) == record.id)
        .where(
            record.id.in_(bindparam("ids", expanding=True)), visible_to(tables, actor), in_language(tables)
        )
    )


def titles(
    tables: Tables[C], ids: Sequence[int], *, actor: Actor, language: str
) -> list[tuple[str, str, str]]:
    """Return (slug, language, title) in the order of the ids."""
    known = titled(tables, ids, actor, language)
    return [known[id] for id in ids if id in known]


def titled(
    tables: Tables[C], ids: Sequence[int], actor: Actor, language: str
) -> dict[int, tuple[str, str, str]]:
    """Return (slug, language, title) by id; what may not be seen is left out."""
    if not ids:
        return {}
    found: dict[int, dict[str, str]] = {}
    known = {}
    for row in rows(_titles(tables, actor), ids=ids, language=language):
        known[row.id] = row
        found.setdefault(row.id, {})[row.language] = row.title
    return {id: (row.slug, *best_text(found[id], language, row.source_language)) for id, row in known.items()}


def organisation_names(
    tables: Tables[C], ids: Sequence[int], *conditions: ColumnElement[bool]
) -> dict[int, list[dict[str, str]]]:
    """Return the names, by language, of the organisations of these records, by id and in their order."""
    found: dict[int, list[dict[str, str]]] = {}
    for row in rows(_organisation_names(tables, conditions), ids=ids):
        found.setdefault(row.id, []).append(row.names)
    return found


@cache
def _organisation_names(
    tables: Tables[C], conditions: tuple[ColumnElement[bool], ...]
) -> Select[*tuple[Any, ...]]:
    part = tables.organisation
    return (
        select(tables.of(part).label("id"), Organisation.names)
        .join(Organisation, Organisation.id == part.organisation_id)
        .where(tables.of(part).in_(bindparam("ids", expanding=True)), *conditions)
        .order_by(tables.of(part), part.position)
    )


def organisations(tables: Tables[C], id: int, language: str) -> Organisations:
    """Return the organisations of a record, in their order."""
    part = tables.organisation
    found = db.session.execute(
        select(Organisation.slug, Organisation.names, Organisation.website)
        .join(part, part.organisation_id == Organisation.id)
        .where(tables.of(part) == id)
        .order_by(part.position)
    )
    return tuple((o.slug, best_text(o.names, language)[1], o.website or "") for o in found)


def uses(tables: Tables[C], reference: str, language: str, *, of_any_version: bool = False) -> list[Use]:
    """Return the public records in which words stand under that consent, now or at any time."""
    version = tables.version
    found = db.session.scalars(
        select(tables.record.id)
        .join(version, tables.of(version) == tables.record.id if of_any_version else tables.is_current)
        .where(visible_to(tables, VISITOR), version.content.contains(reference, autoescape=True))
        .order_by(tables.record.id)
        .distinct()
    ).all()
    named = titles(tables, found, actor=VISITOR, language=language)
    return [Use(tables.address(slug, language), title) for slug, _language, title in named]
