"""How involvement cases are found."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from cop.cases import results
from cop.cases.content import UNSTATED, CaseContent, CaseFacts
from cop.cases.models import IS_CURRENT, Case, CaseOrganisation, CaseText, CaseVersion
from cop.cases.queries import KIND, visible_to
from cop.config import LANGUAGES
from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.permissions import VISITOR
from cop.organisations.models import Organisation
from cop.search.contract import PUBLIC, Document, Part, Searchable
from cop.vocabulary.queries import Vocabulary, vocabulary

WEIGHTS = {"title": 5, "strapline": 3, "organisation": 2, "forms": 2, "involvement": 2}
"""Fields that say most; every other one weighs 1."""


def documents(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these cases that the public may find."""
    rows = db.session.execute(
        select(Case.id, Case.published_at, CaseVersion.content)
        .join(CaseVersion, IS_CURRENT)
        .where(Case.id.in_(ids), visible_to(VISITOR))
    ).all()
    contents = {row.id: CaseContent.model_validate_json(row.content) for row in rows}
    texts = texts_of(ids)
    words, accepted = vocabulary(), results.accepted(ids)
    return [
        Document(
            kind=KIND,
            id=row.id,
            audiences=frozenset({PUBLIC}),
            texts=texts.get(row.id, {}),
            concepts=frozenset(
                words.with_broader(
                    (*(s for _f, _k, s in contents[row.id].facts.concepts()), *accepted.get(row.id, ()))
                )
            ),
            facets=_facets(contents[row.id], accepted.get(row.id, ()), words),
            numbers={"published": int(row.published_at.timestamp())},
        )
        for row in rows
    ]


def texts_of(
    ids: Sequence[int], languages: Collection[str] = tuple(LANGUAGES)
) -> dict[int, dict[str, tuple[Part, ...]]]:
    """Return what search reads of these cases: by id and language, the title first."""
    names: dict[int, list[dict[str, str]]] = {}
    for row in db.session.execute(
        select(CaseOrganisation.case_id, Organisation.names)
        .join(Organisation, Organisation.id == CaseOrganisation.organisation_id)
        .where(CaseOrganisation.case_id.in_(ids))
        .order_by(CaseOrganisation.case_id, CaseOrganisation.position)
    ):
        names.setdefault(row.case_id, []).append(row.names)
    found: dict[int, dict[str, tuple[Part, ...]]] = {}
    for text in db.session.execute(
        select(
            CaseText.case_id,
            CaseText.language,
            CaseText.title,
            CaseText.strapline,
            CaseText.city,
            CaseText.plain,
        )
        .where(CaseText.case_id.in_(ids), CaseText.language.in_(languages))
        .order_by(CaseText.case_id, CaseText.language)
    ):
        parts = [Part("title", text.title, WEIGHTS["title"])]
        if text.strapline:
            parts.append(Part("strapline", text.strapline, WEIGHTS["strapline"]))
        named = [best_text(n, text.language)[1] for n in names.get(text.case_id, ())]
        if place := ", ".join(word for word in (*named, text.city) if word):
            parts.append(Part("organisation", place, WEIGHTS["organisation"]))
        parts += [Part(name, words, WEIGHTS.get(name, 1)) for name, words in text.plain.items()]
        found.setdefault(text.case_id, {})[text.language] = tuple(parts)
    return found


def _facets(content: CaseContent, accepted: Iterable[str], words: Vocabulary) -> dict[str, frozenset[str]]:
    facts: CaseFacts = content.facts
    facets = {
        "form": set(facts.forms or [UNSTATED]),
        "depth": {facts.depth or UNSTATED},
        "phase": set(facts.phases or [UNSTATED]),
        "role": set(facts.roles or [UNSTATED]),
        "aspect": set(facts.aspects),
        "social_result": set(words.all_present((*facts.social_results, *accepted))),
        "target_group": words.with_broader(facts.target_groups),
        "country": {facts.place.country} if facts.place.country else set(),
        "language": set(content.texts),
    }
    return {name: frozenset(values) for name, values in facets.items() if values}


def ids(after: int, limit: int) -> list[int]:
    """Return ids of all cases, ascending, from the one after `after` on."""
    return list(db.session.scalars(select(Case.id).where(Case.id > after).order_by(Case.id).limit(limit)))


SEARCHABLE = Searchable(KIND, documents, ids)
