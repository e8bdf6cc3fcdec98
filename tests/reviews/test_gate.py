"""The gate: four yes and a case goes on; a no needs words, and goes back or ends."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import VISITOR, Role
from cop.mail.models import MailMessage
from cop.reviews import gate
from cop.reviews.enums import Outcome
from cop.reviews.gate import Answered
from cop.reviews.models import Decision, GateAnswer
from cop.submissions.enums import State
from tests.people import actor_of, person
from tests.reviews.conftest import SendCase
from tests.reviews.judging import CONSENT_IS_MISSING, YES

Session = scoped_session[Any]
LETTER: dict[str, Any] = {
    "outcome": Outcome.CHANGES,
    "letter": "Please leave the name out.",
    "language": "bg",
}


def test_four_yes_bring_the_case_to_the_reviewers(
    send_case: SendCase, editor: User, db_session: Session
) -> None:
    case = send_case()

    gate.let_through(case, actor=actor_of(editor), answers=YES)

    assert case.state is State.IN_REVIEW
    rows = db_session.execute(select(GateAnswer.question, GateAnswer.is_yes, GateAnswer.answered_by))
    assert {tuple(row) for row in rows} == {(key, True, editor.id) for key in YES}
    assert db_session.scalars(
        select(AuditEntry.action).where(AuditEntry.object_kind == "submission").order_by(AuditEntry.id.desc())
    ).all()[:2] == ["submission.review_started", "reviews.gate"]


def test_no_sends_the_case_back_with_a_letter(
    send_case: SendCase, editor: User, author: User, db_session: Session
) -> None:
    case = send_case()

    gate.turn_away(case, actor=actor_of(editor), answers=CONSENT_IS_MISSING, **LETTER)

    decision = db_session.scalars(select(Decision)).one()
    assert case.state is State.CHANGES_REQUESTED
    assert (decision.outcome, decision.letter, decision.report) == (Outcome.CHANGES, LETTER["letter"], {})
    mails = select(MailMessage.person_id).where(MailMessage.template == "reviews/decided")
    assert db_session.scalars(mails).all() == [author.id]


def test_no_may_end_the_case(send_case: SendCase, editor: User) -> None:
    case = send_case()

    gate.turn_away(
        case,
        actor=actor_of(editor),
        answers=CONSENT_IS_MISSING,
        outcome=Outcome.DECLINE,
        letter="This harms people.",
        language="en",
    )

    assert case.state is State.DECLINED


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "consent"),
        (YES | {"no_harm": Answered(False, " ")}, "no_harm_words"),
        (YES | {"ethics": Answered(True, "x" * 5001)}, "ethics_words"),
        (CONSENT_IS_MISSING, ""),
    ],
)
def test_answers_that_are_not_whole_are_refused(
    send_case: SendCase, editor: User, answers: dict[str, Answered], field: str
) -> None:
    case = send_case()

    with pytest.raises(InvalidError) as refused:
        gate.let_through(case, actor=actor_of(editor), answers=answers)

    assert (refused.value.field, case.state) == (field, State.SUBMITTED)


def test_turning_away_needs_a_no_and_no_publication(send_case: SendCase, editor: User) -> None:
    case = send_case()

    with pytest.raises(InvalidError, match="All answers are yes"):
        gate.turn_away(case, actor=actor_of(editor), answers=YES, **LETTER)
    with pytest.raises(InvalidError, match="Choose between"):
        gate.turn_away(
            case,
            actor=actor_of(editor),
            answers=CONSENT_IS_MISSING,
            **(LETTER | {"outcome": Outcome.PUBLISH}),
        )


def test_sending_the_answers_eight_times_has_one_effect(
    send_case: SendCase, editor: User, db_session: Session
) -> None:
    case = send_case()

    for _ in range(8):
        gate.let_through(case, actor=actor_of(editor), answers=YES)

    gates = select(func.count()).where(AuditEntry.action == "reviews.gate")
    assert db_session.scalar(gates) == 1


def test_sending_a_no_eight_times_has_one_effect(
    send_case: SendCase, editor: User, db_session: Session
) -> None:
    case = send_case()

    for _ in range(8):
        gate.turn_away(case, actor=actor_of(editor), answers=CONSENT_IS_MISSING, **LETTER)

    assert db_session.scalar(select(func.count()).select_from(Decision)) == 1


def test_second_editor_is_told_who_was_first(send_case: SendCase, editor: User, other_editor: User) -> None:
    case = send_case()
    gate.let_through(case, actor=actor_of(editor), answers=YES)

    with pytest.raises(ConflictError) as refused:
        gate.let_through(case, actor=actor_of(other_editor), answers=YES)

    assert refused.value.message == "Ela Editor has answered the questions of the gate already."


def test_only_editors_who_do_not_write_the_case_open_the_gate(
    send_case: SendCase, reviewers: list[User]
) -> None:
    own = person("Own", Role.EDITOR)
    case = send_case(by=own)

    for actor in (actor_of(own), actor_of(reviewers[0]), VISITOR):
        with pytest.raises(NotAllowedError):
            gate.let_through(case, actor=actor, answers=YES)
