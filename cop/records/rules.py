"""What a member has to do with a record, and the predicates that every kind shares."""

from dataclasses import dataclass
from typing import Any

from cop.core.permissions import Actor
from cop.records.models import RecordState


@dataclass(frozen=True, slots=True)
class Belonging:
    """A record, and what one member has to do with it; read in one statement."""

    id: int
    slug: str
    state: RecordState
    is_owner: bool
    speaks_for_it: bool


def is_published(_actor: Actor, record: Any) -> bool:
    """Allow what everybody may see: of a record, or of a Belonging."""
    return record.state is RecordState.PUBLISHED


def owns(actor: Actor, belonging: Belonging) -> bool:
    """Allow those who wrote what a record came from, and who speak for an organisation that carries it."""
    return actor.is_member and (belonging.is_owner or belonging.speaks_for_it)
