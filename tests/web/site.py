"""The pages of the site as tests walk over them, and how they are read."""

from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from cop.config import LANGUAGES

CODES = tuple(LANGUAGES)
PAGES = (
    "",
    "practices",
    "practices?q=mentoring",
    "search?q=mentoring",
    "practices/berlin-mut",
    "practices/berlin-mut/versions/1",
    "practices/ruse-feedback-tools",
    "practices/compare?slug=berlin-mut&slug=milan-social-broker",
    "concepts/children",
    "organisations/hilfe-fuer-jungs",
    "cases",
    "cases?q=mothers",
    "cases/hiv-peer-counsellors",
    "cases/hiv-peer-counsellors/versions/1",
    "involvement",
    "involvement/results",
    "tools",
    "tools/mood-board",
    "tools/mood-board/versions/1",
    "successes",
    "successes?year=2014",
    "successes/community-support-centre-ruse",
    "successes/community-support-centre-ruse/versions/1",
    "involvement?form=co-research",
    "groups",
    "groups/families-in-hard-situations",
    "groups/peer-support",
    "criteria",
    "about",
    "accessibility",
    "privacy",
    "learn",
    "learn/successful-peer-support",
    "learn/successful-peer-support/versions/1",
    "questions",
    "questions/1",
    "seminars",
    "seminars/people-as-partners-new-roles",
    "newsletter",
    "newsletter/4",
)
"""Every kind of page below the language, with the seeds loaded."""

ASKING = (
    "consents",
    "consents/AAAA-BBBB",
    "voices/faces234",
    "voices/web23456",
    "voices/asked234",
    "voices/happy234/help",
    "voices/happy234/thanks",
    "voices/happy234/called",
    "voices/faces234/results",
    "voices/web23456/results",
    "voices/happy234/results",
    "voices/weeks234/results",
    "voices/asked234/results",
)
"""Pages where whoever comes without an account is asked something, or reads what others said; not kept."""

ADDRESSES = tuple(f"/{code}/{page}" for code in CODES for page in PAGES)
EVERY_ADDRESS = (*ADDRESSES, *(f"/{code}/{page}" for code in CODES for page in ASKING))


def parsed(text: str) -> Any:
    """The root element of a page."""
    return html.document_fromstring(text)


def read(client: FlaskClient, address: str, **rest: Any) -> Any:
    """The root element of a page that must be there."""
    response = client.get(address, **rest)
    assert response.status_code == 200
    return parsed(response.text)


def words(element: Any) -> str:
    """The words of an element, one blank between them."""
    return " ".join(element.text_content().split())


@cache
def fetched(app: Flask, address: str) -> TestResponse:
    """The answer of an application that is only read, asked for once."""
    return app.test_client().get(address)


def autosave(client: FlaskClient, page: str, **fields: str) -> Any:
    """Send what the script of the page sends while somebody writes."""
    form = next(form for form in read(client, page).forms if form.get("data-autosave"))
    return client.post(form.get("data-autosave"), data=dict(form.form_values()) | fields)
