"""A word that one person alone has said, in every kind of content: once taken back, it is nowhere."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from cop.cases import operations as cases
from cop.consents import operations as consents
from cop.consents.enums import ConsentState, GivenHow, Scope
from cop.consents.models import Consent
from cop.core import outbox
from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.learning import drafting
from cop.learning import operations as learning
from cop.learning.models import Module
from cop.media import operations as media
from cop.media import storage
from cop.media.enums import PeopleShown
from cop.media.models import MediaFile
from cop.practices import operations as practices
from cop.practices.models import Practice
from cop.reviews.enums import ReviewState
from cop.reviews.models import Review, Score
from cop.submissions.models import Answer, FormerAnswer, Round, Submission
from cop.successes import operations as successes
from cop.vocabulary.queries import cache
from tests.cases.samples import case
from tests.catalogue.records import practice
from tests.conftest import MakeApp
from tests.learning.samples import module
from tests.people import actor_of, person, submit
from tests.successes.samples import success
from tests.web.site import parsed

MARKER = "Zyxquovalent"
SAID = f"I was {MARKER} when they asked me what I think."
ADDRESSES = (
    "/en/practices/house",
    "/en/practices/house/versions/1",
    "/en/practices/house/versions/2",
    f"/en/practices?q={MARKER}",
    "/api/v1/practices",
    "/api/v1/practices/house",
    f"/api/v1/search?q={MARKER}",
    f"/api/v1/search?q={MARKER}&kind=all",
    f"/api/v1/suggest?q={MARKER[:6].lower()}",
    f"/en/practices/feed.atom?q={MARKER}",
    "/en/cases/council",
    "/en/cases/council/versions/1",
    "/en/learn/talk",
    "/en/learn/talk/versions/1",
    f"/en/cases?q={MARKER}",
    "/en/cases/feed.atom",
    "/en/successes/centre",
    "/en/successes/centre/2024",
    "/en/successes/centre/versions/2",
    "/en/successes/feed.atom",
    f"/en/search?q={MARKER}&kind=success",
    f"/en/search?q={MARKER}",
    "/sitemap.xml",
)


@pytest.fixture
def site(empty_app: MakeApp) -> Iterator[Flask]:
    """A site of its own, on disk: what is grepped must be all there is."""
    cache.clear()
    with empty_app() as app, app.app_context():
        yield app
    cache.clear()


def _work(app: Flask) -> None:
    while outbox.run_pending(app.extensions["cop.jobs"]):
        pass


def _picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (400, 300), (200, 10, 10)).save(data, "JPEG")
    return data.getvalue()


def _plant(reference: str) -> bytes:
    """Put the words and a picture of one person everywhere; return the picture's bytes as they are kept."""
    quote = {"words": SAID, "said_by": f"A mother of {MARKER}", "consent": reference}
    quoted = f"Before.\n\n> {SAID}\n> [{reference}]\n\nAfter."
    for strapline in ("First", "Second"):
        list(practices.publish([practice("house", strapline=strapline, user_feedback=quoted)], actor=SYSTEM))
        cases.publish(case("council", strapline=strapline, quotes=[quote], benefits=quoted), actor=SYSTEM)
        sections = [{"id": "one", "title": "One", "text": quoted}]
        talk = module("talk", strapline=strapline, sections=sections, questions=[])
        learning.publish(talk, actor=SYSTEM)
    drafting.open_draft(db.session.scalars(select(Module)).one(), actor=SYSTEM)
    for year in (2024, 2025):
        successes.publish(success("centre", year=year, q8=quoted), actor=SYSTEM)
    person("Owner", language="en")
    submission = Submission(kind="practice", source_language="en", title="A house", version=1)
    db.session.add(submission)
    db.session.flush()
    answer = Answer(submission_id=submission.id, language="en", question="user_feedback", value=quoted)
    db.session.add(answer)
    db.session.flush()
    # Typed before anybody thought of the consent: no mark.
    db.session.add(
        FormerAnswer(answer_id=answer.id, value=f"She said: {SAID}", revision=1, edited_at=answer.edited_at)
    )
    content = practice("other", user_feedback=quoted).canonical()
    db.session.add(Round(submission_id=submission.id, number=1, content=content))
    review = Review(
        subject_kind="submission",
        subject_id=submission.id,
        submission_id=submission.id,
        reviewer="Reviewer 1",
        rubric_version=1,
        language="en",
        state=ReviewState.SUBMITTED,
        to_authors=f"You quote: {SAID}",
    )
    evidence: list[dict[str, Any]] = [
        {"kind": "passage", "field": "user_feedback", "quote": {"en": f"was {MARKER} when they"}}
    ]
    review.scores = [Score(criterion="satisfaction", step=3, reason={"en": f"“{SAID}”"}, evidence=evidence)]
    db.session.add(review)
    db.session.commit()
    house = db.session.scalars(select(Practice.id)).one()
    taken = media.take(_picture(), name="her.jpg", actor=SYSTEM)
    file = media.keep(taken, name="her.jpg", subject_kind="practice", subject_id=house, actor=SYSTEM)
    media.describe(
        file,
        actor=SYSTEM,
        rights="Ours",
        people_shown=PeopleShown.AGREED,
        descriptions={"en": f"A woman, {MARKER}"},
        consent=reference,
    )
    db.session.commit()
    return storage.path(file.digest).read_bytes()[100:200]


def _answers(client: FlaskClient) -> dict[str, str]:
    return {address: client.get(address).text for address in ADDRESSES}


def _holding(folder: Path, needles: list[bytes]) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(needle in path.read_bytes().lower() for needle in needles)
    ]


def test_withdrawn_words_and_picture_are_in_no_answer_and_in_no_file(site: Flask) -> None:
    folder = site.config["COP"].data_dir
    team = person("Team", language="en")
    consent, code = consents.note(
        actor=actor_of(team),
        holder="Mother 3",
        scopes=[Scope.PAGE, Scope.TRAINING],
        languages=[],
        until=None,
        given_how=GivenHow.WRITTEN,
    )
    reference = consent.reference
    db.session.commit()
    pixels = _plant(reference)
    _work(site)
    client = site.test_client()
    db.session.remove()
    shown = {
        a for a, text in _answers(client).items() if MARKER.lower() in text.lower().replace("<mark>", "")
    }
    assert {"/en/practices/house", "/en/cases/council", "/en/learn/talk", "/api/v1/practices/house"} <= shown
    assert {"/en/successes/centre", "/en/successes/centre/2024"} <= shown
    assert len(client.get("/en/practices/house").text.split("<figure class=")) == 2
    needles = [MARKER.lower().encode()[:9], pixels.lower()]
    assert len(_holding(folder, needles)) >= 2  # the database, and the index or the picture

    opened = submit(client, "/en/consents", {"code": code.lower().replace("-", " ")})
    assert "/en/cases/council" in opened.text
    assert "/en/learn/talk" in opened.text
    assert "/en/successes/centre" in opened.text
    assert "/en/practices/house" in opened.text
    unsure = submit_from(client, opened.text, {})
    assert unsure.status_code == 422
    done = submit_from(client, opened.text, {"is_sure": "y"})
    assert done.status_code == 200
    _work(site)

    answers = _answers(client)
    for address in ADDRESSES:
        visible = (
            answers[address]
            .replace(f"q={MARKER}", "")
            .replace(f'value="{MARKER}"', "")
            .replace(MARKER + " –", "")
        )
        assert "I was" not in visible, address
        assert "A mother of" not in visible, address
    assert "The person who said this has taken back their consent" in answers["/en/practices/house"]
    for address in ("/en/cases/council", "/en/successes/centre", "/en/successes/centre/2024"):
        assert "The person who said this has taken back their consent" in answers[address]
    assert "Before." in answers["/en/practices/house"]
    assert "After." in answers["/en/practices/house"]
    assert "<figure class=" not in answers["/en/practices/house"]
    assert '"total":0' in answers[f"/api/v1/search?q={MARKER}"].replace(" ", "")
    assert db.session.scalars(select(MediaFile)).all() == []
    ended = db.session.scalars(select(Consent)).one()
    assert (ended.state, ended.holder) == (ConsentState.WITHDRAWN, "")
    assert ended.erased_at is not None
    db.session.remove()
    assert _holding(folder, needles) == []  # the log of SQLite among them


def submit_from(client: FlaskClient, text: str, fields: dict[str, str]) -> Any:
    """Send the form by which one takes a consent back, out of a page that came from a POST."""
    form = next(f for f in parsed(text).forms if f.action.endswith("/withdraw"))
    values = dict(form.form_values())
    return client.post(form.action, data=values | fields)
