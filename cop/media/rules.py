"""Who may do what with a file: it goes with the record that it belongs to."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from flask import current_app

from cop.core.permissions import (
    VISITOR,
    Actor,
    Predicate,
    Rules,
    holds_link,
    is_editor,
    is_member,
    is_system,
)
from cop.media.enums import SHOWABLE
from cop.media.models import MediaFile


class Permission(StrEnum):
    """What can be done with files.

    Whether somebody may change a record, only the record's own feature knows, and asks before it calls:
    here it is only held that nobody touches the files of a record that they may not even see, and that what
    is public changes by editors alone, but for kinds of records whose files people share by themselves.
    """

    UPLOAD = "media.upload"
    KEEP = "media.keep"
    DESCRIBE = "media.describe"
    REMOVE = "media.remove"
    COPY = "media.copy"


class OfRecord(Protocol):
    """What belongs to a record."""

    @property
    def subject_kind(self) -> str:
        """Which kind of record."""

    @property
    def subject_id(self) -> int:
        """Which one."""


def sees_record(actor: Actor, file: OfRecord) -> bool:
    """Allow whoever may see the files of the record; one of a kind that nobody knows is seen by nobody."""
    return any(
        may_see(actor, file.subject_id)
        for feature in current_app.extensions["cop.features"]
        if (may_see := feature.attachments.get(file.subject_kind))
    )


def is_public(file: OfRecord) -> bool:
    """Whether everybody may see the files of the record, as far as each may be shown."""
    return sees_record(VISITOR, file)


def is_shared(_actor: Actor, file: OfRecord) -> bool:
    """Allow what concerns a record to which people add files by themselves; its feature has asked who."""
    return any(file.subject_kind in feature.shared for feature in current_app.extensions["cop.features"])


def is_private(_actor: Actor, file: OfRecord) -> bool:
    """Allow what concerns a record that is not public."""
    return not is_public(file)


def is_publishable(file: MediaFile) -> bool:
    """Whether the file may be seen by everybody: its rights are stated, and whoever it shows has agreed."""
    return bool(file.rights) and file.people_shown in SHOWABLE


def may_see(actor: Actor, file: MediaFile) -> bool:
    """Whether the actor may see the file: with a public record, what is publishable; else by the record."""
    if is_public(file):
        return is_publishable(file)
    return sees_record(actor, file)


_CHANGING: Sequence[Sequence[Predicate]] = (
    (is_member, sees_record, is_private),
    (is_member, sees_record, is_shared),
    (holds_link, is_shared),
    (is_editor, sees_record),
    (is_system,),
)

RULES: Rules = {
    Permission.UPLOAD: [[is_member], [holds_link], [is_system]],
    Permission.KEEP: _CHANGING,
    Permission.DESCRIBE: _CHANGING,
    Permission.REMOVE: _CHANGING,
    Permission.COPY: [[is_editor], [is_system]],
}
