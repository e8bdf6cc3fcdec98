"""The profile of a record by its rubric: a picture, the same in words, and a table with the reasons."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.core.kept import GAP, Pattern
from cop.practices.pages import Section
from cop.reviews.queries import CardScores, Evidence, Reason
from cop.rubric.criteria import CRITERIA, Criterion
from cop.rubric.rules import CriterionScore
from cop.voices.content import results_path
from cop.web.svg import CriterionBar, ProfilePicture, profile_picture
from cop.web.templating import decimal


def score_note(score: CriterionScore | None) -> str:
    """Return what stands in place of a number; empty where there is one."""
    if score is None or not score.reviewers:
        return _("not scored yet")
    if score.is_not_applicable:
        return _("not applicable")
    return "" if score.is_enough else _("too few ratings")


def picture(card: CardScores, criteria: Sequence[Criterion] = CRITERIA) -> ProfilePicture:
    """Return the profile by the criteria of a rubric as a picture."""
    bars = []
    for criterion in criteria:
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


def picture_words(card: CardScores, criteria: Sequence[Criterion] = CRITERIA) -> str:
    """Return the profile in words, for who does not see the picture."""
    parts = []
    for criterion in criteria:
        score = card.scores.get(criterion.key)
        note = score_note(score)
        parts.append(f"{criterion.short}: {note or decimal(score.median or 0.0) if score else note}")
    return "; ".join(parts)


def profile_rows(
    card: CardScores | None,
    reasons: Mapping[str, Sequence[Reason]],
    shown_sections: Sequence[Section],
    language: str,
    criteria: Sequence[Criterion] = CRITERIA,
) -> list[dict[str, Any]]:
    """Return the rows of the table of criteria with every reason and its evidence."""
    labels = {section.id: section.label for section in shown_sections}
    rows = []
    for criterion in criteria:
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
                "reasons": Markup().join(
                    _reason(reason, labels, language) for reason in reasons.get(criterion.key, ())
                ),
            }
        )
    return rows


def _address_of(evidence: Evidence, labels: Mapping[str, str], language: str) -> str:
    """Return where evidence stands: its section on this page, or the results of a feedback board."""
    if evidence.kind == "board":
        return results_path(evidence.field, language)
    return f"#{evidence.field}" if evidence.field in labels else ""


def _reason(reason: Reason, labels: Mapping[str, str], language: str) -> Markup:
    patterns = (
        _evidence_pattern(_address_of(item, labels, language), item.language, language)
        for item in reason.evidence
    )
    evidence = Markup().join(
        pattern.filled(item.quote) for pattern, item in zip(patterns, reason.evidence, strict=True)
    )
    pattern = _reason_pattern(
        reason.step,
        bool(reason.text),
        reason.language,
        (reason.is_demonstration, reason.is_stale),
        bool(evidence),
        bool(reason.name),
        language,
    )
    gaps = [gap for gap in (reason.text, reason.name, evidence) if gap]
    return pattern.filled(*gaps)


# Two reasons for each of eight criteria, and their evidence, were a sixth of drawing a practice: what they
# have in common is drawn once.


@lru_cache(maxsize=512)
def _reason_pattern(
    step: int | None,
    has_text: bool,
    shown_in: str,
    marks: tuple[bool, bool],
    has_evidence: bool,
    has_name: bool,
    language: str,
) -> Pattern:
    evidence, name = GAP if has_evidence else "", GAP if has_name else ""
    with speaking(language):
        foreign = _foreign(shown_in, language)
        return Pattern(_macros().score_reason(step, has_text, foreign, *marks, GAP, name, evidence))


@lru_cache(maxsize=512)
def _evidence_pattern(url: str, shown_in: str, language: str) -> Pattern:
    return Pattern(_macros().reason_evidence(_foreign(shown_in, language), url, GAP))


def _foreign(shown_in: str, language: str) -> Markup:
    return Markup(' lang="{}"').format(shown_in) if shown_in and shown_in != language else Markup()


def _macros() -> Any:
    return current_app.jinja_env.get_template("components/profile.html").module
