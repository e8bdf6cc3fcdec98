"""From the answers of a form to the content of a case, and back."""

from collections.abc import Mapping
from typing import Any, Final

from cop.cases.case_questions import BY_KEY
from cop.cases.content import CaseContent, CaseFacts, CaseText
from cop.cases.models import CASES, Case
from cop.consents.queries import refuse_unfit
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.redaction import notice
from cop.core.slugs import slug_of
from cop.core.submittable import Answers
from cop.records.composing import (
    Given,
    answers_in,
    checked,
    given_in,
    organisations_of,
    place_in,
    state_in,
)
from cop.records.queries import present
from cop.submissions.slugs import free_slug

_PLAIN: Final = tuple(key for key in BY_KEY if key in CaseFacts.model_fields and key != "organisations")
_TEXTS: Final = tuple(key for key in BY_KEY if key in CaseText.model_fields)


def slug_for(title: str, language: str) -> str:
    """Return an address for a new case that no case and no submission has."""
    return free_slug(Case.slug, slug_of(title, language) or "case")


def compose(slug: str, source_language: str, answers: Answers) -> CaseContent:
    """Return the content that the answers make; see Submittable."""
    before = present(CASES, slug)
    given = given_in(answers)
    data = {
        "slug": slug,
        "source_language": source_language,
        "facts": _facts(given, source_language, before),
        "texts": _texts(given, source_language, before),
    }
    content = checked(CaseContent, data)
    refuse_unfit(content.canonical(), field=f"{source_language}/quotes")
    return content


def _facts(given: Given, source_language: str, before: CaseContent | None) -> dict[str, Any]:
    common = given.get("", {})
    facts: dict[str, Any] = {key: common[key] for key in _PLAIN if key in common}
    facts["place"] = place_in(given)
    facts["organisations"] = organisations_of(given, source_language, before)
    if before is not None:  # nobody is asked for these
        facts["links"] = list(before.facts.links)
        facts["source"] = before.facts.source
    return facts


def _texts(given: Given, source_language: str, before: CaseContent | None) -> dict[str, Any]:
    texts = {}
    for code, by_key in given.items():
        text: dict[str, Any] = {key: by_key[key] for key in _TEXTS if key in by_key}
        if not code or not text:
            continue
        if "title" not in text:
            raise InvalidError(f"{code}/title", _("Write a title in this language."))
        text["quotes"] = [_quote(row, code) for row in text.get("quotes", ())]
        text["state"] = state_in(code, source_language, before)
        texts[code] = text
    return texts


def _quote(row: Mapping[str, str | None], language: str) -> dict[str, Any]:
    # What was taken back in a draft has None there.
    consent = (row.get("consent") or "").strip().strip("[]").lower() or None
    if consent is None and row.get("words") != notice(language):  # what was taken back needs none
        raise InvalidError(f"{language}/quotes", _("Name the consent under which each quotation stands."))
    return {**row, "consent": consent}


def answers_of(slug: str) -> tuple[str, Answers]:
    """Return (source language, answers) of a public case; see Submittable."""
    content = present(CASES, slug)
    if content is None:
        raise ConflictError(_("This record is not public any more."))
    answers = answers_in(content, _PLAIN, _TEXTS)
    for code in content.texts:
        answers[code]["quotes"] = [
            {**row, "consent": row["consent"] or ""} for row in answers[code]["quotes"]
        ]
    return content.source_language, given_in(answers)
