"""Beginning: a new draft, or a change of what is public; the same form twice is one."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import VISITOR
from cop.submissions import drafting, queries
from cop.submissions.enums import State
from cop.submissions.models import Submission
from tests.people import actor_of
from tests.submissions.notes import NoteContent, published

Session = scoped_session[Any]


def test_begin_makes_a_draft_with_its_title_as_the_first_answer(owner: User, db_session: Session) -> None:
    submission = drafting.begin("note", actor=actor_of(owner), language="bg", title="  Една   бележка ")

    answer = queries.answer(submission.id, "bg", "title")
    assert answer is not None
    assert (answer.value, answer.revision, answer.edited_by) == ("Една бележка", 1, owner.id)
    assert (submission.title, submission.state, submission.round) == ("Една бележка", State.DRAFT, 0)
    assert [(a.user_id, a.is_owner) for a in submission.authors] == [(owner.id, True)]
    assert db_session.scalars(select(AuditEntry.action)).all()[-1] == "submission.begin"


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("kind", {"kind": "poem"}),
        ("language", {"language": "xx"}),
        ("title", {"title": "   "}),
        ("title", {"title": "x" * 301}),
    ],
)
def test_begin_refuses_what_does_not_fit(owner: User, field: str, given: dict[str, str]) -> None:
    values = {"kind": "note", "language": "en", "title": "A"} | given

    with pytest.raises(InvalidError) as refused:
        drafting.begin(values.pop("kind"), actor=actor_of(owner), **values)  # type: ignore[arg-type]

    assert refused.value.field == field


def test_visitor_begins_nothing() -> None:
    with pytest.raises(NotAllowedError):
        drafting.begin("note", actor=VISITOR, language="en", title="A")


def test_begin_twice_with_one_key_is_one_draft(owner: User, db_session: Session) -> None:
    first = drafting.begin("note", actor=actor_of(owner), language="en", title="A", key="k")

    second = drafting.begin("note", actor=actor_of(owner), language="en", title="A", key="k")

    assert second is first
    assert db_session.scalar(select(func.count()).select_from(Submission)) == 1


def test_key_of_somebody_else_gives_nothing_away(owner: User, helper: User, db_session: Session) -> None:
    drafting.begin("note", actor=actor_of(owner), language="en", title="A", key="k")

    with pytest.raises(ConflictError):
        drafting.begin("note", actor=actor_of(helper), language="en", title="B", key="k")

    assert db_session.scalars(select(Submission.title)).all() == ["A"]


def test_change_of_a_public_record_begins_with_its_answers(owner: User) -> None:
    texts = {"bg": {"title": "Бележка", "need": "Нужда", "change": ""}, "en": {"title": "Note"}}
    published["a"] = [NoteContent(slug="a", source_language="bg", facts={"staff": 0}, texts=texts)]

    submission = drafting.begin_change("note", "a", actor=actor_of(owner))

    assert (submission.title, submission.target_slug, submission.is_change) == ("Бележка", "a", True)
    assert queries.as_mapping(queries.answers(submission.id)) == {
        "": {"staff": 0},
        "bg": {"title": "Бележка", "need": "Нужда"},
        "en": {"title": "Note"},
    }


def test_change_under_way_is_gone_on_with_by_its_author_and_closed_to_others(
    owner: User, helper: User
) -> None:
    published["a"] = [NoteContent(slug="a", source_language="en", facts={}, texts={"en": {"title": "N"}})]
    submission = drafting.begin_change("note", "a", actor=actor_of(owner))
    helper.name = "Owner"

    again = drafting.begin_change("note", "a", actor=actor_of(owner))

    assert again is submission
    with pytest.raises(ConflictError):
        drafting.begin_change("note", "a", actor=actor_of(helper))


def test_only_its_owners_change_a_public_record(helper: User) -> None:
    published["a"] = [NoteContent(slug="a", source_language="en", facts={}, texts={"en": {"title": "N"}})]

    with pytest.raises(NotAllowedError):
        drafting.begin_change("note", "a", actor=actor_of(helper))
