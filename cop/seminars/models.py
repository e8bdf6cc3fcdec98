"""Seminars: one row through life, its texts, what it leaves behind, and who takes part."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, LanguageCode, Slug, Timestamps, now, pk
from cop.seminars.enums import (
    ContributionKind,
    FieldKind,
    Material,
    PlaceState,
    Purpose,
    QuestionState,
    State,
    StepState,
    TakeawayKind,
)


class Seminar(Timestamps, Base):
    """A seminar. `day`, `begins` and `zone` are the truth; `starts_at` and `ends_at` follow from them.

    `sequence` counts what calendars must be told; `join_url` is for those who have a place alone.
    """

    __tablename__ = "seminars"
    __table_args__ = (Index("ix_seminars_starts", "starts_at", "id"),)

    id: Mapped[pk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    source_language: Mapped[LanguageCode]
    day: Mapped[date] = mapped_column(Date)
    begins: Mapped[str | None] = mapped_column(String(5))
    minutes: Mapped[int | None]
    zone: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    published_on: Mapped[date | None] = mapped_column(Date)
    series: Mapped[int | None]
    spoken: Mapped[LanguageCode]
    capacity: Mapped[int | None]
    join_url: Mapped[str | None] = mapped_column(String(2000))
    recording: Mapped[Material] = mapped_column(default=Material.NONE)
    recording_url: Mapped[str | None] = mapped_column(String(2000))
    group: Mapped[str | None] = mapped_column("group_slug", String(120), index=True)
    parties: Mapped[list[dict[str, Any]]]
    source: Mapped[dict[str, Any]]
    sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class Wording(Base):
    """A seminar's fields in one language, as somebody wrote them."""

    __abstract__ = True

    language: Mapped[LanguageCode]
    revision: Mapped[int] = mapped_column(default=1)
    fields: Mapped[dict[str, str]]
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    edited_at: Mapped[datetime] = mapped_column(default=now)


class SeminarText(Wording):
    """A seminar in one language now, its Markdown as HTML by the renderer of that number."""

    __tablename__ = "seminar_texts"

    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminars.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[LanguageCode] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    strapline: Mapped[str] = mapped_column(String(300), default="")
    html: Mapped[dict[str, str]]
    renderer: Mapped[int]


class SeminarRevision(Wording):
    """What a text said before."""

    __tablename__ = "seminar_revisions"
    __table_args__ = (UniqueConstraint("seminar_id", "language", "revision"),)

    id: Mapped[pk]
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminars.id", ondelete="CASCADE"))


class Facilitator(Base):
    """Somebody who looks after a seminar."""

    __tablename__ = "seminar_facilitators"

    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminars.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[datetime] = mapped_column(default=now)


class Item(Base):
    """What a seminar leaves behind, in its order; `texts` maps a language to its words."""

    __abstract__ = True
    __tablename__: str

    id: Mapped[pk]
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminars.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    texts: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)


class Contribution(Item):
    """What one speaker gave: `texts` hold speaker, role, organisation, city, title, insight.

    `email` is for the link by which a speaker without an account agrees and gives slides;
    `slides_file` is the id of the file, where they gave one.
    """

    __tablename__ = "seminar_contributions"

    kind: Mapped[ContributionKind] = mapped_column(default=ContributionKind.TALK)
    adds_to: Mapped[int | None] = mapped_column(
        ForeignKey("seminar_contributions.id", ondelete="SET NULL", name="fk_contributions_adds_to")
    )
    slides: Mapped[Material] = mapped_column(default=Material.NONE)
    slides_url: Mapped[str | None] = mapped_column(String(2000))
    slides_file: Mapped[int | None]
    email: Mapped[str] = mapped_column(String(320), default="")
    invited_at: Mapped[datetime | None]


class Takeaway(Item):
    """A moment of the recording that is worth finding again."""

    __tablename__ = "seminar_takeaways"

    kind: Mapped[TakeawayKind]
    second: Mapped[int | None]


class OpenQuestion(Item):
    """A question that a seminar left open; what answers it is linked with it."""

    __tablename__ = "seminar_questions"

    state: Mapped[QuestionState] = mapped_column(default=QuestionState.OPEN, index=True)
    state_since: Mapped[datetime] = mapped_column(default=now)


class NextStep(Item):
    """What was agreed to do: `texts` hold what, owner and evidence."""

    __tablename__ = "seminar_steps"

    state: Mapped[StepState] = mapped_column(default=StepState.OPEN, index=True)
    state_since: Mapped[datetime] = mapped_column(default=now)
    due: Mapped[date | None] = mapped_column(Date)
    evidence_url: Mapped[str | None] = mapped_column(String(2000))


class QuestionnaireField(Item):
    """A question to those who join: `texts` hold label and, a line each, options."""

    __tablename__ = "seminar_fields"

    kind: Mapped[FieldKind]
    is_required: Mapped[bool] = mapped_column(default=False)


class Registration(Base):
    """Somebody's place in a seminar. Who knows `key` holds it: there need be no account."""

    __tablename__ = "seminar_registrations"
    __table_args__ = (
        UniqueConstraint("seminar_id", "email"),
        Index("ix_seminar_registrations_queue", "seminar_id", "state", "asked_at"),
    )

    id: Mapped[pk]
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminars.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(320), index=True)
    name: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str] = mapped_column(String(300), default="")
    language: Mapped[LanguageCode]
    timezone: Mapped[str] = mapped_column(String(64), default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    state: Mapped[PlaceState]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    changes: Mapped[int] = mapped_column(default=0)


class Answer(Base):
    """What somebody who joined answered; `value` is a text, a list of texts or a number."""

    __tablename__ = "seminar_answers"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("seminar_registrations.id", ondelete="CASCADE"), primary_key=True
    )
    field_id: Mapped[int] = mapped_column(
        ForeignKey("seminar_fields.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    value: Mapped[Any] = mapped_column(JSON)


class Consent(Base):
    """Somebody agreed to something, or took it back: one event, with its exact wording's version."""

    __abstract__ = True

    id: Mapped[pk]
    purpose: Mapped[Purpose]
    wording_version: Mapped[int]
    language: Mapped[LanguageCode]
    is_given: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=now)


class ParticipantConsent(Consent):
    """A consent of somebody who joined."""

    __tablename__ = "seminar_consents"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("seminar_registrations.id", ondelete="CASCADE"), index=True
    )


class SpeakerConsent(Consent):
    """A consent of a speaker."""

    __tablename__ = "seminar_speaker_consents"

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("seminar_contributions.id", ondelete="CASCADE"), index=True
    )


class TextDraft(Base):
    """A text as somebody is writing it, who has not saved it yet; nobody else sees it."""

    __tablename__ = "seminar_text_drafts"
    __table_args__ = (UniqueConstraint("seminar_id", "language", "user_id"),)

    id: Mapped[pk]
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminars.id", ondelete="CASCADE"))
    language: Mapped[LanguageCode]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    fields: Mapped[dict[str, Any]]
    revision: Mapped[int]
    """That of the text from which they started."""
    saved_at: Mapped[datetime] = mapped_column(default=now, index=True)
