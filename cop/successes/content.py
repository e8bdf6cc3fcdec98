"""What a success self-description says: one schema for seeds, import, versions, JSON and forms."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from cop.records.content import (
    LanguageCode,
    Line,
    Link,
    Markdown,
    Name,
    OrganisationFacts,
    Place,
    Record,
    Schema,
    Slug,
    SourceDocument,
    TranslationState,
)


class Evaluation(Schema):
    """A fact: somebody from outside has looked. `when` as it is known: "2013", "for 2012"."""

    by: Name
    when: Line = ""
    what: Line = ""
    result: Line = ""


class SuccessFacts(Schema):
    """What does not depend on the language. Slugs name concepts of the vocabulary. Empty: not stated."""

    year: int | None = Field(default=None, ge=1900, le=2999)
    place: Place = Place()
    organisations: list[OrganisationFacts] = Field(default_factory=list, max_length=30)
    target_groups: list[Slug] = Field(default_factory=list, max_length=30)
    links: list[Link] = Field(default_factory=list, max_length=50)
    source: SourceDocument | None = None

    def concepts(self) -> Iterator[tuple[str, str, str]]:
        """(field, kind, slug) of every concept named."""
        for slug in self.target_groups:
            yield "target_groups", "target-group", str(slug)
        if self.place.country:
            yield "place.country", "country", self.place.country


class SuccessText(Schema):
    """The self-description in one language: the service's name, and answers by the keys of the questions."""

    state: TranslationState = TranslationState.ORIGINAL
    title: Name
    strapline: Line = ""
    q1: Markdown = ""
    q2: Markdown = ""
    q3: Markdown = ""
    q4: Markdown = ""
    q5: Markdown = ""
    q6: Markdown = ""
    q7: Markdown = ""
    q8: Markdown = ""
    q9: Markdown = ""
    q10: Markdown = ""
    q11: Markdown = ""
    transfer: Markdown = ""
    evaluations: list[Evaluation] = Field(default_factory=list, max_length=30)

    SECTIONS: ClassVar[tuple[str, ...]] = (*(f"q{n}" for n in range(1, 12)), "transfer")
    """Markdown fields in the order of the questions."""


class SuccessContent(Record):
    """One self-description of one service, of one year where that is known."""

    slug: Slug
    source_language: LanguageCode
    facts: SuccessFacts = SuccessFacts()
    texts: dict[LanguageCode, SuccessText] = Field(min_length=1)
