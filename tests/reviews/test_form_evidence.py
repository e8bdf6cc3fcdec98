"""What a reviewer names as evidence in the form: added by hand, given back where it is none."""

import pytest
from flask.testing import FlaskClient

from cop.accounts.models import User
from cop.core.db import db
from cop.media import operations as media
from cop.reviews.reading import written
from cop.submissions.models import Submission
from tests.people import actor_of
from tests.reviews.conftest import Send
from tests.reviews.judging import draft_of
from tests.reviews.reading import attributes, texts

ERRORS = "//div[@class='error-summary']//li"


def test_passage_link_and_file_are_added_and_taken_out_by_hand(
    client: FlaskClient, case: Submission, author: User, anna: User, send: Send, page: str
) -> None:
    file = media.keep(
        b"Plain.\n", name="a.txt", subject_kind="submission", subject_id=case.id, actor=actor_of(author)
    )
    db.session.commit()
    added = {
        "section-need": "en|need",
        "words-need": "young people",
        "link-need": " https://example.org/ ",
        "file-need": str(file.id),
    }

    answer = send("need", **added)

    assert answer.location == f"{page}#criterion-need"
    kept = written(draft_of(case, anna)).answers["need"].evidence
    assert [(p.kind, p.field, p.words) for p in kept] == [
        ("passage", "need", "young people"),
        ("link", "https://example.org/", "https://example.org/"),
        ("file", str(file.id), "a.txt"),
    ]
    found = client.get(page).text
    assert texts(found, "//textarea[@name='words-need']") == [""]
    assert attributes(found, "//ul[@data-evidence='need']//a/@href") == [
        "#text-en-need",
        f"/files/{file.id}/file/a.txt",
    ]
    with client.get(f"/files/{file.id}/file/a.txt") as whole_file:
        assert whole_file.status_code == 200
    send(**{"remove-need": kept[1].model_dump_json()})
    assert written(draft_of(case, anna)).answers["need"].evidence == (kept[0], kept[2])


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (
            {"section-need": "en|need", "words-need": "old people"},
            "These words do not stand in the section you chose. Copy them from the text as they are.",
        ),
        (
            {"section-need": "bg|need", "words-need": "young people"},
            "Choose the section in which the words stand.",
        ),
        ({"link-need": "example.org"}, "Write the whole address of the link, with https://."),
        ({"file-need": "77"}, "Choose a file of this case."),
    ],
)
def test_evidence_that_is_none_is_given_back_and_the_rest_is_kept(
    case: Submission, anna: User, send: Send, typed: dict[str, str], why: str
) -> None:
    answer = send("need", **typed, **{"reason-need": "Because.", "link-skills": "https://example.org/"})

    assert answer.status_code == 422
    assert texts(answer.text, ERRORS) == [f"Need: {why}"]
    assert texts(answer.text, "//section[@id='criterion-need']/p[@class='field-error']") == [why]
    name = next(name for name in typed if not name.startswith("section"))
    given = texts(answer.text, f"//textarea[@name='{name}']") + attributes(
        answer.text, f"//input[@name='{name}']/@value"
    )
    assert given == ([typed[name]] if name != "file-need" else [])
    assert attributes(answer.text, "//input[@name='link-skills']/@value") == [""]
    review = draft_of(case, anna)
    kept = written(review).answers
    assert (kept["need"].reason, len(kept["skills"].evidence)) == ("Because.", 1)
    assert attributes(answer.text, "//input[@name='revision']/@value") == [str(review.version)] == ["2"]


def test_evidence_nobody_can_read_is_refused(send: Send) -> None:
    answer = send(**{"evidence-need": "{"})

    assert answer.status_code == 400
