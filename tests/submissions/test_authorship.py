"""Writing together: invitations by mail, joining once, leaving, handing over."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.accounts.links import LinkError
from cop.accounts.models import User
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from cop.submissions import authorship, queries
from cop.submissions.models import Author, Submission
from tests.people import actor_of
from tests.submissions.conftest import MakeDraft

Session = scoped_session[Any]


def token_of(session: Session) -> str:
    mail = session.scalars(
        select(MailMessage)
        .where(MailMessage.template == "submissions/invitation")
        .order_by(MailMessage.id.desc())
    ).first()
    assert mail is not None
    return str(mail.context["link"].rpartition("/")[2])


def names(submission: Submission) -> list[tuple[str, bool]]:
    return [(row.name, row.is_owner) for row in queries.authors(submission.id)]


def together(session: Session, submission: Submission, user: User) -> Submission:
    submission.authors.append(Author(user_id=user.id))
    session.commit()
    return submission


def test_invitation_makes_a_co_author_of_whoever_has_its_link(
    draft: MakeDraft, owner: User, helper: User, db_session: Session
) -> None:
    submission = draft()
    authorship.invite(submission, actor=actor_of(owner), email=" Helper@Example.org ")

    mail = db_session.scalars(select(MailMessage)).one()
    assert (mail.to, mail.language) == ("Helper@example.org", "en")
    assert render(mail).subject == "Owner invites you to write a case together"
    joined = authorship.join(token_of(db_session), actor=actor_of(helper))

    assert joined is submission
    assert names(submission) == [("Owner", True), ("Helper", False)]
    told = db_session.scalars(select(MailMessage).order_by(MailMessage.id)).all()[-1]
    assert (told.template, told.to) == ("submissions/joined", owner.email)


def test_link_is_good_once(
    draft: MakeDraft, owner: User, helper: User, editor: User, db_session: Session
) -> None:
    authorship.invite(draft(), actor=actor_of(owner), email="a@example.org")
    authorship.join(token_of(db_session), actor=actor_of(helper))

    with pytest.raises(LinkError):
        authorship.join(token_of(db_session), actor=actor_of(editor))


def test_owner_who_follows_their_own_link_does_not_use_it_up(
    draft: MakeDraft, owner: User, helper: User, db_session: Session
) -> None:
    submission = draft()
    authorship.invite(submission, actor=actor_of(owner), email="a@example.org")

    authorship.join(token_of(db_session), actor=actor_of(owner))
    authorship.join(token_of(db_session), actor=actor_of(helper))

    assert names(submission) == [("Owner", True), ("Helper", False)]


def test_invitation_to_a_deleted_draft_says_so(
    draft: MakeDraft, owner: User, helper: User, db_session: Session
) -> None:
    submission = draft()
    authorship.invite(submission, actor=actor_of(owner), email="a@example.org")
    db_session.delete(submission)
    db_session.commit()

    with pytest.raises(ConflictError):
        authorship.join(token_of(db_session), actor=actor_of(helper))


@pytest.mark.parametrize("address", ["", "helper", "a@b@c", "a@localhost."])
def test_address_that_is_none_is_refused(draft: MakeDraft, owner: User, address: str) -> None:
    with pytest.raises(InvalidError) as refused:
        authorship.invite(draft(), actor=actor_of(owner), email=address)

    assert refused.value.field == "email"


def test_co_author_invites_and_removes_nobody(
    draft: MakeDraft, owner: User, helper: User, db_session: Session
) -> None:
    submission = together(db_session, draft(), helper)

    for act in (authorship.remove_author, authorship.hand_over):
        with pytest.raises(NotAllowedError):
            act(submission, actor=actor_of(helper), user_id=owner.id)
    with pytest.raises(NotAllowedError):
        authorship.invite(submission, actor=actor_of(helper), email="a@example.org")


def test_removed_co_author_sees_nothing_any_more(
    draft: MakeDraft, owner: User, helper: User, db_session: Session
) -> None:
    submission = together(db_session, draft(), helper)

    authorship.remove_author(submission, actor=actor_of(owner), user_id=helper.id)
    authorship.remove_author(submission, actor=actor_of(owner), user_id=helper.id)

    assert queries.one(submission.id, actor=actor_of(helper)) is None
    assert names(submission) == [("Owner", True)]


def test_owner_leaves_after_handing_over(
    draft: MakeDraft, owner: User, helper: User, db_session: Session
) -> None:
    submission = together(db_session, draft(), helper)
    with pytest.raises(ConflictError):
        authorship.leave(submission, actor=actor_of(owner))

    authorship.hand_over(submission, actor=actor_of(owner), user_id=helper.id)
    authorship.leave(submission, actor=actor_of(owner))

    assert names(submission) == [("Helper", True)]


def test_stranger_does_not_become_the_owner(draft: MakeDraft, owner: User, helper: User) -> None:
    with pytest.raises(InvalidError):
        authorship.hand_over(draft(), actor=actor_of(owner), user_id=helper.id)
