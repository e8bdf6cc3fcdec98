"""kill -9 in the midst of telling a great group of a post: every member has the news and its mail once."""

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from cop.accounts.models import Notification
from cop.core import outbox
from cop.core.db import db
from cop.discussions import mails
from cop.discussions.jobs import AT_A_TIME
from cop.mail.models import MailMessage
from tests.conftest import MakeApp
from tests.discussions.test_telling import begin, fill
from tests.groups.conftest import begun
from tests.mail.inbox import Inbox, running
from tests.people import settled
from tests.site import wait_for
from tests.workers import Workers

MEMBERS = 4 * AT_A_TIME


@pytest.fixture
def workers(empty_app: MakeApp) -> Iterator[Workers]:
    """A site of its own where a thread has begun in a great group, whose worker can be killed."""
    with empty_app() as app, app.app_context(), running(Inbox()) as inbox:
        group, writer = begun("work"), settled("Mira Mirova")
        fill(group, MEMBERS)
        begin(group, writer)
        with Workers(app, inbox.url) as workers:
            yield workers


def _count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Notification.id))) or 0


def _is_done() -> bool:
    db.session.rollback()
    return outbox.backlog(mails.TELL_JOB)[0] == 0


def test_worker_killed_while_it_tells_begins_anew_and_tells_each_once(workers: Workers) -> None:
    workers.start()
    assert wait_for(lambda: _count() > 0, 180)
    workers.kill()

    workers.start()
    assert wait_for(_is_done, 180)

    news = Counter(db.session.scalars(select(Notification.user_id)))
    letters = Counter(db.session.scalars(select(MailMessage.person_id)))
    assert (len(news), set(news.values())) == (MEMBERS, {1})
    assert letters == news
