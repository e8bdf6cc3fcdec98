"""The page of a case shows its scores by the rubric of cases, with every reason."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from cop.cases import operations
from cop.cases.models import Case
from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.reviews.content import label_of
from cop.reviews.models import Review
from cop.reviews.operations import ReviewContent, put_demonstrations
from cop.rubric.rubrics import INVOLVEMENT
from tests.cases.samples import case, name_concepts
from tests.reviews.reading import texts


def _review(number: int, step: int) -> ReviewContent:
    quote = {"kind": "passage", "field": "involvement", "quote": {"en": "They asked the others."}}
    scores = {
        each.key: {"step": step, "reason": {"en": f"{number}: {each.key}"}, "evidence": [quote]}
        for each in INVOLVEMENT.criteria
    }
    return ReviewContent.model_validate({"reviewer": label_of(number), "language": "en", "scores": scores})


def _published(*reviews: ReviewContent) -> None:
    name_concepts()
    operations.publish(case("council", involvement="They asked the others."), actor=SYSTEM)
    id = db.session.scalars(select(Case.id)).one()
    if reviews:
        put_demonstrations("case", id, reviews, actor=SYSTEM)
    db.session.commit()


def test_case_shows_its_own_rubric_with_reasons(client: FlaskClient, run_jobs: Callable[[], int]) -> None:
    _published(_review(1, 2), _review(2, 4))
    run_jobs()

    page = client.get("/en/cases/council").text

    labels = texts(page, "//section[@id='profile']//tbody/tr/th")
    assert labels == [str(each.label) for each in INVOLVEMENT.criteria]
    assert texts(page, "//tr[@id='criterion-voice']/td[1]/b") == ["3"]
    reasons = texts(page, "//tr[@id='criterion-voice']//div[@class='reason']/p")
    assert [reason.split(" Demonstration")[0] for reason in reasons] == [
        "2 because 1: voice",
        "4 because 2: voice",
    ]
    assert texts(page, "//tr[@id='criterion-voice']//details//a[@href='#involvement']")
    assert db.session.query(Review).count() == 2
    assert texts(page, "//nav//a[@href='#profile']") == ["Scores and reasons"]


def test_case_without_reviews_says_so_and_a_version_shows_no_scores(client: FlaskClient) -> None:
    _published()

    page = client.get("/en/cases/council").text
    version = client.get("/en/cases/council/versions/1").text

    assert "Nobody has reviewed this case yet." in page
    assert 'id="profile"' not in version


def test_rubric_of_cases_is_explained(client: FlaskClient) -> None:
    page = client.get("/en/criteria").text

    for each in INVOLVEMENT.criteria:
        assert texts(page, f"//section[@id='cases']//h3[@id='{each.key}']") == [str(each.label)]
        assert all(str(step) in page for step in each.steps)
