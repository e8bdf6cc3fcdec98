"""What a practice says: one schema for seeds, import, versions, JSON and forms."""

from collections.abc import Iterator
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from cop.config import LANGUAGES
from cop.core.db import now

TEXT_LIMIT = 50_000
"""Characters in one text; the worst hostile Markdown of this size still renders in 0.6 s."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=r"^[^\x00-\x1f]*$")]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00-\x1f]*$")
]
Markdown = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=TEXT_LIMIT, pattern=r"^[^\x00]*$")
]
Link = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\x00-\x1f<>\"']+$", max_length=2000)]
Month = Annotated[str, StringConstraints(pattern=r"^(1[89]|20)\d\d(-(0[1-9]|1[0-2]))?$")]
"""A year, or a year and a month: a start is never known more precisely than it was stated."""


def _known_language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"not a language of this site: {code}")
    return code


LanguageCode = Annotated[str, AfterValidator(_known_language)]


class Schema(BaseModel):
    """Unknown keys are errors: a misspelt field must not vanish without a word."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TranslationState(StrEnum):
    """How a text came into its language."""

    ORIGINAL = "original"
    HUMAN = "human"
    MACHINE = "machine"
    STALE = "stale"


class InnovationClass(StrEnum):
    """The sources' classes of innovation; the values are slugs of the vocabulary."""

    METHODOLOGY = "new-methodology"
    TRAINING_SPECIALISTS = "new-training-specialists"
    TRAINING_TARGET_GROUPS = "new-training-target-groups"
    TARGET_GROUP = "new-target-group"


class OrganisationRole(StrEnum):
    """What an organisation does in a practice."""

    LEAD = "lead"
    PARTNER = "partner"
    FUNDER = "funder"


class Point(Schema):
    """Degrees, WGS 84."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Place(Schema):
    """Where a practice is at home. `country` is a vocabulary slug: the ISO 3166 code in lower case."""

    country: Slug | None = None
    city: dict[LanguageCode, Name] = Field(default_factory=dict)
    point: Point | None = None


class OrganisationFacts(Schema):
    """An organisation by its slug; the names are written where it is not yet known."""

    slug: Slug
    role: OrganisationRole = OrganisationRole.LEAD
    names: dict[LanguageCode, Name] = Field(min_length=1)
    website: Link | None = None


class Figure(Schema):
    """A number as the source states it: "more than 10 years" stays so."""

    stated: Name
    value: int | None = Field(default=None, ge=0)
    unit: Line = ""


class SourceDocument(Schema):
    """Where the record's facts come from."""

    title: Name
    reference: Line = ""
    url: Link | None = None
    published: Month | None = None


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


class Record(Schema):
    """A record of any kind, whole: texts by language, the one in its source language the original."""

    if TYPE_CHECKING:  # each kind declares them itself, in the order of its JSON
        source_language: str
        texts: Any

    @model_validator(mode="after")
    def _original_is_there(self) -> Self:
        if self.source_language not in self.texts:
            raise ValueError(f"the text in the source language ({self.source_language}) is missing")
        for language, text in self.texts.items():
            if (text.state is TranslationState.ORIGINAL) != (language == self.source_language):
                raise ValueError(f"only the text in the source language is the original: {language}")
        return self

    def canonical(self) -> str:
        """JSON, the same for equal content: keys sorted by the schema, nothing left out."""
        return self.model_dump_json()

    def fingerprint(self) -> str:
        """Equal for equal content."""
        return sha256(self.canonical().encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Plain values only."""
        return self.model_dump(mode="json")


class PracticeContent(Record):
    """One practice, whole. `texts` maps a language to its text; the source language is among them."""

    slug: Slug
    source_language: LanguageCode
    facts: Facts = Facts()
    texts: dict[LanguageCode, Text] = Field(min_length=1)
