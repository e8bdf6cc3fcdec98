"""The eight-criterion profile of a practice: a picture, the same in words, and a table with the reasons."""

from collections.abc import Mapping, Sequence
from typing import Any

from cop.core.i18n import gettext as _
from cop.practices.pages import Section
from cop.reviews.queries import CardScores, Evidence, Reason
from cop.rubric.criteria import CRITERIA
from cop.rubric.rules import CriterionScore
from cop.web.svg import CriterionBar, ProfilePicture, profile_picture
from cop.web.templating import decimal


def score_note(score: CriterionScore | None) -> str:
    """Return what stands in place of a number; empty where there is one."""
    if score is None or not score.reviewers:
        return _("not scored yet")
    if score.is_not_applicable:
        return _("not applicable")
    return "" if score.is_enough else _("too few ratings")


def picture(card: CardScores) -> ProfilePicture:
    """Return the eight-criterion profile as a picture."""
    bars = []
    for criterion in CRITERIA:
        score = card.scores.get(criterion.key)
        spread = score.range if score else None
        bars.append(
            CriterionBar(
                str(criterion.short),
                score.median if score else None,
                spread[0] if spread else None,
                spread[1] if spread else None,
                score_note(score),
            )
        )
    return profile_picture(bars)


def picture_words(card: CardScores) -> str:
    """Return the profile in words, for who does not see the picture."""
    parts = []
    for criterion in CRITERIA:
        score = card.scores.get(criterion.key)
        note = score_note(score)
        parts.append(f"{criterion.short}: {note or decimal(score.median or 0.0) if score else note}")
    return "; ".join(parts)


def profile_rows(
    card: CardScores | None, reasons: Mapping[str, Sequence[Reason]], shown_sections: Sequence[Section]
) -> list[dict[str, Any]]:
    """Return the rows of the table of criteria with every reason and its evidence."""
    labels = {section.id: section.label for section in shown_sections}
    rows = []
    for criterion in CRITERIA:
        score = card.scores.get(criterion.key) if card else None
        spread = score.range if score else None
        rows.append(
            {
                "key": criterion.key,
                "label": criterion.label,
                "median": score.median if score else None,
                "low": spread[0] if spread else None,
                "high": spread[1] if spread else None,
                "reviewers": len(score.steps) if score else 0,
                "note": score_note(score),
                "reasons": [_reason(reason, labels) for reason in reasons.get(criterion.key, ())],
            }
        )
    return rows


def _reason(reason: Reason, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "step": reason.step,
        "text": reason.text,
        "language": reason.language,
        "is_demonstration": reason.is_demonstration,
        "is_stale": reason.is_stale,
        "evidence": [_evidence(item, labels) for item in reason.evidence],
    }


def _evidence(item: Evidence, labels: Mapping[str, str]) -> dict[str, str]:
    if item.field in labels:
        return {"text": item.quote, "url": f"#{item.field}", "language": item.language}
    return {"text": item.quote, "url": "", "language": item.language}
