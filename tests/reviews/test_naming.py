"""Open review: a name stands with published scores where network and reviewer both chose so."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.accounts import operations as accounts
from cop.accounts.models import User
from cop.config import Config, ConfigError
from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.reviews import naming, reviewing
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome
from cop.reviews.models import Review
from cop.reviews.personal import PERSONAL
from cop.reviews.queries import reasons
from cop.submissions import drafting, operations
from cop.submissions.models import Submission
from cop.vocabulary import operations as vocabulary
from cop.vocabulary.queries import cache
from tests.catalogue.records import concept
from tests.people import actor_of, sign_in
from tests.reviews.conftest import SendCase
from tests.reviews.judging import draft_of
from tests.reviews.reading import texts, token
from tests.reviews.samples import NEED
from tests.reviews.writing import fields, in_hand, sheet_of, whole

FACTS = {"country": "bg", "organisations": [{"name": "House", "role": "lead", "website": ""}]}


@pytest.fixture
def open_review(app: Flask) -> Iterator[None]:
    """The network has chosen open review."""
    closed = app.config["COP"]
    app.config["COP"] = replace(closed, names_reviewers=True)
    yield
    app.config["COP"] = closed


@pytest.fixture
def case(author: User) -> Submission:
    """A practice that was sent, whose need can be quoted."""
    vocabulary.put([concept("bg", "country", en="Bulgaria")], actor=SYSTEM)
    db.session.commit()
    cache.clear()
    actor = actor_of(author)
    submission = drafting.begin("practice", actor=actor, language="en", title="The kitchen table")
    words = (("en", "aim", NEED), ("en", "method", "They cook."))
    for language, question, value in (*words, *(("", key, FACTS[key]) for key in FACTS)):
        drafting.save_answer(
            submission, actor=actor, language=language, question=question, value=value, revision=0
        )
    operations.send(submission, actor=actor)
    db.session.commit()
    return submission


def _hand_in(case: Submission, reviewer: User, *, is_named: bool) -> Review:
    sheet = sheet_of(case, reviewer)
    given = whole(is_named=is_named)
    given = replace(given, answers={key: replace(a, evidence=()) for key, a in given.answers.items()})
    given = replace(given, answers={key: replace(a, choice="0") for key, a in given.answers.items()})
    version = sheet.review.version
    reviewing.save_review(sheet, actor=actor_of(reviewer), given=given, revision=version)
    review = reviewing.send_review(sheet_of(case, reviewer), actor=actor_of(reviewer))
    db.session.commit()
    return review


def _publish(case: Submission, editor: User) -> None:
    decide(case, actor=actor_of(editor), outcome=Outcome.PUBLISH, letter="Good.", language="en")
    db.session.commit()


def _page(client: FlaskClient) -> str:
    answer = client.get("/en/practices/the-kitchen-table")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.usefixtures("open_review")
def test_published_scores_name_those_who_agreed(
    client: FlaskClient, case: Submission, author: User, editor: User, reviewers: list[User]
) -> None:
    in_hand(case, editor, reviewers[:2])
    _hand_in(case, reviewers[0], is_named=True)
    _hand_in(case, reviewers[1], is_named=False)
    sign_in(client, author)
    for path in ("", "/reviews"):
        assert "Rev Anna" not in client.get(f"/en/submissions/{case.id}{path}").text

    _publish(case, editor)

    page = _page(client)
    need = texts(page, "//tr[@id='criterion-need']//div[@class='reason']/p")
    assert need == ["0 because It says so. – Rev Anna", "0 because It says so."]
    assert "Rev Boris" not in page


def test_review_written_under_closed_review_never_becomes_named(
    app: Flask, client: FlaskClient, case: Submission, editor: User, reviewers: list[User]
) -> None:
    """Neither by a field that was sent all the same, nor by the network's opening later."""
    in_hand(case, editor, reviewers[:2])
    _hand_in(case, reviewers[0], is_named=True)
    _hand_in(case, reviewers[1], is_named=True)
    _publish(case, editor)
    app.config["COP"] = replace(app.config["COP"], names_reviewers=True)

    page = _page(client)
    app.config["COP"] = replace(app.config["COP"], names_reviewers=False)

    assert [name for name in ("Rev Anna", "Rev Boris") if name in page] == []


def test_draft_begun_under_open_review_and_sent_under_closed_is_not_named(
    app: Flask, case: Submission, editor: User, reviewers: list[User]
) -> None:
    in_hand(case, editor, reviewers[:2])
    draft_of(case, reviewers[0]).is_named = True
    db.session.commit()
    sheet = sheet_of(case, reviewers[0])
    given = replace(whole(is_named=True), to_authors="More.")
    given = replace(given, answers={k: replace(a, choice="0", evidence=()) for k, a in given.answers.items()})

    review = reviewing.save_review(
        sheet, actor=actor_of(reviewers[0]), given=given, revision=sheet.review.version
    )
    review.is_named = True  # as it would be, saved before the setting changed
    db.session.flush()

    assert not reviewing.send_review(sheet_of(case, reviewers[0]), actor=actor_of(reviewers[0])).is_named
    assert not app.config["COP"].names_reviewers


def test_names_that_were_agreed_to_hide_when_the_network_closes(
    app: Flask, case: Submission, editor: User, reviewers: list[User]
) -> None:
    closed = app.config["COP"]
    app.config["COP"] = replace(closed, names_reviewers=True)
    in_hand(case, editor, reviewers[:2])
    for reviewer in reviewers[:2]:
        _hand_in(case, reviewer, is_named=True)
    _publish(case, editor)
    id = db.session.query(Review.subject_id).filter_by(subject_kind="practice").first()
    assert id is not None

    shown = {reason.name for reason in reasons("practice", id[0], "en")["need"]}
    app.config["COP"] = closed
    hidden = {reason.name for reason in reasons("practice", id[0], "en")["need"]}

    assert (shown, hidden) == ({"Rev Anna", "Rev Boris"}, {""})


@pytest.mark.usefixtures("open_review")
def test_name_can_be_taken_off_changed_and_erased(
    client: FlaskClient, case: Submission, editor: User, reviewers: list[User]
) -> None:
    in_hand(case, editor, reviewers)
    for reviewer in reviewers:
        _hand_in(case, reviewer, is_named=True)
    _publish(case, editor)
    anna, boris, clara = reviewers
    assert all(name in _page(client) for name in ("Rev Anna", "Rev Boris", "Rev Clara"))

    sign_in(client, anna)
    others = client.get(f"/en/reviews/{case.id}/others").text
    assert "Take my name off" in others
    data = token(others)
    assert client.post(f"/en/reviews/{case.id}/unname", data=data).status_code == 303
    assert "Take my name off" not in client.get(f"/en/reviews/{case.id}/others").text
    accounts.change_profile(boris, actor=actor_of(boris), name="Bo", language="en", timezone="Europe/Sofia")
    for kind in PERSONAL:
        kind.erase(clara.id)
    db.session.commit()

    page = _page(client.application.test_client())  # whoever is signed in reads their own name in the menu
    assert [name for name in ("Rev Anna", "Rev Boris", "Rev Clara", "– Bo") if name in page] == ["– Bo"]


def test_nobody_takes_anothers_name_off(
    client: FlaskClient, case: Submission, editor: User, reviewers: list[User]
) -> None:
    in_hand(case, editor, reviewers[:1])
    review = _hand_in(case, reviewers[0], is_named=False)
    assert naming.own_reviews(case.id, actor=actor_of(reviewers[0])) == [review]
    sign_in(client, reviewers[1])

    page = client.get("/en/reviews").text

    data = token(page)
    assert client.post(f"/en/reviews/{case.id}/unname", data=data).status_code == 404


def test_form_tells_before_anything_is_written(
    app: Flask, client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    case = in_hand(send_case(), editor, reviewers[:1])
    sign_in(client, reviewers[0])
    path = f"/en/reviews/{case.id}/review"

    closed = client.get(path).text
    app.config["COP"] = replace(app.config["COP"], names_reviewers=True)
    opened = client.get(path).text
    data = fields(whole(to_authors="Well told.")) | token(opened) | {"is_named": "y"}
    revision = draft_of(case, reviewers[0]).version
    kept = client.post(path, data=data | {"revision": str(revision), "then": "stay"})
    shown = client.get(path).text
    app.config["COP"] = replace(app.config["COP"], names_reviewers=False)

    assert "Your name is never published." in closed
    assert 'name="is_named"' not in closed
    assert "This network has chosen open review" in opened
    assert 'name="is_named" value="y">' in opened
    assert kept.status_code == 303
    assert 'name="is_named" value="y" checked>' in shown


def test_setting_is_one_of_two_words() -> None:
    assert Config.from_env({"REVIEW_NAMES": "open"}).names_reviewers
    assert not Config.from_env({}).names_reviewers
    with pytest.raises(ConfigError, match="REVIEW_NAMES must be one of closed, open"):
        Config.from_env({"REVIEW_NAMES": "perhaps"})
