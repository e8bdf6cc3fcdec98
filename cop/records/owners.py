"""Whose a record is: of those who wrote it, and who speak for an organisation that carries it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, true

from cop.accounts.enums import UserState
from cop.accounts.models import User
from cop.core import stamps
from cop.core.db import db
from cop.core.permissions import Actor, can
from cop.organisations.models import Speaker
from cop.records.models import RecordState, Tables
from cop.records.rules import Belonging


@dataclass(frozen=True, eq=False)
class Owners:
    """To whom the records of one kind belong."""

    tables: Tables[Any]

    def _speaking(self) -> tuple[ColumnElement[bool], ...]:
        part, carrying = self.tables.organisation, self.tables.carrying
        is_theirs = Speaker.organisation_id == part.organisation_id
        return is_theirs, Speaker.confirmed_at.is_not(None), true() if carrying is None else carrying

    def _has_owner(self, user_id: int | None) -> ColumnElement[bool]:
        owner = self.tables.owner
        return exists().where(self.tables.of(owner) == self.tables.record.id, owner.user_id == user_id)

    def _has_speaker(self, user_id: int | None) -> ColumnElement[bool]:
        is_of_record = self.tables.of(self.tables.organisation) == self.tables.record.id
        return exists().where(is_of_record, Speaker.user_id == user_id, *self._speaking())

    def belonging(self, slug: str, *, actor: Actor) -> Belonging | None:
        """Return what the actor has to do with a record, in one statement; None where there is none."""
        record = self.tables.record
        row = db.session.execute(
            select(
                record.id,
                record.slug,
                record.state,
                self._has_owner(actor.id).label("is_owner"),
                self._has_speaker(actor.id).label("speaks_for_it"),
            ).where(record.slug == slug)
        ).one_or_none()
        return Belonging(**row._asdict()) if row is not None else None

    def may(self, permission: StrEnum, actor: Actor, slug: str) -> bool:
        """Whether somebody may do that with the record at an address; for visitors nothing is read."""
        belonging = self.belonging(slug, actor=actor) if actor.is_member else None
        return belonging is not None and can(actor, permission, belonging)

    def own(self, actor: Actor) -> list[int]:
        """Return the ids of the public records whose people are somebody's to ask, the newest first."""
        record = self.tables.record
        query = (
            select(record.id)
            .where(
                record.state == RecordState.PUBLISHED,
                or_(self._has_owner(actor.id), self._has_speaker(actor.id)),
            )
            .order_by(record.published_at.desc(), record.id.desc())
        )
        return list(db.session.scalars(query)) if actor.id is not None else []

    def may_ask(self, actor: Actor, id: int) -> bool:
        """Whether the people of a record are somebody's to ask."""
        return id in self.own(actor)

    def speakers(self, id: int) -> Any:
        """Return the query of the ids of those who speak for an organisation that carries a record."""
        part = self.tables.organisation
        is_theirs, *conditions = self._speaking()
        return select(Speaker.user_id).join(part, is_theirs).where(self.tables.of(part) == id, *conditions)

    def staff(self, id: int) -> set[int]:
        """Return the ids of those who look after a record and have an account that can be used."""
        owner = self.tables.owner
        owners = select(owner.user_id).where(self.tables.of(owner) == id)
        is_one = or_(User.id.in_(owners), User.id.in_(self.speakers(id)))
        return set(db.session.scalars(select(User.id).where(User.state == UserState.ACTIVE, is_one)))

    def give_all(self, id: int, user_ids: Iterable[int]) -> None:
        """Let a record belong to these members; for operations that have authorized it."""
        owner = self.tables.owner
        for user_id in user_ids:
            db.session.merge(owner(**{self.tables.of(owner).key: id, "user_id": user_id}))
        db.session.flush()
        stamps.bump(stamps.CONTENT)  # its page may say so

    def owned_by(self, person_id: int) -> Iterable[Mapping[str, Any]]:
        """Return what the table of owners holds about one person, as they understand it."""
        record, owner = self.tables.record, self.tables.owner
        slugs = db.session.scalars(
            select(record.slug)
            .join(owner, self.tables.of(owner) == record.id)
            .where(owner.user_id == person_id)
            .order_by(record.slug)
        )
        return [{self.tables.kind: slug} for slug in slugs]

    def forget(self, person_id: int) -> None:
        """Let the records of somebody who leaves be nobody's."""
        db.session.execute(delete(self.tables.owner).where(self.tables.owner.user_id == person_id))

    def number_of(self, person_id: int) -> int:
        """Return how many records belong to somebody."""
        query = select(func.count()).where(self.tables.owner.user_id == person_id)
        return db.session.scalar(query) or 0
