"""What a practice says: one schema for seeds, import, versions, JSON and forms."""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from cop.core.db import now
from cop.records.content import (
    LanguageCode,
    Line,
    Link,
    Markdown,
    Month,
    Name,
    OrganisationFacts,
    Place,
    Record,
    Schema,
    Slug,
    SourceDocument,
    TranslationState,
)


class InnovationClass(StrEnum):
    """The sources' classes of innovation; the values are slugs of the vocabulary."""

    METHODOLOGY = "new-methodology"
    TRAINING_SPECIALISTS = "new-training-specialists"
    TRAINING_TARGET_GROUPS = "new-training-target-groups"
    TARGET_GROUP = "new-target-group"


class Figure(Schema):
    """A number as the source states it: "more than 10 years" stays so."""

    stated: Name
    value: int | None = Field(default=None, ge=0)
    unit: Line = ""


class Facts(Schema):
    """What does not depend on the language. Slugs name concepts of the vocabulary. Empty: not stated."""

    place: Place = Place()
    organisations: list[OrganisationFacts] = Field(default_factory=list, max_length=30)
    website: Link | None = None
    started: Month | None = None
    ended: Month | None = None
    is_running: bool | None = None
    years_of_experience: int | None = Field(default=None, ge=0, le=200)
    target_groups: list[Slug] = Field(default_factory=list, max_length=30)
    fields_of_work: list[Slug] = Field(default_factory=list, max_length=30)
    formal_skills: list[Slug] = Field(default_factory=list, max_length=50)
    non_formal_skills: list[Slug] = Field(default_factory=list, max_length=50)
    innovation_classes: list[InnovationClass] = Field(default_factory=list, max_length=4)
    phases: list[Slug] = Field(default_factory=list, max_length=10)
    funder_types: list[Slug] = Field(default_factory=list, max_length=10)
    age_from: int | None = Field(default=None, ge=0, le=120)
    age_to: int | None = Field(default=None, ge=0, le=120)
    sex: Literal["female", "male"] | None = None
    links: list[Link] = Field(default_factory=list, max_length=50)
    source: SourceDocument | None = None

    CONCEPT_FIELDS: ClassVar[dict[str, str]] = {
        "target_groups": "target-group",
        "fields_of_work": "field-of-work",
        "formal_skills": "formal-skill",
        "non_formal_skills": "non-formal-skill",
        "innovation_classes": "innovation-class",
        "phases": "life-cycle-phase",
        "funder_types": "funder-type",
    }
    """Field -> kind of concept that its slugs must name."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.started and self.ended and self.ended < self.started[: len(self.ended)]:
            raise ValueError("it ends before it starts")
        if self.age_from is not None and self.age_to is not None and self.age_to < self.age_from:
            raise ValueError("the age range is upside down")
        if self.is_running and self.ended and self.ended < str(now().year):
            raise ValueError("it is said to be running, and to have ended")
        return self

    def concepts(self) -> Iterator[tuple[str, str, str]]:
        """(field, kind, slug) of every concept named."""
        for name, kind in self.CONCEPT_FIELDS.items():
            for slug in getattr(self, name):
                yield name, kind, str(slug)
        if self.place.country:
            yield "place.country", "country", self.place.country


class Text(Schema):
    """The practice in one language. Everything but the title may be silent."""

    state: TranslationState = TranslationState.ORIGINAL
    title: Name
    strapline: Line = ""
    context: Markdown = ""
    problem: Markdown = ""
    aim: Markdown = ""
    method: Markdown = ""
    distinctive_idea: Markdown = ""
    setting: Markdown = ""
    activities: Markdown = ""
    user_role: Markdown = ""
    skills: Markdown = ""
    reach: Markdown = ""
    figures: list[Figure] = Field(default_factory=list, max_length=30)
    resources: Markdown = ""
    funding: Markdown = ""
    results: Markdown = ""
    user_feedback: Markdown = ""
    sustainability: Markdown = ""
    transfer: Markdown = ""
    lessons: Markdown = ""
    parent_project: Markdown = ""

    SECTIONS: ClassVar[tuple[str, ...]] = (
        "context", "problem", "aim", "method", "distinctive_idea", "setting", "activities", "user_role",
        "skills", "reach", "resources", "funding", "results", "user_feedback", "sustainability",
        "transfer", "lessons", "parent_project",
    )  # fmt: skip
    """Markdown fields in reading order."""


class PracticeContent(Record):
    """One practice, whole. `texts` maps a language to its text; the source language is among them."""

    slug: Slug
    source_language: LanguageCode
    facts: Facts = Facts()
    texts: dict[LanguageCode, Text] = Field(min_length=1)
