"""What a feedback tool says: one schema for seeds and versions."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from cop.records.content import (
    LanguageCode,
    Line,
    Markdown,
    Name,
    OrganisationFacts,
    Record,
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


class ToolContent(Record):
    """One tool, whole. `texts` maps a language to its text; the source language is among them."""

    slug: Slug
    source_language: LanguageCode
    facts: ToolFacts = ToolFacts()
    texts: dict[LanguageCode, ToolText] = Field(min_length=1)
