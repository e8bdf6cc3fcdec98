"""What a reviewer may read: the case they have accepted, and others' reviews once their own is in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from cop.core.db import db
from cop.core.permissions import Actor, Role
from cop.core.submittable import Submittable
from cop.reviews.candidates import conflicts
from cop.reviews.enums import AssignmentState, ReviewState
from cop.reviews.evidence import plain_words
from cop.reviews.models import Assignment, Review, Score
from cop.reviews.queries import sent
from cop.rubric.rubrics import RUBRICS
from cop.submissions.enums import State
from cop.submissions.models import Submission

NOT_APPLICABLE: Final = "na"
READABLE_STATES: Final = (State.IN_REVIEW, State.CHANGES_REQUESTED, State.PUBLISHED)
"""In these a reviewer whose review is in still reads it; else a case is its authors' own."""


class Pointer(BaseModel):
    """What a score points at.

    `field` is the section of a passage, the id of a file, the address of a link, the code of a feedback
    board; `words` are the passage, the file's name, the address, what the board is called. `from_users`:
    the reviewer says that it comes from users themselves.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["passage", "figure", "file", "link", "board"]
    field: str = Field(max_length=500)
    language: str = Field(max_length=8)
    words: str = Field(max_length=5000)
    from_users: bool = False

    @property
    def unmarked(self) -> "Pointer":
        """The same, whether it comes from users or not."""
        return self.model_copy(update={"from_users": False})


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said on one criterion; `choice` is a step as a digit, "na", or empty while undecided."""

    choice: str = ""
    reason: str = ""
    evidence: tuple[Pointer, ...] = ()

    @property
    def step(self) -> int | None:
        """The step, or None."""
        return int(self.choice) if self.choice.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Written:
    """All that a reviewer writes; an answer for every criterion."""

    language: str
    answers: Mapping[str, Answered]
    confidence: int | None = None
    to_authors: str = ""
    to_editors: str = ""
    is_named: bool = False


def written(review: Review) -> Written:
    """Return what a review says."""
    scores = {score.criterion: score for score in review.scores}
    return Written(
        language=review.language,
        answers={
            each.key: _answered(scores[each.key], review.language) if each.key in scores else Answered()
            for each in RUBRICS[review.rubric].criteria
        },
        confidence=review.confidence,
        to_authors=review.to_authors,
        to_editors=review.to_editors,
        is_named=review.is_named,
    )


def _answered(score: Score, language: str) -> Answered:
    reason = score.reason.get(language) or next(iter(score.reason.values()), "")
    evidence = tuple(
        Pointer(
            kind=item["kind"],
            field=str(item.get("field", "")),
            language=code,
            words=words,
            from_users=bool(item.get("from_users")),
        )
        for item in score.evidence
        for code, words in (item.get("quote") or {}).items()
    )
    choice = NOT_APPLICABLE if score.step is None else str(score.step)
    return Answered("" if score.is_undecided else choice, reason, evidence)


@dataclass(frozen=True)
class Sheet:
    """A case before its reviewer: what was sent, and the draft of their review of it."""

    submission: Submission
    review: Review
    value: Submittable
    content: Any

    @cached_property
    def words(self) -> dict[tuple[str, str], str]:
        """The plain words of what was sent by (language, field), drawn once: that takes as long as a page."""
        found: dict[tuple[str, str], str] = {}
        for language, field, _label, markdown in self.value.passages(self.content):
            known = found.get((language, field), "")
            found[language, field] = f"{known}\n{plain_words(markdown)}".strip()
        return found


def sheet(id: int, *, actor: Actor) -> Sheet | None:
    """Return the case that the actor has agreed to review and their draft, or None where there is none."""
    is_open = (
        Submission.state == State.IN_REVIEW,
        Assignment.state == AssignmentState.ACCEPTED,
        Review.state == ReviewState.DRAFT,
    )
    return _sheet(id, actor, *is_open)


def handed_in(id: int, *, actor: Actor) -> Sheet | None:
    """Return the case with the actor's review of its present round, once that is in; else None.

    Whoever may read this may read what the other reviewers of the case say.
    """
    is_in = (
        Submission.state.in_(READABLE_STATES),
        Assignment.state == AssignmentState.DONE,
        Review.state == ReviewState.SUBMITTED,
    )
    return _sheet(id, actor, *is_in)


def _sheet(id: int, actor: Actor, *conditions: ColumnElement[bool]) -> Sheet | None:
    if actor.id is None or Role.REVIEWER not in actor.roles:
        return None
    query = (
        select(Submission, Review)
        .join(Assignment, Assignment.submission_id == Submission.id)
        .join(Review, (Review.submission_id == Submission.id) & (Review.round == Submission.round))
        .where(
            Submission.id == id,
            Assignment.reviewer_id == actor.id,
            Review.reviewer_id == actor.id,
            *conditions,
        )
        .options(selectinload(Submission.authors), selectinload(Review.scores))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    submission, review = row
    value, content = sent(submission)
    # Whoever has come to the organisation of the case since they agreed reads no more of it.
    if actor.id in conflicts(submission, [actor.id], leads=value.leads(content)):
        return None
    return Sheet(submission, review, value, content)


def has_written(id: int, *, actor: Actor) -> bool:
    """Whether the actor has ever begun a review of a case: what they typed is then given back to them."""
    query = select(Review.id).where(Review.submission_id == id, Review.reviewer_id == actor.id).limit(1)
    return actor.id is not None and db.session.scalar(query) is not None


def may_see_files(actor: Actor, id: int) -> bool:
    """Whether a reviewer may see the files of a case: as long as they may read its text."""
    return sheet(id, actor=actor) is not None or handed_in(id, actor=actor) is not None
