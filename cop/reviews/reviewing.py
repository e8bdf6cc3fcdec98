"""Writing a review: saving the draft, handing it in, opening it once more."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from cop.config import LANGUAGES
from cop.core import audit
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.media import queries as media
from cop.reviews import hearing, requests
from cop.reviews.content import CONFIDENCE
from cop.reviews.enums import AssignmentState, ReviewState
from cop.reviews.evidence import is_stale, plain
from cop.reviews.mails import tell_reviewer
from cop.reviews.models import Reply, Review, Score
from cop.reviews.naming import names_are_shown
from cop.reviews.queries import assignment_of, locked
from cop.reviews.reading import NOT_APPLICABLE, Answered, Pointer, Sheet, Written, written
from cop.reviews.rules import Permission
from cop.submissions.enums import State
from cop.submissions.models import Submission
from cop.submissions.queries import KIND

REASON_LIMIT: Final = 5000
COMMENT_LIMIT: Final = 10_000
MOST_EVIDENCE: Final = 20
CHOICES: Final = ("", "0", "1", "2", "3", "4", NOT_APPLICABLE)

OTHER_PARTS: Final = ("language", "confidence", "to_authors", "to_editors", "is_named")
"""The parts of a review beside its criteria; one chooses between them where two versions differ."""


class ReviewChangedError(ConflictError):
    """The draft has been changed elsewhere meanwhile; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(_("This review has changed since you opened it. Compare both versions and choose."))


class IncompleteReviewError(InvalidError):
    """A review that cannot be sent yet; `problems` maps a criterion to what is missing there."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        super().__init__("", _("The review is saved, but something is missing before it can be sent."))
        self.problems = problems


def save_review(sheet: Sheet, *, actor: Actor, given: Written, revision: int) -> Review:
    """Keep the draft; `revision` is the version that its writer had before their eyes.

    Raise ReviewChangedError where another version stands there by now, unless it says the same.
    """
    review = sheet.review
    authorize(actor, Permission.WRITE, review)
    _lock(sheet)
    present = written(review)
    if present == given:
        return review
    _refuse_closed(sheet)
    if review.version != revision:
        raise ReviewChangedError
    _refuse_unfit(sheet, present, given)
    _apply(sheet, present, given)
    review.version += 1
    db.session.flush()  # whoever reads next reads rows
    return review


def send_review(sheet: Sheet, *, actor: Actor) -> Review:
    """Hand the review in; from now on its writer cannot change it. Handed in twice, it is one review."""
    review = sheet.review
    authorize(actor, Permission.WRITE, review)
    _lock(sheet)
    if review.state is ReviewState.SUBMITTED:
        return review
    _refuse_closed(sheet)
    if problems := missing(sheet, written(review)):
        raise IncompleteReviewError(problems)
    review.state, review.submitted_at = ReviewState.SUBMITTED, now()
    review.is_named = review.is_named and names_are_shown()  # agreed to before the network closed again: void
    audit.record(actor, "reviews.send", KIND, sheet.submission.id, round=review.round)
    requests.finish(review)
    return review


def reopen_review(submission: Submission, review: Review, *, actor: Actor) -> Review:
    """Let a reviewer change a review of the present round that is in; until sent again it does not count."""
    authorize(actor, Permission.REOPEN, submission)
    locked(submission)
    db.session.refresh(review, with_for_update=True)
    if review.state is ReviewState.DRAFT:
        return review
    assignment = assignment_of(submission.id, review.reviewer_id or 0)
    if submission.state is not State.IN_REVIEW or review.round != submission.round or assignment is None:
        raise ConflictError(_("This review cannot be opened any more."))
    if db.session.get(Reply, (submission.id, submission.round)) is not None:
        raise ConflictError(_("The authors have been shown the reviews, so none can be changed."))
    review.state, review.submitted_at = ReviewState.DRAFT, None
    review.version += 1
    assignment.state = AssignmentState.ACCEPTED
    assignment.due_at, assignment.reminded_at = now() + timedelta(days=requests.DAYS), None
    db.session.flush()  # whoever reads next reads rows
    audit.record(actor, "reviews.reopen", KIND, submission.id, reviewer=review.reviewer_id)
    tell_reviewer(assignment, submission, "reopened")
    return review


def missing(sheet: Sheet, given: Written) -> dict[str, list[str]]:
    """Return by criterion what keeps the review from being sent."""
    words = "\n".join(sheet.words.values())
    files = _file_ids(sheet, given)
    boards = {board.code for board in hearing.boards_of(sheet)} if _names_a_board(given) else set()
    found = {}
    for key, answered in given.answers.items():
        problems = _missing_of(answered, words, files | boards)
        if not hearing.is_heard(sheet, key, answered):
            problems.append(hearing.problem(key))
        if problems:
            found[key] = problems
    return found


def _names_a_board(given: Written) -> bool:
    return any(pointer.kind == "board" for a in given.answers.values() for pointer in a.evidence)


def _missing_of(answered: Answered, words: str, known: Collection[str]) -> list[str]:
    if not answered.choice:
        return [_("Choose a step, or “not applicable”.")]
    problems = []
    if not answered.reason and answered.choice == NOT_APPLICABLE:
        problems.append(_("Say why the criterion is not applicable."))
    if not answered.reason and answered.step:
        problems.append(_("Give a reason for the step."))
    if answered.step and not answered.evidence:
        problems.append(_("Say what the step rests on: a passage, a file or a link."))
    if any(is_gone(pointer, words) for pointer in answered.evidence):
        problems.append(_("A passage you quoted has changed. Choose another one, or take it out."))
    if any(pointer.kind == "file" and pointer.field not in known for pointer in answered.evidence):
        problems.append(_("A file that you named is no longer there. Take it out."))
    if any(pointer.kind == "board" and pointer.field not in known for pointer in answered.evidence):
        problems.append(_("A feedback board that you named no longer shows results. Take it out."))
    return problems


def is_gone(pointer: Pointer, words: str) -> bool:
    """Whether what is quoted is no longer among the words of the case."""
    return pointer.kind in ("passage", "figure") and plain(pointer.words) not in words


def without_gone(given: Written, keys: Collection[str], words: str) -> Written:
    """Return it with these criteria confirmed: quotes that have gone from the text are taken out."""
    answers = {
        key: replace(a, evidence=tuple(p for p in a.evidence if not is_gone(p, words))) if key in keys else a
        for key, a in given.answers.items()
    }
    return replace(given, answers=answers)


def choosing(mine: Written, theirs: Written, parts: Collection[str]) -> Written:
    """Return `mine` with these parts taken from `theirs`."""
    answers = {key: (theirs if key in parts else mine).answers[key] for key in mine.answers}
    others = {part: getattr(theirs, part) for part in OTHER_PARTS if part in parts}
    return replace(mine, answers=answers, **others)


def with_evidence(given: Written, key: str, pointer: Pointer) -> Written:
    """Return it with one more piece of evidence for a criterion."""
    answered = given.answers[key]
    others = (known for known in answered.evidence if known.unmarked != pointer.unmarked)
    evidence = (*others, pointer)
    return replace(given, answers={**given.answers, key: replace(answered, evidence=evidence)})


def problem_with(pointer: Pointer, sheet: Sheet, words: Mapping[tuple[str, str], str]) -> str:
    """Say why this cannot be evidence; nothing where it can."""
    if pointer.kind == "link":
        return "" if _is_link(pointer.field) else _("Write the whole address of the link, with https://.")
    if pointer.kind == "file":
        known = {str(file.id) for file in media.files_of(KIND, sheet.submission.id)}
        return "" if pointer.field in known else _("Choose a file of this case.")
    if pointer.kind == "board":
        codes = {board.code for board in hearing.boards_of(sheet)}
        return "" if pointer.field in codes else _("Choose a feedback board of those who carry this case.")
    section = words.get((pointer.language, pointer.field))
    if section is None:
        return _("Choose the section in which the words stand.")
    quoted = plain(pointer.words)
    if not quoted or quoted not in section:
        return _("These words do not stand in the section you chose. Copy them from the text as they are.")
    return ""


def _is_link(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and address.isprintable()


def _lock(sheet: Sheet) -> None:
    # The case first, as everywhere: two who wait for each other would wait for ever.
    locked(sheet.submission)
    db.session.refresh(sheet.review, with_for_update=True)


def _refuse_closed(sheet: Sheet) -> None:
    review = sheet.review
    if review.state is ReviewState.SUBMITTED:
        raise ConflictError(_("Your review is in already. What you have changed since then was not saved."))
    requests.refuse_outside_review(sheet.submission)
    assignment = assignment_of(sheet.submission.id, review.reviewer_id or 0)
    if review.round != sheet.submission.round or assignment is None:
        raise ConflictError(_("This case is not open to you any more."))
    if assignment.state is not AssignmentState.ACCEPTED:
        raise ConflictError(_("This case is not open to you any more."))


def _refuse_unfit(sheet: Sheet, present: Written, given: Written) -> None:
    if given.language not in LANGUAGES:
        raise InvalidError("language", _("Choose one of the languages of this site."))
    if given.confidence not in (None, *CONFIDENCE):
        raise InvalidError("confidence", _("Choose one of the answers."))
    for name in ("to_authors", "to_editors"):
        if len(getattr(given, name)) > COMMENT_LIMIT:
            raise InvalidError(name, _("This text is too long. Nothing is lost: shorten it."))
    if set(given.answers) != set(present.answers):
        raise InvalidError("", _("A review answers the criteria, and no other."))
    for key, answered in given.answers.items():
        _refuse_unfit_answer(key, answered)
        _refuse_unknown_evidence(sheet, key, present.answers[key], answered)


def _refuse_unfit_answer(key: str, answered: Answered) -> None:
    if answered.choice not in CHOICES:
        raise InvalidError(f"criterion-{key}", _("Choose one of the steps."))
    if len(answered.reason) > REASON_LIMIT:
        raise InvalidError(f"reason-{key}", _("This text is too long. Nothing is lost: shorten it."))
    if len(answered.evidence) > MOST_EVIDENCE:
        message = _("At most %(most)s pieces of evidence for a criterion.", most=MOST_EVIDENCE)
        raise InvalidError(f"evidence-{key}", message)


def _refuse_unknown_evidence(sheet: Sheet, key: str, present: Answered, given: Answered) -> None:
    """What was kept once may stay, also when the text has changed; what is new must be there."""
    kept = {pointer.unmarked for pointer in present.evidence}
    if added := [pointer for pointer in given.evidence if pointer.unmarked not in kept]:
        words = sheet.words
        for pointer in added:
            if message := problem_with(pointer, sheet, words):
                raise InvalidError(f"evidence-{key}", message)


def _file_ids(sheet: Sheet, given: Written) -> set[str]:
    if not any(pointer.kind == "file" for a in given.answers.values() for pointer in a.evidence):
        return set()
    return {str(file.id) for file in media.files_of(KIND, sheet.submission.id)}


def _apply(sheet: Sheet, present: Written, given: Written) -> None:
    review = sheet.review
    review.language, review.confidence = given.language, given.confidence
    review.to_authors, review.to_editors = given.to_authors, given.to_editors
    review.is_named = given.is_named and names_are_shown()
    scores = {score.criterion: score for score in review.scores}
    for key, answered in given.answers.items():
        if answered == present.answers[key] and present.language == given.language:
            continue
        score = scores.get(key)
        if answered == Answered():
            if score is not None:
                review.scores.remove(score)
            continue
        if score is None:
            score = Score(criterion=key, evidence=[])
            review.scores.append(score)
        score.step, score.is_undecided = answered.step, not answered.choice
        score.reason = {given.language: answered.reason} if answered.reason else {}
        if answered.evidence != present.answers[key].evidence:
            score.evidence = [_as_row(pointer) for pointer in answered.evidence]
            score.is_stale = is_stale(score.evidence, "\n".join(sheet.words.values()))


def _as_row(pointer: Pointer) -> dict[str, Any]:
    row = {"kind": pointer.kind, "field": pointer.field, "quote": {pointer.language: pointer.words}}
    return row | ({"from_users": True} if pointer.from_users else {})
