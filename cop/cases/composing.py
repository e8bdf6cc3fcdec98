"""From the answers of a form to the content of a case, and back."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import or_, select

from cop.cases.case_questions import BY_KEY
from cop.cases.content import CaseContent, CaseFacts, CaseText
from cop.cases.enums import CaseState
from cop.cases.models import IS_CURRENT, Case, CaseVersion
from cop.cases.operations import unknown_concept
from cop.consents.queries import refuse_unfit
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.redaction import notice
from cop.core.slugs import numbered, slug_of
from cop.core.submittable import Answers
from cop.practices.composing import identity, web_address
from cop.practices.content import TranslationState as State
from cop.submissions.models import Submission
from cop.vocabulary.queries import vocabulary

_PLAIN: Final = tuple(key for key in BY_KEY if key in CaseFacts.model_fields and key != "organisations")
_TEXTS: Final = tuple(key for key in BY_KEY if key in CaseText.model_fields)


def slug_for(title: str, language: str) -> str:
    """Return an address for a new case that no case and no submission has."""
    stem = slug_of(title, language) or "case"
    taken: set[str | None] = set()
    for column in (Case.slug, Submission.target_slug):
        query = select(column).where(or_(column == stem, column.startswith(f"{stem}-", autoescape=True)))
        taken |= set(db.session.scalars(query))
    return next(slug for slug in numbered(stem) if slug not in taken)


def present(slug: str) -> CaseContent | None:
    """Return what a public case says now, or None where there is none."""
    content = db.session.scalar(
        select(CaseVersion.content)
        .join(Case, IS_CURRENT)
        .where(Case.slug == slug, Case.state == CaseState.PUBLISHED)
    )
    return CaseContent.model_validate_json(content) if content is not None else None


def compose(slug: str, source_language: str, answers: Answers) -> CaseContent:
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
        content = CaseContent.model_validate(data)
    except ValidationError as error:
        parts = [str(part) for part in error.errors()[0]["loc"]]
        where = (
            f"{parts[1]}/{parts[2]}"
            if parts[:1] == ["texts"] and len(parts) > 2
            else f"/{parts[1] if len(parts) > 1 else ''}"
        )
        raise InvalidError(where, _("This answer does not fit. Look at it once more.")) from None
    if unknown := unknown_concept(content, vocabulary()):
        key = unknown[0].rpartition(".")[2]
        raise InvalidError(f"/{key}", _("One of these words is not in the vocabulary any more."))
    refuse_unfit(content.canonical(), field=f"{source_language}/quotes")
    return content


Given = Mapping[str, Mapping[str, Any]]


def _facts(given: Given, source_language: str, before: CaseContent | None) -> dict[str, Any]:
    common = given.get("", {})
    facts: dict[str, Any] = {key: common[key] for key in _PLAIN if key in common}
    city = {code: by_key["city"] for code, by_key in given.items() if code and "city" in by_key}
    facts["place"] = {"country": common.get("country"), "city": city}
    facts["organisations"] = _organisations(common.get("organisations", ()), source_language, before)
    if before is not None:  # nobody is asked for these
        facts["links"] = list(before.facts.links)
        facts["source"] = before.facts.source
    return facts


def _organisations(
    rows: Sequence[Mapping[str, str]], language: str, before: CaseContent | None
) -> list[dict[str, Any]]:
    known: dict[str, Mapping[str, str]] = (
        {o.slug: o.names for o in before.facts.organisations} if before else {}
    )
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


def _texts(given: Given, source_language: str, before: CaseContent | None) -> dict[str, Any]:
    texts = {}
    for code, by_key in given.items():
        text: dict[str, Any] = {key: by_key[key] for key in _TEXTS if key in by_key}
        if not code or not text:
            continue
        if "title" not in text:
            raise InvalidError(f"{code}/title", _("Write a title in this language."))
        text["quotes"] = [_quote(row, code) for row in text.get("quotes", ())]
        text["state"] = State.ORIGINAL if code == source_language else _state(code, before)
        texts[code] = text
    return texts


def _quote(row: Mapping[str, str], language: str) -> dict[str, Any]:
    consent = row.get("consent", "").strip().strip("[]").lower() or None
    if consent is None and row.get("words") != notice(language):  # what was taken back needs none
        raise InvalidError(f"{language}/quotes", _("Name the consent under which each quotation stands."))
    return {**row, "consent": consent}


def _state(code: str, before: CaseContent | None) -> State:
    known = before.texts.get(code) if before else None
    return known.state if known and known.state is not State.ORIGINAL else State.HUMAN


def answers_of(slug: str) -> tuple[str, Answers]:
    """Return (source language, answers) of a public case; see Submittable."""
    content = present(slug)
    if content is None:
        raise ConflictError(_("This case is not public any more."))
    facts = content.facts.model_dump(mode="json", include=set(_PLAIN))
    names = [
        (o.names.get(content.source_language) or next(iter(o.names.values())), o.website or "")
        for o in content.facts.organisations
    ]
    common = facts | {
        "country": content.facts.place.country,
        "organisations": [{"name": name, "website": website} for name, website in names],
    }
    answers: dict[str, dict[str, Any]] = {"": common}
    for code, text in content.texts.items():
        said = text.model_dump(mode="json", include=set(_TEXTS))
        said["quotes"] = [{**row, "consent": row["consent"] or ""} for row in said["quotes"]]
        answers[code] = said
    for code, city in content.facts.place.city.items():
        answers.setdefault(code, {})["city"] = city
    return content.source_language, {
        code: {key: value for key, value in by_key.items() if value not in (None, "", [], {})}
        for code, by_key in answers.items()
    }
