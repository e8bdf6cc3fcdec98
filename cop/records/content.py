"""What every kind of record says in the same shape: addresses, places, organisations, texts by language."""

from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from cop.config import LANGUAGES

LINE_LIMIT = 300
TEXT_LIMIT = 50_000
"""Characters in one text; the worst hostile Markdown of this size still renders in 0.6 s."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LINE_LIMIT, pattern=r"^[^\x00-\x1f]*$")
]
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


class OrganisationRole(StrEnum):
    """What an organisation does in a record."""

    LEAD = "lead"
    PARTNER = "partner"
    FUNDER = "funder"


class Point(Schema):
    """Degrees, WGS 84."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Place(Schema):
    """Where a record is at home. `country` is a vocabulary slug: the ISO 3166 code in lower case."""

    country: Slug | None = None
    city: dict[LanguageCode, Name] = Field(default_factory=dict)
    point: Point | None = None


class OrganisationFacts(Schema):
    """An organisation by its slug; the names are written where it is not yet known."""

    slug: Slug
    role: OrganisationRole = OrganisationRole.LEAD
    names: dict[LanguageCode, Name] = Field(min_length=1)
    website: Link | None = None


class SourceDocument(Schema):
    """Where the record's facts come from."""

    title: Name
    reference: Line = ""
    url: Link | None = None
    published: Month | None = None


class Record(Schema):
    """A record of any kind, whole: texts by language, the one in its source language the original."""

    if TYPE_CHECKING:  # each kind declares them itself, in the order of its JSON
        slug: str
        source_language: str
        facts: Any
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
