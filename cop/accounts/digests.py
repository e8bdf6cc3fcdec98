"""Digests: news that was kept, told in one mail at eight in the morning where the reader lives.

Days are counted on the reader's calendar, not in spans of 24 hours: so a digest comes at eight by their
clock on the days when clocks change too, once on each day.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import current_app
from sqlalchemy import and_, func, select, update

from cop.accounts import news
from cop.accounts.enums import Cadence, UserState
from cop.accounts.models import Notification, NotificationSetting, User
from cop.core.db import db, now, read_only, transaction
from cop.core.i18n import speaking
from cop.mail.letters import Letter, post
from cop.mail.models import MailMessage
from cop.mail.rendering import render

log = logging.getLogger(__name__)

HOUR = time(8)


@dataclass(frozen=True, slots=True)
class Morning:
    """The last eight o'clock of somebody's calendar, and the last on a Monday."""

    day: date
    at: datetime
    monday_at: datetime


def last_morning(moment: datetime, zone: str) -> Morning:
    """Return the morning that has come last by the clocks of a zone."""
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        place = ZoneInfo("UTC")
    local = moment.astimezone(place)
    day = local.date() if local.time() >= HOUR else local.date() - timedelta(days=1)
    monday = day - timedelta(days=day.weekday())
    return Morning(day, datetime.combine(day, HOUR, place), datetime.combine(monday, HOUR, place))


def send_due(moment: datetime) -> int:
    """Send every digest that is due; return how many."""
    with read_only():
        readers = _readers()
        db.session.rollback()
    return sum(_send(reader, moment) for reader in readers)


def _readers() -> Sequence[Any]:
    """Return everybody for whom something is kept."""
    waiting = select(Notification.user_id).where(Notification.told_at.is_(None)).distinct()
    query = select(User.id, User.email, User.name, User.language, User.timezone).where(
        User.id.in_(waiting), User.state == UserState.ACTIVE
    )
    return db.session.execute(query.order_by(User.id)).all()


def _send(reader: Any, moment: datetime) -> bool:
    morning = last_morning(moment, reader.timezone)
    reason = f"digest:{reader.id}:{morning.day.isoformat()}"
    try:
        with read_only():
            due = [] if _is_sent(reason) else _due(reader.id, morning)
            letter = _letter(reader, reason, due) if due else None
            db.session.rollback()
        if letter is None:
            return False
        with transaction():
            _tell(letter, [item.id for item in due], moment)
    except Exception:
        # One whose news cannot be told must not keep the others' from them; the next round tries again.
        log.exception("digest of person %d", reader.id)
        return False
    return True


def _is_sent(reason: str) -> bool:
    """Answer whether the day's mail has gone; what came in late is then told the day after."""
    return db.session.scalar(select(MailMessage.id).where(MailMessage.reason == reason)) is not None


def _due(user_id: int, morning: Morning) -> Sequence[Any]:
    cadence = func.coalesce(NotificationSetting.cadence, Cadence.NOW).label("cadence")
    query = (
        select(
            Notification.id,
            Notification.kind,
            Notification.template,
            Notification.context,
            Notification.created_at,
            cadence,
        )
        .outerjoin(
            NotificationSetting,
            and_(
                NotificationSetting.user_id == Notification.user_id,
                NotificationSetting.kind == Notification.kind,
            ),
        )
        .where(Notification.user_id == user_id, Notification.told_at.is_(None))
        .order_by(Notification.kind, Notification.id)
    )
    # Who has changed to "at once" since then gets what was kept with the next daily one.
    return [row for row in db.session.execute(query) if row.created_at < _until(row.cadence, morning)]


def _until(cadence: Cadence, morning: Morning) -> datetime:
    return morning.monday_at if cadence is Cadence.WEEKLY else morning.at


def _letter(reader: Any, reason: str, due: Sequence[Any]) -> Letter:
    names = news.kinds()
    groups = []
    with speaking(reader.language):
        for kind, items in groupby(due, key=lambda item: str(item.kind)):
            groups.append({"name": str(names.get(kind, "")), "items": _gathered(items, reader.language)})
    return Letter(
        reason=reason,
        to=reader.email,
        template="accounts/digest",
        language=reader.language,
        context={"groups": groups, "count": len(due)},
        name=reader.name,
        person_id=reader.id,
        kind=news.DIGEST,
        unsubscribe=news.unsubscribe_path(reader.id, news.DIGEST, reader.language),
    )


def _gathered(items: Iterable[Any], language: str) -> list[dict[str, Any]]:
    """Return news of one kind, the newest first; those of one conversation are one, with who has spoken.

    Its link leads to the first of them, from where one reads on. What was said is not repeated: it may have
    been hidden since.
    """
    found: dict[object, dict[str, Any]] = {}
    for item in items:
        told = _told(item, language)
        thread = item.context.get("thread_id")
        one = found.pop((told["text"], thread) if thread else item.id, told | {"count": 0, "who": []})
        one["count"] += 1
        if (who := item.context.get("who")) and who not in one["who"]:
            one["who"].append(who)
        found[(told["text"], thread) if thread else item.id] = one
    return list(reversed(found.values()))


def _told(item: Any, language: str) -> dict[str, str]:
    """Say one piece of news as its own mail would: its subject, and where it leads, as a path."""
    mail = MailMessage(
        template=item.template, language=language, context=item.context, name="", unsubscribe=""
    )
    rendered = render(mail)
    link = rendered.first_link()
    return {"text": rendered.subject, "link": link.removeprefix(current_app.config["COP"].base_url)}


def _tell(letter: Letter, ids: list[int], moment: datetime) -> None:
    """Post the mail and note all of it as told, together."""
    post(letter)
    db.session.execute(
        update(Notification)
        .where(Notification.id.in_(ids), Notification.told_at.is_(None))
        .values(told_at=moment)
        .execution_options(synchronize_session=False)
    )


def send() -> None:
    """Send what is due at this moment."""
    send_due(now())
