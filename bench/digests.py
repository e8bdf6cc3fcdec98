"""The digests of ten thousand members: written by the program of bench.talking, sent twice, reported."""

import json
import time
from datetime import timedelta
from typing import Any, Final

from flask import Flask
from sqlalchemy import func, insert, select

from bench.report import Report, number
from cop.accounts import digests
from cop.accounts.enums import Cadence, UserState
from cop.accounts.models import Notification, NotificationSetting, User
from cop.core.db import db, now, transaction
from cop.discussions.mails import NEWS
from cop.discussions.models import Thread
from cop.mail.models import MailMessage

MEMBERS: Final = 10_000
NEWS_EACH: Final = 3


def send(app: Flask) -> None:
    """Give every member news that wait for the morning, and send them; once more sends nothing."""
    with app.app_context():
        with transaction():
            _write_news()
        moment = now() + timedelta(days=1)
        began, cpu = time.perf_counter(), time.process_time()
        sent = digests.send_due(moment)
        took, used = time.perf_counter() - began, time.process_time() - cpu
        again = digests.send_due(moment)
        mails = db.session.scalar(
            select(func.count(MailMessage.id.distinct())).where(MailMessage.reason.startswith("digest:"))
        )
        left = db.session.scalar(select(func.count(Notification.id)).where(Notification.told_at.is_(None)))
    print(json.dumps({"sent": sent, "again": again, "mails": mails, "left": left, "s": took, "cpu": used}))


def _write_news() -> None:
    thread_id = db.session.scalar(select(func.min(Thread.id))) or 0
    first = (db.session.scalar(select(func.max(User.id))) or 0) + 1
    ids = range(first, first + MEMBERS)
    for start in range(0, MEMBERS, 500):
        some = ids[start : start + 500]
        db.session.execute(insert(User), [_member(id) for id in some])
        settings = [{"user_id": id, "kind": NEWS, "cadence": Cadence.DAILY} for id in some]
        db.session.execute(insert(NotificationSetting), settings)
        news = [_news(id, n, thread_id) for id in some for n in range(NEWS_EACH)]
        db.session.execute(insert(Notification), news)


def _member(id: int) -> dict[str, Any]:
    return {
        "id": id,
        "name": f"Член {id}",
        "email": f"m{id}@bench.example",
        "language": ("bg", "ru", "en")[id % 3],
        "timezone": "Europe/Sofia",
        "state": UserState.ACTIVE,
    }


def _news(id: int, n: int, thread_id: int) -> dict[str, Any]:
    said = {
        "thread_id": thread_id,
        "post_id": 1,
        "title": "Разговор",
        "who": "Човек 1",
        "said": "Казвам. " * 20,
    }
    return {
        "reason": f"discussions.post:{n}:{id}",
        "user_id": id,
        "kind": NEWS,
        "template": "discussions/posted",
        "context": said | {"said": "Казвам. " * 20},
        "created_at": now(),
    }


def report(found: dict[str, Any], into: Report) -> None:
    """Say what it took."""
    into.heading("Digests")
    into.text(
        f"{found['sent']:,} digests of {NEWS_EACH} pieces of news each in {number(found['s'])} s, "
        f"{number(found['cpu'] * 1000 / max(1, found['sent']))} ms of CPU a digest, one process."
    )
    into.target(f"digests for {MEMBERS:,} members", found["mails"], found["mails"] == MEMBERS)
    into.target("sent by a second run = 0", found["again"], found["again"] == 0)
    into.target("news that nobody was told = 0", found["left"], found["left"] == 0)
