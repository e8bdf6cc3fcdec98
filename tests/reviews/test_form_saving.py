"""The form of a review saved as one writes: two tabs, words that come too late."""

from dataclasses import replace
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cop.accounts.models import User
from cop.core.db import db
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome
from cop.reviews.reading import Answered, written
from cop.rubric.criteria import CRITERIA
from cop.submissions.models import Submission
from tests.people import actor_of, sign_in
from tests.reviews.conftest import Send
from tests.reviews.judging import draft_of
from tests.reviews.reading import attributes, texts, token
from tests.reviews.samples import NEED
from tests.reviews.writing import PASSAGE, fields, whole, with_answer


def test_two_tabs_show_both_versions_and_overwrite_nothing(
    client: FlaskClient, case: Submission, anna: User, send: Send, page: str
) -> None:
    given = token(client.get(page).text)
    first = replace(with_answer(Answered("1", "First.")), to_authors="First.")
    second = replace(with_answer(Answered("2", "Second.", (PASSAGE,))), to_authors="Second.")
    send(**fields(first))

    answer = client.post(page, data=given | fields(second) | {"revision": "1"})

    assert answer.status_code == 409
    assert written(draft_of(case, anna)) == first
    assert texts(answer.text, "//fieldset/legend") == [str(CRITERIA[0].label), "To the authors"]
    assert texts(answer.text, "//div[@class='version-pane']") == [
        f"2 Second. – {NEED}", "1 First.", "Second.", "First."
    ]  # fmt: skip
    shown = attributes(answer.text, "//main//input[@name='revision']/@value")
    chosen = given | fields(second) | {"revision": shown[0], "keep-need": "theirs"}
    assert client.post(page, data=chosen).status_code == 303
    assert written(draft_of(case, anna)) == replace(first, to_authors="Second.")


def test_conflict_page_sends_all_that_was_typed(
    client: FlaskClient, case: Submission, anna: User, send: Send, page: str
) -> None:
    given = token(client.get(page).text)
    send(to_authors="First.")
    mine = replace(with_answer(Answered("na", "Because.", (PASSAGE,))), confidence=1, language="bg")
    found = client.post(page, data=given | fields(mine) | {"revision": "1"}).text

    hidden = dict(
        zip(
            attributes(found, "//main//input[@type='hidden']/@name"),
            attributes(found, "//main//input[@type='hidden']/@value"),
            strict=True,
        )
    )
    areas = zip(attributes(found, "//main//textarea/@name"), texts(found, "//main//textarea"), strict=True)
    answer = client.post(page, data=hidden | dict(areas))

    assert answer.status_code == 303
    assert written(draft_of(case, anna)) == mine


def _autosave(client: FlaskClient, page: str, **change: Any) -> TestResponse:
    given = token(client.get(page).text)
    return client.post(f"{page}/autosave", data=given | fields() | change)


def test_script_saves_as_one_writes(client: FlaskClient, case: Submission, anna: User, page: str) -> None:
    sign_in(client, anna)

    first = _autosave(client, page, revision="1")
    late = _autosave(client, page, revision="1", to_authors="Other words.")
    unfit = _autosave(client, page, revision="2", **{"step-need": "9"})

    assert first.json is not None
    assert (first.json["revision"], first.json["words"][:6]) == (2, "Saved ")
    assert (late.status_code, late.json) == (
        409,
        {"words": "This review has been changed in another window. Press “Save” to see both versions."},
    )
    assert (unfit.status_code, unfit.json) == (400, {"words": "Choose one of the steps."})
    assert written(draft_of(case, anna)) == whole()


def test_words_typed_too_late_are_given_back(
    client: FlaskClient, case: Submission, editor: User, anna: User, page: str
) -> None:
    sign_in(client, anna)
    given = token(client.get(page).text)
    decide(case, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="No.", language="en")
    db.session.commit()
    form = given | fields(whole(to_authors="Late words.")) | {"revision": "1"}

    answer, script = client.post(page, data=form), client.post(f"{page}/autosave", data=form)

    words = "This review cannot be changed any more. What you typed was not saved."
    assert (answer.status_code, script.status_code) == (409, 409)
    assert texts(answer.text, "//div[@role='alert']") == [words]
    assert texts(answer.text, "//div[@class='version-pane']")[-1] == "Late words."
    assert (NEED in answer.text.replace(PASSAGE.words, "", 8), script.json) == (False, {"words": words})


def test_words_typed_after_sending_are_given_back(
    client: FlaskClient, case: Submission, anna: User, send: Send, page: str
) -> None:
    given = token(client.get(page).text)
    send("send", **fields())

    answer = client.post(page, data=given | fields(whole(to_authors="Oh, and")) | {"revision": "2"})

    assert answer.status_code == 409
    assert texts(answer.text, "//div[@class='version-pane']")[-1] == "Oh, and"
    assert draft_of(case, anna).to_authors == ""
