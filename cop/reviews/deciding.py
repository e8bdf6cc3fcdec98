"""Deciding on a case: once a round, by one editor, with a letter; publishing makes its reviews public."""

from collections.abc import Sequence
from typing import Final

from flask import current_app
from sqlalchemy import select

from cop.accounts.queries import people
from cop.config import LANGUAGES
from cop.core import audit
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.mail.letters import Letter, post
from cop.reviews.assigning import end_requests
from cop.reviews.content import DECIDED
from cop.reviews.enums import Outcome
from cop.reviews.models import Decision, GateAnswer
from cop.reviews.operations import make_public
from cop.reviews.queries import locked, sent, standing
from cop.reviews.report import made_of
from cop.reviews.rules import FEWEST_REVIEWS, Permission
from cop.submissions import operations as submissions
from cop.submissions.enums import State
from cop.submissions.models import Submission
from cop.submissions.queries import KIND, needs_reviews

LETTER_LIMIT: Final = submissions.WORDS_LIMIT


def decide(submission: Submission, *, actor: Actor, outcome: Outcome, letter: str, language: str) -> Decision:
    """Decide on the present round; of two editors at once the second is told what the first decided.

    Objects that the session held before may be detached afterwards: a record type may empty it.
    """
    authorize(actor, Permission.DECIDE, submission)
    locked(submission)
    words = _checked(letter, language)
    if (present := decision_of(submission.id, submission.round)) is not None:
        return _same_or_refused(present, outcome, words, actor)
    reviews = standing(submission.id)
    _refuse_too_early(submission, outcome, len(reviews))
    decision = Decision(
        submission_id=submission.id,
        round=submission.round,
        outcome=outcome,
        language=language,
        letter=words,
        report=made_of(reviews) if outcome is Outcome.DECLINE else {},
        decided_by=actor.id,
    )
    db.session.add(decision)
    db.session.flush()  # the letters name it, and publishing may empty the session
    id, review_ids = decision.id, [review.id for review in reviews]
    audit.record(actor, "reviews.decide", KIND, submission.id, outcome=outcome, round=submission.round)
    _post(decision, submission)
    _carry_out(submission, outcome, words, review_ids, actor=actor)
    return db.session.get_one(Decision, id)


def decision_of(submission_id: int, round: int) -> Decision | None:
    """Return what has been decided on a round."""
    return db.session.scalar(
        select(Decision).where(Decision.submission_id == submission_id, Decision.round == round)
    )


def _checked(letter: str, language: str) -> str:
    words = letter.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise InvalidError("letter", _("Write the letter first."))
    if len(words) > LETTER_LIMIT:
        raise InvalidError("letter", _("This letter is too long. Nothing is lost: shorten it."))
    if language not in LANGUAGES:
        raise InvalidError("language", _("Choose one of the languages of this site."))
    return words


def _same_or_refused(present: Decision, outcome: Outcome, words: str, actor: Actor) -> Decision:
    if (present.outcome, present.letter, present.decided_by) == (outcome, words, actor.id):
        return present
    names = people([present.decided_by]) if present.decided_by is not None else {}
    name = names[present.decided_by].name if present.decided_by in names else _("Another editor")
    raise ConflictError(
        # Translators: %(what)s is "to publish it", "to ask for changes" or "to decline it".
        _(
            "%(name)s has decided already, %(what)s. Your letter was not sent.",
            name=name,
            what=str(DECIDED[present.outcome]),
        )
    )


def _refuse_too_early(submission: Submission, outcome: Outcome, reviews: int) -> None:
    if submission.state not in (State.SUBMITTED, State.IN_REVIEW):
        raise ConflictError(_("This case is not with the editors at present."))
    if outcome is not Outcome.PUBLISH:
        return
    if needs_reviews(submission) and reviews < FEWEST_REVIEWS:
        raise ConflictError(
            _("At least %(fewest)s reviews must be in before a case is published.", fewest=FEWEST_REVIEWS)
        )
    if not needs_reviews(submission) and not submission.is_change and not has_passed_gate(submission):
        raise ConflictError(
            _("Answer the questions of the gate first: you alone read it before it is public.")
        )


def has_passed_gate(submission: Submission) -> bool:
    """Whether every question of the gate has been answered with yes in this round."""
    answers = db.session.scalars(
        select(GateAnswer.is_yes).where(
            GateAnswer.submission_id == submission.id, GateAnswer.round == submission.round
        )
    ).all()
    return bool(answers) and all(answers)


def _carry_out(
    submission: Submission, outcome: Outcome, words: str, review_ids: Sequence[int], *, actor: Actor
) -> None:
    if outcome is Outcome.CHANGES:
        submissions.ask_for_changes(submission, actor=actor, words=words)
        return
    end_requests(submission, actor=actor)
    if outcome is Outcome.DECLINE:
        submissions.decline(submission, actor=actor, words=words)
        return
    value, content = sent(submission)
    passages = value.passages(content)
    kind, id, _version = submissions.publish(submission, actor=actor, note="")
    make_public(kind, id, review_ids, passages=passages)


def _post(decision: Decision, submission: Submission) -> None:
    """Send the letter to every author, at once and whatever their settings: it is about their own case."""
    is_public = decision.outcome is Outcome.PUBLISH and submission.target_slug is not None
    value, _content = sent(submission)
    for id, person in people([author.user_id for author in submission.authors]).items():
        if not person.email:
            continue
        page = f"/{person.language}/submissions/{submission.id}"
        if decision.outcome is Outcome.DECLINE:
            page += "/report"
        if is_public and submission.target_slug is not None:
            endpoint, arguments = value.address(submission.target_slug)
            page = current_app.url_map.bind("").build(endpoint, {"lang": person.language, **arguments})
        post(
            Letter(
                reason=f"reviews.decided:{decision.id}:{id}",
                to=person.email,
                template="reviews/decided",
                language=person.language,
                context={
                    "title": submission.title,
                    "outcome": decision.outcome,
                    "letter": decision.letter,
                    "letter_language": decision.language,
                    "page": page,
                },
                name=person.name,
                person_id=id,
            )
        )
