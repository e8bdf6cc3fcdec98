"""Who runs practices."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, Slug, Timestamps, pk


class Organisation(Timestamps, Base):
    """An organisation. `names` maps a language to its name there."""

    __tablename__ = "organisations"

    id: Mapped[pk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    names: Mapped[dict[str, Any]]
    website: Mapped[str | None] = mapped_column(String(2000))
