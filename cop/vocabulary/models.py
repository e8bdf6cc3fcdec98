"""Concepts and their words: the thesaurus that search and facets share."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cop.core.db import Base, LanguageCode, Slug, Timestamps, pk
from cop.vocabulary.enums import ConceptKind, LabelRole


class Concept(Timestamps, Base):
    """A thing that practices are about, whatever the language calls it.

    One that was `replaced_by` another means the same: whatever names it, the other is shown. A retired one
    is no longer offered. `version` counts what people have changed; files no longer rename such a one.
    """

    __tablename__ = "concepts"

    id: Mapped[pk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    kind: Mapped[ConceptKind] = mapped_column(index=True)
    broader_id: Mapped[int | None] = mapped_column(ForeignKey("concepts.id", ondelete="RESTRICT"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("concepts.id", ondelete="RESTRICT"))
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)

    # After the rows themselves: two concepts that change places would wait for each other.
    broader: Mapped["Concept | None"] = relationship(
        remote_side="Concept.id", foreign_keys=[broader_id], post_update=True
    )
    labels: Mapped[list["ConceptLabel"]] = relationship(
        back_populates="concept", cascade="all, delete-orphan", order_by="ConceptLabel.id"
    )


class ConceptLabel(Base):
    """One word or phrase for a concept in one language."""

    __tablename__ = "concept_labels"
    __table_args__ = (UniqueConstraint("concept_id", "language", "role", "text"),)

    id: Mapped[pk]
    concept_id: Mapped[int] = mapped_column(ForeignKey("concepts.id", ondelete="CASCADE"))
    language: Mapped[LanguageCode]
    role: Mapped[LabelRole]
    text: Mapped[str] = mapped_column(String(200))

    concept: Mapped[Concept] = relationship(back_populates="labels")
