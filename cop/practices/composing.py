"""From the answers of a form to the content of a practice, and back."""

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from cop.config import LANGUAGES
from cop.core.db import now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.submittable import Answers, Widget
from cop.practices import queries
from cop.practices.content import Facts, PracticeContent, Text
from cop.practices.questions import BY_KEY, QUESTIONS
from cop.records.composing import Given, answers_in, given_in, organisations_of, refuse_forgotten, web_address
from cop.records.content import OrganisationRole, Place
from cop.records.content import TranslationState as State

IN_PLACE: Final = frozenset({"country", "city"})
"""Questions whose answers stand in the place of the facts."""

_PLAIN_FACTS: Final = tuple(
    q.key for q in QUESTIONS if q.key in Facts.model_fields and q.key not in ("organisations", "source")
)
_TEXTS: Final = tuple(q.key for q in QUESTIONS if q.key in Text.model_fields)


def compose(slug: str, source_language: str, answers: Answers) -> PracticeContent:
    """Return the content that the answers make; see Submittable."""
    present = queries.present(slug)
    given = {code: {k: v for k, v in by_key.items() if not _is_empty(v)} for code, by_key in answers.items()}
    facts = _facts(given, source_language, present)
    _refuse_contradiction(facts)
    data = {
        "slug": slug,
        "source_language": source_language,
        "facts": facts,
        "texts": _texts(given, source_language, present),
    }
    try:
        content = PracticeContent.model_validate(data)
    except ValidationError as error:
        raise _told(error) from None
    refuse_forgotten(content)
    return _with_states(content, present)


def _is_empty(value: Any) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _facts(given: Given, source_language: str, present: PracticeContent | None) -> dict[str, Any]:
    common = given.get("", {})
    facts = {key: common[key] for key in _PLAIN_FACTS if key in common}
    for key in ("website", "links"):
        if key in facts:
            value = facts[key]
            facts[key] = (
                web_address(value) if isinstance(value, str) else [web_address(line) for line in value]
            )
    facts["place"] = _place(given, present)
    facts["organisations"] = _organisations(given, source_language, present)
    if rows := common.get("source"):
        row = rows[0]
        facts["source"] = {name: value for name, value in row.items() if not _is_empty(value)}
        if "url" in facts["source"]:
            facts["source"]["url"] = web_address(row["url"])
    return facts


def _place(given: Given, present: PracticeContent | None) -> dict[str, Any]:
    before = present.facts.place if present else Place()
    order = dict.fromkeys((*before.city, *given))
    city = {code: given[code]["city"] for code in order if code and "city" in given.get(code, {})}
    place: dict[str, Any] = {"country": given.get("", {}).get("country"), "city": city}
    # Nobody is asked for a point on the map: it stays as long as the place does.
    if before.country == place["country"] and before.city == city:
        place["point"] = before.point
    return place


def _organisations(given: Given, language: str, present: PracticeContent | None) -> list[dict[str, Any]]:
    rows = given.get("", {}).get("organisations", ())
    found = organisations_of(given, language, present)
    return [made | {"role": _role(row.get("role", ""))} for made, row in zip(found, rows, strict=True)]


def _role(word: str) -> str:
    """Return the role of that key or label; who says nothing leads."""
    word = word.strip()
    labels = {str(label): key for key, label in BY_KEY["organisations"].column_choices["role"]}
    role = labels.get(word, word) or OrganisationRole.LEAD.value
    if role not in list(OrganisationRole):
        raise InvalidError("/organisations", _("Say of each organisation whether it leads, helps or pays."))
    return role


def _texts(given: Given, source_language: str, present: PracticeContent | None) -> dict[str, dict[str, Any]]:
    texts: dict[str, dict[str, Any]] = {}
    # In the order that there is: content that has not changed makes no new version.
    for code in dict.fromkeys((*(present.texts if present else ()), source_language, *LANGUAGES)):
        text = {key: value for key in _TEXTS if (value := given.get(code, {}).get(key)) is not None}
        if not text and code != source_language:
            continue
        if "title" not in text:
            raise InvalidError(f"{code}/title", _("Write a title in this language."))
        before = present.texts.get(code) if present else None
        text["figures"] = [_figure(row, code, before) for row in text.get("figures", ())]
        text["state"] = State.ORIGINAL if code == source_language else State.HUMAN
        texts[code] = text
    return texts


def _figure(row: Mapping[str, str], language: str, before: Text | None) -> dict[str, Any]:
    stated, unit = row.get("stated", "").strip(), row.get("unit", "").strip()
    if not stated:
        raise InvalidError(f"{language}/figures", _("Write in each row how many."))
    for figure in before.figures if before else ():
        if (figure.stated, figure.unit) == (stated, unit):
            return figure.model_dump()
    return {"stated": stated, "unit": unit, "value": _number_in(stated)}


def _number_in(stated: str) -> int | None:
    """Return the one whole number in the words, or None where there is none or more than one."""
    numbers = re.findall(r"\d+(?:[ \u00a0\u202f]\d{3}(?!\d))*", stated)
    if len(numbers) != 1 or re.search(r"\d[.,]\d", stated):
        return None
    return int(re.sub(r"\D", "", numbers[0])) if len(numbers[0]) < 16 else None


def _refuse_contradiction(facts: Mapping[str, Any]) -> None:
    started, ended = facts.get("started", ""), facts.get("ended", "")
    if started and ended and ended < started[: len(ended)]:
        raise InvalidError("/ended", _("It cannot have ended before it began."))
    if facts.get("is_running") and ended and ended < str(now().year):
        raise InvalidError("/ended", _("It cannot be running and have ended. Change one of the two answers."))
    low, high = facts.get("age_from"), facts.get("age_to")
    if isinstance(low, int) and isinstance(high, int) and high < low:
        raise InvalidError("/age_to", _("The upper age cannot be below the lower one."))


def _with_states(content: PracticeContent, present: PracticeContent | None) -> PracticeContent:
    """Return the content with what is known of its translations: one older than its original says so."""
    if present is None or present.source_language != content.source_language:
        return content
    is_same = _words(content.texts[content.source_language]) == _words(present.texts[content.source_language])
    texts = dict(content.texts)
    for code, text in content.texts.items():
        before = present.texts.get(code)
        if code != content.source_language and before is not None and _words(text) == _words(before):
            texts[code] = text.model_copy(update={"state": before.state if is_same else State.STALE})
    return content.model_copy(update={"texts": texts})


def _words(text: Text) -> dict[str, Any]:
    return text.model_dump(exclude={"state"})


def _told(error: ValidationError) -> InvalidError:
    """Return the first thing that is wrong in the reader's words, at the question that it answers."""
    first = error.errors(include_url=False, include_input=False)[0]
    parts = [str(part) for part in first["loc"]]
    if parts[:1] == ["texts"] and len(parts) > 2:
        language, key = parts[1], parts[2]
    elif parts[:3] == ["facts", "place", "city"]:
        language, key = parts[3], "city"
    else:
        language, key = "", _key_of(".".join(parts[1:3]))
    return InvalidError(f"{language}/{key}", _sentence(first, key))


def _key_of(field: str) -> str:
    """Return the question of a field of the facts: "place.country", "organisations.0"."""
    head, _dot, rest = field.partition(".")
    return rest if head == "place" else head


def _sentence(problem: Mapping[str, Any], key: str) -> str:
    question = BY_KEY.get(key)
    context = problem.get("ctx", {})
    last = str(problem["loc"][-1]) if problem["loc"] else ""
    if problem["type"] == "string_too_long":
        return _("This is too long: there is room for %(n)s letters.", n=context["max_length"])
    if problem["type"] == "too_long":
        return _("These are too many: there is room for %(n)s.", n=context["max_length"])
    if key in ("website", "links") or last in ("website", "url"):
        return _("Write a whole web address, beginning with https://.")
    if question is not None and (question.widget is Widget.MONTH or last == "published"):
        return _("Write a year, or a year and a month: 2013 or 2013-09.")
    if question is not None and question.widget is Widget.NUMBER:
        low, high = (0, 200) if key == "years_of_experience" else (0, 120)
        return _("Write a whole number from %(low)s to %(high)s.", low=low, high=high)
    if key == "source":
        return _("Write the title of the document.")
    if problem["type"] == "string_pattern_mismatch":
        return _("This holds a letter that cannot be shown. Write it again by hand.")
    return _("This answer does not fit here. Choose or write another.")


def answers_of(slug: str) -> tuple[str, Answers]:
    """Return (source language, answers) of a public practice; raise ConflictError where it is none."""
    content = queries.present(slug)
    if content is None:
        raise ConflictError(_("This record is not public any more."))
    return content.source_language, as_answers(content)


def as_answers(content: PracticeContent) -> dict[str, dict[str, Any]]:
    """Return the answers that make this content; what it does not say is left out."""
    answers = answers_in(content, _PLAIN_FACTS, _TEXTS)
    stated = content.facts.organisations
    for row, organisation in zip(answers[""]["organisations"], stated, strict=True):
        row["role"] = organisation.role.value
    if (source := content.facts.source) is not None:
        answers[""]["source"] = [{key: value or "" for key, value in source.model_dump().items()}]
    for code, text in content.texts.items():
        answers[code]["figures"] = [{"stated": f.stated, "unit": f.unit} for f in text.figures]
    return given_in(answers)
