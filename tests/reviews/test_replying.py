"""The authors' answer to the reviews, before it is decided."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import now
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import VISITOR
from cop.mail.models import MailMessage
from cop.reviews import assigning, dossier
from cop.reviews.replying import open_reply, reply
from cop.submissions.enums import Happened
from cop.submissions.models import Event, Submission
from tests.people import actor_of
from tests.reviews.conftest import SendCase
from tests.reviews.judging import reviewed

Session = scoped_session[Any]


@pytest.fixture
def case(send_case: SendCase, editor: User, reviewers: list[User]) -> Submission:
    """A case whose two reviews are in."""
    return reviewed(send_case(), editor, reviewers, 3, 1)


def test_authors_are_told_once_that_they_may_answer(
    case: Submission, editor: User, author: User, db_session: Session
) -> None:
    for _ in range(8):
        opened = open_reply(case, actor=actor_of(editor))

    assert timedelta(days=6) < opened.until - now() <= timedelta(days=7)
    mails = select(MailMessage.person_id).where(MailMessage.template == "reviews/reply_open")
    assert db_session.scalars(mails).all() == [author.id]


def test_answer_is_an_entry_of_the_timeline_that_editors_read(
    case: Submission, editor: User, author: User, db_session: Session
) -> None:
    open_reply(case, actor=actor_of(editor))

    for _ in range(8):
        reply(case, actor=actor_of(author), words="We have figures.\r\nSee below.")

    said = select(func.count()).where(Event.action == Happened.SAID)
    assert db_session.scalar(said) == 1
    shown = dossier.reply(case)
    assert shown is not None
    assert (shown.words, shown.name) == ("We have figures.\nSee below.", "Ana Author")
    with pytest.raises(ConflictError, match="answered already"):
        reply(case, actor=actor_of(author), words="And another thing.")


def test_answer_waits_until_all_reviews_are_in(case: Submission, editor: User, reviewers: list[User]) -> None:
    assigning.ask(case, actor=actor_of(editor), reviewer_id=reviewers[2].id)

    with pytest.raises(ConflictError, match="as soon as all the reviews"):
        open_reply(case, actor=actor_of(editor))


def test_answer_has_an_end_and_bounds(case: Submission, editor: User, author: User) -> None:
    with pytest.raises(InvalidError, match="between 1 and 60 days"):
        open_reply(case, actor=actor_of(editor), days=61)
    with pytest.raises(ConflictError, match="nothing to answer"):
        reply(case, actor=actor_of(author), words="Hello?")
    opened = open_reply(case, actor=actor_of(editor), days=1)
    opened.until = now() - timedelta(minutes=1)

    with pytest.raises(ConflictError, match="time for this answer is over"):
        reply(case, actor=actor_of(author), words="Too late.")


def test_editors_open_and_authors_answer(
    case: Submission, editor: User, author: User, reviewers: list[User]
) -> None:
    for actor in (actor_of(author), actor_of(reviewers[0]), VISITOR):
        with pytest.raises(NotAllowedError):
            open_reply(case, actor=actor)
    open_reply(case, actor=actor_of(editor))
    for actor in (actor_of(editor), actor_of(reviewers[0]), VISITOR):
        with pytest.raises(NotAllowedError):
            reply(case, actor=actor, words="I speak for them.")
