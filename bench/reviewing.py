"""Two reviews for every practice of the corpus, written in bulk; run with the DATA_DIR of a benchmark."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, insert, select

from bench.facts import steps
from cop.app import create_app
from cop.core import stamps
from cop.core.db import db, now, transaction
from cop.core.outbox import Job
from cop.practices.models import Practice
from cop.reviews.models import Review, Score, Scorecard
from cop.rubric.criteria import CRITERIA, RUBRIC_VERSION
from cop.rubric.rules import score
from cop.search import index

CHUNK: Final = 1000
_REVIEWERS: Final = ("C", "D")
_REASON: Final = {
    "bg": "Описанието казва това с думи и с числа, които могат да се проверят.",
    "ru": "Описание говорит об этом словами и числами, которые можно проверить.",
    "en": "The record says so in words and in figures that can be checked.",
}
_EVIDENCE: Final = [{"kind": "passage", "field": "aim", "quote": _REASON}]


def main() -> None:
    """Write the reviews chunk by chunk; the index is rebuilt afterwards, so no job has to stay."""
    app = create_app()
    with app.app_context():
        query = select(Practice.id, Practice.slug).where(Practice.slug.startswith("practice-"))
        rows = [(row.id, int(row.slug.removeprefix("practice-"))) for row in db.session.execute(query)]
        db.session.rollback()
        for at in range(0, len(rows), CHUNK):
            with transaction():
                _write(rows[at : at + CHUNK])
        with transaction():
            stamps.bump(stamps.CONTENT)
            db.session.execute(delete(Job).where(Job.kind == index.JOB_KIND))


def _write(rows: Sequence[tuple[int, int]]) -> None:
    """Write reviews, scores and scorecards of these practices: (id, number in the corpus)."""
    ids = [id for id, _number in rows]
    db.session.execute(insert(Review), [_review(id, reviewer) for id in ids for reviewer in _REVIEWERS])
    query = select(Review.id, Review.subject_id, Review.reviewer).where(
        Review.subject_kind == "practice", Review.subject_id.in_(ids), Review.reviewer.in_(_REVIEWERS)
    )
    written = {(row.subject_id, row.reviewer): row.id for row in db.session.execute(query)}
    given = {(id, who): by for id, number in rows for who, by in zip(_REVIEWERS, steps(number), strict=True)}
    scores = [_score(written[key], *pair) for key, by in given.items() for pair in by.items()]
    db.session.execute(insert(Score), scores)
    db.session.execute(insert(Scorecard), [_scorecard(id, steps(number)) for id, number in rows])


def _review(id: int, reviewer: str) -> dict[str, Any]:
    moment = now()
    return {
        "subject_kind": "practice",
        "subject_id": id,
        "reviewer": reviewer,
        "rubric_version": RUBRIC_VERSION,
        "language": "bg",
        "submitted_at": moment,
        "created_at": moment,
        "updated_at": moment,
    }


def _score(review_id: int, criterion: str, step: int | None) -> dict[str, Any]:
    return {
        "review_id": review_id,
        "criterion": criterion,
        "step": step,
        "reason": _REASON,
        "evidence": _EVIDENCE if step else [],
    }


def _scorecard(id: int, given: Sequence[Mapping[str, int | None]]) -> dict[str, Any]:
    counted = {each.key: score(by[each.key] for by in given) for each in CRITERIA}
    return {
        "subject_kind": "practice",
        "subject_id": id,
        "reviewers": len(given),
        "is_demonstration": False,
        "steps": {
            key: {"steps": list(one.steps), "not_applicable": one.not_applicable}
            for key, one in counted.items()
        },
    }


if __name__ == "__main__":
    main()
