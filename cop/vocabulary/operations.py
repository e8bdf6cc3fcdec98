"""Changing the vocabulary."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from cop.config import LANGUAGES
from cop.core import audit, outbox, seeding, stamps
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.permissions import Actor, authorize
from cop.search import index
from cop.vocabulary.enums import ConceptKind, LabelRole
from cop.vocabulary.models import Concept, ConceptLabel
from cop.vocabulary.rules import Permission

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class ConceptWords(BaseModel):
    """What one language calls a concept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Word
    synonyms: list[Word] = Field(default_factory=list)
    abbreviations: list[Word] = Field(default_factory=list)
    searched: list[Word] = Field(default_factory=list)

    def entries(self) -> list[tuple[LabelRole, str]]:
        """Return (role, text) without repetition."""
        named = [(LabelRole.LABEL, self.label)]
        named += [(LabelRole.SYNONYM, text) for text in self.synonyms]
        named += [(LabelRole.ABBREVIATION, text) for text in self.abbreviations]
        named += [(LabelRole.SEARCHED, text) for text in self.searched]
        return list(dict.fromkeys(named))


class ConceptContent(BaseModel):
    """A concept as files give it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
    kind: ConceptKind
    broader: str | None = None
    words: dict[str, ConceptWords]


def put(contents: Iterable[ConceptContent], *, actor: Actor) -> int:
    """Make the concepts so; return how many changed. Broader ones may stand in any order.

    What people have renamed here keeps its words.
    """
    authorize(actor, Permission.EDIT)
    contents = list(contents)
    known = {c.slug: c for c in db.session.scalars(select(Concept))}
    changed: set[str] = set()
    for content in contents:
        concept = known.get(content.slug)
        if concept is None:
            concept = known[content.slug] = Concept(slug=content.slug, kind=content.kind)
            db.session.add(concept)
            changed.add(content.slug)
        elif concept.kind is not content.kind:
            raise InvalidError("kind", f"{content.slug} is already a {concept.kind.value}")
        if not concept.version and set_words(concept, content.words):
            changed.add(content.slug)
    moved = {c.slug for c in contents if _set_broader(known[c.slug], c.broader, known)}
    for slug in sorted(moved):  # only now: while they move, two that change places would look like a circle
        _refuse_circle(known[slug])
    changed |= moved
    audit.record_each(actor, "concept.put", "concept", sorted(changed))
    if moved:
        # Records carry the broader concepts too: which ones, the comparison finds out.
        outbox.enqueue(index.CHECK.kind, ["all"])
    if changed:
        stamps.bump("vocabulary")
        stamps.bump(stamps.CONTENT)
    return len(changed)


def set_words(concept: Concept, words: Mapping[str, ConceptWords]) -> bool:
    """Let a concept be called so; whether that is otherwise than before. For operations that may."""
    wanted = [
        (language, role, text)
        for language in LANGUAGES
        if language in words
        for role, text in words[language].entries()
    ]
    if [(label.language, label.role, label.text) for label in concept.labels] == wanted:
        return False
    concept.labels.clear()
    db.session.flush()  # the old words go first: the same word may come back in another place
    concept.labels.extend(ConceptLabel(language=lang, role=role, text=text) for lang, role, text in wanted)
    return True


def _set_broader(concept: Concept, slug: str | None, known: dict[str, Concept]) -> bool:
    broader = known.get(slug) if slug else None
    if slug and (broader is None or broader.kind is not concept.kind):
        raise InvalidError("broader", f"{concept.slug}: there is no {concept.kind.value} named {slug}")
    if concept.broader is broader:
        return False
    concept.broader = broader
    return True


def _refuse_circle(concept: Concept) -> None:
    below = {concept}
    above = concept.broader
    while above is not None:
        if above in below:
            raise InvalidError("broader", f"{above.slug} would stand above itself")
        below.add(above)
        above = above.broader


def seed(folder: Path, actor: Actor) -> int:
    """Load `vocabulary/<kind>.toml`, each file once; return how many concepts changed."""
    paths = {path.stem: path for path in sorted((folder / "vocabulary").glob("*.toml"))}
    fresh = seeding.fresh((f"vocabulary/{stem}", [path]) for stem, path in paths.items())
    return put((c for name in fresh for c in _read(paths[name.split("/")[1]])), actor=actor) if fresh else 0


def _read(path: Path) -> Iterator[ConceptContent]:
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["concept"]:
        words = {language: entry[language] for language in LANGUAGES if language in entry}
        yield ConceptContent(
            slug=entry["slug"], kind=ConceptKind(path.stem), broader=entry.get("broader"), words=words
        )
