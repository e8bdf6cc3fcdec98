"""From the answers of a form to the content of a record: what every kind does alike."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Text as SqlText
from sqlalchemy import cast, select

from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.slugs import numbered, slug_of
from cop.core.submittable import Answers
from cop.organisations.models import Organisation
from cop.records.content import OrganisationFacts
from cop.records.content import TranslationState as State
from cop.records.models import C
from cop.records.operations import unknown_concept
from cop.vocabulary.queries import vocabulary

Given = Mapping[str, Mapping[str, Any]]
"""Answers that say something, by language and question."""
Names = Mapping[str, str]


def given_in(answers: Answers) -> dict[str, dict[str, Any]]:
    """Return the answers that say something."""
    return {
        code: {key: value for key, value in by_key.items() if value not in (None, "", [], {})}
        for code, by_key in answers.items()
    }


def checked(content: type[C], data: Mapping[str, Any]) -> C:
    """Return what these values make; InvalidError names "<language>/<question>" where one does not fit."""
    try:
        made = content.model_validate(data)
    except ValidationError as error:
        parts = [str(part) for part in error.errors()[0]["loc"]]
        is_text = parts[:1] == ["texts"] and len(parts) > 2
        where = f"{parts[1]}/{parts[2]}" if is_text else f"/{parts[1] if len(parts) > 1 else ''}"
        raise InvalidError(where, _("This answer does not fit. Look at it once more.")) from None
    refuse_forgotten(made)
    return made


def refuse_forgotten(content: Any) -> None:
    """Raise InvalidError naming the question, where a concept has left the vocabulary since it was chosen."""
    if unknown := unknown_concept(content, vocabulary()):
        head, _dot, rest = unknown[0].partition(".")
        key = rest if head == "place" else head
        raise InvalidError(f"/{key}", _("One of these words is not in the vocabulary any more."))


def place_in(given: Given) -> dict[str, Any]:
    """Return the place: the country is one for all languages, the city is written in each."""
    city = {code: by_key["city"] for code, by_key in given.items() if code and "city" in by_key}
    return {"country": given.get("", {}).get("country"), "city": city}


def organisations_of(given: Given, language: str, before: Any) -> list[dict[str, Any]]:
    """Return the organisations of the answers as facts; `before` is the present content."""
    stated = before.facts.organisations if before is not None else ()
    return organisations_in(given.get("", {}).get("organisations", ()), language, stated)


def organisations_in(
    rows: Iterable[Mapping[str, str]], language: str, stated: Iterable[OrganisationFacts]
) -> list[dict[str, Any]]:
    """Return rows of name and website as facts; the names of those `stated` before are known."""
    known: dict[str, Names] = {o.slug: o.names for o in stated}
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


def identity(name: str, language: str, known: Mapping[str, Names]) -> tuple[str, Names]:
    """Return the slug and the names of the organisation that is called so, or of a new one."""
    for slug, names in known.items():
        if name in names.values():
            return slug, names
    # As JSON has it: what is not exactly so in it is not this name.
    written, quoted = cast(Organisation.names, SqlText), json.dumps(name, ensure_ascii=False)
    query = select(Organisation.slug, Organisation.names).where(written.contains(quoted, autoescape=True))
    for row in db.session.execute(query.order_by(Organisation.id)):
        if name in row.names.values():
            return row.slug, row.names
    stem = slug_of(name, language) or "organisation"
    taken = set(db.session.scalars(select(Organisation.slug).where(Organisation.slug.startswith(stem))))
    free = (slug for slug in numbered(stem) if slug not in taken and slug not in known)
    return next(free), {language: name}


def web_address(value: str) -> str:
    """Return a web address as people write it with what they leave out."""
    value = value.strip()
    is_bare = re.fullmatch(r"[^\s/:@]+\.[^\s/:@.\d]{2,}(/\S*)?", value)
    return f"https://{value}" if is_bare else value


def state_in(code: str, source_language: str, before: Any) -> State:
    """Return how a text came into its language; what people send in anew, a person has translated."""
    if code == source_language:
        return State.ORIGINAL
    known = before.texts.get(code) if before is not None else None
    return known.state if known and known.state is not State.ORIGINAL else State.HUMAN


def answers_in(content: Any, facts: Sequence[str], texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the answers that make this content: these fields, the place and the organisations."""
    stated = content.facts.model_dump(mode="json", include=set(facts))
    named = [
        {
            "name": o.names.get(content.source_language) or next(iter(o.names.values())),
            "website": o.website or "",
        }
        for o in content.facts.organisations
    ]
    answers: dict[str, dict[str, Any]] = {
        "": stated | {"country": content.facts.place.country, "organisations": named}
    }
    for code, text in content.texts.items():
        answers[code] = text.model_dump(mode="json", include=set(texts))
    for code, city in content.facts.place.city.items():
        answers.setdefault(code, {})["city"] = city
    return answers
