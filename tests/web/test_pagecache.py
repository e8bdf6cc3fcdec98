"""Whole pages from memory: what is kept, for whom, and for how long."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from cop.web import pagecache
from cop.web.pagecache import MAX_BYTES, PageCache
from tests.conftest import Statements
from tests.web.site import parsed

KEPT = (
    "/en/",
    "/bg/practices",
    "/ru/practices?q=деца&country=bg",
    "/en/practices/berlin-mut",
    "/en/practices/berlin-mut/versions/1",
    "/en/practices/compare?slug=berlin-mut",
    "/en/concepts/children",
    "/en/criteria",
    "/en/practices/feed.atom",
    "/api/v1/search?q=children",
    "/api/v1/suggest?q=chi",
    "/api/v1/practices",
    "/api/v1/practices/berlin-mut",
    "/sitemap.xml",
    "/robots.txt",
)


NOT_KEPT = ("/", "/en", "/en/nowhere", "/healthz", "/api/v1/nowhere", "/api/v1/search?limit=many")


def first_and_second(
    visitor: FlaskClient, address: str, count: Statements, **rest: Any
) -> tuple[Any, Any, bool]:
    first = visitor.get(address, **rest)
    with count() as statements:
        started: list[object] = []
        visitor.application.before_request_funcs.setdefault(None, []).append(lambda: started.append(1))
        try:
            second = visitor.get(address, **rest)
        finally:
            visitor.application.before_request_funcs[None].pop()
    return first, second, not statements and not started


@pytest.mark.parametrize("address", KEPT)
def test_second_request_is_answered_without_the_application(
    visitor: FlaskClient, count_statements: Statements, address: str
) -> None:
    first, second, is_from_memory = first_and_second(visitor, address, count_statements)

    assert is_from_memory is True
    assert first.data == second.data
    assert dict(first.headers) == dict(second.headers)


@pytest.mark.parametrize("address", NOT_KEPT)
def test_what_is_not_public_or_no_page_is_asked_again(
    visitor: FlaskClient, count_statements: Statements, address: str
) -> None:
    assert first_and_second(visitor, address, count_statements)[2] is False


def test_who_brings_a_cookie_asks_the_application(visitor: FlaskClient, count_statements: Statements) -> None:
    visitor.get("/en/")
    visitor.set_cookie("session", "x")

    assert first_and_second(visitor, "/en/", count_statements)[2] is False


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_ask_the_application(visitor: FlaskClient, method: str) -> None:
    visitor.get("/en/")

    assert visitor.open("/en/", method=method).status_code == (200 if method == "OPTIONS" else 405)


@pytest.mark.parametrize("address", KEPT)
def test_who_has_it_already_gets_304(visitor: FlaskClient, address: str) -> None:
    tag = visitor.get(address).headers["ETag"]

    for wanted in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        response = visitor.get(address, headers={"If-None-Match": wanted})
        assert (response.status_code, response.data) == (304, b"")
        assert response.headers["ETag"] == tag
        assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Content-Length" not in response.headers


def test_who_has_another_page_gets_the_whole(visitor: FlaskClient) -> None:
    tag = visitor.get("/bg/").headers["ETag"]

    response = visitor.get("/en/", headers={"If-None-Match": f'{tag}, "{tag[2:]}'})

    assert response.status_code == 200
    assert response.headers["ETag"] != tag


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br", "gzip"),
        ("br;q=1, gzip;q=0.1", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=0.0, identity", None),
        ("identity", None),
        ("x-gzip-like", None),
        ("", None),
        ("br", None),
        ("gzip;q=x", None),
    ],
)
def test_page_is_packed_for_who_accepts_it(visitor: FlaskClient, accepted: str, encoding: str | None) -> None:
    plain = visitor.get("/en/").data

    response = visitor.get("/en/", headers={"Accept-Encoding": accepted})

    assert response.headers.get("Content-Encoding") == encoding
    assert (gzip.decompress(response.data) if encoding else response.data) == plain
    assert response.headers["Content-Length"] == str(len(response.data))
    assert response.headers["Vary"] == "Accept-Encoding"


def test_head_tells_the_length_and_sends_nothing(visitor: FlaskClient) -> None:
    cold = visitor.head("/en/about")
    length = visitor.get("/en/about").headers["Content-Length"]
    warm = visitor.head("/en/about")

    assert [(r.status_code, r.data, r.headers["Content-Length"]) for r in (cold, warm)] == [
        (200, b"", length)
    ] * 2


def test_first_question_is_answered_like_the_second(visitor: FlaskClient) -> None:
    headers = {
        "Accept-Encoding": "gzip",
        "Range": "bytes=0-9",
        "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT",
    }

    first, second = (visitor.get("/en/", headers=headers) for _ in range(2))

    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert gzip.decompress(first.data) == visitor.get("/en/").data


def test_question_mark_in_a_path_is_no_question(visitor: FlaskClient) -> None:
    assert visitor.get("/en/practices?q=children").status_code == 200
    assert visitor.get("/en/practices%3Fq=children").status_code == 404
    assert visitor.get("/en/practices%3Fq=children?").status_code == 404


def test_languages_and_questions_are_kept_apart(visitor: FlaskClient) -> None:
    pages = {a: visitor.get(a).data for a in ("/bg/", "/ru/", "/en/", "/en/?a=1", "/en/?b=1")}

    assert {address: visitor.get(address).data for address in pages} == pages
    assert len(set(pages.values())) == len(pages)


def test_huge_question_is_answered_and_not_kept(cache: PageCache, visitor: FlaskClient) -> None:
    before = cache._bytes

    response = visitor.get("/en/practices?q=" + "a" * 90_000)

    assert response.status_code == 200
    assert cache._bytes == before
    assert max(len(path) + len(question) for path, question in cache._entries) < 100


def test_memory_is_bounded(cache: PageCache, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagecache, "MAX_BYTES", MAX_BYTES // 48)

    for number in range(100):
        visitor.get(f"/en/privacy?{number}")
        assert cache._bytes <= MAX_BYTES // 48
        assert cache._bytes == sum(entry.size for entry in cache._entries.values())

    assert 20 < len(cache._entries) < 100
    assert ("/en/privacy", "99") in cache._entries
    assert ("/en/privacy", "1") not in cache._entries


def test_page_is_made_anew_after_a_minute(
    visitor: FlaskClient, count_statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagecache, "MAX_SECONDS", -1.0)

    assert first_and_second(visitor, "/en/", count_statements)[2] is False


def test_many_visitors_at_once_get_the_right_pages(cache: PageCache, seeded_app: Flask) -> None:
    addresses = [f"/{code}/{page}" for code in ("bg", "ru", "en") for page in ("", "about", "practices", "x")]
    expected = {a: seeded_app.test_client().get(a).data for a in addresses}
    cache._state = "something that has changed since"

    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda n: (n, seeded_app.test_client().get(addresses[n % 12]).data), range(400))
        )

    assert all(data == expected[addresses[n % 12]] for n, data in answers)
    assert cache._bytes == sum(entry.size for entry in cache._entries.values())


def test_database_that_is_away_is_told_and_kept_pages_go_on(
    visitor: FlaskClient, cache: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = visitor.get("/en/").data

    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise OperationalError("SELECT 1", {}, ConnectionRefusedError("nobody there"))

    monkeypatch.setattr(Engine, "connect", refuse)
    monkeypatch.setattr(Engine, "raw_connection", refuse)
    cache._state_read = float("-inf")

    assert visitor.get("/en/").data == kept
    assert visitor.get("/ru/practices/berlin-mut").status_code == 503
    assert parsed(visitor.get("/ru/practices/berlin-mut").text).get("lang") == "ru"
    answer = visitor.get("/api/v1/practices")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json; charset=utf-8")
    health = visitor.get("/healthz")
    assert health.status_code == 503
    assert health.get_json()["reasons"] == ["the database does not answer: OperationalError"]
