"""Records as JSON for programs."""

import json
from datetime import datetime
from hashlib import blake2b
from typing import Any

from markupsafe import escape

from cop.catalogue.everything import matched
from cop.catalogue.matching import Match, matches
from cop.catalogue.queries import Found
from cop.config import LANGUAGES
from cop.core.permissions import VISITOR, Actor
from cop.core.records import RecordCard
from cop.practices.cards import Card
from cop.practices.cards import cards as practice_cards
from cop.practices.queries import PracticePage
from cop.practices.search import KIND
from cop.reviews.queries import CardScores
from cop.rubric.criteria import CRITERIA, RUBRIC_VERSION
from cop.web.templating import absolute


def item(content: str, slug: str, version: int, changed: datetime) -> str:
    """Return one practice of a list as JSON; the content is JSON already and is not read again."""
    more = json.dumps(
        {"version": version, "changed": changed.isoformat(timespec="seconds"), "url": address(slug)},
        ensure_ascii=False,
    )
    return f'{{"content":{content},{more[1:]}'


def address(slug: str) -> str:
    """Return where programs find a practice."""
    return absolute(f"/api/v1/practices/{slug}")


def whole(page: PracticePage) -> dict[str, Any]:
    """Return everything public about a practice; the dates of confirmation may be none."""
    since = page.unconfirmed_since
    return {
        "content": page.content.as_json(),
        "scorecard": scorecard(page.scorecard),
        "version": page.version_number,
        "published": page.published_at.isoformat(timespec="seconds"),
        "changed": page.updated_at.isoformat(timespec="seconds"),
        "confirmed": page.confirmed_at.isoformat(timespec="seconds") if page.confirmed_at else None,
        "not_confirmed_since": since.isoformat(timespec="seconds") if since else None,
        "urls": {code: absolute(f"/{code}/practices/{page.slug}") for code in LANGUAGES},
    }


def mark(page: PracticePage) -> str:
    """Return a word that changes with all that `whole` says."""
    dates = f"{page.confirmed_at}{page.unconfirmed_since}{json.dumps(scorecard(page.scorecard))}"
    return (
        f"{page.fingerprint[:16]}-{page.version_number}-{blake2b(dates.encode(), digest_size=6).hexdigest()}"
    )


def scorecard(card: CardScores | None) -> dict[str, Any] | None:
    """Return the scorecard; a criterion with too few ratings has no number. None where nobody reviewed."""
    if card is None:
        return None
    criteria = {}
    for criterion in CRITERIA:
        score = card.scores.get(criterion.key)
        if score is not None:
            criteria[criterion.key] = {
                "median": score.median,
                "range": list(score.range) if score.range else None,
                "reviewers": len(score.steps),
                "not_applicable": score.not_applicable,
                "too_few_ratings": not score.is_enough and not score.is_not_applicable,
            }
    return {
        "rubric_version": RUBRIC_VERSION,
        "reviewers": card.reviewers,
        "is_demonstration": card.is_demonstration,
        "criteria": criteria,
    }


def results(found: Found, language: str) -> dict[str, Any]:
    """Return the answer to a search for practices."""
    cards = practice_cards([hit.id for hit in found.hits], actor=VISITOR, language=language)
    shown = matches(found, cards)
    scores = {hit.id: hit.score for hit in found.hits}
    return _answer(found, [_hit(card, scores[card.id], shown.get(card.id), language) for card in cards])


def all_results(found: Found, language: str, *, actor: Actor) -> dict[str, Any]:
    """Return the answer to a search over records of any kind."""
    scores = {(hit.kind, hit.id): hit.score for hit in found.hits}
    return _answer(
        found,
        [_any_hit(card, scores[card.ref], match) for card, match in matched(found, language, actor=actor)],
    )


def _any_hit(card: RecordCard, score: float, match: Match | None) -> dict[str, Any]:
    return {
        "kind": card.ref.kind,
        "slug": card.slug,
        "language": card.language,
        "title": card.title,
        "url": absolute(card.path),
        "score": round(score, 4),
        "snippet": str(match.snippet if match and match.snippet else escape(card.summary)),
        "matched": _reasons(match),
    }


def _answer(found: Found, hits: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "total": found.total,
        "hits": hits,
        "facets": {name: dict(values) for name, values in found.facets.items()},
        "suggestion": found.suggestion,
        "relaxed": found.is_relaxed,
        "degraded": found.is_degraded,
    }


def _reasons(match: Match | None) -> list[dict[str, Any]]:
    return [
        {"kind": r.kind, "typed": r.typed, "found": r.found, "concept": r.concept or None}
        for r in (match.reasons if match else ())
    ]


def _hit(card: Card, score: float, match: Match | None, language: str) -> dict[str, Any]:
    return {
        "kind": KIND,
        "slug": card.slug,
        "language": card.language,
        "title": card.title,
        "url": absolute(f"/{language}/practices/{card.slug}"),
        "score": round(score, 4),
        "snippet": str(match.snippet if match else escape(card.strapline)),
        "matched": _reasons(match),
    }
