"""Reading what is known of files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel.units import format_unit
from sqlalchemy import ColumnElement, Select, and_, func, select

from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.permissions import Actor
from cop.media import rules, storage
from cop.media.content import download_name
from cop.media.enums import SHOWABLE, TALLEST, WIDTHS, MediaType, PeopleShown
from cop.media.models import MediaFile

PUBLISHABLE: ColumnElement[bool] = and_(MediaFile.rights != "", MediaFile.people_shown.in_(SHOWABLE))
"""The twin of `rules.is_publishable`."""

DOCUMENT = "file"
"""What stands in an address in the place of a picture's width."""


@dataclass(frozen=True, slots=True)
class Source:
    """One size of a picture: its address and how wide it is, in pixels."""

    url: str
    width: int


@dataclass(frozen=True, slots=True)
class Card:
    """A file as a page shows it.

    `sources` are a picture's sizes, the smallest first; a document has none. `description` is in
    `description_language`, both empty where nobody has described it.
    """

    id: int
    name: str
    url: str
    media_type: MediaType
    size_in_words: str
    width: int | None
    height: int | None
    sources: tuple[Source, ...]
    rights: str
    people_shown: PeopleShown
    descriptions: Mapping[str, str]
    description: str
    description_language: str
    is_publishable: bool


def files_of(kind: str, id: int) -> list[MediaFile]:
    """Return the files of a record, the oldest first."""
    return list(db.session.scalars(_of(kind, id)))


def publishable(kind: str, id: int) -> list[MediaFile]:
    """Return the files of a record that everybody may see once the record is public."""
    return list(db.session.scalars(_of(kind, id).where(PUBLISHABLE)))


def _of(kind: str, id: int) -> Select[MediaFile]:
    return (
        select(MediaFile)
        .where(MediaFile.subject_kind == kind, MediaFile.subject_id == id)
        .order_by(MediaFile.id)
    )


def file_of(id: int, kind: str, subject_id: int) -> MediaFile | None:
    """Return that file of that record; one of another record is none."""
    return db.session.scalar(_of(kind, subject_id).where(MediaFile.id == id))


def visible(id: int, *, actor: Actor) -> MediaFile | None:
    """Return a file that the actor may see."""
    file = db.session.get(MediaFile, id)
    return file if file is not None and rules.may_see(actor, file) else None


def card(file: MediaFile, language: str) -> Card:
    """Return a file for a page in that language."""
    described = {code: words for code, words in file.descriptions.items() if words}
    shown_in, description = best_text(described, language) if described else ("", "")
    return Card(
        id=file.id,
        name=file.name,
        url=address(file, str(WIDTHS[-1]) if file.width else DOCUMENT),
        media_type=MediaType(file.media_type),
        size_in_words=_size(file.size, language),
        width=file.width,
        height=file.height,
        sources=_sources(file),
        rights=file.rights,
        people_shown=file.people_shown,
        descriptions=file.descriptions,
        description=description,
        description_language=shown_in,
        is_publishable=rules.is_publishable(file),
    )


def cards_of(kind: str, ids: Sequence[int], language: str) -> dict[int, list[Card]]:
    """Return the files of several records as cards, in one statement; a record without any is left out."""
    found: dict[int, list[Card]] = {}
    if ids:
        query = select(MediaFile).where(MediaFile.subject_kind == kind, MediaFile.subject_id.in_(ids))
        for file in db.session.scalars(query.order_by(MediaFile.id)):
            found.setdefault(file.subject_id, []).append(card(file, language))
    return found


def _size(size: int, language: str) -> str:
    unit, value = ("megabyte", size / 1_000_000) if size >= 1_000_000 else ("kilobyte", size / 1000)
    return format_unit(max(value, 0.1), f"digital-{unit}", "short", format="0.#", locale=language)


def address(file: MediaFile, size: str) -> str:
    """Return the path under which a file, or that size of a picture, is served."""
    return f"/files/{file.id}/{size}/{quote(download_name(file.name, file.media_type), safe='')}"


def _sources(file: MediaFile) -> tuple[Source, ...]:
    """Return the sizes that differ, each as wide as it was drawn."""
    if not file.width or not file.height:
        return ()
    widths = [width for width in WIDTHS[:-1] if width < file.width]
    smaller = [Source(address(file, str(w)), _drawn_width(w, file.width, file.height)) for w in widths]
    return (*smaller, Source(address(file, str(WIDTHS[-1])), file.width))


def _drawn_width(most: int, width: int, height: int) -> int:
    return max(1, round(width * min(1.0, most / width, most * TALLEST / height)))


def kept_bytes(person_id: int) -> int:
    """Return how many bytes somebody has given; the same ones in two records count once."""
    each = (
        select(MediaFile.digest, MediaFile.size).where(MediaFile.owner_id == person_id).distinct().subquery()
    )
    return int(db.session.scalar(select(func.coalesce(func.sum(each.c.size), 0))) or 0)


def is_named(digest: str) -> bool:
    """Whether any record still has these bytes."""
    return db.session.scalar(select(MediaFile.id).where(MediaFile.digest == digest).limit(1)) is not None


def files_given(person_id: int) -> Iterator[tuple[str, Path]]:
    """Yield name and place of each file that somebody gave and whose bytes are there."""
    files = db.session.scalars(
        select(MediaFile).where(MediaFile.owner_id == person_id).order_by(MediaFile.id)
    )
    for file in files:
        if (path := storage.path(file.digest)).exists():
            yield download_name(file.name, file.media_type), path


def personal(person_id: int) -> Iterator[dict[str, Any]]:
    """Yield what is known of the files that somebody gave."""
    files = db.session.scalars(
        select(MediaFile).where(MediaFile.owner_id == person_id).order_by(MediaFile.id)
    )
    for file in files:
        yield {
            "name": file.name,
            "address": address(file, str(WIDTHS[-1]) if file.width else DOCUMENT),
            "type": file.media_type,
            "bytes": file.size,
            "belongs_to": f"{file.subject_kind} {file.subject_id}",
            "rights": file.rights,
            "people_shown": file.people_shown.value,
            "descriptions": file.descriptions,
            "given": file.created_at.isoformat(),
        }
