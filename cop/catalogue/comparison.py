"""Practices side by side."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from cop.core.i18n import gettext as _
from cop.practices import pages as practice_pages
from cop.practices.profile import score_note
from cop.practices.queries import PracticePage
from cop.reviews.queries import CardScores
from cop.rubric.criteria import CRITERIA
from cop.web.templating import decimal

COMPARED = ("aim", "method", "results", "sustainability", "transfer")
"""Sections that stand side by side; the others are read on the practice's own page."""


def table(loaded: Sequence[PracticePage], language: str) -> dict[str, Any]:
    """Return the arguments of the comparison table: practices, and rows of facts, scores and texts."""
    slugs = [page.slug for page in loaded]
    groups = [
        (_("Facts"), _fact_rows(loaded, language)),
        (_("Scores, 0 to 4"), _score_rows(loaded)),
        (_("In words"), _text_rows(loaded)),
    ]
    return {
        "practices": [
            {
                "title": page.content.texts[page.language].title,
                "url": f"/{language}/practices/{page.slug}",
                "language": page.language,
                "remove_url": compare_address([s for s in slugs if s != page.slug], language),
            }
            for page in loaded
        ],
        "groups": [{"heading": heading, "rows": rows} for heading, rows in groups if rows],
    }


Row = dict[str, Any]


def _fact_rows(loaded: Sequence[PracticePage], language: str) -> list[Row]:
    facts = [{fact.label: fact for fact in practice_pages.facts(page, language)} for page in loaded]
    labels = dict.fromkeys(label for of_one in facts for label in of_one)
    return [
        {"label": label, "cells": [_cell(of_one[label].value if label in of_one else "") for of_one in facts]}
        for label in labels
    ]


def _score_rows(loaded: Sequence[PracticePage]) -> list[Row]:
    return [
        {"label": c.label, "cells": [_score_cell(page.scorecard, c.key) for page in loaded]} for c in CRITERIA
    ]


def _text_rows(loaded: Sequence[PracticePage]) -> list[Row]:
    labels = practice_pages.section_labels()
    return [
        {
            "label": labels[name],
            "cells": [_cell(Markup(page.html.get(name, "")), page.language) for page in loaded],  # noqa: S704
        }
        for name in COMPARED
        if any(name in page.html for page in loaded)
    ]


def compare_address(slugs: Sequence[str], language: str) -> str:
    """Return the address of the comparison of these practices."""
    return f"/{language}/practices/compare?{urlencode([('slug', slug) for slug in slugs])}"


def _cell(text: str | Markup, language: str = "") -> dict[str, Any]:
    return {"text": text, "language": language}


def _score_cell(card: CardScores | None, key: str) -> dict[str, Any]:
    score = card.scores.get(key) if card else None
    note = score_note(score)
    if note or score is None or score.median is None:
        return {"text": note}
    return {"text": decimal(score.median), "median": score.median}
