"""The vocabulary as one immutable value: small, asked for on every page, read in two statements."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from cop.core import stamps
from cop.core.db import db
from cop.core.i18n import best_text
from cop.search.contract import Label
from cop.vocabulary.enums import ConceptKind, LabelRole
from cop.vocabulary.models import Concept, ConceptLabel


@dataclass(frozen=True, slots=True)
class ConceptView:
    """A concept as pages need it. `words` maps a language to (role, text) in their order."""

    id: int
    slug: str
    kind: ConceptKind
    broader: str | None
    words: Mapping[str, tuple[tuple[LabelRole, str], ...]] = field(default_factory=dict)
    replaced_by: str | None = None
    is_retired: bool = False

    @property
    def is_offered(self) -> bool:
        """Whether it can be chosen anew."""
        return self.replaced_by is None and not self.is_retired

    def label(self, language: str) -> str:
        """Return the name in that language, or in the nearest there is."""
        names = {
            code: text
            for code, words in self.words.items()
            for role, text in words
            if role is LabelRole.LABEL
        }
        return best_text(names, language)[1] if names else self.slug

    def other_words(self, language: str) -> list[str]:
        """Return synonyms and abbreviations in that language."""
        shown = (LabelRole.SYNONYM, LabelRole.ABBREVIATION)
        return [text for role, text in self.words.get(language, ()) if role in shown]


class Vocabulary:
    """All concepts by slug."""

    def __init__(self, concepts: Iterable[ConceptView]) -> None:
        self.concepts = {concept.slug: concept for concept in concepts}
        self._labels: dict[tuple[str, str], str] = {}
        self._slugs: dict[tuple[ConceptKind, ...], dict[int, str]] = {}

    def present(self, slug: str) -> str:
        """Return the slug of what stands in its place now: its own, but for one that was replaced."""
        while (concept := self.concepts.get(slug)) and concept.replaced_by:
            slug = concept.replaced_by
        return slug

    def all_present(self, slugs: Iterable[str]) -> list[str]:
        """Return what stands in the place of each now, without repetition."""
        return list(dict.fromkeys(map(self.present, slugs)))

    def get(self, slug: str) -> ConceptView | None:
        """Return the concept that stands there now, or None where nobody has named it."""
        return self.concepts.get(self.present(slug))

    def label(self, slug: str, language: str) -> str:
        """Return the concept's name; an unknown slug is shown as it is."""
        key = (slug, language)
        if key not in self._labels:
            concept = self.get(slug)
            if concept is None:
                return slug
            self._labels[key] = concept.label(language)
        return self._labels[key]

    def of_kind(self, kind: ConceptKind) -> list[ConceptView]:
        """Return the concepts of one kind that can be chosen, in the order of the seeds."""
        return [concept for concept in self.concepts.values() if concept.kind is kind and concept.is_offered]

    def slugs_by_id(self, *kinds: ConceptKind) -> Mapping[int, str]:
        """Return the slugs of these kinds as they were given, by the ids that rows name."""
        if kinds not in self._slugs:
            of_kinds = (each for each in self.concepts.values() if each.kind in kinds)
            self._slugs[kinds] = {concept.id: concept.slug for concept in of_kinds}
        return self._slugs[kinds]

    def with_broader(self, slugs: Iterable[str]) -> set[str]:
        """Return the slugs and all that stand above them."""
        found: set[str] = set()
        for slug in slugs:
            at: str | None = self.present(slug)
            while at is not None and at not in found and at in self.concepts:
                found.add(at)
                at = self.concepts[at].broader
        return found

    def narrower(self, slug: str) -> list[ConceptView]:
        """Return the concepts right below."""
        return [concept for concept in self.concepts.values() if concept.broader == slug]

    def search_labels(self) -> Iterator[Label]:
        """Return every word of every concept, for the thesaurus of search."""
        for concept in self.concepts.values():
            for language, words in concept.words.items():
                for role, text in words:
                    part = LabelRole.SEARCHED if concept.replaced_by else role
                    yield Label(self.present(concept.slug), language, text, part.value)


def load() -> Vocabulary:
    """Read the vocabulary as it is in the present transaction."""
    words: dict[int, dict[str, list[tuple[LabelRole, str]]]] = {}
    for row in db.session.execute(
        select(ConceptLabel.concept_id, ConceptLabel.language, ConceptLabel.role, ConceptLabel.text).order_by(
            ConceptLabel.id
        )
    ):
        words.setdefault(row.concept_id, {}).setdefault(row.language, []).append((row.role, row.text))
    columns = (Concept.id, Concept.slug, Concept.kind, Concept.broader_id)
    rows = db.session.execute(
        select(*columns, Concept.replaced_by_id, Concept.retired_at).order_by(Concept.id)
    ).all()
    slugs = {row.id: row.slug for row in rows}
    return Vocabulary(
        ConceptView(
            row.id,
            row.slug,
            row.kind,
            slugs.get(row.broader_id) if row.broader_id else None,
            {language: tuple(entries) for language, entries in words.get(row.id, {}).items()},
            slugs.get(row.replaced_by_id) if row.replaced_by_id else None,
            row.retired_at is not None,
        )
        for row in rows
    )


_READ = "cop.vocabulary"


@event.listens_for(Session, "after_begin")
def _forget(session: Session, _transaction: Any, _connection: Any) -> None:
    session.info.pop(_READ, None)


def present() -> Vocabulary:
    """Return the vocabulary as the present transaction sees it; read anew only where it has changed.

    For those who write: `load` takes longer than the rest of publishing a record.
    """
    stamp = stamps.current("vocabulary")
    if (kept := cache.of(stamp)) is not None:
        return kept
    known: tuple[int, Vocabulary] | None = db.session.info.get(_READ)
    if known is None or known[0] != stamp:
        known = stamp, load()
        db.session.info[_READ] = known
    return known[1]


class _Cache:
    """One vocabulary a process, read again when its stamp has gone up."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget: another database, or a test."""
        self._watch = stamps.Watch("vocabulary")
        self._stamp = -1
        self._vocabulary = Vocabulary(())

    def get(self) -> Vocabulary:
        stamp = self._watch.value()
        if stamp != self._stamp:
            self._vocabulary, self._stamp = load(), stamp
        return self._vocabulary

    def of(self, stamp: int) -> Vocabulary | None:
        """Return the vocabulary as it is kept, where it is of this stamp."""
        return self._vocabulary if stamp == self._stamp else None


cache = _Cache()


def vocabulary() -> Vocabulary:
    """Return the vocabulary, at most one second old."""
    return cache.get()
