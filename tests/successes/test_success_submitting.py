"""A self-description that is written in the browser: its questions, its gate, its next year."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import Role
from cop.mail.models import MailMessage
from cop.practices.success_questions import SELF_DESCRIPTION
from cop.reviews import deciding
from cop.reviews.enums import Outcome
from cop.reviews.gate import Answered, let_through
from cop.rubric.rubrics import PRACTICES
from cop.submissions import drafting, operations, queries
from cop.submissions.enums import Coverage, State, Way
from cop.submissions.gaps import gaps
from cop.submissions.models import Submission
from cop.successes.composing import answers_of, compose
from cop.successes.models import Success, SuccessOwner, SuccessVersion
from cop.successes.submitting import SUCCESS
from tests.people import actor_of, person, sign_in, submit
from tests.successes.samples import publish, success

pytestmark = pytest.mark.usefixtures("app")

pytestmark = pytest.mark.usefixtures("app")

WHOLE: dict[str, dict[str, Any]] = {
    "": {
        "year": 2024,
        "organisations": [{"name": "House", "website": "house.example"}],
        "links": ["house.example/report"],
    },
    "en": {
        "title": "Day centre",
        "q1": "We cook with people.",
        "evaluations": [{"by": "A university", "when": "2023", "what": "", "result": ""}],
        "city": "Ruse",
    },
    "bg": {"title": "Дневен център", "q1": "Готвим с хората."},
}
YES = {question.key: Answered(is_yes=True) for question in PRACTICES.gate}


@pytest.fixture
def author() -> User:
    return person("Author", language="en")


@pytest.fixture
def editor() -> User:
    return person("Editor", Role.EDITOR, language="en")


def sent(author: User, **answers: Any) -> Submission:
    """A self-description that waits for an editor."""
    actor = actor_of(author)
    draft = drafting.begin("success", actor=actor, language="en", title="Day centre")
    for key, value in ({"year": 2024, "q1": "We cook with people."} | answers).items():
        language = "" if key == "year" else "en"
        drafting.save_answer(draft, actor=actor, language=language, question=key, value=value, revision=0)
    operations.send(draft, actor=actor)
    db.session.commit()
    return draft


def test_form_asks_the_twelve_questions_of_the_practices_other_entrance_once() -> None:
    asked = [question for question in SUCCESS.questions if question.section == "success"]

    assert [q.key for q in asked] == [q.key for q in SELF_DESCRIPTION]
    assert [q.label for q in asked] == [q.label for q in SELF_DESCRIPTION]
    assert [key for key, _label in SUCCESS.sections] == list(
        dict.fromkeys(q.section for q in SUCCESS.questions)
    )


def test_answers_become_content_and_come_back_unchanged(app: Flask, editor: User, author: User) -> None:
    content = compose("day-centre", "en", WHOLE)
    SUCCESS.publish(content, actor=actor_of(editor), note="", authors=[author.id], is_change=False)

    source, answers = answers_of("day-centre")
    again = compose("day-centre", source, answers)

    assert again == content
    assert again.facts.organisations[0].website == "https://house.example"
    assert again.facts.links == ["https://house.example/report"]
    assert SUCCESS.differences(content, again) == []
    with app.test_request_context("/en/"):
        said = [words for _code, _field, _label, words in SUCCESS.passages(content)]
        preview = SUCCESS.preview(content, "bg")
    assert {"We cook with people.", "Готвим с хората.", "2024", "- A university; 2023"} <= set(said)
    assert "Готвим с хората." in preview


@pytest.mark.parametrize(
    ("language", "answers", "field"),
    [
        ("en", {"title": ""}, "en/title"),
        ("bg", {"title": ""}, "bg/title"),
        ("", {"year": 2999}, "/year"),
        ("", {"year": 24}, "/year"),
        ("", {"links": ["not an address"]}, "/links"),
        ("en", {"evaluations": [{"by": "", "when": "2023", "what": "", "result": ""}]}, "en/evaluations"),
        ("en", {"q8": "> They listen.\n> [c-aaaa2222]"}, "en/q8"),
    ],
)
def test_answer_that_does_not_fit_is_told_at_its_question(
    language: str, answers: dict[str, object], field: str
) -> None:
    given: dict[str, dict[str, Any]] = {code: dict(by_key) for code, by_key in WHOLE.items()}
    given[language] |= answers

    with pytest.raises(InvalidError) as caught:
        compose("day-centre", "en", given)

    assert caught.value.field == field


def test_member_writes_one_in_the_browser_and_the_other_entrance_is_the_same(
    client: FlaskClient, author: User
) -> None:
    sign_in(client, author)

    begun = submit(
        client, "/en/submit?kind=success", {"title": "Day centre", "way": "self_description"}, form="/submit"
    )

    draft = db.session.scalars(select(Submission)).one()
    assert (begun.status_code, draft.kind, draft.way) == (303, "success", Way.FORM)
    address = f"/en/submissions/{draft.id}/questions/q1?in=en"
    assert submit(client, address, {"value": "We listen."}, form="/questions/").status_code == 303
    assert submit(client, address, {"value": "We ask, and listen."}, form="/questions/").status_code == 303
    row = queries.answer(draft.id, "en", "q1")
    assert row is not None
    assert (row.value, [v.value for v in queries.former_versions(row.id)]) == (
        "We ask, and listen.",
        ["We listen."],
    )
    page = client.get(f"/en/submissions/{draft.id}").text
    assert "What are the successes of your work" in page
    assert "Propose parts of the description" not in page
    preview = client.get(f"/en/submissions/{draft.id}/preview").text
    assert "A self-description, not reviewed" in preview
    assert "We ask, and listen." in preview


def test_gap_meter_says_that_the_eleven_never_ask_for_transfer(author: User) -> None:
    draft = sent(author, **{f"q{n}": "Words enough to say something about it. " * 4 for n in range(1, 12)})

    given = queries.as_mapping(queries.answers(draft.id))
    found = {gap.criterion.key: gap.coverage for gap in gaps(queries.questions_of(draft), given)}

    assert [key for key, coverage in found.items() if coverage is not Coverage.THERE] == ["transferability"]


def test_editor_publishes_without_reviews_once_the_gate_is_passed(
    client: FlaskClient, author: User, editor: User
) -> None:
    draft = sent(author)
    decide = {"outcome": Outcome.PUBLISH, "letter": "It is public.", "language": "en"}
    with pytest.raises(ConflictError):
        deciding.decide(draft, actor=actor_of(editor), **decide)  # type: ignore[arg-type]
    db.session.rollback()
    sign_in(client, editor)
    page = client.get(f"/en/reviews/{draft.id}").text
    assert "Nobody reviews a self-description" in page
    assert "Publish …" not in page
    yes = {f"{question.key}": "yes" for question in PRACTICES.gate}
    assert submit(client, f"/en/reviews/{draft.id}/gate", yes).status_code == 303

    db.session.expire_all()
    assert draft.state is State.SUBMITTED
    page = client.get(f"/en/reviews/{draft.id}").text
    assert "The gate is passed" in page
    assert "Whom you could ask" not in page
    done = submit(client, f"/en/reviews/{draft.id}/decision?outcome=publish", form="/decision")

    assert done.status_code == 303
    shown = client.get("/en/successes/day-centre").text
    assert "We cook with people." in shown
    assert "A self-description, not reviewed" in shown
    decided = select(MailMessage.context).where(MailMessage.reason.startswith("reviews.decided"))
    letters = [context["letter"] for context in db.session.scalars(decided)]
    assert len(letters) == 1
    assert "nobody has reviewed it" in letters[0]
    assert "scores of the reviewers" not in letters[0]
    assert db.session.scalars(select(SuccessOwner.user_id)).all() == [author.id]


def test_gate_that_says_no_gives_it_back_and_an_author_does_not_judge_it(author: User, editor: User) -> None:
    own = sent(editor)
    with pytest.raises(NotAllowedError):
        let_through(own, actor=actor_of(editor), answers=YES)
    draft = sent(author)

    deciding.decide(draft, actor=actor_of(editor), outcome=Outcome.CHANGES, letter="Say more.", language="en")

    assert draft.state is State.CHANGES_REQUESTED


def test_next_year_is_a_change_and_leaves_the_former_one_at_its_address(
    client: FlaskClient, author: User, editor: User
) -> None:
    draft = sent(author)
    let_through(draft, actor=actor_of(editor), answers=YES)
    decide = {"outcome": Outcome.PUBLISH, "letter": "It is public.", "language": "en"}
    deciding.decide(draft, actor=actor_of(editor), **decide)  # type: ignore[arg-type]
    db.session.commit()

    sign_in(client, author)
    assert submit(client, "/en/submit/success/day-centre", form="/submit/success").status_code == 303
    change = db.session.scalars(select(Submission).where(Submission.is_change.is_(True))).one()
    for key, language, value in (("year", "", "2025"), ("q1", "en", "We cook for the town.")):
        answer = queries.answer(change.id, language, key)
        assert answer is not None
        drafting.save_answer(
            change,
            actor=actor_of(author),
            language=language,
            question=key,
            value=value,
            revision=answer.revision,
        )
    operations.send(change, actor=actor_of(author))
    deciding.decide(change, actor=actor_of(editor), **decide)  # type: ignore[arg-type]
    db.session.commit()

    assert "We cook for the town." in client.get("/en/successes/day-centre").text
    assert "We cook with people." in client.get("/en/successes/day-centre/2024").text
    assert db.session.scalars(select(SuccessVersion.year).order_by(SuccessVersion.number)).all() == [
        2024,
        2025,
    ]


def test_published_one_is_not_overwritten_by_another_of_its_name(editor: User, author: User) -> None:
    content = publish(success("house", year=2024))

    with pytest.raises(ConflictError):
        SUCCESS.publish(content, actor=actor_of(editor), note="", authors=[author.id], is_change=False)
    with pytest.raises(ConflictError):
        SUCCESS.publish(success("garden"), actor=actor_of(editor), note="", authors=[], is_change=True)
    with pytest.raises(NotAllowedError):
        SUCCESS.publish(success("garden"), actor=actor_of(author), note="", authors=[], is_change=False)
    assert SUCCESS.slug_for("House", "en") == "house-2"
    assert db.session.scalars(select(Success.slug)).all() == ["house"]
