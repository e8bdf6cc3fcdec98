"""JSON for programs: shapes, pages, ETags, and errors that say what is wrong."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from cop.practices.content import PracticeContent
from cop.rubric.criteria import CRITERIA
from tests.catalogue.records import Catalogue, practice, review
from tests.catalogue.test_results import scores


def test_search_answers_as_promised(seeded_client: FlaskClient) -> None:
    response = seeded_client.get("/api/v1/search?q=деца&lang=bg&kind=practice&country=de&limit=5&offset=0")
    answer: dict[str, Any] = response.get_json()

    assert response.content_type.partition(";")[0] == "application/json"
    assert set(answer) == {"total", "hits", "facets", "suggestion", "relaxed", "degraded"}
    assert answer["total"] == 1
    assert answer["suggestion"] is None
    assert (answer["relaxed"], answer["degraded"]) == (False, False)
    assert answer["facets"]["country"] == {"bg": 2, "de": 1, "lt": 1}
    hit = answer["hits"][0]
    assert set(hit) == {"kind", "slug", "language", "title", "url", "score", "snippet", "matched"}
    assert (hit["kind"], hit["slug"], hit["language"]) == ("practice", "berlin-mut", "bg")
    assert hit["url"] == "http://localhost/bg/practices/berlin-mut"
    assert hit["score"] > 0
    assert "<mark>" in hit["snippet"]


def test_search_without_a_language_answers_in_english(seeded_client: FlaskClient) -> None:
    answer = seeded_client.get("/api/v1/search?q=деца", headers={"Accept-Language": "bg"}).get_json()

    assert {hit["language"] for hit in answer["hits"]} == {"en"}


def test_list_gives_every_practice_whole(seeded_client: FlaskClient) -> None:
    answer = seeded_client.get("/api/v1/practices").get_json()

    assert set(answer) == {"total", "items"}
    assert answer["total"] == len(answer["items"]) == 7
    for item in answer["items"]:
        assert set(item) == {"content", "version", "changed", "url"}
        content = PracticeContent.model_validate(item["content"])
        assert item["url"] == f"http://localhost/api/v1/practices/{content.slug}"
        assert item["version"] == 1


def test_list_is_paged_without_gap_or_repetition(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(*(practice(f"yard-{n}") for n in range(7)))

    pages = [client.get(f"/api/v1/practices?limit=3&offset={o}").get_json() for o in (0, 3, 6, 9)]

    assert [page["total"] for page in pages] == [7, 7, 7, 7]
    assert [[i["content"]["slug"] for i in page["items"]] for page in pages] == [
        ["yard-6", "yard-5", "yard-4"],
        ["yard-3", "yard-2", "yard-1"],
        ["yard-0"],
        [],
    ]


def test_practice_gives_content_scorecard_and_version(client: FlaskClient, catalogue: Catalogue) -> None:
    content = practice("yard", aim="First.")
    catalogue.publish(content)
    catalogue.publish(practice("yard", aim="Second."))
    steps = {**scores(need=4), "skills": None}
    catalogue.review("yard", review("A", steps), review("B", steps | {"need": 3, "results": None}))

    answer = client.get("/api/v1/practices/yard").get_json()

    assert set(answer) == {
        "content",
        "scorecard",
        "version",
        "published",
        "changed",
        "confirmed",
        "not_confirmed_since",
        "urls",
    }
    assert answer["content"] == practice("yard", aim="Second.").as_json()
    assert answer["version"] == 2
    assert answer["urls"] == {code: f"http://localhost/{code}/practices/yard" for code in ("bg", "ru", "en")}
    card = answer["scorecard"]
    assert (card["reviewers"], card["is_demonstration"]) == (2, True)
    assert set(card["criteria"]) == {criterion.key for criterion in CRITERIA}
    assert card["criteria"]["need"] == {
        "median": 3.5,
        "range": [3, 4],
        "reviewers": 2,
        "not_applicable": 0,
        "too_few_ratings": False,
    }
    assert card["criteria"]["skills"] == {
        "median": None,
        "range": None,
        "reviewers": 0,
        "not_applicable": 2,
        "too_few_ratings": False,
    }
    assert card["criteria"]["results"] == {
        "median": None,
        "range": None,
        "reviewers": 1,
        "not_applicable": 1,
        "too_few_ratings": True,
    }


def test_practice_without_reviews_has_no_scorecard(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(practice("yard"))

    assert client.get("/api/v1/practices/yard").get_json()["scorecard"] is None


@pytest.mark.parametrize("stack", ["client", "cached_client"])
def test_etag_holds_until_text_or_scores_change(
    request: pytest.FixtureRequest, catalogue: Catalogue, stack: str
) -> None:
    catalogue.publish(practice("yard"))
    client: FlaskClient = request.getfixturevalue(stack)
    before = client.get("/api/v1/practices/yard").headers["ETag"]
    same = client.get("/api/v1/practices/yard", headers={"If-None-Match": before})
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", before)

    catalogue.publish(practice("yard", aim="New."))
    tags = [before, _fresh(request, stack).get("/api/v1/practices/yard").headers["ETag"]]
    catalogue.review("yard", review("A", scores()), review("B", scores()))
    tags.append(_fresh(request, stack).get("/api/v1/practices/yard").headers["ETag"])
    catalogue.review("yard", review("A", scores()), review("B", scores(need=4)))
    changed = _fresh(request, stack).get("/api/v1/practices/yard", headers={"If-None-Match": tags[-1]})

    assert changed.status_code == 200
    assert len({*tags, changed.headers["ETag"]}) == 4


def _fresh(request: pytest.FixtureRequest, stack: str) -> FlaskClient:
    """The visitor a second later, without the waiting."""
    client: FlaskClient = request.getfixturevalue(stack)
    if stack == "cached_client":
        cache: Any = client.application.wsgi_app
        cache.application._state_read = float("-inf")
    return client


PROBLEMS = (
    ("/api/v1/search?limit=101", 400, "limit"),
    ("/api/v1/search?limit=-1", 400, "limit"),
    ("/api/v1/search?limit=ten", 400, "limit"),
    ("/api/v1/search?limit=1.5", 400, "limit"),
    ("/api/v1/search?limit=٣", 400, "limit"),
    ("/api/v1/search?offset=1000001", 400, "offset"),
    ("/api/v1/search?lang=de", 400, "lang"),
    ("/api/v1/search?lang=EN", 400, "lang"),
    ("/api/v1/search?kind=person", 400, "kind"),
    ("/api/v1/suggest?lang=de", 400, "lang"),
    ("/api/v1/practices?limit=0", 400, "limit"),
    ("/api/v1/practices?limit=101", 400, "limit"),
    ("/api/v1/practices?offset=-1", 400, "offset"),
    ("/api/v1/practices/nobody", 404, None),
    ("/api/v1/nowhere", 404, None),
    ("/api/", 404, None),
)


@pytest.mark.parametrize(("address", "status", "field"), PROBLEMS)
def test_problem_is_told_as_problem_json(
    seeded_client: FlaskClient, address: str, status: int, field: str | None
) -> None:
    response = seeded_client.get(address)
    problem = json.loads(response.data)

    assert response.status_code == status
    assert response.content_type == "application/problem+json; charset=utf-8"
    assert (problem["type"], problem["status"], problem.get("field")) == ("about:blank", status, field)
    assert problem["title"] == {400: "Bad Request", 404: "Not Found"}[status]
    assert problem["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_method_is_a_problem_that_names_the_allowed(seeded_client: FlaskClient, method: str) -> None:
    response = seeded_client.open("/api/v1/practices", method=method)

    assert response.status_code == 405
    assert response.content_type == "application/problem+json; charset=utf-8"
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_unexpected_error_is_a_problem_without_its_details(
    seeded_client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_arguments: object) -> None:
        raise RuntimeError("a secret of the machine")

    views = seeded_client.application.view_functions
    monkeypatch.setitem(views, "publishing.practice", fail)
    monkeypatch.setitem(views, "practices.show", fail)

    program = seeded_client.get("/api/v1/practices/berlin-mut")
    reader = seeded_client.get("/ru/practices/berlin-mut")

    assert (program.status_code, reader.status_code) == (500, 500)
    assert program.content_type == "application/problem+json; charset=utf-8"
    assert '<html lang="ru">' in reader.text
    assert "secret" not in program.text + reader.text
    assert [record.message for record in caplog.records if record.exc_info] == [
        "unexpected error at /api/v1/practices/berlin-mut",
        "unexpected error at /ru/practices/berlin-mut",
    ]


def test_suggestions_complete_in_the_readers_language(seeded_client: FlaskClient) -> None:
    answers = {
        code: seeded_client.get(f"/api/v1/suggest?q={start}&lang={code}").get_json()
        for code, start in (("bg", "дец"), ("ru", "дет"), ("en", "chi"))
    }

    assert {code: set(answer) for code, answer in answers.items()} == {
        code: {"suggestions"} for code in answers
    }
    expected = {"bg": "деца", "ru": "дети", "en": "children"}
    assert {code: word in answers[code]["suggestions"] for code, word in expected.items()} == dict.fromkeys(
        answers, True
    )
    assert seeded_client.get("/api/v1/suggest?q=").get_json() == {"suggestions": []}
