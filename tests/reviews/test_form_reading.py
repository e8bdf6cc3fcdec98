"""What a reviewer may read of a case, and until when."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import ConflictError
from cop.media import operations as media
from cop.media import queries as files
from cop.organisations.models import Organisation, Speaker
from cop.reviews import assigning, reading, requests, reviewing
from cop.reviews.models import Assignment
from cop.reviews.queries import reasons
from cop.reviews.reading import Pointer, Sheet, written
from cop.submissions.models import Submission
from tests.people import actor_of
from tests.reviews.conftest import SendCase
from tests.reviews.judging import let_through
from tests.reviews.saving import Session, decided, save, send
from tests.reviews.writing import WHOLE, whole, with_answer


def _taken_back(_case: Submission, editor: User, reviewer: User) -> None:
    asked = select(Assignment).where(Assignment.reviewer_id == reviewer.id)
    assigning.take_back(db.session.scalars(asked).one(), actor=actor_of(editor))


@pytest.mark.parametrize("end", [_taken_back, decided])
def test_nothing_is_saved_after_the_case_has_gone(
    case: Submission, sheet: Sheet, anna: User, editor: User, end: Any
) -> None:
    save(sheet, anna, whole())
    end(case, editor, anna)
    db.session.commit()

    with pytest.raises(ConflictError):
        save(sheet, anna, whole(to_authors="Late."))
    with pytest.raises(ConflictError):
        send(sheet, anna)
    assert reading.sheet(case.id, actor=actor_of(anna)) is None


def test_case_is_read_from_accepting_to_a_conflict(
    send_case: SendCase, author: User, editor: User, reviewers: list[User], db_session: Session
) -> None:
    anna, boris, _clara = reviewers
    case = let_through(send_case(), editor)
    file = media.keep(
        b"Plain.\n", name="a.txt", subject_kind="submission", subject_id=case.id, actor=actor_of(author)
    )
    request = assigning.ask(case, actor=actor_of(editor), reviewer_id=anna.id)
    db_session.commit()

    def readers() -> list[bool]:
        found = [reading.sheet(case.id, actor=actor_of(one)) is not None for one in (*reviewers, author)]
        seen = [files.visible(file.id, actor=actor_of(one)) is not None for one in reviewers]
        assert seen == found[:3]
        return found

    assert readers() == [False, False, False, False]
    requests.accept(request, actor=actor_of(anna))
    requests.take(case, actor=actor_of(boris))
    db_session.commit()
    assert readers() == [True, True, False, False]
    requests.declare_conflict(case, actor=actor_of(boris))
    house = Organisation(slug="house", names={"en": "House"})
    db_session.add(house)
    db_session.flush()
    db_session.add_all(Speaker(organisation_id=house.id, user_id=one.id) for one in (author, anna))
    db_session.commit()
    assert readers() == [False, False, False, False]


def test_file_is_named_to_those_who_judge_and_not_to_the_public(
    case: Submission, sheet: Sheet, anna: User, author: User
) -> None:
    file = media.keep(
        b"Plain.\n", name="Ivan.txt", subject_kind="submission", subject_id=case.id, actor=actor_of(author)
    )
    pointer = Pointer(kind="file", field=str(file.id), language="en", words="Ivan.txt")
    save(sheet, anna, with_answer(replace(WHOLE, evidence=(pointer,))))
    send(sheet, anna)

    public = reasons("submission", case.id, "en")["need"][0].evidence[0]

    assert (public.quote, public.field) == ("A file that came with the case", "")
    assert written(sheet.review).answers["need"].evidence == (pointer,)


def test_file_that_was_removed_has_to_be_taken_out(
    case: Submission, sheet: Sheet, anna: User, author: User
) -> None:
    writer = actor_of(author)
    file = media.keep(b"A.\n", name="a.txt", subject_kind="submission", subject_id=case.id, actor=writer)
    pointer = Pointer(kind="file", field=str(file.id), language="en", words="a.txt")
    save(sheet, anna, with_answer(replace(WHOLE, evidence=(pointer,))))
    media.remove(file, actor=writer)
    db.session.commit()

    found = reviewing.missing(sheet, written(sheet.review))

    assert found == {"need": ["A file that you named is no longer there. Take it out."]}
