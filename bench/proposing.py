"""People, drafts and reviewed cases in a site of the benchmark; run with its DATA_DIR.

`fill` prints JSON: for each author, and each review at work, a cookie and a submission, and the token of
the forms; `decide` publishes what is ready, each case in a transaction of its own, as many as each line of
its input says; `statements` counts SQL; `wait` waits until no job is left; `check` tells what there is.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextvars import Context
from itertools import islice
from typing import Any, Final

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from bench import corpus
from cop.accounts.enums import UserState
from cop.accounts.models import User, UserRole
from cop.accounts.operations import begin_session
from cop.accounts.queries import actor_of
from cop.app import create_app
from cop.core import outbox
from cop.core.db import db, now, transaction
from cop.core.permissions import Role
from cop.mail.models import MailMessage
from cop.practices.content import PracticeContent
from cop.practices.models import Practice, PracticeVersion
from cop.reviews.content import label_of
from cop.reviews.deciding import decide
from cop.reviews.enums import AssignmentState, Outcome, ReviewState
from cop.reviews.models import Assignment, Review, Score
from cop.rubric.criteria import CRITERIA, RUBRIC_VERSION
from cop.search import index
from cop.submissions.enums import State
from cop.submissions.models import Answer, Author, Round, Submission

AUTHORS: Final = 50
CASES: Final = 1000
READY: Final = 500
"""Cases that are reviewed and wait for a decision."""
AT_WORK: Final = 200
"""Cases of which one review is being written; the others are drafts."""
CSRF: Final = "bench" * 8
LETTER: Final = "Благодарим Ви. Случаят вече е в каталога."
WORDS: Final = "Рецензентът обяснява с думи защо стига дотук."


def fill(app: Flask) -> None:
    """Write people, drafts and reviewed cases."""
    with transaction():
        people = [_person(f"author{n}@bench.example", f"Автор {n}") for n in range(AUTHORS)]
        reviewers = [
            _person(f"reviewer{n}@bench.example", f"Рецензент {n}", Role.REVIEWER) for n in range(10)
        ]
        _person("editor@bench.example", "Редактор", Role.EDITOR)
        db.session.flush()
        cases = _cases(people)
        for n, case in enumerate(cases[:READY]):
            _make_ready(case, n, [reviewers[n % 10].id, reviewers[(n + 1) % 10].id])
        for n, case in enumerate(cases[-AT_WORK:]):
            _begin_review(case, n, reviewers[n % 10].id)
        everybody = (*people, *reviewers)
        cookies = {one.id: cookie_of(app, begin_session(one, browser="bench")) for one in everybody}
        given = {
            "authors": [
                {"cookie": cookies[person.id], "submission": case.id}
                for person, case in zip(people, cases[READY:], strict=False)
            ],
            "reviews": [
                {"cookie": cookies[reviewers[n % 10].id], "submission": case.id}
                for n, case in enumerate(cases[-AT_WORK:])
            ],
        }
    token = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(CSRF)
    print(json.dumps(given | {"token": token}))


def _person(email: str, name: str, *roles: Role) -> User:
    user = User(
        email=email,
        name=name,
        language="bg",
        timezone="Europe/Sofia",
        state=UserState.ACTIVE,
        confirmed_at=now(),
        roles=[UserRole(role=role) for role in roles],
    )
    db.session.add(user)
    return user


def cookie_of(app: Flask, token: str) -> str:
    """Return the cookie of a session, as a browser sends it."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = serializer.dumps({"_user_id": token, "_fresh": True, "csrf_token": CSRF})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"


def _cases(authors: Sequence[User]) -> list[Submission]:
    cases = []
    for number in range(CASES):
        case = Submission(
            kind="practice", state=State.DRAFT, title=f"Случай {number}", source_language="bg", round=0
        )
        case.authors.append(Author(user_id=authors[number % AUTHORS].id, is_owner=True))
        cases.append(case)
    db.session.add_all(cases)
    db.session.flush()
    titles = [
        Answer(submission_id=case.id, language="bg", question="title", value=case.title) for case in cases
    ]
    db.session.add_all(titles)
    return cases


def _send(case: Submission, number: int, slug: str) -> None:
    sent = PracticeContent.model_validate(corpus.practice(1_000_000 + number) | {"slug": slug})
    case.state, case.round, case.target_slug = State.IN_REVIEW, 1, sent.slug
    db.session.add(Round(submission_id=case.id, number=1, content=sent.canonical()))


def _begin_review(case: Submission, number: int, reviewer_id: int) -> None:
    _send(case, READY + number, f"open-{number}")
    db.session.add(
        Assignment(
            submission_id=case.id, reviewer_id=reviewer_id, state=AssignmentState.ACCEPTED, due_at=now()
        )
    )
    draft = _review(case.id, reviewer_id, 0)
    draft.state, draft.scores = ReviewState.DRAFT, []
    db.session.add(draft)


def _make_ready(case: Submission, number: int, reviewers: list[int]) -> None:
    _send(case, number, f"case-{number}")
    for place, reviewer_id in enumerate(reviewers):
        db.session.add(
            Assignment(
                submission_id=case.id, reviewer_id=reviewer_id, state=AssignmentState.DONE, due_at=now()
            )
        )
        db.session.add(_review(case.id, reviewer_id, place))


def _review(case_id: int, reviewer_id: int, place: int) -> Review:
    return Review(
        subject_kind="submission",
        subject_id=case_id,
        submission_id=case_id,
        reviewer=label_of(place + 1),
        reviewer_id=reviewer_id,
        rubric_version=RUBRIC_VERSION,
        language="bg",
        state=ReviewState.SUBMITTED,
        round=1,
        scores=[
            Score(criterion=each.key, step=(place + n) % 5, reason={"bg": WORDS}, evidence=[])
            for n, each in enumerate(CRITERIA)
        ],
    )


def decide_all(_app: Flask) -> None:
    """Publish cases that are ready, and say after each that it is done."""
    actor = actor_of(db.session.scalars(select(User).where(User.email == "editor@bench.example")).one())
    ready = select(Submission.id).where(
        Submission.state == State.IN_REVIEW, Submission.target_slug.startswith("case-")
    )
    ids = iter(db.session.scalars(ready).all())
    db.session.rollback()
    for line in sys.stdin:
        for id in islice(ids, int(line)):
            with transaction():
                case = db.session.get_one(Submission, id)
                decide(case, actor=actor, outcome=Outcome.PUBLISH, letter=LETTER, language="bg")
            db.session.remove()
            print(id, flush=True)


def wait(_app: Flask) -> None:
    """Wait until nothing is left in the outbox; where that takes too long, what is left will be told."""
    end = time.monotonic() + float(os.environ["LONGEST"])
    while outbox.backlog()[0] and time.monotonic() < end:
        db.session.rollback()
        time.sleep(0.5)
    db.session.rollback()


def statements(app: Flask) -> None:
    """Count the SQL of saving an answer and of sending a whole review."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    given = json.loads(sys.stdin.read())
    author = given["authors"][0]
    client = app.test_client()

    def post(address: str, data: dict[str, Any]) -> Any:  # in an empty context, as a server does
        return Context().run(client.post, address, data=data)

    event.listen(Engine, "before_cursor_execute", note)
    address = f"/bg/submissions/{author['submission']}/questions/problem"
    client.set_cookie(*author["cookie"].split("=", 1))
    counts: dict[str, int] = {}
    for name, suffix, status in (("save an answer", "/autosave", 200), ("save and show", "", 303)):
        data = {"csrf_token": given["token"], "value": f"Отговор: {name}.", "revision": counts.get("r", 0)}
        before = len(seen)
        answer = post(f"{address}{suffix}?in=bg", data)
        counts[name] = len(seen) - before
        if answer.status_code != status:
            raise RuntimeError(f"{name}: {answer.status_code} {answer.text[:300]}")
        counts["r"] = 1
    del counts["r"]
    review = given["reviews"][-1]
    client.set_cookie(*review["cookie"].split("=", 1))
    before = len(seen)
    answer = post(
        f"/bg/reviews/{review['submission']}/review", whole_review() | {"csrf_token": given["token"]}
    )
    counts["send a review"] = len(seen) - before
    if answer.status_code != 303:
        raise RuntimeError(f"sending a review: {answer.status_code} {answer.text[:300]}")
    event.remove(Engine, "before_cursor_execute", note)
    print(json.dumps(counts))


def whole_review() -> dict[str, str]:
    """Return the form of a review that can be sent: each criterion with a step, a reason and evidence."""
    fields = {"language": "bg", "confidence": "2", "to_authors": WORDS, "then": "send", "revision": "1"}
    for each in CRITERIA:
        fields |= {
            f"step-{each.key}": "3",
            f"reason-{each.key}": WORDS,
            f"link-{each.key}": "https://evidence.example/report",
            f"new-users-{each.key}": "y",
        }
    return fields


def check(app: Flask) -> None:
    """Print what there is: versions of the cases, jobs that wait, drift of the index, mails by state."""
    cases = select(Practice.id).where(Practice.slug.startswith("case-"))
    versions = select(func.count(PracticeVersion.id)).where(PracticeVersion.practice_id.in_(cases))
    letters = select(func.count(MailMessage.id)).where(MailMessage.reason.startswith("reviews.decided:"))
    sent = select(func.count(Review.id)).where(
        Review.state == ReviewState.SUBMITTED,
        Review.submission_id.in_(select(Submission.id).where(Submission.target_slug.startswith("open-"))),
    )
    mails = (
        select(MailMessage.state, func.count(MailMessage.id))
        .where(MailMessage.reason.startswith("reviews.decided:"))
        .group_by(MailMessage.state)
    )
    texts = select(Answer.submission_id, Answer.value).where(Answer.question == "problem")
    found = {
        "published": db.session.scalar(select(func.count()).select_from(cases.subquery())),
        "versions": db.session.scalar(versions),
        "letters": db.session.scalar(letters),
        "reviews": db.session.scalar(sent),
        "jobs": outbox.backlog()[0],
        "mails": {str(state): count for state, count in db.session.execute(mails)},
        "texts": {id: value for id, value in db.session.execute(texts)},  # noqa: C416 - rows
    }
    db.session.rollback()
    drift = index.check()
    print(json.dumps(found | {"drift": len(drift.subjects())}))
    del app


STEPS: Final[dict[str, Callable[[Flask], None]]] = {
    "fill": fill,
    "decide": decide_all,
    "statements": statements,
    "wait": wait,
    "check": check,
}


if __name__ == "__main__":
    site = create_app()
    with site.app_context():
        STEPS[sys.argv[1]](site)
