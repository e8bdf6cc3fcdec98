"""Web addresses that public records name, and how they were when they were looked at last."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cop.addresses.enums import Reason, State
from cop.core.db import Base, now, pk


class WebAddress(Base):
    """One address, however many records name it; `digest` is its SHA-256, for it may be long.

    `answered` and `failed` count in a row. `dead_since`: it has failed several times over days, from then on.
    """

    __tablename__ = "web_addresses"
    __table_args__ = (Index("ix_web_addresses_state", "state", "id"),)

    id: Mapped[pk]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    url: Mapped[str] = mapped_column(Text)
    state: Mapped[State] = mapped_column(default=State.NEW)
    reason: Mapped[Reason] = mapped_column(default=Reason.NONE)
    moved_to: Mapped[str] = mapped_column(Text, default="")
    checked_at: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(default=now, index=True)
    answered: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    dead_since: Mapped[datetime | None]


class AddressUse(Base):
    """A public record names an address. There is no foreign key to it: its kind is a feature's."""

    __tablename__ = "web_address_uses"
    __table_args__ = (Index("ix_web_address_uses_record", "kind", "record_id"),)

    address_id: Mapped[int] = mapped_column(
        ForeignKey("web_addresses.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True)
