"""Reading to whom practices belong, and what they say now to those who would change them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from cop.accounts.enums import UserState
from cop.accounts.models import User
from cop.core.db import db
from cop.core.i18n import ngettext
from cop.core.permissions import Actor
from cop.organisations.models import Speaker
from cop.practices.content import OrganisationRole, PracticeContent
from cop.practices.enums import PracticeState
from cop.practices.models import (
    IS_CURRENT,
    Practice,
    PracticeOrganisation,
    PracticeOwner,
    PracticeText,
    PracticeVersion,
)
from cop.practices.rules import Belonging


def _owned_by(user_id: int | None) -> ColumnElement[bool]:
    return exists().where(PracticeOwner.practice_id == Practice.id, PracticeOwner.user_id == user_id)


def _led_by(user_id: int | None) -> ColumnElement[bool]:
    """Return the condition that somebody speaks for an organisation that leads the practice."""
    return exists().where(
        PracticeOrganisation.practice_id == Practice.id,
        PracticeOrganisation.role == OrganisationRole.LEAD,
        Speaker.organisation_id == PracticeOrganisation.organisation_id,
        Speaker.user_id == user_id,
        Speaker.confirmed_at.is_not(None),
    )


def belonging(slug: str, *, actor: Actor) -> Belonging | None:
    """Return what the actor has to do with a practice, in one statement; None where there is none."""
    row = db.session.execute(
        select(
            Practice.id,
            Practice.slug,
            Practice.state,
            _owned_by(actor.id).label("is_owner"),
            _led_by(actor.id).label("speaks_for_lead"),
        ).where(Practice.slug == slug)
    ).one_or_none()
    return Belonging(**row._asdict()) if row is not None else None


def speakers_among(id: int, user_ids: Sequence[int]) -> list[int]:
    """Return those of the members who speak for an organisation that leads a practice."""
    query = (
        select(Speaker.user_id)
        .join(PracticeOrganisation, PracticeOrganisation.organisation_id == Speaker.organisation_id)
        .where(
            PracticeOrganisation.practice_id == id,
            PracticeOrganisation.role == OrganisationRole.LEAD,
            Speaker.user_id.in_(user_ids),
            Speaker.confirmed_at.is_not(None),
        )
        .distinct()
        .order_by(Speaker.user_id)
    )
    return list(db.session.scalars(query))


def present(slug: str) -> PracticeContent | None:
    """Return what a public practice says now, or None where there is none."""
    content = db.session.scalar(
        select(PracticeVersion.content)
        .join(Practice, IS_CURRENT)
        .where(Practice.slug == slug, Practice.state == PracticeState.PUBLISHED)
    )
    return PracticeContent.model_validate_json(content) if content is not None else None


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
            Practice.state == PracticeState.PUBLISHED,
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


def own(actor: Actor) -> list[int]:
    """Return the ids of the public practices whose users are somebody's to ask, the newest first."""
    query = (
        select(Practice.id)
        .where(Practice.state == PracticeState.PUBLISHED, or_(_owned_by(actor.id), _led_by(actor.id)))
        .order_by(Practice.published_at.desc(), Practice.id.desc())
    )
    return list(db.session.scalars(query)) if actor.id is not None else []


def may_ask(actor: Actor, id: int) -> bool:
    """Whether the users of a practice are somebody's to ask: it is theirs, or their organisation leads it."""
    return id in own(actor)


def staff(id: int) -> set[int]:
    """Return the ids of those who look after a practice and have an account that can be used."""
    owners = select(PracticeOwner.user_id).where(PracticeOwner.practice_id == id)
    speakers = (
        select(Speaker.user_id)
        .join(PracticeOrganisation, PracticeOrganisation.organisation_id == Speaker.organisation_id)
        .where(
            PracticeOrganisation.practice_id == id,
            PracticeOrganisation.role == OrganisationRole.LEAD,
            Speaker.confirmed_at.is_not(None),
        )
    )
    active = select(User.id).where(
        User.state == UserState.ACTIVE, or_(User.id.in_(owners), User.id.in_(speakers))
    )
    return set(db.session.scalars(active))


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
    if n := db.session.scalar(select(func.count()).where(PracticeOwner.user_id == person_id)):
        yield ngettext(
            "%(n)s published practice stays, under the name of its organisation.",
            "%(n)s published practices stay, under the names of their organisations.",
            n,
        )


def owned_by(person_id: int) -> Iterable[Mapping[str, Any]]:
    """Return what the table of owners holds about one person, as they understand it."""
    rows = db.session.execute(
        select(Practice.slug)
        .join(PracticeOwner, PracticeOwner.practice_id == Practice.id)
        .where(PracticeOwner.user_id == person_id)
        .order_by(Practice.slug)
    )
    return [{"practice": row.slug} for row in rows]
