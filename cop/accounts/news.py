"""News for persons: at once, or kept for their digest."""

from collections.abc import Collection, Sequence
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import and_, func, select

from cop.accounts.enums import Cadence, UserState
from cop.accounts.models import Notification, NotificationSetting, User
from cop.core.db import db, insert_all_absent, now
from cop.core.i18n import LazyString
from cop.mail.letters import Letter, post_all


def notify(user_ids: Collection[int], *, reason: str, kind: str, template: str, **context: Any) -> None:
    """Tell each of them once, as they wish for news of that kind: now, in a digest, or never.

    `reason` names the news, "submissions.decided:17:2"; the same reason twice is told once. `template` and
    `context` are a Letter's. Who has no account that can be used is left out.
    """
    people = {
        f"{reason}:{person.id}": person
        for person in _wishes(user_ids, kind)
        if person.cadence is not Cadence.NEVER
    }
    rows = [_row(own, person, kind, template, context) for own, person in people.items()]
    new = insert_all_absent(Notification, rows, ["reason"], "reason")
    post_all(
        [
            Letter(
                reason=own,
                to=people[own].email,
                template=template,
                language=people[own].language,
                context=context,
                name=people[own].name,
                person_id=people[own].id,
                kind=kind,
                unsubscribe=unsubscribe_path(people[own].id, kind, people[own].language),
            )
            for own in sorted(new, key=lambda own: int(people[own].id))
            if people[own].cadence is Cadence.NOW
        ]
    )


def _wishes(user_ids: Collection[int], kind: str) -> Sequence[Any]:
    """Return (id, name, email, language, cadence) of those who have an account that can be used."""
    if not user_ids:
        return []
    query = (
        select(
            User.id,
            User.name,
            User.email,
            User.language,
            func.coalesce(NotificationSetting.cadence, Cadence.NOW).label("cadence"),
        )
        .outerjoin(
            NotificationSetting,
            and_(NotificationSetting.user_id == User.id, NotificationSetting.kind == kind),
        )
        .where(User.id.in_(set(user_ids)), User.state == UserState.ACTIVE)
        .order_by(User.id)
    )
    return db.session.execute(query).all()


def _row(reason: str, person: Any, kind: str, template: str, context: dict[str, Any]) -> dict[str, Any]:
    """Return the news as it is noted for one person."""
    moment = now()
    return {
        "reason": reason,
        "user_id": person.id,
        "kind": kind,
        "template": template,
        "context": context,
        "created_at": moment,
        "told_at": moment if person.cadence is Cadence.NOW else None,
    }


def unsubscribe_path(user_id: int, kind: str, language: str) -> str:
    """Return the path where one POST, without a cookie, ends mails of a kind to somebody."""
    return f"/{language}/account/unsubscribe/{_signer().dumps([user_id, kind])}"


def unsubscribed(token: str) -> tuple[int, str] | None:
    """Return (user id, kind) of such a path's last part, or None where it is not one of ours."""
    try:
        user_id, kind = _signer().loads(token)
    except (BadSignature, ValueError):
        return None
    return user_id, kind


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="accounts.unsubscribe")


DIGEST = "digest"
"""The kind of the collected mail itself; who ends that ends every kind that is collected."""


def kinds() -> dict[str, LazyString]:
    """Return every kind of news that there is, with its name, as the features declare them."""
    features = current_app.extensions["cop.features"]
    return {kind: name for feature in features for kind, name in feature.notifications.items()}


def cadences(user_id: int) -> dict[str, Cadence]:
    """Return when somebody wants to hear of each kind of news."""
    query = select(NotificationSetting.kind, NotificationSetting.cadence).where(
        NotificationSetting.user_id == user_id
    )
    chosen = {row.kind: row.cadence for row in db.session.execute(query)}
    return {kind: chosen.get(kind, Cadence.NOW) for kind in kinds()}


def ended_by(user_id: int, kind: str) -> list[str]:
    """Return the kinds that end with a mail's link: its own, or all that are collected."""
    if kind != DIGEST:
        return [kind]
    collected = (Cadence.DAILY, Cadence.WEEKLY)
    return [name for name, cadence in cadences(user_id).items() if cadence in collected]
