"""What follows for reviews where a consent has ended: they quote what they judge."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from cop.core.db import db
from cop.core.redaction import SHORTEST_ECHO, Redactable, notice
from cop.reviews.models import Review, Score


def _refresh(rows: Sequence[tuple[Any, ...]], words: Sequence[str]) -> None:
    """Take out evidence that quotes a part of the words; whole lines have been found already."""
    submissions = [submission for submission, _round in rows]
    scores = db.session.scalars(
        select(Score).join(Review, Review.id == Score.review_id).where(Review.submission_id.in_(submissions))
    )
    said = "\n".join(words)
    for score in scores:
        score.evidence = [
            {key: _without(value, said) for key, value in each.items()} for each in score.evidence
        ]
    db.session.flush()


def _without(value: Any, said: str) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        language: notice(language)
        if isinstance(quote, str) and len(quote) >= SHORTEST_ECHO and quote.strip() in said
        else quote
        for language, quote in value.items()
    }


REDACTABLE = Redactable(table="submission_rounds", refresh=_refresh)
