"""Decisions: one a round, with a letter; what becomes public, and what is left to the authors."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import SYSTEM, VISITOR, Role
from cop.mail.models import MailMessage
from cop.reviews import assigning, letters, requests
from cop.reviews.deciding import decide
from cop.reviews.enums import AssignmentState, Outcome
from cop.reviews.models import Assignment, Decision, Review
from cop.reviews.operations import put_demonstrations
from cop.reviews.queries import reasons, scorecards, standing
from cop.submissions.enums import State
from cop.submissions.models import Submission
from tests.catalogue.records import review
from tests.people import actor_of, person
from tests.reviews.conftest import SendCase
from tests.reviews.judging import hand_in, let_through, reviewed
from tests.submissions.notes import published

Session = scoped_session[Any]
PUBLISH: dict[str, Any] = {"outcome": Outcome.PUBLISH, "letter": "Congratulations.", "language": "bg"}
CHANGES: dict[str, Any] = {"outcome": Outcome.CHANGES, "letter": "Please add figures.", "language": "bg"}
DECLINE: dict[str, Any] = {"outcome": Outcome.DECLINE, "letter": "Not now.", "language": "bg"}


def test_publishing_makes_content_scores_and_reasons_public(
    rated: Submission, editor: User, db_session: Session
) -> None:
    put_demonstrations("note", 1, [review("Demonstration", {"need": 4})], actor=SYSTEM)
    slug, id = rated.target_slug, rated.id

    decision = decide(rated, actor=actor_of(editor), **PUBLISH)

    assert (decision.outcome, decision.decided_by, decision.report) == (Outcome.PUBLISH, editor.id, {})
    assert [len(versions) for versions in published.values()] == [1]
    assert db_session.get_one(Submission, id).state is State.PUBLISHED
    assert slug in published
    card = scorecards("note", [1])[1]
    assert (card.reviewers, card.is_demonstration, card.scores["need"].steps) == (2, False, (1, 3))
    assert [(r.reviewer, r.step, r.text) for r in reasons("note", 1, "en")["need"]] == [
        ("Reviewer 1", 3, "Anna: because of need."),
        ("Reviewer 2", 1, "Boris: because of need."),
    ]
    assert db_session.scalar(select(func.count()).where(Review.submission_id == id)) == 2


def test_deciding_eight_times_is_deciding_once(rated: Submission, editor: User, db_session: Session) -> None:
    id = rated.id
    for _ in range(8):
        decide(db_session.get_one(Submission, id), actor=actor_of(editor), **PUBLISH)

    mails = select(func.count()).where(MailMessage.template == "reviews/decided")
    entries = select(func.count()).where(AuditEntry.action == "reviews.decide")
    assert (db_session.scalar(mails), db_session.scalar(entries)) == (1, 1)
    assert [len(versions) for versions in published.values()] == [1]


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (PUBLISH, "Ela Editor has decided already, to publish it. Your letter was not sent."),
        (CHANGES, "Ela Editor has decided already, to ask for changes. Your letter was not sent."),
        (DECLINE, "Ela Editor has decided already, to decline it. Your letter was not sent."),
    ],
)
def test_second_editor_is_told_who_decided_what(
    rated: Submission, editor: User, other_editor: User, first: Any, message: str, db_session: Session
) -> None:
    id = rated.id
    decide(rated, actor=actor_of(editor), **first)

    with pytest.raises(ConflictError) as refused:
        decide(db_session.get_one(Submission, id), actor=actor_of(other_editor), **DECLINE)

    assert refused.value.message == message
    assert db_session.scalar(select(func.count()).select_from(Decision)) == 1


def test_letter_goes_to_every_author_at_once_in_one_mail_each(
    rated: Submission, author: User, editor: User, db_session: Session
) -> None:
    id = rated.id
    decide(rated, actor=actor_of(editor), **PUBLISH)

    mails = db_session.scalars(select(MailMessage).where(MailMessage.template == "reviews/decided")).all()
    assert [(m.person_id, m.language, m.kind) for m in mails] == [(author.id, "bg", "service")]
    assert mails[0].context == {
        "title": "A house of peers",
        "outcome": "publish",
        "letter": "Congratulations.",
        "letter_language": "bg",
        "page": f"/bg/practices/{db_session.get_one(Submission, id).target_slug}",
    }


def test_case_with_one_review_does_not_become_public(
    send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    case = reviewed(send_case(), editor, reviewers, 4)

    with pytest.raises(ConflictError, match="At least 2 reviews"):
        decide(case, actor=actor_of(editor), **PUBLISH)

    assert (case.state, published) == (State.IN_REVIEW, {})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"letter": "  "}, "letter"),
        ({"letter": "x" * 20_001}, "letter"),
        ({"language": "xx"}, "language"),
    ],
)
def test_letter_that_cannot_be_sent_decides_nothing(
    rated: Submission, editor: User, change: Any, field: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        decide(rated, actor=actor_of(editor), **(PUBLISH | change))

    assert (refused.value.field, rated.state) == (field, State.IN_REVIEW)


def test_only_editors_who_do_not_write_the_case_decide(
    send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    own = person("Own", Role.EDITOR)
    case = reviewed(send_case(by=own), editor, reviewers, 3, 3)

    for actor in (actor_of(own), actor_of(reviewers[0]), VISITOR):
        with pytest.raises(NotAllowedError):
            decide(case, actor=actor, **PUBLISH)


def test_decision_that_ends_a_case_takes_open_requests_back(
    rated: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    assigning.ask(rated, actor=actor_of(editor), reviewer_id=reviewers[2].id)

    decide(rated, actor=actor_of(editor), **DECLINE)

    states = db_session.scalars(select(Assignment.state).order_by(Assignment.id)).all()
    assert states == [AssignmentState.DONE, AssignmentState.DONE, AssignmentState.TAKEN_BACK]


def test_declining_leaves_a_report_that_names_no_reviewer(
    send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    case = let_through(send_case(), editor)
    for reviewer, steps in zip(
        reviewers, ({"need": 3, "results": 0, "skills": 1}, {"need": 4, "results": 1}), strict=False
    ):
        request = assigning.ask(case, actor=actor_of(editor), reviewer_id=reviewer.id)
        requests.accept(request, actor=actor_of(reviewer))
        hand_in(case, reviewer, steps, to_editors="SECRET")

    report = decide(case, actor=actor_of(editor), **DECLINE).report

    assert report["weakest"] == ["results", "skills"]
    assert {c["key"]: (c["median"], c["reviewers"], c["not_applicable"]) for c in report["criteria"]} == {
        "need": (3.5, 2, 0),
        "experience": (None, 0, 2),
        "skills": (1.0, 1, 1),
        "innovation": (None, 0, 2),
        "sustainability": (None, 0, 2),
        "transferability": (None, 0, 2),
        "results": (0.5, 2, 0),
        "satisfaction": (None, 0, 2),
    }
    assert all(
        set(reason) == {"step", "texts", "language"} for c in report["criteria"] for reason in c["reasons"]
    )
    assert "SECRET" not in str(report)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_letter_is_put_together_from_what_reviewers_say(rated: Submission, outcome: Outcome) -> None:
    reviews = standing(rated.id)
    reviews[0].to_authors, reviews[0].to_editors = "Well told.", "SECRET"

    text = letters.letter(outcome, title="A house", reviews=reviews, language="en")

    paragraphs = text.split("\n\n")
    assert paragraphs[0] == "Good day,"
    assert "A reviewer writes to you: “Well told.”" in paragraphs
    assert paragraphs[-1] == "With kind regards"
    assert ("SECRET" in text, "Anna" in text.replace("Anna: because", "")) == (False, False)
    assert ("Need\n" in text) is False  # a median of 2 is not weak


def test_letter_names_weak_criteria_with_the_next_step(
    send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    case = reviewed(send_case(), editor, reviewers, 1, 0)

    text = letters.letter(Outcome.CHANGES, title="A house", reviews=standing(case.id), language="en")

    need = next(part for part in text.split("\n\n") if part.startswith("Emerging social needs"))
    assert need.splitlines() == [
        "Emerging social needs, new vulnerable groups",
        "A reviewer says: “Anna: because of need.”",
        "A reviewer says: “Boris: because of need.”",
        (
            "What would lead to step 1: A need or a group is named, but the record does not say "
            "what these people lack."
        ),
    ]


def test_letter_quotes_nobody_who_gave_no_reason(
    send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    case = reviewed(send_case(), editor, reviewers, 1, 0)
    _take_reasons_from_zeros(case)

    text = letters.letter(Outcome.DECLINE, title="A house", reviews=standing(case.id), language="en")

    need = next(part for part in text.split("\n\n") if part.startswith("Emerging social needs"))
    assert [line for line in need.splitlines() if "says" in line] == [
        "A reviewer says: “Anna: because of need.”"
    ]


def test_step_0_becomes_public_without_a_reason(
    send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    case = reviewed(send_case(), editor, reviewers, 1, 0)
    _take_reasons_from_zeros(case)

    decide(case, actor=actor_of(editor), **PUBLISH)

    assert [(r.step, r.text) for r in reasons("note", 1, "en")["need"]] == [
        (1, "Anna: because of need."),
        (0, ""),
    ]


def _take_reasons_from_zeros(case: Submission) -> None:
    for score in (score for each in standing(case.id) for score in each.scores if score.step == 0):
        score.reason, score.evidence = {}, []
    db.session.commit()
