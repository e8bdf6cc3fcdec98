"""Writing records of any kind: versions, what belongs to them, withdrawing and restoring."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select, update

from cop.core import audit, outbox, stamps
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.markdown import RENDERER, words_of
from cop.core.permissions import Actor, authorize
from cop.organisations.models import Organisation
from cop.records.content import OrganisationFacts, Place
from cop.records.models import C, RecordState, Tables
from cop.records.reading import rendered
from cop.search import index
from cop.vocabulary.queries import Vocabulary


def next_version(
    tables: Tables[C], content: C, whole: str, *, write: Callable[[Any, C], None], note: str = ""
) -> Any:
    """Make the record of that slug say so; return it, or None where it says so already.

    `whole` is the content as JSON, and `write` lets columns and texts say the same. For operations that
    have authorized it, and put it into the trail.
    """
    record = db.session.scalar(
        select(tables.record).where(tables.record.slug == content.slug).with_for_update()
    )
    if record is not None and record.fingerprint == content.fingerprint():
        return None
    if record is None:
        record = tables.record(slug=content.slug, source_language=content.source_language, version_number=0)
        db.session.add(record)
    record.version_number += 1
    write(record, content)
    add_version(tables, record.id, record.version_number, whole, note)
    return record


def add_version(tables: Tables[C], id: int, number: int, whole: str, note: str, **besides: Any) -> None:
    """Keep what a record says as the version of that number."""
    values = {tables.of(tables.version).key: id, "number": number, "content": whole, "note": note}
    db.session.execute(insert(tables.version).values(**values, **besides, created_at=now()))


def replace(
    tables: Tables[C], record: Any, content: C, children: Mapping[Any, Sequence[Mapping[str, Any]]]
) -> None:
    """Write the columns that every record has, and these rows in the place of those that belong to it."""
    record.source_language = content.source_language
    record.updated_at = now()
    db.session.flush()
    for child, rows in children.items():
        of = tables.of(child)
        db.session.execute(delete(child).where(of == record.id))
        if rows:
            db.session.execute(insert(child), [{of.key: record.id, **row} for row in rows])
    touched(tables.kind, [record.id])


def text_row(language: str, text: Any, besides: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the row of one language, its sections drawn; `besides` are words for search alone."""
    html = rendered(text)
    return {
        "language": language,
        "state": text.state,
        "title": text.title,
        "strapline": text.strapline,
        "html": html,
        "plain": {name: words_of(markup) for name, markup in html.items()} | dict(besides or {}),
        "renderer": RENDERER,
    }


def city_in(place: Place, language: str) -> str:
    """Return the city in that language, or in another one."""
    return place.city.get(language) or next(iter(place.city.values()), "")


def organisation_rows(named: Sequence[OrganisationFacts]) -> list[dict[str, int]]:
    """Return the rows of the organisations of one record, in their order."""
    ids = organisations_of(named)
    return [
        {"organisation_id": ids[slug], "position": n}
        for n, slug in enumerate(dict.fromkeys(o.slug for o in named))
    ]


def organisations_of(named: Iterable[OrganisationFacts]) -> dict[str, int]:
    """Return ids by slug; an organisation not yet known is written as the record describes it."""
    wanted = {o.slug: o for o in named}
    if not wanted:
        return {}
    query = select(Organisation.slug, Organisation.id, Organisation.is_listed).where(
        Organisation.slug.in_(wanted)
    )
    rows_known = db.session.execute(query).all()
    if waiting := [row.id for row in rows_known if not row.is_listed]:  # public now
        db.session.execute(update(Organisation).where(Organisation.id.in_(waiting)).values(is_listed=True))
    known = {row.slug: row.id for row in rows_known}
    if missing := [o for slug, o in wanted.items() if slug not in known]:
        moment = now()
        rows = [
            {
                "slug": o.slug,
                "names": dict(o.names),
                "website": o.website,
                "created_at": moment,
                "updated_at": moment,
            }
            for o in missing
        ]
        db.session.execute(insert(Organisation), rows)
        known = {row.slug: row.id for row in db.session.execute(query)}
    return known


def unknown_concept(content: Any, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return (field, slug) of the first concept that the vocabulary does not know, or None."""
    for field, kind, slug in content.facts.concepts():
        concept = vocabulary.get(slug)
        if concept is None or concept.kind != kind:
            return field, slug
    return None


def refuse_unknown(content: Any, vocabulary: Vocabulary) -> None:
    """Raise InvalidError where a concept is not in the vocabulary."""
    if unknown := unknown_concept(content, vocabulary):
        field, slug = unknown
        raise InvalidError(f"facts.{field}", _("There is no concept “%(slug)s”.", slug=slug))


def withdraw(record: Any, tables: Tables[C], permission: StrEnum, *, actor: Actor, reason: str) -> None:
    """Take a record out of public sight; its versions stay."""
    authorize(actor, permission, record)
    if record.state is RecordState.WITHDRAWN:
        raise ConflictError(_("This record has already been withdrawn."))
    record.state = RecordState.WITHDRAWN
    audit.record(actor, f"{tables.kind}.withdraw", tables.kind, record.slug, reason=reason)
    touched(tables.kind, [record.id])


def restore(record: Any, tables: Tables[C], permission: StrEnum, *, actor: Actor, reason: str = "") -> None:
    """Bring a withdrawn record back."""
    authorize(actor, permission, record)
    if record.state is RecordState.PUBLISHED:
        raise ConflictError(_("This record is public already."))
    record.state = RecordState.PUBLISHED
    facts = {"reason": reason} if reason else {}
    audit.record(actor, f"{tables.kind}.restore", tables.kind, record.slug, **facts)
    touched(tables.kind, [record.id])


def touched(kind: str, ids: Iterable[int]) -> None:
    """Let search, and whatever is kept as drawn, learn of a change."""
    outbox.enqueue(index.JOB_KIND, [index.subject(kind, id) for id in ids])
    stamps.bump(stamps.CONTENT)
