"""The development report of a declined case: what there is, why, and what would be the next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from statistics import median
from typing import Any

from cop.core.i18n import best_text
from cop.reviews.agreement import weakest
from cop.reviews.models import Review
from cop.rubric.criteria import Criterion
from cop.rubric.rubrics import PRACTICES, RUBRICS, criterion, has_criterion

HIGHEST = 4


def made_of(reviews: Sequence[Review]) -> dict[str, Any]:
    """Return the report as it is kept, so that it says the same whatever happens to the reviews.

    {"rubric_version", "weakest": [keys], "criteria": [{"key", "median", "reviewers", "not_applicable",
    "reasons": [{"step", "texts", "language"}]}]}
    """
    criteria: list[dict[str, Any]] = []
    medians: dict[str, float | None] = {}
    rubric = RUBRICS[reviews[0].rubric] if reviews else PRACTICES
    for each in rubric.criteria:
        scores = [(r, s) for r in reviews for s in r.scores if s.criterion == each.key]
        steps = [score.step for _review, score in scores if score.step is not None]
        reasons = [{"step": s.step, "texts": dict(s.reason), "language": r.language} for r, s in scores]
        medians[each.key] = float(median(steps)) if steps else None
        criteria.append(
            {
                "key": each.key,
                "median": medians[each.key],
                "reviewers": len(steps),
                "not_applicable": len(scores) - len(steps),
                "reasons": reasons,
            }
        )
    return {"rubric_version": rubric.version, "weakest": weakest(medians), "criteria": criteria}


@dataclass(frozen=True, slots=True)
class Why:
    """One reviewer's reason; no step means not applicable."""

    step: int | None
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Advice:
    """One criterion of the report. `next_step` is (step, what the record must show for it)."""

    criterion: Criterion
    median: float | None
    reviewers: int
    not_applicable: int
    reasons: tuple[Why, ...]
    next_step: tuple[int, str] | None


def advice(kept: Mapping[str, Any], language: str) -> list[Advice]:
    """Return the report for a reader, criterion by criterion; what the rubric no longer has is left out."""
    found = []
    for entry in kept.get("criteria", ()):
        if not has_criterion(entry["key"]):
            continue
        reasons = tuple(
            Why(reason["step"], *best_text(reason["texts"], language, reason["language"]))
            for reason in entry["reasons"]
            if reason["texts"]  # step 0 needs none
        )
        about = criterion(entry["key"])
        found.append(
            Advice(
                about,
                entry["median"],
                entry["reviewers"],
                entry["not_applicable"],
                reasons,
                next_step(about, entry["median"]),
            )
        )
    return found


def next_step(about: Criterion, reached: float | None) -> tuple[int, str] | None:
    """Return the step above a median and what it asks for; None at the top, or where nobody scored."""
    if reached is None or reached >= HIGHEST:
        return None
    step = floor(reached) + 1
    return step, str(about.steps[step])
