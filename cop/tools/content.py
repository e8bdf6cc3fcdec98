"""What a feedback tool says: one schema for seeds and versions."""

from collections.abc import Iterator
from hashlib import sha256
from typing import ClassVar, Self

from pydantic import Field, model_validator

from cop.practices.content import (
    LanguageCode,
    Line,
    Markdown,
    Name,
    OrganisationFacts,
    Schema,
    Slug,
    SourceDocument,
    TranslationState,
)
from cop.tools.enums import Sheet


class ToolFacts(Schema):
    """What does not depend on the language. Slugs name concepts of the vocabulary. Empty: not stated."""

    target_groups: list[Slug] = Field(default_factory=list, max_length=30)
    works_without_words: bool | None = None
    languages: list[LanguageCode] = Field(default_factory=list, max_length=30)
    organisations: list[OrganisationFacts] = Field(default_factory=list, max_length=30)
    sheet: Sheet | None = None
    source: SourceDocument | None = None

    def concepts(self) -> Iterator[tuple[str, str, str]]:
        """(field, kind, slug) of every concept named."""
        for slug in self.target_groups:
            yield "target_groups", "target-group", str(slug)


class ToolText(Schema):
    """The tool in one language. Everything but the title may be silent."""

    state: TranslationState = TranslationState.ORIGINAL
    title: Name
    strapline: Line = ""
    age: Line = ""
    time: Line = ""
    steps: list[Name] = Field(default_factory=list, max_length=30)
    purpose: Markdown = ""
    materials: Markdown = ""
    recorded: Markdown = ""

    SECTIONS: ClassVar[tuple[str, ...]] = ("purpose", "materials", "recorded")
    """Markdown fields in reading order."""


class ToolContent(Schema):
    """One tool, whole. `texts` maps a language to its text; the source language is among them."""

    slug: Slug
    source_language: LanguageCode
    facts: ToolFacts = ToolFacts()
    texts: dict[LanguageCode, ToolText] = Field(min_length=1)

    @model_validator(mode="after")
    def _original_is_there(self) -> Self:
        if self.source_language not in self.texts:
            raise ValueError(f"the text in the source language ({self.source_language}) is missing")
        for language, text in self.texts.items():
            if (text.state is TranslationState.ORIGINAL) != (language == self.source_language):
                raise ValueError(f"only the text in the source language is the original: {language}")
        return self

    def canonical(self) -> str:
        """JSON, the same for equal content."""
        return self.model_dump_json()

    def fingerprint(self) -> str:
        """Equal for equal content."""
        return sha256(self.canonical().encode()).hexdigest()
