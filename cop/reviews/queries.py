"""Reading reviews and scorecards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from cop.core.db import db
from cop.core.i18n import best_text
from cop.reviews.models import Review, Score, Scorecard
from cop.rubric.rules import CriterionScore


@dataclass(frozen=True, slots=True)
class CardScores:
    """The scorecard of one record as lists need it: scores by criterion."""

    reviewers: int
    is_demonstration: bool
    scores: Mapping[str, CriterionScore]

    @property
    def medians(self) -> dict[str, float | None]:
        """Median step by criterion; None where there are too few."""
        return {key: score.median for key, score in self.scores.items()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a score rests on: words of a section, and the language they are shown in."""

    kind: str
    field: str
    language: str
    quote: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One reviewer's answer on one criterion. No step means not applicable."""

    reviewer: str
    step: int | None
    language: str
    text: str
    evidence: tuple[Evidence, ...]
    is_demonstration: bool


# Made once: making a statement costs more than SQLite needs to answer it.
_SCORECARDS = select(
    Scorecard.subject_id, Scorecard.reviewers, Scorecard.is_demonstration, Scorecard.steps
).where(
    Scorecard.subject_kind == bindparam("kind"), Scorecard.subject_id.in_(bindparam("ids", expanding=True))
)


def scorecards(kind: str, ids: Sequence[int]) -> dict[int, CardScores]:
    """Return the scorecards of these records by id; one without reviews is left out."""
    rows = db.session.connection().execute(_SCORECARDS, {"kind": kind, "ids": ids})
    return {
        row.subject_id: CardScores(
            row.reviewers,
            row.is_demonstration,
            {key: CriterionScore(tuple(s["steps"]), s["not_applicable"]) for key, s in row.steps.items()},
        )
        for row in rows
    }


_REASONS = (
    select(
        Score.criterion,
        Score.step,
        Score.reason,
        Score.evidence,
        Review.reviewer,
        Review.language,
        Review.is_demonstration,
    )
    .join(Review, Review.id == Score.review_id)
    .where(Review.subject_kind == bindparam("kind"), Review.subject_id == bindparam("id"))
    .order_by(Review.id, Score.id)
)


def reasons(kind: str, id: int, language: str) -> dict[str, list[Reason]]:
    """Return every reviewer's reasons by criterion, in the reader's language where they exist in it."""
    found: dict[str, list[Reason]] = {}
    for row in db.session.connection().execute(_REASONS, {"kind": kind, "id": id}):
        shown_in, text = best_text(row.reason, language, row.language)
        evidence = tuple(_evidence(item, language, row.language) for item in row.evidence)
        found.setdefault(row.criterion, []).append(
            Reason(row.reviewer, row.step, shown_in, text, evidence, row.is_demonstration)
        )
    return found


def _evidence(item: Mapping[str, object], language: str, source_language: str) -> Evidence:
    quotes = item.get("quote")
    shown_in, quote = (
        best_text(quotes, language, source_language) if isinstance(quotes, dict) and quotes else ("", "")
    )
    return Evidence(str(item["kind"]), str(item.get("field", "")), shown_in, quote)
