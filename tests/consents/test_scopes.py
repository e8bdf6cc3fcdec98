"""Where words may stand besides a page: newsletter, paper, training; and how they go from there."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from cop.consents import operations as consents
from cop.consents import queries
from cop.consents.enums import GivenHow, Scope
from cop.consents.models import Consent
from cop.core import outbox
from cop.core.db import db, now
from cop.core.errors import InvalidError
from cop.core.forums import place_of
from cop.core.permissions import SYSTEM
from cop.core.records import Ref
from cop.discussions import operations as discussions
from cop.learning import operations as learning
from cop.newsletter import operations as newsletter
from cop.newsletter.enums import IssueState
from cop.newsletter.models import Edition, Issue
from cop.practices import operations as practices
from cop.practices.models import Practice
from cop.seminars import operations as seminars
from cop.seminars.content import Facts, Text
from cop.seminars.enums import State
from cop.vocabulary.queries import cache
from tests.catalogue.records import practice
from tests.conftest import MakeApp
from tests.consents.test_no_trace import MARKER, SAID, _holding, _work
from tests.learning.samples import module
from tests.people import actor_of, person, submit

PAGES = ("/en/newsletter/7", "/en/seminars/voices", "/en/learn/module")
PAPERS = ("/en/newsletter/7/pdf", "/en/seminars/voices/minutes.pdf", "/en/learn/module/module.pdf")
OTHERS = (
    "/en/newsletter/7/text",
    "/en/newsletter/feed.atom",
    "/en/seminars/feed.atom",
    f"/en/search?q={MARKER}",
    f"/api/v1/search?q={MARKER}&kind=all",
    "/en/conversations",
)
EVERYWHERE = [Scope.PAGE, Scope.NEWSLETTER, Scope.PRINT, Scope.TRAINING]


@pytest.fixture
def site(empty_app: MakeApp) -> Iterator[Flask]:
    """A site of its own, on disk."""
    cache.clear()
    with empty_app() as app, app.app_context():
        yield app
    cache.clear()


def _note(*scopes: Scope, languages: tuple[str, ...] = ()) -> tuple[Consent, str]:
    team = person("Team", language="en", email=f"team{now().timestamp()}@example.org")
    return consents.note(
        actor=actor_of(team),
        holder="Mother 3",
        scopes=scopes,
        languages=languages,
        until=None,
        given_how=GivenHow.WRITTEN,
    )


def _quoted(reference: str) -> str:
    return f"> {SAID}\n> [{reference}]\n\nAfter."


def _plant(reference: str) -> None:
    quoted = _quoted(reference)
    newsletter.put_rebuilt(
        actor=SYSTEM,
        number=7,
        source="",
        language="en",
        published_at=now(),
        refs=[],
        texts={"en": {"title": "Voices", "lead": quoted, "findings": quoted}},
        intros={"en": {}},
    )
    facts = Facts(day=date(2026, 4, 10), zone="Europe/Sofia", spoken="en")
    seminar = seminars.begin(
        facts, Text(title="Voices", summary=quoted), actor=SYSTEM, language="en", slug="voices"
    )
    seminar.state = State.SUMMARISED
    learning.publish(
        module(sections=[{"id": "one", "title": "One", "text": quoted}], questions=[]), actor=SYSTEM
    )
    list(practices.publish([practice("house")], actor=SYSTEM))
    db.session.flush()
    talker = actor_of(person("Talker", language="en", email="talker@example.org"))
    place = place_of(Ref("practice", db.session.query(Practice.id).scalar()), actor=talker, language="en")
    assert place is not None
    discussions.start(place, actor=talker, title="A question", text=f"She said: {SAID}", language="en")
    db.session.commit()


def _paper(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    return " ".join(text.split())


def test_withdrawn_words_go_from_newsletter_seminar_module_talk_and_paper(site: Flask) -> None:
    folder = site.config["COP"].data_dir
    consent, code = _note(*EVERYWHERE)
    reference = consent.reference
    db.session.commit()
    _plant(reference)
    _work(site)
    client = site.test_client()
    db.session.remove()
    for address in PAGES:
        assert MARKER in client.get(address).text, address
    for address in PAPERS:
        assert MARKER in _paper(client, address), address
    description = next(line for line in client.get(PAGES[0]).text.splitlines() if "og:description" in line)
    assert MARKER in description
    needles = [MARKER.lower().encode()[:9]]
    # The index, and SQLite's file where the database is one.
    assert len(_holding(folder, needles)) >= 1 + site.config["COP"].is_sqlite

    opened = submit(client, "/en/consents", {"code": code}).text
    assert all(address in opened for address in PAGES), "their holder sees where they stand"
    consents.withdraw_by_code(db.session.query(Consent).one())
    db.session.commit()
    _work(site)

    for address in (*PAGES, *OTHERS):
        text = client.get(address).text
        assert "I was" not in text, address
        assert "After." in text or address not in PAGES
        graph = [line for line in text.splitlines() if "og:" in line and "q=" not in address]
        assert MARKER not in "\n".join(graph), address
    for address in PAPERS:
        assert MARKER not in _paper(client, address), address
    assert db.session.query(Issue).one().state is IssueState.SENT
    db.session.remove()
    assert _holding(folder, needles) == []


def test_words_that_are_not_for_paper_stand_on_the_page_and_in_no_pdf(site: Flask) -> None:
    consent, _code = _note(Scope.PAGE, Scope.NEWSLETTER, Scope.TRAINING)
    db.session.commit()
    _plant(consent.reference)
    client = site.test_client()
    db.session.remove()

    for address in PAGES:
        assert MARKER in client.get(address).text, address
    for address in PAPERS:
        paper = _paper(client, address)
        assert MARKER not in paper, address
        assert "After." in paper, address


def test_issue_refuses_words_that_are_not_for_the_newsletter(site: Flask) -> None:
    del site
    page, _code = _note(Scope.PAGE, Scope.PRINT)
    fit, _other = _note(Scope.NEWSLETTER, languages=("en",))
    issue = newsletter.begin(actor=SYSTEM, language="en")

    for language, reference in (("en", page.reference), ("bg", fit.reference), ("en", "c-00000000")):
        with pytest.raises(InvalidError) as refused:
            newsletter.save_texts(
                issue,
                language,
                actor=SYSTEM,
                version=0,
                texts={"title": "T", "lead": _quoted(reference)},
                intros={},
            )
        assert refused.value.field == "lead"
    newsletter.save_texts(
        issue, "en", actor=SYSTEM, version=0, texts={"title": "T", "lead": _quoted(fit.reference)}, intros={}
    )

    assert fit.reference in db.session.query(Edition).one().texts["lead"]


def test_module_refuses_words_that_are_not_for_training(site: Flask) -> None:
    del site
    consent, _code = _note(Scope.PAGE, Scope.NEWSLETTER, Scope.PRINT)
    sections = [{"id": "one", "title": "One", "text": _quoted(consent.reference)}]

    with pytest.raises(InvalidError, match="does not cover this"):
        learning.publish(module(sections=sections, questions=[]), actor=SYSTEM)


def test_text_is_covered_only_as_far_as_its_consent_reaches(site: Flask) -> None:
    del site
    consent, _code = _note(Scope.PRINT, languages=("en",))
    text = f"Before.\n\n{_quoted(consent.reference)}\n\n> Nobody's.\n"

    assert SAID in queries.covered(text, "en", scope=Scope.PRINT)
    for language, scope in (("bg", Scope.PRINT), ("en", Scope.PAGE)):
        rest = queries.covered(text, language, scope=scope)
        assert SAID not in rest
        assert "Before." in rest
        assert "Nobody's." in rest
    assert queries.covered(f"Loose: {SAID} [{consent.reference}]", "bg", scope=Scope.PRINT) == ""
    consent.until = queries.today() - timedelta(days=1)
    db.session.flush()
    assert SAID not in queries.covered(text, "en", scope=Scope.PRINT)
    assert outbox.backlog()[0] == 0
