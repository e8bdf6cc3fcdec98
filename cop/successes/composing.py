"""From the answers of a form to the content of a self-description, and back."""

from typing import Any, Final

from cop.consents.queries import refuse_unfit
from cop.core.db import now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.slugs import slug_of
from cop.core.submittable import Answers
from cop.records.composing import Given, checked, given_in, organisations_of, place_in, state_in, web_address
from cop.records.queries import present
from cop.submissions.slugs import free_slug
from cop.successes.content import SuccessContent
from cop.successes.models import SUCCESSES, Success
from cop.successes.values import FACTS, TEXTS, answers_in

_OLDEST_YEAR: Final = 1900


def slug_for(title: str, language: str) -> str:
    """Return an address for a new self-description that no other one and no submission has."""
    return free_slug(Success.slug, slug_of(title, language) or "service")


def compose(slug: str, source_language: str, answers: Answers) -> SuccessContent:
    """Return the content that the answers make; see Submittable."""
    before = present(SUCCESSES, slug)
    given = given_in(answers)
    data = {
        "slug": slug,
        "source_language": source_language,
        "facts": _facts(given, source_language, before),
        "texts": _texts(given, source_language, before),
    }
    content = checked(SuccessContent, data)
    refuse_unfit(content.canonical(), field=f"{source_language}/q8")
    return content


def _facts(given: Given, source_language: str, before: SuccessContent | None) -> dict[str, Any]:
    common = given.get("", {})
    facts: dict[str, Any] = {key: common[key] for key in FACTS if key in common}
    if (year := facts.get("year")) is not None and not _OLDEST_YEAR <= year <= now().year:
        raise InvalidError("/year", _("Write a year in four digits that has begun already, such as 2025."))
    if "links" in facts:
        facts["links"] = [web_address(line) for line in facts["links"]]
    facts["place"] = place_in(given)
    facts["organisations"] = organisations_of(given, source_language, before)
    if before is not None and before.facts.year == year:  # nobody is asked for it
        facts["source"] = before.facts.source
    return facts


def _texts(given: Given, source_language: str, before: SuccessContent | None) -> dict[str, Any]:
    texts = {}
    for code, by_key in given.items():
        text: dict[str, Any] = {key: by_key[key] for key in TEXTS if key in by_key}
        if not code or not text:
            continue
        if "title" not in text:
            raise InvalidError(f"{code}/title", _("Write the name of the service in this language."))
        if not all(row.get("by") for row in text.get("evaluations", ())):
            raise InvalidError(f"{code}/evaluations", _("Say of each evaluation who made it."))
        text["state"] = state_in(code, source_language, before)
        texts[code] = text
    return texts


def answers_of(slug: str) -> tuple[str, Answers]:
    """Return (source language, answers) of a public self-description; see Submittable."""
    content = present(SUCCESSES, slug)
    if content is None:
        raise ConflictError(_("This record is not public any more."))
    return content.source_language, answers_in(content)
