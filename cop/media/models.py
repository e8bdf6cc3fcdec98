"""Files that people send: what they are, whose, and whether they may be shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, now, pk
from cop.media.enums import PeopleShown


class MediaFile(Base):
    """One file of one record. Its bytes stand in the data folder under `digest` (SHA-256).

    A record has the same bytes but once.

    `descriptions` maps a language to what a picture shows, for those who cannot see it. A picture has a
    width and a height in pixels; anything else has none.
    """

    __tablename__ = "media_files"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "digest"),)

    id: Mapped[pk]
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    width: Mapped[int | None]
    height: Mapped[int | None]
    rights: Mapped[str] = mapped_column(String(300), default="")
    people_shown: Mapped[PeopleShown] = mapped_column(default=PeopleShown.UNKNOWN)
    descriptions: Mapped[dict[str, Any]]
    consent: Mapped[str] = mapped_column(String(20), default="", index=True)
    """The consent of whoever is shown, where one was written down; the file goes with it."""
    created_at: Mapped[datetime] = mapped_column(default=now)
