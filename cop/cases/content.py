"""What an involvement case says: one schema for seeds, versions, JSON and forms."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import Field, StringConstraints

from cop.core.marks import PATTERN
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

Reference = Annotated[str, StringConstraints(pattern=f"^{PATTERN}$")]
"""By what a consent is named where its words stand; it opens nothing."""


UNSTATED: Final = "none"
"""The value of a side of the matrix that a case does not speak of."""


class FinalSay(StrEnum):
    """Who decided in the end."""

    ORGANISATION = "organisation"
    TOGETHER = "together"
    PEOPLE = "people"


class Pay(StrEnum):
    """What people got for their part."""

    EMPLOYED = "employed"
    PAID = "paid"
    EXPENSES = "expenses"
    VOLUNTEER = "volunteer"


class Risk(Schema):
    """Something that may go wrong, and what is done about it."""

    risk: Name
    mitigation: Line = ""


class Quote(Schema):
    """Words of somebody who was involved. They stand under a consent, and go when it goes."""

    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
    said_by: Line = ""
    consent: Reference | None = None


class CaseFacts(Schema):
    """What does not depend on the language. Slugs name concepts of the vocabulary. Empty: not stated."""

    place: Place = Place()
    organisations: list[OrganisationFacts] = Field(default_factory=list, max_length=30)
    forms: list[Slug] = Field(default_factory=list, max_length=5)
    aspects: list[Slug] = Field(default_factory=list, max_length=2)
    depth: Slug | None = None
    phases: list[Slug] = Field(default_factory=list, max_length=4)
    roles: list[Slug] = Field(default_factory=list, max_length=5)
    target_groups: list[Slug] = Field(default_factory=list, max_length=30)
    final_say: FinalSay | None = None
    pay: Pay | None = None
    are_results_given_back: bool | None = None
    social_results: list[Slug] = Field(default_factory=list, max_length=30)
    links: list[Link] = Field(default_factory=list, max_length=50)
    source: SourceDocument | None = None

    CONCEPT_FIELDS: ClassVar[dict[str, str]] = {
        "forms": "involvement-form",
        "aspects": "involvement-aspect",
        "phases": "life-cycle-phase",
        "roles": "involvement-role",
        "target_groups": "target-group",
        "social_results": "social-result",
    }
    """Field -> kind of concept that its slugs must name."""

    def concepts(self) -> Iterator[tuple[str, str, str]]:
        """(field, kind, slug) of every concept named."""
        for name, kind in self.CONCEPT_FIELDS.items():
            for slug in getattr(self, name):
                yield name, kind, str(slug)
        if self.depth:
            yield "depth", "involvement-depth", self.depth
        if self.place.country:
            yield "place.country", "country", self.place.country


class CaseText(Schema):
    """The case in one language. Everything but the title may be silent."""

    state: TranslationState = TranslationState.ORIGINAL
    title: Name
    strapline: Line = ""
    context: Markdown = ""
    involvement: Markdown = ""
    preparation: Markdown = ""
    support: Markdown = ""
    status: Markdown = ""
    given_back: Markdown = ""
    partner_attitude: Markdown = ""
    result: Markdown = ""
    evidence: Markdown = ""
    benefits: Markdown = ""
    risks: list[Risk] = Field(default_factory=list, max_length=30)
    quotes: list[Quote] = Field(default_factory=list, max_length=30)
    proposed_results: list[Name] = Field(default_factory=list, max_length=5)
    """Social results that are missing from the list, in the authors' words."""

    SECTIONS: ClassVar[tuple[str, ...]] = (
        "context", "involvement", "preparation", "support", "status", "given_back", "partner_attitude",
        "result", "evidence", "benefits",
    )  # fmt: skip
    """Markdown fields in reading order."""


class CaseContent(Record):
    """One case, whole. `texts` maps a language to its text; the source language is among them."""

    slug: Slug
    source_language: LanguageCode
    facts: CaseFacts = CaseFacts()
    texts: dict[LanguageCode, CaseText] = Field(min_length=1)

    def cells(self) -> set[tuple[str, str, str, str]]:
        """Return (form, depth, phase, role) of every cell of the matrix it stands in."""
        return {
            (form, self.facts.depth or UNSTATED, phase, role)
            for form in self.facts.forms or [UNSTATED]
            for phase in self.facts.phases or [UNSTATED]
            for role in self.facts.roles or [UNSTATED]
        }
