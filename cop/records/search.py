"""What search reads of records."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from cop.core.i18n import best_text
from cop.records.models import Tables
from cop.records.queries import organisation_names, rows
from cop.search.contract import Part


@cache
def _texts(tables: Tables[Any]) -> Select[*tuple[Any, ...]]:
    text = tables.text
    of = tables.of(text)
    return (
        select(of.label("id"), text.language, text.title, text.strapline, text.city, text.plain)
        .where(
            of.in_(bindparam("ids", expanding=True)),
            text.language.in_(bindparam("languages", expanding=True)),
        )
        .order_by(of, text.language)
    )


def parts_of(
    tables: Tables[Any], ids: Sequence[int], weights: Mapping[str, int], languages: Collection[str]
) -> dict[int, dict[str, tuple[Part, ...]]]:
    """Return what search reads of these records: by id and language, the title first."""
    names = organisation_names(tables, ids)
    found: dict[int, dict[str, tuple[Part, ...]]] = {}
    for row in rows(_texts(tables), ids=ids, languages=sorted(languages)):
        named = [best_text(n, row.language)[1] for n in names.get(row.id, ())]
        parts = [Part("title", row.title, weights["title"])]
        if row.strapline:
            parts.append(Part("strapline", row.strapline, weights["strapline"]))
        if place := ", ".join(word for word in (*named, row.city) if word):
            parts.append(Part("organisation", place, weights["organisation"]))
        parts += [Part(name, words, weights.get(name, 1)) for name, words in row.plain.items()]
        found.setdefault(row.id, {})[row.language] = tuple(parts)
    return found
