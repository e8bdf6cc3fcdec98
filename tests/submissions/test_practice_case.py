"""A practice from the first answer to the public page, by the engine that knows no practices."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.permissions import SYSTEM
from cop.core.submittable import Answers
from cop.media import operations as media
from cop.media.enums import PeopleShown
from cop.media.models import MediaFile
from cop.practices.models import PracticeVersion
from cop.practices.queries import present as present_content
from cop.practices.submitting import PRACTICE
from cop.submissions import drafting, operations, queries
from cop.submissions.models import Submission
from cop.vocabulary import operations as vocabulary
from cop.vocabulary.queries import cache
from tests.catalogue.records import concept
from tests.people import actor_of

ANSWERS: Answers = {
    "": {
        "country": "bg",
        "target_groups": ["boys"],
        "organisations": [{"name": "Отворена врата", "role": "lead", "website": ""}],
        "started": "2019-09",
        "is_running": True,
        "years_of_experience": 14,
        "links": ["https://table.example/"],
    },
    "bg": {
        "method": "Готвим *заедно*.",
        "problem": "Младежи вечерят сами.",
        "figures": [{"stated": "24", "unit": "младежи"}],
        "city": "Русе",
    },
    "en": {"title": "Kitchen table", "method": "We cook *together*."},
}


@pytest.fixture(autouse=True)
def _words() -> None:
    vocabulary.put([concept("boys", en="Boys"), concept("bg", "country", en="Bulgaria")], actor=SYSTEM)
    db.session.commit()
    cache.clear()


def save(submission: Submission, owner: User, answers: Answers) -> None:
    present = queries.answers(submission.id)
    for language, by_key in answers.items():
        for key, value in by_key.items():
            known = present.get((language, key))
            drafting.save_answer(
                submission,
                actor=actor_of(owner),
                language=language,
                question=key,
                value=value,
                revision=known.revision if known else 0,
            )
    db.session.commit()


@pytest.fixture
def case(owner: User) -> Submission:
    """A practice with all that is required."""
    submission = drafting.begin("practice", actor=actor_of(owner), language="bg", title="Кухненска маса")
    save(submission, owner, ANSWERS)
    return submission


def published(submission: Submission, owner: User, editor: User) -> str:
    """Send it, review it and publish it; return its slug."""
    id = submission.id
    operations.send(submission, actor=actor_of(owner))
    operations.start_review(submission, actor=actor_of(editor))
    operations.publish(submission, actor=actor_of(editor), note="")
    db.session.commit()
    return str(db.session.scalars(select(Submission.target_slug).where(Submission.id == id)).one())


def versions() -> list[int]:
    return list(db.session.scalars(select(PracticeVersion.number).order_by(PracticeVersion.number)))


def test_case_becomes_a_public_page(client: FlaskClient, case: Submission, owner: User, editor: User) -> None:
    slug = published(case, owner, editor)

    page = client.get(f"/en/practices/{slug}")
    present = present_content(slug)
    assert (slug, page.status_code) == ("kuhnenska-masa", 200)
    assert page.text.count("<p>We cook <em>together</em>.</p>") == 1
    assert present is not None
    assert PRACTICE.answers_of(slug) == ("bg", as_given(case.id))


def as_given(id: int) -> Mapping[str, Mapping[str, Any]]:
    return queries.as_mapping(queries.answers(id))


def test_draft_is_nowhere_to_be_found(client: FlaskClient, case: Submission, owner: User) -> None:
    operations.send(case, actor=actor_of(owner))
    db.session.commit()

    assert client.get(f"/bg/practices/{case.target_slug}").status_code == 404
    assert client.get("/api/v1/practices").get_json()["total"] == 0


def test_change_starts_from_what_is_public_and_leaves_it_until_accepted(
    client: FlaskClient, case: Submission, owner: User, editor: User
) -> None:
    slug = published(case, owner, editor)
    change = drafting.begin_change("practice", slug, actor=actor_of(owner))
    save(change, owner, {"bg": {"problem": "Вече не вечерят сами."}})
    before = client.get(f"/bg/practices/{slug}").text

    assert as_given(change.id)["en"] == ANSWERS["en"]
    assert published(change, owner, editor) == slug
    after = client.get(f"/bg/practices/{slug}").text

    counts = [text.count("Вече не вечерят сами.") for text in (before, after)]
    assert (counts, versions()) == ([0, 1], [1, 2])


def test_unfit_answer_stops_the_sending_at_its_question(case: Submission, owner: User) -> None:
    save(case, owner, {"": {"ended": "2018"}})

    with pytest.raises(InvalidError) as caught:
        operations.send(case, actor=actor_of(owner))

    assert caught.value.field == "/ended"


def picture(submission: Submission, owner: User, digest: str, **values: Any) -> MediaFile:
    given: dict[str, Any] = {"rights": "Anna P., CC BY 4.0", "people_shown": PeopleShown.NOBODY} | values
    file = MediaFile(
        subject_kind=queries.KIND,
        subject_id=submission.id,
        owner_id=owner.id,
        digest=digest * 64,
        media_type="image/webp",
        size=1000,
        name="table.jpg",
        width=800,
        height=600,
        descriptions={"en": "A long table"},
        **given,
    )
    db.session.add(file)
    db.session.commit()
    return file


def test_pictures_that_may_be_shown_come_with_it(
    client: FlaskClient, case: Submission, owner: User, editor: User
) -> None:
    picture(case, owner, "a")
    picture(case, owner, "b", people_shown=PeopleShown.NOT_AGREED)
    picture(case, owner, "c", rights="")

    page = client.get(f"/en/practices/{published(case, owner, editor)}").text

    shown = db.session.scalars(select(MediaFile.digest).where(MediaFile.subject_kind == "practice")).all()
    assert shown == ["a" * 64]
    assert (page.count("<figure class="), page.count('alt="A long table"')) == (1, 1)
    assert page.count("Anna P., CC BY 4.0") == 1


def test_picture_whose_consent_ends_leaves_the_page(
    client: FlaskClient, case: Submission, owner: User, editor: User
) -> None:
    picture(case, owner, "a")
    slug = published(case, owner, editor)
    copy = db.session.scalars(select(MediaFile).where(MediaFile.subject_kind == "practice")).one()

    before = client.get(f"/en/practices/{slug}").text
    media.describe(
        copy, actor=SYSTEM, rights=copy.rights, people_shown=PeopleShown.NOT_AGREED, descriptions={}
    )
    db.session.commit()
    after = client.get(f"/en/practices/{slug}").text

    assert [text.count("<figure class=") for text in (before, after)] == [1, 0]
