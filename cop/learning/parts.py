"""A module taken apart into pieces that are written one by one, and put together again."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import Field

from cop.learning.content import (
    CriterionKey,
    Figure,
    FigureText,
    ModuleContent,
    ModuleText,
    Question,
    Reference,
    Section,
    Term,
    Video,
    VideoText,
)
from cop.learning.enums import PartKind
from cop.records.content import Line, Markdown, Name, Schema, SourceDocument, TranslationState
from cop.records.parts import ALL, ONLY, Values, Where

SINGLE: Final = frozenset({PartKind.FACTS, PartKind.ABOUT})
SHARED: Final = (PartKind.REFERENCES, PartKind.FIGURES, PartKind.VIDEOS)
"""Lists for all languages."""
OWN: Final = (PartKind.SECTIONS, PartKind.TERMS, PartKind.QUESTIONS)
"""Lists that each language writes; the order is that of the original."""
WORDS: Final = (PartKind.FIGURES, PartKind.VIDEOS)
"""What each language says of something that is shared."""
MOST: Final[Mapping[PartKind, int]] = {
    PartKind.REFERENCES: 100,
    PartKind.FIGURES: 50,
    PartKind.VIDEOS: 50,
    PartKind.SECTIONS: 60,
    PartKind.TERMS: 100,
    PartKind.QUESTIONS: 60,
}


class Facts(Schema):
    """Facts that are no list."""

    number: int = Field(ge=1, le=999)
    reading_minutes: int | None = Field(default=None, ge=1, le=6000)
    criteria: list[CriterionKey] = Field(default_factory=list, max_length=8)
    source: SourceDocument | None = None


class About(Schema):
    """What a language says outside of sections and lists. One that is not public yet stays a draft."""

    state: TranslationState = TranslationState.ORIGINAL
    is_public: bool = True
    title: Name
    strapline: Line = ""
    problem: Markdown = ""
    purpose: Markdown = ""
    aims: list[Name] = Field(default_factory=list, max_length=20)
    outcomes: list[Name] = Field(default_factory=list, max_length=20)
    prerequisites: Markdown = ""
    summary: Markdown = ""
    disclaimer: Markdown = ""


_SCHEMAS: Final[Mapping[tuple[bool, PartKind], tuple[type[Schema], str]]] = {
    (True, PartKind.FACTS): (Facts, ""),
    (True, PartKind.REFERENCES): (Reference, ""),
    (True, PartKind.FIGURES): (Figure, "key"),
    (True, PartKind.VIDEOS): (Video, "key"),
    (False, PartKind.ABOUT): (About, ""),
    (False, PartKind.SECTIONS): (Section, "id"),
    (False, PartKind.TERMS): (Term, "key"),
    (False, PartKind.QUESTIONS): (Question, "key"),
    (False, PartKind.FIGURES): (FigureText, ""),
    (False, PartKind.VIDEOS): (VideoText, ""),
}
"""Whether it is for all languages, and kind -> what its value is, and under which name it holds its key."""


def exists(where: Where) -> bool:
    """Say whether a module has such parts at all."""
    is_known = (where.language == ALL, where.kind) in _SCHEMAS
    return is_known and (where.key == ONLY) == (where.kind in SINGLE)


def checked(where: Where, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value as it is kept; raise pydantic's ValidationError where it cannot be one."""
    schema, holds_key = _SCHEMAS[where.language == ALL, where.kind]
    said = schema.model_validate({**value, holds_key: where.key} if holds_key else dict(value))
    return said.model_dump(mode="json", exclude={holds_key} if holds_key else None)


def split(content: ModuleContent) -> dict[Where, dict[str, Any]]:
    """Take a module apart."""
    facts = content.facts
    found: dict[Where, dict[str, Any]] = {
        Where(ALL, PartKind.FACTS): facts.model_dump(mode="json", include=set(Facts.model_fields))
    }
    for number, reference in enumerate(facts.references, 1):
        found[Where(ALL, PartKind.REFERENCES, f"reference{number}")] = reference.model_dump(mode="json")
    for kind, shared in ((PartKind.FIGURES, facts.figures), (PartKind.VIDEOS, facts.videos)):
        for one in shared:
            found[Where(ALL, kind, one.key)] = one.model_dump(mode="json", exclude={"key"})
    for language, text in content.texts.items():
        found |= dict(_split_text(language, text))
    return found


def _split_text(language: str, text: ModuleText) -> Iterator[tuple[Where, dict[str, Any]]]:
    about = text.model_dump(mode="json", include=set(About.model_fields))
    yield Where(language, PartKind.ABOUT), {"is_public": True} | about
    for section in text.sections:
        value = section.model_dump(mode="json", exclude={"id"})
        yield Where(language, PartKind.SECTIONS, section.id), value
    for kind, entries in ((PartKind.TERMS, text.glossary), (PartKind.QUESTIONS, text.questions)):
        for entry in entries:
            yield Where(language, kind, entry.key), entry.model_dump(mode="json", exclude={"key"})
    for kind, words in ((PartKind.FIGURES, text.figures), (PartKind.VIDEOS, text.videos)):
        for key, said in words.items():
            yield Where(language, kind, key), said.model_dump(mode="json")


def editions(values: Values) -> list[str]:
    """Return the languages in which something public is said."""
    return [
        where.language
        for where, value in values.items()
        if where.kind is PartKind.ABOUT and value["is_public"]
    ]


def joined(slug: str, source_language: str, values: Values, stale: Iterable[str] = ()) -> ModuleContent:
    """Put a module together; raise ValidationError where a part points at what is not there.

    `stale`: the languages in which some part says what the original said before.
    """
    behind = frozenset(stale)
    facts = dict(values[Where(ALL, PartKind.FACTS)])
    for kind in SHARED:
        keyed = kind is not PartKind.REFERENCES
        facts[kind.value] = [
            {**value, "key": key} if keyed else value for key, value in _list(values, ALL, kind)
        ]
    texts = {code: _text(values, code, is_stale=code in behind) for code in editions(values)}
    return ModuleContent.model_validate(
        {"slug": slug, "source_language": source_language, "facts": facts, "texts": texts}
    )


def _text(values: Values, language: str, *, is_stale: bool) -> dict[str, Any]:
    said = {
        name: value for name, value in values[Where(language, PartKind.ABOUT)].items() if name != "is_public"
    }
    if is_stale:
        said["state"] = TranslationState.STALE.value
    said["sections"] = [{**value, "id": key} for key, value in _list(values, language, PartKind.SECTIONS)]
    said["glossary"] = [{**value, "key": key} for key, value in _list(values, language, PartKind.TERMS)]
    said["questions"] = [{**value, "key": key} for key, value in _list(values, language, PartKind.QUESTIONS)]
    for kind in WORDS:  # captions of a figure that was taken out wait with it
        there = {key for key, _value in _list(values, ALL, kind)}
        said[kind.value] = {key: value for key, value in _list(values, language, kind) if key in there}
    return said


def _list(values: Values, language: str, kind: PartKind) -> list[tuple[str, Mapping[str, Any]]]:
    return [(at.key, value) for at, value in values.items() if at.language == language and at.kind is kind]
