"""The columns that every kind of record has, and the values that name the tables of a kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, ForeignKey, String, Text, and_
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import LanguageCode, Slug, Timestamps, now, pk
from cop.core.permissions import Actor
from cop.core.records import Ref
from cop.records.content import Record, TranslationState
from cop.records.parts import Values, Where

# What belongs to a record names it by `<kind>_id`, which each table declares itself and which comes first
# in its key: hence the order of what is declared here.


class RecordState(StrEnum):
    """A record is published, or has been taken back; it is never lost."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class VersionedRecord(Timestamps):
    """A record as it is public now. Its content is the version of that number."""

    id: Mapped[pk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    state: Mapped[RecordState] = mapped_column(default=RecordState.PUBLISHED)
    source_language: Mapped[LanguageCode]
    version_number: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(default=now)


class RecordVersion:
    """What a record said from a moment on: canonical JSON of its content.

    Changed only where a consent has ended: then the words that stood under it go from every version.
    """

    id: Mapped[pk]
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[str] = mapped_column(String(300), default="")


class RecordText:
    """One language of a record.

    `html` maps a section to its Markdown as `renderer` number n made it; `plain` maps it to the words
    alone, which search reads and shows.
    """

    language: Mapped[str] = mapped_column(String(8), primary_key=True, sort_order=1)
    state: Mapped[TranslationState] = mapped_column(sort_order=2)
    title: Mapped[str] = mapped_column(String(300), sort_order=2)
    strapline: Mapped[str] = mapped_column(String(300), sort_order=2)
    html: Mapped[dict[str, Any]] = mapped_column(sort_order=2)
    plain: Mapped[dict[str, Any]] = mapped_column(sort_order=2)
    renderer: Mapped[int] = mapped_column(sort_order=2)


class RecordOrganisation:
    """An organisation's part in a record."""

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="RESTRICT"), primary_key=True, index=True, sort_order=1
    )
    position: Mapped[int] = mapped_column(sort_order=2)


class RecordOwner:
    """A member to whom a record belongs: whoever wrote the submission that it came from."""

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True, sort_order=1
    )


class RecordDraft(Timestamps):
    """A record as editors write it, whether readers see one of that slug or not.

    `base_version`: what was last taken from or made public; 0 where nothing was.
    """

    id: Mapped[pk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    source_language: Mapped[LanguageCode]
    base_version: Mapped[int] = mapped_column(default=0)
    has_changes: Mapped[bool] = mapped_column(default=False)
    is_dropped: Mapped[bool] = mapped_column(default=False)


class RecordPart:
    """A piece of a draft (`draft_id`) in one language, or in none (""): parts.Where says which.

    `of_revision`: which revision of the original this translates. What is removed can be brought back.
    """

    id: Mapped[pk]
    language: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    value: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    of_revision: Mapped[int] = mapped_column(default=0)
    is_removed: Mapped[bool] = mapped_column(default=False)
    edited_at: Mapped[datetime] = mapped_column(default=now)


class RecordFormerPart:
    """What a piece of a draft (`part_id`) said before."""

    id: Mapped[pk]
    revision: Mapped[int]
    value: Mapped[dict[str, Any]]
    edited_at: Mapped[datetime]


C = TypeVar("C", bound=Record)


@dataclass(frozen=True, eq=False)
class Tables(Generic[C]):
    """The tables of one kind of record, for what is read and written alike of every kind.

    `kind` is what it is called where kinds are told apart (links, files, reviews, search, the trail), and
    its pages stand under `/<language>/<path>/`. `carrying` says which organisations' speakers look after it.
    """

    kind: str
    path: str
    content: type[C]
    record: Any
    version: Any
    text: Any
    organisation: Any = None
    owner: Any = None
    carrying: ColumnElement[bool] | None = None

    def of(self, child: Any) -> Any:
        """Return the column by which a table of what belongs to a record names it."""
        return getattr(child, f"{self.kind}_id")

    @cached_property
    def is_current(self) -> ColumnElement[bool]:
        """Joins a record with the version that is public now."""
        return and_(
            self.of(self.version) == self.record.id, self.version.number == self.record.version_number
        )

    def address(self, slug: str, language: str) -> str:
        """Return the path of the page of one."""
        return f"/{language}/{self.path}/{slug}"


@dataclass(frozen=True, eq=False)
class Drafts(Generic[C]):
    """The drafts of one kind of record: their tables, who may write them, and what their parts are.

    - `split` takes a record apart; `joined` puts one together from slug, source language, parts, and the
      languages in which some part is older than its original. It raises pydantic's ValidationError.
    - `checked` returns a part of a draft as it is kept, or raises InvalidError.
    - `hand_on` copies what a record has besides its content from a draft to the record, or back.
    - `reserved` are the addresses beside those of records.
    """

    tables: Tables[C]
    draft: Any
    part: Any
    former: Any
    edit: StrEnum
    withdraw: StrEnum
    split: Callable[[C], Mapping[Where, dict[str, Any]]]
    joined: Callable[[str, str, Values, frozenset[str]], C]
    checked: Callable[[Any, Where, Mapping[str, Any]], dict[str, Any]]
    hand_on: Callable[[Ref, Ref, C, Actor], None] = lambda _before, _after, _content, _actor: None
    reserved: frozenset[str] = frozenset({"desk", "new"})

    @property
    def kind(self) -> str:
        """Return what a draft is called where kinds are told apart."""
        return f"{self.tables.kind}_draft"
