"""Practices and concepts of a test's own, published the way the site publishes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.practices import operations
from cop.practices.content import PracticeContent
from cop.practices.models import Practice
from cop.practices.search import KIND
from cop.reviews.operations import ReviewContent, put_demonstrations
from cop.rubric.criteria import CRITERIA
from cop.vocabulary import operations as vocabulary
from cop.vocabulary.operations import ConceptContent
from cop.vocabulary.queries import cache


def practice(
    slug: str,
    *,
    facts: Mapping[str, Any] | None = None,
    source: str = "en",
    texts: Mapping[str, Mapping[str, Any]] | None = None,
    **text: Any,
) -> PracticeContent:
    """A practice in its source language (`text`), with translations (`texts`) where some are given."""
    original = {"title": slug.replace("-", " ").capitalize()} | text
    others = {code: {"state": "human"} | dict(fields) for code, fields in (texts or {}).items()}
    return PracticeContent.model_validate(
        {"slug": slug, "source_language": source, "facts": facts or {}, "texts": {source: original} | others}
    )


def concept(
    slug: str, kind: str = "target-group", broader: str | None = None, **words: Any
) -> ConceptContent:
    """A concept; `words` maps a language to its label, or to a table of label, synonyms, abbreviations."""
    named = {code: {"label": given} if isinstance(given, str) else given for code, given in words.items()}
    return ConceptContent.model_validate({"slug": slug, "kind": kind, "broader": broader, "words": named})


def review(reviewer: str, steps: Mapping[str, int | None], words: str = "Because.") -> ReviewContent:
    """A review in English; a criterion without a step is not applicable."""
    scores = {}
    for criterion in CRITERIA:
        step = steps.get(criterion.key)
        evidence = [{"kind": "passage", "field": "aim", "quote": {"en": words}}]
        scores[criterion.key] = {
            "step": step,
            "not_applicable": step is None,
            "reason": {"en": words},
            "evidence": evidence,
        }
    return ReviewContent.model_validate({"reviewer": reviewer, "language": "en", "scores": scores})


class Catalogue:
    """What a test does to the catalogue; afterwards the index knows it, too."""

    def __init__(self, run_jobs: Callable[[], int]) -> None:
        self.run_jobs = run_jobs

    def concepts(self, *contents: ConceptContent) -> None:
        """Put concepts into the vocabulary."""
        vocabulary.put(contents, actor=SYSTEM)
        db.session.commit()
        cache.clear()

    def publish(self, *contents: PracticeContent) -> None:
        """Publish practices, or next versions of them."""
        for _changed in operations.publish(contents, actor=SYSTEM):
            pass
        self.run_jobs()

    def review(self, slug: str, *reviews: ReviewContent) -> None:
        """Give a practice these reviews."""
        put_demonstrations(KIND, self.row(slug).id, reviews, actor=SYSTEM)
        self.run_jobs()

    def withdraw(self, *slugs: str) -> None:
        """Withdraw practices; the index is told at the worker's next round only."""
        for slug in slugs:
            operations.withdraw(self.row(slug), actor=SYSTEM, reason="a test")
        db.session.commit()

    def row(self, slug: str) -> Practice:
        """The practice of that slug, also a withdrawn one."""
        return db.session.scalars(select(Practice).where(Practice.slug == slug)).one()


def slugs(hits: Sequence[Mapping[str, Any]]) -> list[str]:
    """The slugs of an API answer's hits."""
    return [str(hit["slug"]) for hit in hits]


@pytest.fixture
def catalogue(run_jobs: Callable[[], int]) -> Catalogue:
    """An empty catalogue of the test's own."""
    return Catalogue(run_jobs)
