"""The mails about proposals: each can be rendered, in each language, with subject and link."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from cop.submissions import authorship, operations
from cop.submissions.enums import Audience
from cop.submissions.models import Author
from tests.people import actor_of
from tests.submissions.conftest import MakeDraft
from tests.submissions.test_authorship import token_of

Session = scoped_session[Any]


@pytest.mark.parametrize("language", ["bg", "ru", "en"])
def test_every_mail_has_a_subject_the_title_and_a_link(
    draft: MakeDraft, owner: User, helper: User, editor: User, db_session: Session, language: str
) -> None:
    for user in (owner, helper, editor):
        user.language = language
    submission = draft(title="Готвим заедно", need="Words.")
    authorship.invite(submission, actor=actor_of(owner), email="helper@example.org")
    authorship.join(token_of(db_session), actor=actor_of(helper))
    operations.send(submission, actor=actor_of(owner))
    operations.say(submission, actor=actor_of(editor), words="Здравейте.", audience=Audience.AUTHORS)
    operations.start_review(submission, actor=actor_of(editor))
    operations.withdraw(submission, actor=actor_of(owner))

    rendered = {mail.template: render(mail) for mail in db_session.scalars(select(MailMessage))}

    assert sorted(rendered) == [
        "submissions/arrived",
        "submissions/invitation",
        "submissions/joined",
        "submissions/receipt",
        "submissions/review_started",
        "submissions/said",
        "submissions/sent",
        "submissions/taken_back",
        "submissions/withdrawn",
    ]
    for template, mail in rendered.items():
        place = "join/" if template == "submissions/invitation" else str(submission.id)
        link = f"http://localhost/{language}/submissions/{place}"
        # What was taken back is not there for editors: no link leads them to a page that they cannot see.
        assert mail.first_link().startswith(link) is (template != "submissions/taken_back")
        assert ("Готвим заедно" in mail.text, "Готвим заедно" in mail.html) == (True, True)
        assert mail.subject
    assert "> Здравейте." in rendered["submissions/said"].text


def test_co_author_hears_of_sending_once(
    draft: MakeDraft, owner: User, helper: User, db_session: Session
) -> None:
    submission = draft(need="Words.")
    submission.authors.append(Author(user_id=helper.id))

    operations.send(submission, actor=actor_of(owner))

    rows = db_session.execute(select(MailMessage.template, MailMessage.to, MailMessage.reason)).all()
    assert sorted(tuple(row) for row in rows) == [
        ("submissions/receipt", owner.email, f"submissions.sent:{submission.id}:1:receipt"),
        ("submissions/sent", helper.email, f"submissions.sent:{submission.id}:1:{helper.id}"),
    ]
