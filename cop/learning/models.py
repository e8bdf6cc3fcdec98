"""Learning modules: what lists and pages need in columns, and every version whole."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, Timestamps, now, pk
from cop.learning.content import ModuleContent
from cop.learning.enums import PartKind, ProposalState
from cop.records.models import (
    RecordDraft,
    RecordFormerPart,
    RecordPart,
    RecordText,
    RecordVersion,
    Tables,
    VersionedRecord,
)


class Module(VersionedRecord, Base):
    """A module as it is public now. Its content is the version of that number.

    `position` is its number among the modules; `minutes` the reading time as stated, if it is.
    """

    __tablename__ = "modules"
    __table_args__ = (Index("ix_modules_position", "position", "id", "state"),)

    position: Mapped[int]
    minutes: Mapped[int | None]
    fingerprint: Mapped[str] = mapped_column(String(64))


class ModuleText(RecordText, Base):
    """One language of a module. `html` maps an anchor to its markup, `plain` to its words.

    `minutes` is an estimate from the length of the text.
    """

    __tablename__ = "module_texts"

    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id", ondelete="CASCADE"), primary_key=True)
    minutes: Mapped[int] = mapped_column(sort_order=2)
    questions: Mapped[int] = mapped_column(sort_order=2)


class ModuleCriterion(Base):
    """A criterion of the rubric about which one learns something here."""

    __tablename__ = "module_criteria"

    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id", ondelete="CASCADE"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class Plan(Timestamps, Base):
    """Somebody's plan of a peer-support programme; `share_key` is its link, where it has one."""

    __tablename__ = "plans"

    id: Mapped[pk]
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    content: Mapped[dict[str, Any]]
    version: Mapped[int]
    share_key: Mapped[str | None] = mapped_column(String(64), unique=True)


class KeptAnswers(Timestamps, Base):
    """What a member chose in a module's self-assessment, kept because they asked for it."""

    __tablename__ = "kept_answers"
    __table_args__ = (UniqueConstraint("user_id", "module_id"),)

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    answers: Mapped[dict[str, Any]]


class RevokedCertificate(Base):
    """A certificate that holds no more. Of what it said a hash is kept."""

    __tablename__ = "revoked_certificates"

    id: Mapped[pk]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    is_by_editor: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=now)


class ModuleVersion(RecordVersion, Base):
    """What a module said from a moment on."""

    __tablename__ = "module_versions"
    __table_args__ = (UniqueConstraint("module_id", "number"),)

    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id", ondelete="CASCADE"))


class ModuleDraft(RecordDraft, Base):
    """A module as editors write it."""

    __tablename__ = "module_drafts"


class DraftPart(RecordPart, Base):
    """A piece of a draft."""

    __tablename__ = "module_draft_parts"
    __table_args__ = (UniqueConstraint("draft_id", "language", "kind", "key"),)

    draft_id: Mapped[int] = mapped_column(ForeignKey("module_drafts.id", ondelete="CASCADE"))
    kind: Mapped[PartKind] = mapped_column()


class FormerPart(RecordFormerPart, Base):
    """What a piece of a draft said before."""

    __tablename__ = "module_former_parts"

    part_id: Mapped[int] = mapped_column(ForeignKey("module_draft_parts.id", ondelete="CASCADE"), index=True)


class ModuleImport(Base):
    """A document that was read for one language of a draft, and what was noticed in it."""

    __tablename__ = "module_imports"

    id: Mapped[pk]
    draft_id: Mapped[int] = mapped_column(ForeignKey("module_drafts.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    file_name: Mapped[str] = mapped_column(String(200))
    findings: Mapped[list[dict[str, Any]]]
    created_at: Mapped[datetime] = mapped_column(default=now)


class PartProposal(Base):
    """A part that a document proposes: reading.Found. An editor decides.

    `part_id` and `settled_revision`: into what accepting it went, and which revision that made of it.
    """

    __tablename__ = "module_proposals"

    id: Mapped[pk]
    import_id: Mapped[int] = mapped_column(ForeignKey("module_imports.id", ondelete="CASCADE"), index=True)
    kind: Mapped[PartKind]
    value: Mapped[dict[str, Any]]
    heading: Mapped[str] = mapped_column(String(300))
    place: Mapped[dict[str, Any]]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.OPEN)
    part_id: Mapped[int | None] = mapped_column(
        ForeignKey("module_draft_parts.id", ondelete="SET NULL"), index=True
    )
    settled_revision: Mapped[int | None]


MODULES: Final = Tables(
    kind="module",
    path="learn",
    content=ModuleContent,
    record=Module,
    version=ModuleVersion,
    text=ModuleText,
)
