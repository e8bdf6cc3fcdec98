"""Whatever stands in an address, there is an answer within a second, and never an error of ours."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from cop.catalogue.questions import FACETS, SORTS, WEIGHTS

ASKED = (
    "/",
    "/bg/",
    "/en/practices",
    "/ru/practices/compare",
    "/en/practices/feed.atom",
    "/en/practices/berlin-mut",
    "/en/practices/berlin-mut/versions/1",
    "/en/concepts/children",
    "/en/about",
    "/api/v1/search",
    "/api/v1/suggest",
    "/api/v1/practices",
    "/api/v1/practices/berlin-mut",
    "/sitemap.xml",
    "/sitemap-1.xml",
    "/robots.txt",
    "/healthz",
)
NAMES = (
    "q",
    "slug",
    "compare",
    "page",
    "sort",
    "all",
    "lang",
    "kind",
    "limit",
    "offset",
    *FACETS[:4],
    WEIGHTS[0],
)

TEXTS = {
    "empty": "",
    "lone quote": '"',
    "lone quotes": "\"'„“”«»`",
    "wildcards": "*?*%_[a-z]",
    "only minus": "- -- -",
    "minus quote": '-"',
    "or": "OR OR | или",
    "brackets": "((((a AND [NOT {b:c^2~}",
    "control characters": "\x01\x02\x1b[31m\r\n\t\x7f\x85",
    "nul": "a\0b",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 😀",
    "right to left": "\u202e\u200f\u2067שלום\u2069 مرحبا",
    "combining": "e" + "\u0301" * 300,
    "zero width": "a\u200bb\u2060c\ufeff",
    "replacement": "\ufffd\uffff\U0010ffff",
    "markup": "</title></script><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }}{% raw %}%(query)s %s {0}",
    "sql": "' OR 1=1; DROP TABLE practices --",
    "path": "../../../../etc/passwd",
    "negative": "-1",
    "huge number": "9" * 400,
    "float": "1.5",
    "exponent": "1e309",
    "not a number": "nan",
    "Arabic digits": "١٢٣",
    "superscript": "²",
}
LONG = {
    "word": "я" * 15_000,
    "words": "дете " * 2_500,
    "spaces": " " * 30_000,
    "quotes": '"a" -"b" ' * 1_500,
    "newlines": "a\nb\nc" * 4_000,
    "letters": "a" * 99_000,
}
RAW = {
    "lone percent": "q=%&slug=%",
    "broken percent": "q=%zz%e",
    "surrogates": "q=%ED%A0%80%ED%B0%80&slug=%ED%A0%80",
    "invalid UTF-8": "q=%ff%fe%c0%af&country=%ff&slug=%c3",
    "overlong": "q=%c0%80&slug=%c0%80",
    "no name": "=&=x&&&;;",
    "brackets": "q[]=1&q[a]=2&country[$ne]=x",
    "unknown": "nix=1&country=atlantis&target_group=nobody&sort=score.beauty&w.beauty=3&at_least.need=9",
    "unencoded bytes": "q=\xff\xfe\x80",
    "repeated": "&".join(
        f"q={n}&country=c{n}&slug=s{n}&compare=c{n}&skill=k{n}&page={n}" for n in range(1000)
    ),
    "all at once": "&".join(f"{name}=1" for name in (*FACETS, *WEIGHTS)),
}
MEGABYTE = 1_000_000
SECOND = 1.0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    data: bytes


def _asked(app: Flask, path: str, question: str) -> tuple[float, Iterable[bytes], str, Headers]:
    environment = EnvironBuilder(path, query_string=question).get_environ()
    start = time.thread_time()
    chunks, status, headers = run_wsgi_app(app.wsgi_app, environment, buffered=True)
    return time.thread_time() - start, chunks, status, headers


def answer(app: Flask, path: str, question: str = "") -> Answer:
    """What is answered, having checked that it came in time (of this thread) and is no error of ours."""
    took, chunks, status, headers = _asked(app, path, question)
    if took >= SECOND:  # once more: a full garbage collection of a whole test run may have fallen into it
        took, chunks, status, headers = _asked(app, path, question)
    code = int(status[:3])
    assert code in (200, 302, 308, 400, 404), (path[:100], question[:100])
    assert took < SECOND
    assert "Set-Cookie" not in headers
    return Answer(code, b"".join(chunks))


@pytest.mark.parametrize("path", ASKED)
def test_any_text_in_any_parameter_is_answered(seeded_app: Flask, path: str) -> None:
    answer_once = EnvironBuilder(path).get_environ()
    run_wsgi_app(
        seeded_app.wsgi_app, answer_once, buffered=True
    )  # a process's first question loads dictionaries
    for text in TEXTS.values():
        for chunk in (NAMES[:5], NAMES[5:10], NAMES[10:]):
            answer(seeded_app, path, "&".join(f"{name}={quote(text)}" for name in chunk))
    for raw in RAW.values():
        answer(seeded_app, path, raw)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_text_is_answered(seeded_app: Flask, text: str) -> None:
    for path in ("/en/practices", "/en/practices/compare", "/api/v1/search", "/api/v1/suggest"):
        for name in ("q", "slug", "country"):
            assert len(answer(seeded_app, path, f"{name}={quote(text)}").data) < 200_000


@pytest.mark.parametrize("path", [*ASKED, "/en/nowhere", "/api/v1/nowhere"])
@pytest.mark.parametrize("unit", ["a", "%22", "&q=1", "%"])
def test_megabyte_is_refused_clearly_and_not_sent_back(seeded_app: Flask, path: str, unit: str) -> None:
    response = answer(seeded_app, path, "q=" + unit * (MEGABYTE // len(unit)))

    assert response.status == 400
    assert len(response.data) < 10_000
    if path.startswith("/api/"):
        assert json.loads(response.data)["detail"] == "Make it shorter and try again."


SEGMENTS = (
    "a" * 10_000,
    "%00",
    "berlin-mut%00",
    "%0a",
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%ff%fe",
    "%ED%A0%80",
    "%D0%B1%D0%B5%D1%80%D0%BB%D0%B8%D0%BD",
    "%F0%9F%98%80",
    "%E2%80%AEtum",
    "'%20OR%201=1--",
    "%7B%7B7*7%7D%7D",
    "<script>",
    "%25",
    "BERLIN-MUT",
    "berlin-mut.json",
    " ",
    "%20berlin-mut",
    "-",
    "*",
)


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda segment: segment[:20])
def test_any_segment_of_a_path_is_no_such_page(seeded_app: Flask, segment: str) -> None:
    paths = (
        f"/{segment}",
        f"/{segment}/practices",
        f"/en/{segment}",
        f"/en/practices/{segment}",
        f"/en/practices/{segment}/versions/1",
        f"/en/practices/berlin-mut/versions/{segment}",
        f"/en/concepts/{segment}",
        f"/api/v1/practices/{segment}",
        f"/api/v1/{segment}",
        f"/static/{segment}",
    )

    assert {path: answer(seeded_app, path).status for path in paths} == dict.fromkeys(paths, 404)


@pytest.mark.parametrize(
    "number", ["0", "00", "01", "-1", "+1", "1.0", "%D9%A1", "9" * 10, "9" * 30, "1e1", "0x1"]
)
def test_version_that_is_no_number_is_no_such_page(seeded_app: Flask, number: str) -> None:
    assert answer(seeded_app, f"/en/practices/berlin-mut/versions/{number}").status == 404


characters = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("\"'-*|() \0\t«»„“ORили<>&%+=;"), max_size=30),
    st.sampled_from(list(TEXTS.values())),
)
names = st.one_of(st.sampled_from([*NAMES, *FACETS, *WEIGHTS]), st.text(max_size=8))
values = st.one_of(characters, st.sampled_from(SORTS), st.integers().map(str), st.floats().map(str))
relaxed = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


@relaxed
@given(path=st.sampled_from(ASKED), pairs=st.lists(st.tuples(names, values), max_size=8))
def test_any_question_is_answered(seeded_app: Flask, path: str, pairs: list[tuple[str, str]]) -> None:
    question = "&".join(
        f"{quote(name, errors='surrogatepass')}={quote(value, errors='surrogatepass')}"
        for name, value in pairs
    )

    answer(seeded_app, path, question)


@relaxed
@given(path=st.sampled_from(ASKED), question=st.binary(max_size=80))
def test_any_bytes_are_answered(seeded_app: Flask, path: str, question: bytes) -> None:
    answer(seeded_app, path, question.decode("latin-1"))


@relaxed
@given(
    path=st.sampled_from(
        ["/{}", "/en/{}", "/en/practices/{}", "/en/concepts/{}", "/api/v1/practices/{}", "/{}/{}"]
    ),
    segment=st.binary(min_size=1, max_size=40),
)
def test_any_path_is_answered(seeded_app: Flask, path: str, segment: bytes) -> None:
    answer(seeded_app, path.replace("{}", quote(segment, safe="")))
