"""Whose a self-description is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import delete, exists, func, select

from cop.core.db import db
from cop.core.i18n import ngettext
from cop.core.permissions import Actor
from cop.organisations.models import Speaker
from cop.successes.models import Success, SuccessOrganisation, SuccessOwner
from cop.successes.rules import Belonging


def belonging(slug: str, *, actor: Actor) -> Belonging | None:
    """Return what the actor has to do with a self-description, in one statement; None where there is none."""
    row = db.session.execute(
        select(
            Success.id,
            Success.slug,
            Success.state,
            exists()
            .where(SuccessOwner.success_id == Success.id, SuccessOwner.user_id == actor.id)
            .label("is_owner"),
            exists()
            .where(
                SuccessOrganisation.success_id == Success.id,
                Speaker.organisation_id == SuccessOrganisation.organisation_id,
                Speaker.user_id == actor.id,
                Speaker.confirmed_at.is_not(None),
            )
            .label("speaks_for_it"),
        ).where(Success.slug == slug)
    ).one_or_none()
    return Belonging(**row._asdict()) if row is not None else None


def give(success_id: int, user_id: int) -> None:
    """Let a self-description belong to somebody; for operations that have authorized it."""
    db.session.merge(SuccessOwner(success_id=success_id, user_id=user_id))
    db.session.flush()


def owned_by(person_id: int) -> Iterable[Mapping[str, Any]]:
    """Return what the table of owners holds about one person, as they understand it."""
    rows = db.session.execute(
        select(Success.slug)
        .join(SuccessOwner, SuccessOwner.success_id == Success.id)
        .where(SuccessOwner.user_id == person_id)
        .order_by(Success.slug)
    )
    return [{"success": row.slug} for row in rows]


def forget(person_id: int) -> None:
    """Let the self-descriptions of somebody who leaves be nobody's."""
    db.session.execute(delete(SuccessOwner).where(SuccessOwner.user_id == person_id))


def effects_of_leaving(person_id: int) -> Iterator[str]:
    """Say how many self-descriptions stay without that person."""
    if n := db.session.scalar(select(func.count()).where(SuccessOwner.user_id == person_id)):
        yield ngettext(
            "%(n)s success self-description stays, under the name of its service.",
            "%(n)s success self-descriptions stay, under the names of their services.",
            n,
        )
