"""Whoever may not read a word finds it nowhere: not in a page, a header, a search, a feed or a mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import sleep
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.core import outbox, stamps
from cop.core.db import db, transaction
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from tests.conftest import Application
from tests.people import sign_in
from tests.privacy.canaries import ROLES, STATES, People, plant
from tests.privacy.crawling import addresses, crawl

SIGNS: Final = {
    "v": "visitor",
    "m": "member",
    "o": "owner",
    "c": "coauthor",
    "r": "reviewer",
    "s": "second",
    "x": "elsewhere",
    "f": "conflicted",
    "e": "editor",
    "d": "moderator",
    "p": "officer",
    "a": "administrator",
}

MAY_READ: Final = {
    # what                draft  submitted  review   declined  withdrawn  published; "-" nobody, "*" everybody
    "title":              "oc    oce        ocrsxe   oce       oc         *",
    "answer":             "oc    oce        ocrsxe   oce       oc         *",
    "house":              "oc    oce        ocrsxe   oce       oc         *",
    "former":             "oc    oc         oc       oc        oc         oc",
    "proposal":           "oc    oc         oc       oc        oc         oc",
    "finding":            "oc    oc         oc       oc        oc         oc",
    "document":           "oc    oc         oc       oc        oc         oc",
    "invited":            "-     -          -        -         -          -",
    "privatename":        "oc    oce        ocrse    oce       oc         ocsxe",
    "privatebytes":       "oc    oce        ocrse    oce       oc         ocsxe",
    "privaterights":      "oc    oce        ocrse    oce       oc         ocsxe",
    "privatedescription": "oc    oce        ocrse    oce       oc         ocsxe",
    "publicname":         "oc    oce        ocrse    oce       oc         *",
    "publicbytes":        "oc    oce        ocrse    oce       oc         *",
    "publicrights":       "oc    oce        ocrse    oce       oc         *",
    "publicdescription":  "oc    oce        ocrse    oce       oc         *",
    "said":               "-     oce        oce      oce       oc         oce",
    "note":               "-     e          e        e         -          e",
    "gate":               "-     -          e        e         -          e",
    "conflict":           "-     -          ef       ef        f          ef",
    "letter":             "-     -          -        oce       -          oce",
    "reply":              "-     -          -        oce       -          oce",
    "secondreason":       "-     -          se       ocsxe     -          *",
    "secondtoauthors":    "-     -          se       ocsxe     -          ocsxe",
    "secondtoeditors":    "-     -          se       se        -          se",
    "elsewherereason":    "-     -          -        ocsxe     -          *",
    "elsewheretoauthors": "-     -          -        ocsxe     -          ocsxe",
    "elsewheretoeditors": "-     -          -        xe        -          xe",
    "reviewerreason":     "-     -          r        -         -          -",
    "reviewertoauthors":  "-     -          r        -         -          -",
    "reviewertoeditors":  "-     -          r        -         -          -",
}  # fmt: skip
"""Upper bounds, by hand: who may come upon the word that stands there in the case of that state."""

SEMINARS: Final = {
    "zqseminardraft": "oe", "zqseminarwayin": "oe", "zqseminarspeaker": "oe",
    "zqseminarname": "oe", "zqseminarmail": "oe", "zqseminaranswer": "oe", "zqseminarkey": "",
}  # fmt: skip
"""What only those who look after a seminar, and editors, may know of it; a key nobody at all."""

NAMES: Final = {
    # who: beside themselves
    "member": "ea", "owner": "cead", "coauthor": "oead", "reviewer": "ea", "second": "ea", "elsewhere": "ea",
    "conflicted": "ea", "editor": "a", "moderator": "ea", "officer": "ea", "administrator": "e",
}  # fmt: skip
"""Names: of authors to one another, of all others to editors (in the trail) and administrators alone."""


IN_GROUPS: Final = {
    # what is said in a circle of members, and in one under pseudonyms; moderators look after both
    "zqcircletitle": "ocd", "zqcirclewords": "ocd", "zqcircledraft": "o",
    "zqmaskstitle": "ocd", "zqmaskswords": "ocd", "zqmasksdraft": "o",
    "zqheronpersona": "ocd", "zqfoxpersona": "c",
}  # fmt: skip


def _allowed() -> dict[str, set[str]]:
    """Return the roles that may read each word."""
    found: dict[str, set[str]] = {}
    for what, row in MAY_READ.items():
        for state, signs in zip(STATES, row.split(), strict=True):
            everybody = set(SIGNS.values())
            roles = everybody if signs == "*" else {SIGNS[sign] for sign in signs.replace("-", "")}
            found[f"zq{state}{what}"] = roles
    found |= {word: {SIGNS[sign] for sign in signs} for word, signs in SEMINARS.items()}
    for role, signs in NAMES.items():
        found[f"zqname{role}"] = {role, *(SIGNS[sign] for sign in signs)}
        found[f"zqmail{role}"] = {role}
    for words, signs in IN_GROUPS.items():
        found[words] = {SIGNS[sign] for sign in signs}
    return found


ALLOWED: Final = _allowed()
WORDS: Final = re.compile("|".join(sorted(ALLOWED, key=len, reverse=True)))


@dataclass(frozen=True)
class Site:
    """A site with its secrets."""

    app: Flask
    people: People
    starts: list[str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, application: Application, seeds: Path) -> Iterator[Site]:
    """All seeds, people of every role, a case in every state, and the worker has done its work."""
    with application(tmp_path_factory.mktemp("secrets"), seeds) as app:
        with app.app_context():
            people = plant()
            while outbox.run_pending(app.extensions["cop.jobs"]):
                pass
            starts = addresses(app)
            db.session.remove()
        yield Site(app, people, starts)


@pytest.fixture(scope="module")
def found(site: Site) -> dict[str, dict[str, str]]:
    """What everybody comes upon, by role: word -> one address."""
    everything = {}
    for role in SIGNS.values():
        client = site.app.test_client()
        if role in ROLES:
            with site.app.app_context():
                sign_in(client, site.people[role])
                db.session.remove()
        everything[role] = crawl(client, ["/en/", *site.starts], WORDS)
    return everything


@pytest.mark.parametrize("role", SIGNS.values())
def test_nobody_comes_upon_what_is_not_for_them(found: dict[str, dict[str, str]], role: str) -> None:
    leaks = {word: address for word, address in found[role].items() if role not in ALLOWED[word]}

    assert leaks == {}


@pytest.fixture
def open_review(site: Site) -> Iterator[None]:
    """The network has chosen open review; whatever was drawn before is drawn anew."""
    closed = site.app.config["COP"]
    for config in (replace(closed, names_reviewers=True), closed):
        site.app.config["COP"] = config
        with site.app.app_context(), transaction():
            stamps.bump(stamps.CONTENT)
        sleep(1.2)  # stamps are looked at once a second
        if config is not closed:
            yield


@pytest.mark.usefixtures("open_review")
@pytest.mark.parametrize("role", ["visitor", "owner"])
def test_open_review_names_those_who_agreed_where_it_is_published(site: Site, role: str) -> None:
    """Only there: crawled anew, what was declined, withdrawn or is in review names nobody."""
    client = site.app.test_client()
    if role in ROLES:
        with site.app.app_context():
            sign_in(client, site.people[role])
            db.session.remove()

    reviewers = re.compile("zqnamesecond|zqnameelsewhere|zqnamereviewer")
    named: dict[str, set[str]] = {}
    for address in site.starts:
        answer = client.get(address)
        if found := set(reviewers.findall(answer.text.lower())):
            named[address] = found
        answer.close()

    assert set().union(*named.values()) == {"zqnamesecond"}
    assert all("/practices/zqpublishedtitle" in address for address in named), named


def test_crawl_gets_everywhere(found: dict[str, dict[str, str]]) -> None:
    seen = {word for words in found.values() for word in words}

    hidden = {word for word, roles in ALLOWED.items() if roles} - seen
    assert {word for word in hidden if not word.endswith(NOT_SHOWN)} == set()


NOT_SHOWN: Final = ("rights", "description", "conflict")
"""What no page shows in every state; its bounds stand in the table all the same."""

SEARCHES: Final = (
    "/en/practices?q={}",
    "/api/v1/search?q={}",
    "/api/v1/suggest?q={}",
    "/api/v1/practices?q={}",
)


@pytest.mark.parametrize("search", SEARCHES)
def test_search_knows_a_secret_word_no_better_than_one_that_nobody_wrote(site: Site, search: str) -> None:
    client = site.app.test_client()
    secret = [word for word, roles in ALLOWED.items() if "visitor" not in roles]
    nothing = _asked(client, search, "zqnobodywrotethis")

    known = [word for word in secret if _asked(client, search, word) != nothing]

    assert known == []


@pytest.mark.parametrize("search", SEARCHES[:3])
def test_search_finds_what_is_public(site: Site, search: str) -> None:
    client = site.app.test_client()

    assert _asked(client, search, "zqpublishedtitle") != _asked(client, search, "zqnobodywrotethis")


def _asked(client: FlaskClient, search: str, word: str) -> tuple[int, str]:
    answer = client.get(search.format(word))
    return answer.status_code, answer.text.replace(word, "")


def test_no_mail_tells_anybody_what_is_not_for_them(site: Site) -> None:
    leaks, read = {}, set()
    roles = {id: role for role, id in site.people.ids.items()}
    with site.app.app_context():
        for mail in db.session.scalars(select(MailMessage).order_by(MailMessage.id)):
            rendered = render(mail)
            whole = f"{mail.to} {mail.reply_to} {rendered.subject} {rendered.text} {rendered.html}".lower()
            role = roles.get(mail.person_id or 0, "invited")
            words = set(WORDS.findall(whole))
            read |= words
            may = {word for word in words if role in ALLOWED[word] or _is_mailed(word, role)}
            if words - may:
                leaks[mail.reason] = words - may
        db.session.remove()

    assert leaks == {}
    assert {"zqdeclinedletter", "zqpublishedletter", "zqreviewsaid", "zqdrafttitle"} <= read


def _is_mailed(word: str, role: str) -> bool:
    """Whoever is invited learns of which case, and by whom; others were told when it was theirs to know."""
    if role == "invited":
        return word.endswith(("title", "invited")) or word == "zqnameowner"
    state = next((state for state in ("declined", "withdrawn") if word.startswith(f"zq{state}")), "")
    before = word.replace(state, "review", 1) if state else ""
    return role in ALLOWED.get(before, set())
