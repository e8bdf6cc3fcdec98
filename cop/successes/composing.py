"""From the answers of a form to the content of a self-description, and back."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import or_, select

from cop.consents.queries import refuse_unfit
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.slugs import numbered, slug_of
from cop.core.submittable import Answers
from cop.practices.composing import identity, web_address
from cop.practices.content import TranslationState as State
from cop.submissions.models import Submission
from cop.successes.content import SuccessContent
from cop.successes.models import Success
from cop.successes.operations import unknown_concept
from cop.successes.queries import present
from cop.successes.values import FACTS, TEXTS, answers_in
from cop.vocabulary.queries import vocabulary

_OLDEST_YEAR: Final = 1900

Given = Mapping[str, Mapping[str, Any]]


def slug_for(title: str, language: str) -> str:
    """Return an address for a new self-description that no other one and no submission has."""
    stem = slug_of(title, language) or "service"
    taken: set[str | None] = set()
    for column in (Success.slug, Submission.target_slug):
        query = select(column).where(or_(column == stem, column.startswith(f"{stem}-", autoescape=True)))
        taken |= set(db.session.scalars(query))
    return next(slug for slug in numbered(stem) if slug not in taken)


def compose(slug: str, source_language: str, answers: Answers) -> SuccessContent:
    """Return the content that the answers make; see Submittable."""
    before = present(slug)
    given = {
        code: {k: v for k, v in by_key.items() if v not in (None, "", [], {})}
        for code, by_key in answers.items()
    }
    data = {
        "slug": slug,
        "source_language": source_language,
        "facts": _facts(given, source_language, before),
        "texts": _texts(given, source_language, before),
    }
    try:
        content = SuccessContent.model_validate(data)
    except ValidationError as error:
        raise _told(error) from None
    if unknown := unknown_concept(content, vocabulary()):
        key = unknown[0].rpartition(".")[2]
        raise InvalidError(f"/{key}", _("One of these words is not in the vocabulary any more."))
    refuse_unfit(content.canonical(), field=f"{source_language}/q8")
    return content


def _told(error: ValidationError) -> InvalidError:
    parts = [str(part) for part in error.errors()[0]["loc"]]
    is_text = parts[:1] == ["texts"] and len(parts) > 2
    where = f"{parts[1]}/{parts[2]}" if is_text else f"/{parts[1] if len(parts) > 1 else ''}"
    return InvalidError(where, _("This answer does not fit. Look at it once more."))


def _facts(given: Given, source_language: str, before: SuccessContent | None) -> dict[str, Any]:
    common = given.get("", {})
    facts: dict[str, Any] = {key: common[key] for key in FACTS if key in common}
    if (year := facts.get("year")) is not None and not _OLDEST_YEAR <= year <= now().year:
        raise InvalidError("/year", _("Write a year in four digits that has begun already, such as 2025."))
    if "links" in facts:
        facts["links"] = [web_address(line) for line in facts["links"]]
    city = {code: by_key["city"] for code, by_key in given.items() if code and "city" in by_key}
    facts["place"] = {"country": common.get("country"), "city": city}
    facts["organisations"] = _organisations(common.get("organisations", ()), source_language, before)
    if before is not None and before.facts.year == year:  # nobody is asked for it
        facts["source"] = before.facts.source
    return facts


def _organisations(
    rows: Sequence[Mapping[str, str]], language: str, before: SuccessContent | None
) -> list[dict[str, Any]]:
    stated = before.facts.organisations if before else []
    known: dict[str, Mapping[str, str]] = {o.slug: o.names for o in stated}
    found = []
    for row in rows:
        name = " ".join(row.get("name", "").split())
        if not name:
            raise InvalidError("/organisations", _("Write the name of each organisation."))
        slug, names = identity(name, language, known)
        known[slug] = names
        website = web_address(row.get("website", "")) or None
        found.append({"slug": slug, "names": dict(names), "website": website})
    return found


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
        text["state"] = State.ORIGINAL if code == source_language else _state(code, before)
        texts[code] = text
    return texts


def _state(code: str, before: SuccessContent | None) -> State:
    known = before.texts.get(code) if before else None
    return known.state if known and known.state is not State.ORIGINAL else State.HUMAN


def answers_of(slug: str) -> tuple[str, Answers]:
    """Return (source language, answers) of a public self-description; see Submittable."""
    content = present(slug)
    if content is None:
        raise ConflictError(_("This self-description is not public any more."))
    return content.source_language, answers_in(content)
