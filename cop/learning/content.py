"""What a learning module says: one schema for seeds, drafts and versions."""

from typing import Annotated, ClassVar, Final, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from cop.learning.enums import Asset, QuestionKind, ReferenceKind
from cop.records.content import (
    LanguageCode,
    Line,
    Link,
    Markdown,
    Month,
    Name,
    Record,
    Schema,
    Slug,
    SourceDocument,
    TranslationState,
)
from cop.rubric.rubrics import has_criterion

Said = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00]*$")
]


def _known_criterion(key: str) -> str:
    if not has_criterion(key):
        raise ValueError(f"not a criterion: {key}")
    return key


CriterionKey = Annotated[str, AfterValidator(_known_criterion)]

RESERVED: Final = frozenset(
    "about aims before discussion discussion-title figures glossary header-q main questions references source"
    " summary videos".split()
)
"""Anchors of the page itself, which no section may have."""


class Figure(Schema):
    """A picture by its key, at the end of a section. "Missing": the source shows it, and it is lost.

    `picture`: the SHA-256 of the file, which the module has among its own.
    """

    key: Slug
    section: Slug
    asset: Asset = Asset.MISSING
    source: Line = ""
    picture: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class Reference(Schema):
    """Something to read on. Its title stays in its own language."""

    kind: ReferenceKind
    title: Name
    author: Line = ""
    publisher: Line = ""
    published: Month | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None
    url: Link | None = None


class Video(Schema):
    """A recording elsewhere: a link, and nothing of it on our page."""

    key: Slug
    url: Link


class ModuleFacts(Schema):
    """What does not depend on the language. Empty: not stated."""

    number: int = Field(ge=1, le=999)
    reading_minutes: int | None = Field(default=None, ge=1, le=6000)
    criteria: list[CriterionKey] = Field(default_factory=list, max_length=12)
    """Of any rubric: those of practices, and those of involvement cases."""
    figures: list[Figure] = Field(default_factory=list, max_length=50)
    references: list[Reference] = Field(default_factory=list, max_length=100)
    videos: list[Video] = Field(default_factory=list, max_length=50)
    source: SourceDocument | None = None


class Section(Schema):
    """A part of the text; `id` is its anchor, the same in all languages."""

    id: Slug
    title: Name
    text: Markdown


class FigureText(Schema):
    """What is said under a figure, and in its place."""

    caption: Name
    alt: Said


class VideoText(Schema):
    """What a video is about, for whoever does not watch it."""

    title: Name
    text: Said


class Term(Schema):
    """A definition one can point at; `key` joins it with its equivalents."""

    key: Slug
    term: Name
    definition: Said


class Choice(Schema):
    """One answer to choose, one step of an order, or one half of a pair."""

    text: Name
    is_right: bool = False
    pair: Line = ""
    explanation: Line = ""


class Question(Schema):
    """A question to oneself. `choices` of an order stand in the right one; an open question has none."""

    key: Slug
    kind: QuestionKind
    prompt: Said
    section: Slug
    paragraph: int = Field(default=1, ge=1, le=999)
    choices: list[Choice] = Field(default_factory=list, max_length=12)
    explanation: Said

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        right = sum(choice.is_right for choice in self.choices)
        fits = {
            QuestionKind.SINGLE: len(self.choices) > 1 and right == 1,
            QuestionKind.SEVERAL: len(self.choices) > 1 and right > 0,
            QuestionKind.ORDER: len(self.choices) > 1,
            QuestionKind.MATCH: len(self.choices) > 1 and all(choice.pair for choice in self.choices),
            QuestionKind.OPEN: not self.choices,
        }
        if not fits[self.kind]:
            raise ValueError(f"the choices do not fit a question of this kind: {self.key}")
        return self


class ModuleText(Schema):
    """The module in one language. Everything but the title may be silent."""

    state: TranslationState = TranslationState.ORIGINAL
    title: Name
    strapline: Line = ""
    problem: Markdown = ""
    purpose: Markdown = ""
    aims: list[Name] = Field(default_factory=list, max_length=20)
    outcomes: list[Name] = Field(default_factory=list, max_length=20)
    prerequisites: Markdown = ""
    sections: list[Section] = Field(default_factory=list, max_length=60)
    figures: dict[Slug, FigureText] = Field(default_factory=dict)
    glossary: list[Term] = Field(default_factory=list, max_length=100)
    videos: dict[Slug, VideoText] = Field(default_factory=dict)
    summary: Markdown = ""
    questions: list[Question] = Field(default_factory=list, max_length=60)
    disclaimer: Markdown = ""

    FIELDS: ClassVar[tuple[str, ...]] = ("problem", "purpose", "prerequisites", "summary", "disclaimer")
    """Markdown fields beside the sections."""

    @model_validator(mode="after")
    def _points_at_what_is_there(self) -> Self:
        ids = [section.id for section in self.sections]
        for name, keys in (
            ("section", ids),
            ("question", [question.key for question in self.questions]),
            ("term", [term.key for term in self.glossary]),
        ):
            if len(set(keys)) < len(keys):
                raise ValueError(f"a {name} stands twice")
        if taken := RESERVED.intersection(ids):
            raise ValueError(f"an anchor of the page itself: {min(taken)}")
        for question in self.questions:
            if question.section not in ids:
                raise ValueError(f"{question.key} points at no section: {question.section}")
        return self


class ModuleContent(Record):
    """One module, whole. `texts` maps a language to its text; the source language is among them."""

    slug: Slug
    source_language: LanguageCode
    facts: ModuleFacts
    texts: dict[LanguageCode, ModuleText] = Field(min_length=1)

    @model_validator(mode="after")
    def _captions_have_figures(self) -> Self:
        figures = {figure.key for figure in self.facts.figures}
        for text in self.texts.values():
            if unknown := set(text.figures) - figures:
                raise ValueError(f"a caption without a figure: {min(unknown)}")
        return self
