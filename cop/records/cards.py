"""Records in lists of several kinds, and as places where people talk."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from cop.core.forums import Forum, open_forum
from cop.core.i18n import LazyString, best_text
from cop.core.permissions import Actor
from cop.core.records import RecordCard, RecordKind, Ref
from cop.records.models import Tables
from cop.records.queries import id_of, organisation_names, titled


def record_kind(
    tables: Tables[Any], label: LazyString, plural: LazyString, cards: Callable[..., Sequence[Any]]
) -> RecordKind:
    """Return what others need to list and to find the records of a kind; `cards` are those of its own lists.

    What tells a record from others of its kind is its card's `detail`, or else its `city`.
    """

    def among_others(ids: Sequence[int], actor: Actor, language: str) -> list[RecordCard]:
        return [
            RecordCard(
                ref=Ref(tables.kind, card.id),
                slug=card.slug,
                path=tables.address(card.slug, language),
                language=card.language,
                title=card.title,
                summary=card.strapline,
                detail=getattr(card, "detail", getattr(card, "city", "")),
            )
            for card in cards(ids, actor=actor, language=language)
        ]

    return RecordKind(
        kind=tables.kind, label=label, plural=plural, cards=among_others, id_of=partial(id_of, tables)
    )


def forum(tables: Tables[Any]) -> Forum:
    """Return the value by which people may talk at records of a kind."""

    def places(ids: Sequence[int], actor: Actor, language: str) -> dict[int, tuple[str, str, str]]:
        return {
            id: (tables.address(slug, language), shown_in, title)
            for id, (slug, shown_in, title) in titled(tables, ids, actor, language).items()
        }

    return open_forum(tables.kind, places)


def named(
    tables: Tables[Any], ids: Sequence[int], language: str, *conditions: Any
) -> Mapping[int, Sequence[str]]:
    """Return the names of the organisations of these records in that language, by id."""
    found = organisation_names(tables, ids, *conditions)
    return {id: [best_text(names, language)[1] for names in several] for id, several in found.items()}
