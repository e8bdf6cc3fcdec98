"""The gate: questions that an editor answers before anything is scored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select

from cop.accounts.queries import people
from cop.core import audit
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.reviews.assigning import begin_round
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome
from cop.reviews.models import GateAnswer
from cop.reviews.queries import locked
from cop.reviews.rules import Permission
from cop.submissions.enums import State
from cop.submissions.models import Submission
from cop.submissions.operations import start_review
from cop.submissions.queries import KIND, rubric_of, submittable

WORDS_LIMIT: Final = 5000


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to one question of the gate, with a note for the editors."""

    is_yes: bool
    words: str = ""


def let_through(submission: Submission, *, actor: Actor, answers: Mapping[str, Answered]) -> None:
    """Answer every question with yes: the case goes to the reviewers, those of an earlier round first.

    A self-description has none: it stays with the editors, who may publish it now.
    """
    authorize(actor, Permission.GATE, submission)
    _refuse_unfit(submission, answers)
    if not all(answer.is_yes for answer in answers.values()):
        raise InvalidError("", _("One of the answers is no: say what becomes of the case."))
    locked(submission)
    if _is_answered(submission, answers, actor):
        return
    _write(submission, answers, actor)
    if submittable(submission.kind).is_self_description:
        return
    start_review(submission, actor=actor)
    begin_round(submission, actor=actor)


def turn_away(
    submission: Submission,
    *,
    actor: Actor,
    answers: Mapping[str, Answered],
    outcome: Outcome,
    letter: str,
    language: str,
) -> None:
    """Answer a question with no: the case goes back to its authors with a letter, or is declined."""
    authorize(actor, Permission.GATE, submission)
    _refuse_unfit(submission, answers)
    if all(answer.is_yes for answer in answers.values()):
        raise InvalidError("", _("All answers are yes: the case goes to the reviewers."))
    if outcome is Outcome.PUBLISH:
        raise InvalidError("outcome", _("Choose between asking for changes and declining."))
    locked(submission)
    if not _is_answered(submission, answers, actor):
        _write(submission, answers, actor)
    decide(submission, actor=actor, outcome=outcome, letter=letter, language=language)


def _refuse_unfit(submission: Submission, answers: Mapping[str, Answered]) -> None:
    for question in rubric_of(submission.kind).gate:
        answer = answers.get(question.key)
        if answer is None:
            raise InvalidError(question.key, _("Answer this question with yes or no."))
        if not answer.is_yes and not answer.words.strip():
            raise InvalidError(f"{question.key}_words", _("Write down why you answered no."))
        if len(answer.words) > WORDS_LIMIT:
            raise InvalidError(f"{question.key}_words", _("This is too long. Nothing is lost: shorten it."))


def _is_answered(submission: Submission, answers: Mapping[str, Answered], actor: Actor) -> bool:
    """Whether this has been sent before; raise ConflictError where somebody else was first."""
    if submission.state is State.SUBMITTED:
        return False
    rows = gate_answers(submission.id, submission.round)
    given = {key: (answer.is_yes, answer.words.strip()) for key, answer in answers.items()}
    if {row.question: (row.is_yes, row.words) for row in rows} == given and all(
        row.answered_by == actor.id for row in rows
    ):
        return True
    first = next((row.answered_by for row in rows if row.answered_by is not None), None)
    known = people([first]) if first is not None else {}
    name = known[first].name if first in known else _("Another editor")
    raise ConflictError(_("%(name)s has answered the questions of the gate already.", name=name))


def _write(submission: Submission, answers: Mapping[str, Answered], actor: Actor) -> None:
    # A case that came back to the gate is answered anew.
    db.session.execute(
        delete(GateAnswer).where(
            GateAnswer.submission_id == submission.id, GateAnswer.round == submission.round
        )
    )
    db.session.add_all(
        GateAnswer(
            submission_id=submission.id,
            round=submission.round,
            question=question.key,
            is_yes=answers[question.key].is_yes,
            words=answers[question.key].words.strip(),
            answered_by=actor.id,
        )
        for question in rubric_of(submission.kind).gate
    )
    db.session.flush()  # publishing may empty the session
    noes = [key for key, answer in answers.items() if not answer.is_yes]
    audit.record(actor, "reviews.gate", KIND, submission.id, round=submission.round, no=noes)


def gate_answers(submission_id: int, round: int) -> list[GateAnswer]:
    """Return what was answered in one round."""
    query = select(GateAnswer).where(GateAnswer.submission_id == submission_id, GateAnswer.round == round)
    return list(db.session.scalars(query))
