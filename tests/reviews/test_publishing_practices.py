"""A practice from its first review to the visitor who finds it, and a declined one with its report."""

from collections.abc import Callable
from time import monotonic

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.practices import operations as practices
from cop.practices.models import Practice
from cop.practices.search import KIND
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome
from cop.reviews.operations import put_demonstrations
from cop.submissions import drafting, operations
from cop.submissions.models import Submission
from cop.vocabulary import operations as vocabulary
from cop.vocabulary.queries import cache
from tests.catalogue.records import concept, practice, review
from tests.learning.samples import module, publish
from tests.people import actor_of, sign_in
from tests.reviews.judging import ask_all, hand_in, let_through
from tests.reviews.reading import texts

AIM = "Young people who left care cook together and find work."
FACTS = {"country": "bg", "organisations": [{"name": "House", "role": "lead", "website": ""}]}


@pytest.fixture
def case(author: User) -> Submission:
    """A practice that was sent."""
    vocabulary.put([concept("bg", "country", en="Bulgaria")], actor=SYSTEM)
    db.session.commit()
    cache.clear()
    actor = actor_of(author)
    submission = drafting.begin("practice", actor=actor, language="en", title="The kitchen table")
    words = (("en", "aim", AIM), ("en", "method", "They cook."))
    for language, question, value in (*words, *(("", key, FACTS[key]) for key in FACTS)):
        drafting.save_answer(
            submission, actor=actor, language=language, question=question, value=value, revision=0
        )
    operations.send(submission, actor=actor)
    db.session.commit()
    return submission


def test_published_practice_is_found_with_its_scores_and_reasons(
    client: FlaskClient, case: Submission, editor: User, reviewers: list[User], run_jobs: Callable[[], int]
) -> None:
    let_through(case, editor)
    ask_all(case, editor, reviewers[:2])
    hand_in(case, reviewers[0], 4, quote="cook together", to_editors="SECRET")
    hand_in(case, reviewers[1], 3, quote="find work")
    run_jobs()
    assert "kitchen table" not in client.get("/en/practices?q=kitchen").text

    decide(case, actor=actor_of(editor), outcome=Outcome.PUBLISH, letter="Good.", language="en")
    began = monotonic()
    run_jobs()

    assert "The kitchen table" in client.get("/en/practices?q=kitchen").text
    assert monotonic() - began < 5
    page = client.get("/en/practices/the-kitchen-table").text
    need = "//tr[@id='criterion-need']//div[@class='reason']/p"
    assert texts(page, need) == ["4 because Anna: because of need.", "3 because Boris: because of need."]
    assert [word for word in ("SECRET", "Rev Anna", "Ela Editor", "Ana Author") if word in page] == []


def test_page_shows_a_zero_for_which_nobody_gave_a_reason(
    client: FlaskClient, case: Submission, editor: User, reviewers: list[User]
) -> None:
    let_through(case, editor)
    ask_all(case, editor, reviewers[:2])
    hand_in(case, reviewers[0], 4, quote="cook together")
    for score in hand_in(case, reviewers[1], 0, quote="").scores:
        score.reason = {}

    decide(case, actor=actor_of(editor), outcome=Outcome.PUBLISH, letter="Good.", language="en")
    db.session.commit()

    page = client.get("/en/practices/the-kitchen-table").text
    need = "//tr[@id='criterion-need']//div[@class='reason']/p"
    assert texts(page, need) == ["4 because Anna: because of need.", "0"]


def test_report_leads_to_practices_and_modules_that_are_strong_where_the_case_is_weak(
    client: FlaskClient,
    case: Submission,
    author: User,
    editor: User,
    reviewers: list[User],
    run_jobs: Callable[[], int],
) -> None:
    for _changed in practices.publish([practice("garden", aim="Work.")], actor=SYSTEM):
        pass
    strong = [review(name, {"results": 4, "need": 1}) for name in ("A", "B")]
    publish(module(facts={"number": 7, "criteria": ["skills", "need", "results"]}))
    publish(module("other", facts={"number": 8, "criteria": ["skills"]}))
    garden = db.session.scalars(select(Practice.id).where(Practice.slug == "garden")).one()
    put_demonstrations(KIND, garden, strong, actor=SYSTEM)
    let_through(case, editor)
    ask_all(case, editor, reviewers[:2])
    for reviewer in reviewers[:2]:
        hand_in(case, reviewer, {"results": 0, "need": 4}, quote="cook together")
    decide(case, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="Not yet.", language="en")
    run_jobs()
    sign_in(client, author)

    page = client.get(f"/en/submissions/{case.id}/report").text

    assert texts(page, "//section[@aria-labelledby='first']//li") == [
        "Main results and impact",
        "Emerging social needs, new vulnerable groups",
        "Garden",
        (
            "Sample module Module 7 "
            "Helps with: Main results and impact; Emerging social needs, new vulnerable groups"
        ),
    ]
    assert "The kitchen table" not in client.get("/en/practices?q=kitchen").text
