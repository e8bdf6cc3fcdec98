"""Who could review a case: what speaks for each, and what forbids it."""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from cop.accounts.enums import UserState
from cop.accounts.models import User, UserRole
from cop.core.db import db
from cop.core.permissions import Role
from cop.organisations.models import Organisation, Speaker
from cop.reviews.enums import AssignmentState, ConflictKind
from cop.reviews.models import Assignment, Conflict, ReviewerProfile
from cop.submissions.models import Author, Submission

AT_WORK: Final = (AssignmentState.ASKED, AssignmentState.ACCEPTED)
"""Requests in these states are work that somebody still has before them."""

MOST_AT_ONCE: Final = 3
"""How many requests somebody has at once who has not said otherwise."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be asked to review a case, or must not be."""

    id: int
    name: str
    reads_language: bool
    shared_themes: tuple[str, ...]
    at_work: int
    most_at_once: int
    state: AssignmentState | None
    conflict: ConflictKind | None
    conflict_words: str = ""

    @property
    def can_be_asked(self) -> bool:
        """Whether a request to them would be taken."""
        return self.conflict is None and self.state in (None, AssignmentState.TAKEN_BACK)

    @property
    def is_suggested(self) -> bool:
        """Whether the system would ask them: they read the language and have time."""
        return self.can_be_asked and self.reads_language and self.at_work < self.most_at_once


def candidates(submission: Submission, *, themes: Set[str], leads: Set[str]) -> list[Candidate]:
    """Return every reviewer, the fittest first; in four statements, however many there are."""
    rows = db.session.execute(_reviewers(submission.id)).all()
    ids = [row.id for row in rows]
    forbidden = conflicts(submission, ids, leads=leads)
    loads = loads_of(ids)
    found = []
    for row in rows:
        kind, words = forbidden.get(row.id, (None, ""))
        found.append(
            Candidate(
                id=row.id,
                name=row.name,
                reads_language=submission.source_language in (row.languages or [row.language]),
                shared_themes=tuple(slug for slug in row.themes or [] if slug in themes),
                at_work=loads.get(row.id, 0),
                most_at_once=MOST_AT_ONCE if row.most_at_once is None else row.most_at_once,
                state=row.state,
                conflict=kind,
                conflict_words=words,
            )
        )
    return sorted(found, key=_fitness)


def _fitness(candidate: Candidate) -> tuple[object, ...]:
    return (
        not candidate.can_be_asked,
        not candidate.is_suggested,
        not candidate.reads_language,
        -len(candidate.shared_themes),
        candidate.at_work / max(candidate.most_at_once, 1),
        candidate.name,
        candidate.id,
    )


def _reviewers(submission_id: int) -> Select[*tuple[object, ...]]:
    return (
        select(
            User.id,
            User.name,
            User.language,
            ReviewerProfile.languages,
            ReviewerProfile.themes,
            ReviewerProfile.most_at_once,
            Assignment.state,
        )
        .join(UserRole, UserRole.user_id == User.id)
        .outerjoin(ReviewerProfile, ReviewerProfile.user_id == User.id)
        .outerjoin(
            Assignment, (Assignment.reviewer_id == User.id) & (Assignment.submission_id == submission_id)
        )
        .where(UserRole.role == Role.REVIEWER, User.state == UserState.ACTIVE)
        .order_by(User.id)
    )


def loads_of(ids: Collection[int]) -> dict[int, int]:
    """Return by reviewer how many requests they have at work; none is left out."""
    rows = db.session.execute(
        select(Assignment.reviewer_id, func.count())
        .where(Assignment.reviewer_id.in_(ids), Assignment.state.in_(AT_WORK))
        .group_by(Assignment.reviewer_id)
    )
    return {row[0]: row[1] for row in rows}


def conflicts(
    submission: Submission, ids: Sequence[int], *, leads: Set[str]
) -> dict[int, tuple[ConflictKind, str]]:
    """Return (kind, their own words) by person for those who must not review it; in one statement.

    People of an organisation count from the moment they ask to speak for it: a claim is reason enough
    not to judge.
    """
    authors = [author.user_id for author in submission.authors]
    theirs, others = aliased(Author), aliased(Author)
    declared = select(Conflict.user_id.label("id"), literal("declared").label("kind"), Conflict.words).where(
        Conflict.submission_id == submission.id, Conflict.user_id.in_(ids)
    )
    coauthors = (
        select(others.user_id, literal("coauthor"), literal(""))
        .join(theirs, theirs.submission_id == others.submission_id)
        .where(theirs.user_id.in_(authors), others.user_id.in_(ids))
    )
    same_house = select(Speaker.user_id, literal("organisation"), literal("")).where(
        Speaker.user_id.in_(ids),
        or_(
            Speaker.organisation_id.in_(select(Speaker.organisation_id).where(Speaker.user_id.in_(authors))),
            Speaker.organisation_id.in_(select(Organisation.id).where(Organisation.slug.in_(leads))),
        ),
    )
    found: dict[int, tuple[ConflictKind, str]] = dict.fromkeys(authors, (ConflictKind.AUTHOR, ""))
    order = list(ConflictKind)
    rows = db.session.execute(union_all(declared, coauthors, same_house)).all()
    for row in sorted(rows, key=lambda row: order.index(ConflictKind(row.kind))):
        found.setdefault(row.id, (ConflictKind(row.kind), row.words))
    return found
