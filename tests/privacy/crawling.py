"""Walking over the whole site as one person: every link, every rule with every number, every search."""

import re
from collections import deque
from collections.abc import Iterator
from functools import cache, lru_cache
from io import BytesIO
from itertools import product
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from cop.core.db import db
from cop.discussions.models import Post
from cop.groups.models import Group
from cop.media.models import MediaFile
from cop.organisations.models import Organisation
from cop.practices.models import Practice
from cop.seminars.models import Seminar
from cop.submissions.models import Submission
from cop.successes.models import Success

LINK = re.compile(r"""(?:(?:href|src|action)=|content=(?="https?:|"/))"([^"]+)\"""")
"""What a page leads to; of the words about a page ("content") those alone that are addresses."""
QUESTIONS_A_PATH = 2
"""Addresses with a question that are followed for each path: facets multiply without end."""


def addresses(app: Flask) -> list[str]:
    """Return every GET rule, filled with everything that there is; rules in one language."""
    known, slugs = _values(), _slugs()
    found = []
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "media.show":
            continue
        names = sorted(rule.arguments)
        place = rule.rule.removeprefix("/<lang:lang>/").partition("/")[0]
        here = known | {"slug": slugs.get(place, slugs["practices"])}
        found += [
            adapter.build(rule.endpoint, dict(zip(names, values, strict=True)))
            for values in product(*(here[name] for name in names))
        ]
    return found + _files()


def _values() -> dict[str, list[Any]]:
    # The database is new, so the first numbers are those of cases, people, mails and requests alike.
    cases = list(db.session.scalars(select(Submission.id).order_by(Submission.id)))
    return {
        "lang": ["en"],
        "id": cases,
        "number": [1, 2],
        "code": ["en"],
        "part": ["contributions", "questions", "fields"],
        "key": ["title", "aim", "method"],
        "kind": ["practice", "group"],
        "place": list(db.session.scalars(select(Group.id).order_by(Group.id))),
        "post": list(db.session.scalars(select(Post.id).order_by(Post.id))),
        "decision": [1, 2],
        "entry": ["guessed"],
        "listing": ["sections"],
        "year": [2024],
        "token": ["guessed"],
    }


def _slugs() -> dict[str, list[str]]:
    """Return what was planted by the first word of its addresses: elsewhere it is nothing but a 404."""

    def planted(column: Any) -> list[str]:
        return list(db.session.scalars(select(column).where(column.startswith("zq"))))

    cases = [slug for slug in db.session.scalars(select(Submission.target_slug)) if slug]
    return {
        "practices": [*cases, *list(db.session.scalars(select(Practice.slug)))[:1]],
        "groups": planted(Group.slug),
        "organisations": planted(Organisation.slug),
        "seminars": planted(Seminar.slug),
        "successes": list(db.session.scalars(select(Success.slug)))[:1],
    }


def _files() -> list[str]:
    files = db.session.scalars(select(MediaFile).order_by(MediaFile.id))
    return [f"/files/{file.id}/file/{file.name}" for file in files]


def crawl(client: FlaskClient, starts: list[str], words: re.Pattern[str]) -> dict[str, str]:
    """Return the words that stand in any answer, each with one address where it does."""
    found: dict[str, str] = {}
    seen, questions = set(starts), dict[str, int]()
    waiting = deque(starts)
    while waiting:
        address = waiting.popleft()
        answer = client.get(address)
        for word in words.findall(_text(answer, address)):
            found.setdefault(word, address)
        assert answer.status_code < 500, address
        links = list(_links(address, answer.text)) if answer.mimetype == "text/html" else []
        if location := answer.headers.get("Location"):
            links.append(urljoin(address, location))
        answer.close()
        for link in links:
            path, _mark, question = link.partition("?")
            if link in seen or (question and questions.get(path, 0) >= QUESTIONS_A_PATH):
                continue
            questions[path] = questions.get(path, 0) + bool(question)
            seen.add(link)
            waiting.append(link)
    return found


def _text(answer: Any, address: str) -> str:
    """Return status, headers and body in small letters, without what was asked: it may be said back."""
    whole = f"{answer.headers}\n{_words(answer)}".lower()
    for asked in {address, unquote(address), urlsplit(address).path}:
        whole = whole.replace(asked.lower(), "")
    rest = address.lower().removeprefix("/en")  # the same page in the other languages
    return whole.replace(rest, "") if len(rest) > 1 else whole


def _words(answer: Any) -> str:
    if answer.mimetype != "application/pdf":
        return str(answer.text)
    return _printed(answer.data)


@lru_cache(maxsize=64)
def _printed(paper: bytes) -> str:
    """Return what is printed on a paper; most people get the very same."""
    return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(paper)).pages)


def _links(page: str, text: str) -> Iterator[str]:
    for link in LINK.findall(text):
        # The same few hundred stand on all pages; only those that begin with no slash depend on the page.
        if address := _followed("" if link.startswith("/") else page, link):
            yield address


@cache
def _followed(page: str, link: str) -> str:
    """Return the address within the site to which a link leads, or nothing."""
    address = urldefrag(urljoin(f"http://localhost{page}", link.replace("&amp;", "&")))[0]
    if not address.startswith("http://localhost/en") or " " in address:
        return ""
    return address.removeprefix("http://localhost")
