"""Files of a group: its facilitators give them, and who may read in the group has them.

Each has a name that its giver writes: that of the file may tell who made it.
"""

from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.forums import place_of
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.core.records import Ref
from cop.groups.models import Group
from cop.groups.queries import KIND
from cop.groups.rules import Permission
from cop.media import operations as media
from cop.media import queries
from cop.media.enums import PeopleShown
from cop.media.models import MediaFile
from cop.media.operations import Taken
from cop.media.queries import Card

TITLE_LENGTH = 120
RIGHTS = "shared with the group by its facilitators"


def take(group: Group, data: bytes, *, name: str, actor: Actor) -> Taken:
    """Take the bytes of a file for a group; this commits, as `media.take` does."""
    authorize(actor, Permission.EDIT, group)
    return media.take(data, name=name, actor=actor)


def add(group: Group, taken: Taken, *, actor: Actor, title: str, may_show: bool) -> MediaFile:
    """Give a group a file under a name; the same bytes once more stay as they are."""
    authorize(actor, Permission.EDIT, group)
    refuse(title, may_show=may_show)
    return media.keep(
        taken,
        name=" ".join(title.split()),
        subject_kind=KIND,
        subject_id=group.id,
        actor=actor,
        rights=RIGHTS,
        people_shown=PeopleShown.AGREED,
    )


def refuse(title: str, *, may_show: bool) -> None:
    """Raise InvalidError where nothing, or too much, is said of a file."""
    line = " ".join(title.split())
    if not line:
        raise InvalidError("title", _("Say in a few words what it is."))
    if len(line) > TITLE_LENGTH:
        raise InvalidError("title", _("This is too long: at most %(count)s characters.", count=TITLE_LENGTH))
    if not may_show:
        raise InvalidError("may_show", _("Tick that you may share the files, and choose them once more."))


def remove(group: Group, file_id: int, *, actor: Actor) -> None:
    """Take a file from a group. Safe to repeat."""
    authorize(actor, Permission.EDIT, group)
    if (file := queries.file_of(file_id, KIND, group.id)) is not None:
        media.remove(file, actor=actor)


def of_group(group_id: int, language: str) -> list[Card]:
    """Return the files of a group, the newest first."""
    return queries.cards_of(KIND, [group_id], language).get(group_id, [])[::-1]


def may_see(actor: Actor, id: int) -> bool:
    """Whether somebody may see the files of a group: whoever may read there."""
    if db.session.get(Group, id) is None:
        return False
    return place_of(Ref(KIND, id), actor=actor, language="en") is not None
