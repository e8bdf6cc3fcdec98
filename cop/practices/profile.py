"""The profile of a record by its rubric: a picture, the same in words, and a table with the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import current_app
from markupsafe import Markup, escape

from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.core.kept import GAP, Pattern
from cop.records.pages import Section
from cop.reviews.queries import CardScores, Evidence, Reason
from cop.rubric.criteria import CRITERIA, Criterion
from cop.rubric.rules import CriterionScore
from cop.voices.content import results_path
from cop.web.language import lang_attribute, page_in
from cop.web.svg import CriterionBar, profile_bar, profile_frame
from cop.web.templating import decimal, macros


def score_note(score: CriterionScore | None) -> str:
    """Return what stands in place of a number; empty where there is one."""
    if score is None or not score.reviewers:
        return _("not scored yet")
    if score.is_not_applicable:
        return _("not applicable")
    return "" if score.is_enough else _("too few ratings")


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What one score of one criterion looks like: its bar of the picture, in words, and as a row."""

    bar: str
    words: str
    row: Pattern
    """With a gap for the reasons."""


def profile(
    template: str,
    card: CardScores | None,
    reasons: Mapping[str, Sequence[Reason]],
    shown_sections: Sequence[Section],
    language: str,
    criteria: Sequence[Criterion] = CRITERIA,
) -> Markup:
    """Return the section of scores as its template draws it: the picture, the same in words, every reason."""
    if card is None:
        return _section(template, None, len(criteria), language).filled()
    drawn = [_drawn(each, card.scores.get(each.key), at, language) for at, each in enumerate(criteria)]
    labels = {section.id: section.label for section in shown_sections}
    rows = [
        each.row.joined(_reasons(reasons.get(criterion.key, ()), labels, language))
        for each, criterion in zip(drawn, criteria, strict=True)
    ]
    return _section(template, card.is_demonstration, len(criteria), language).filled(
        "; ".join([each.words for each in drawn]),
        Markup("".join([each.bar for each in drawn])),  # noqa: S704 - drawn
        Markup("".join(rows)),  # noqa: S704 - drawn
    )


@lru_cache(maxsize=64)
def _section(template: str, is_demonstration: bool | None, criteria: int, language: str) -> Pattern:
    """Return what stands around scores, with gaps for words, bars and rows; None: there are no scores."""
    values = {
        "lang": language,
        "scorecard": None if is_demonstration is None else {"is_demonstration": is_demonstration},
        "picture": profile_frame(criteria),
        "picture_words": GAP,
        "bars": GAP,
        "profile_rows": GAP,
    }
    with speaking(language):
        return Pattern(current_app.jinja_env.get_template(template).render(values))


# Two reasons for each of eight criteria, and their evidence, were a sixth of drawing a practice, and their
# scores another sixth: what recurs is drawn once. Scores of two reviewers are fifteen.


@lru_cache(maxsize=4096)
def _drawn(criterion: Criterion, score: CriterionScore | None, at: int, language: str) -> _Drawn:
    with page_in(language):
        median, spread = (score.median, score.range) if score else (None, None)
        low, high = spread or (None, None)
        note = score_note(score)
        bar = profile_bar(CriterionBar(str(criterion.short), median, low, high, note), at)
        row = macros("profile").profile_row(
            {
                "key": criterion.key,
                "label": criterion.label,
                "median": median,
                "low": low,
                "high": high,
                "reviewers": len(score.steps) if score else 0,
                "note": note,
            },
            GAP,
        )
        return _Drawn(
            bar=macros("profile").profile_bar(bar, profile_frame(0)),
            words=f"{criterion.short}: {note or decimal(median or 0.0)}",
            row=Pattern(row),
        )


def _reasons(given: Sequence[Reason], labels: Mapping[str, str], language: str) -> str:
    return "".join([_reason(reason, labels, language) for reason in given]) or _no_reasons(language)


def _address_of(evidence: Evidence, labels: Mapping[str, str], language: str) -> str:
    """Return where evidence stands: its section on this page, or the results of a feedback board."""
    if evidence.kind == "board":
        return results_path(evidence.field, language)
    return f"#{evidence.field}" if evidence.field in labels else ""


def _reason(reason: Reason, labels: Mapping[str, str], language: str) -> str:
    evidence = "".join(
        [
            _evidence_pattern(_address_of(item, labels, language), item.language, language).joined(
                escape(item.quote)
            )
            for item in reason.evidence
        ]
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
    gaps = (escape(reason.text), escape(reason.name), evidence)
    return pattern.joined(*[gap for gap in gaps if gap])


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
        foreign = lang_attribute(shown_in, language)
        return Pattern(macros("profile").score_reason(step, has_text, foreign, *marks, GAP, name, evidence))


@lru_cache(maxsize=512)
def _evidence_pattern(url: str, shown_in: str, language: str) -> Pattern:
    return Pattern(macros("profile").reason_evidence(lang_attribute(shown_in, language), url, GAP))


@lru_cache(maxsize=16)
def _no_reasons(language: str) -> str:
    with speaking(language):
        return str(macros("profile").no_reasons())
