"""Reading to whom practices belong, and whom to ask whether they are still so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from cop.accounts.enums import UserState
from cop.accounts.models import User
from cop.core.db import db
from cop.core.i18n import ngettext
from cop.organisations.models import Speaker
from cop.practices.models import PRACTICES, Practice, PracticeOwner, PracticeText
from cop.records.models import RecordState
from cop.records.owners import Owners

OWNERS = Owners(PRACTICES)


def speakers_among(id: int, user_ids: Sequence[int]) -> list[int]:
    """Return those of the members who speak for an organisation that leads a practice."""
    query = OWNERS.speakers(id).where(Speaker.user_id.in_(user_ids))
    return list(db.session.scalars(query.distinct().order_by(Speaker.user_id)))


@dataclass(frozen=True, slots=True)
class Due:
    """A practice whose owners are to be asked: (user id, mail address, name, language) of each."""

    id: int
    slug: str
    known_at: datetime
    owners: tuple[tuple[int, str, str, str], ...]


def due(*, known_before: datetime, asked_before: datetime, limit: int) -> list[Due]:
    """Return public practices last confirmed, and last asked about, before these moments; oldest first.

    Only those with an owner who has an account that can be used: nobody else can be asked.
    """
    known_at = func.coalesce(Practice.confirmed_at, Practice.published_at)
    has_somebody = exists().where(PracticeOwner.practice_id == Practice.id, *_can_be_asked())
    rows = db.session.execute(
        select(Practice.id, Practice.slug, Practice.confirmed_at, Practice.published_at)
        .where(
            Practice.state == RecordState.PUBLISHED,
            known_at < known_before,
            or_(Practice.asked_at.is_(None), Practice.asked_at < asked_before),
            has_somebody,
        )
        .order_by(known_at, Practice.id)
        .limit(limit)
    ).all()
    owners = _owners([row.id for row in rows])
    return [Due(row.id, row.slug, row.confirmed_at or row.published_at, owners[row.id]) for row in rows]


def _can_be_asked() -> tuple[ColumnElement[bool], ...]:
    return User.id == PracticeOwner.user_id, User.state == UserState.ACTIVE, User.email.is_not(None)


def _owners(ids: Sequence[int]) -> dict[int, tuple[tuple[int, str, str, str], ...]]:
    rows = db.session.execute(
        select(PracticeOwner.practice_id, User.id, User.email, User.name, User.language)
        .join(User, and_(*_can_be_asked()))
        .where(PracticeOwner.practice_id.in_(ids))
        .order_by(PracticeOwner.practice_id, User.id)
    )
    found: dict[int, tuple[tuple[int, str, str, str], ...]] = {}
    for row in rows:
        found[row.practice_id] = (
            *found.get(row.practice_id, ()),
            (row.id, str(row.email), row.name, row.language),
        )
    return found


def title_in(id: int, language: str) -> str:
    """Return the title of a practice in that language, or in its own."""
    rows = db.session.execute(
        select(PracticeText.language, PracticeText.title, Practice.source_language)
        .join(Practice, Practice.id == PracticeText.practice_id)
        .where(
            Practice.id == id,
            or_(PracticeText.language == language, PracticeText.language == Practice.source_language),
        )
    ).all()
    titles = {row.language: row.title for row in rows}
    return titles.get(language) or next(iter(titles.values()), "")


def effects_of_leaving(person_id: int) -> Iterator[str]:
    """Say how many practices stay without that person."""
    if n := OWNERS.number_of(person_id):
        yield ngettext(
            "%(n)s published practice stays, under the name of its organisation.",
            "%(n)s published practices stay, under the names of their organisations.",
            n,
        )
