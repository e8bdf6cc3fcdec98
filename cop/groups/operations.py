"""Beginning and changing groups; coming in and leaving under one's own name."""

import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update

from cop.accounts.models import User
from cop.core import audit, outbox, seeding, stamps
from cop.core.db import db, insert_if_absent, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.core.records import Ref
from cop.discussions.operations import touch_all
from cop.groups import mails, queries
from cop.groups.content import GroupContent
from cop.groups.enums import Entry
from cop.groups.models import Group, Membership
from cop.groups.queries import KIND
from cop.groups.rules import Permission
from cop.search import index


class GroupConflictError(ConflictError):
    """Somebody else has changed the group meanwhile; nothing was overwritten."""

    def __init__(self, present: Group) -> None:
        super().__init__(_("The group has changed since you opened it. Compare both and choose."))
        self.present = present


def begin(content: GroupContent, *, actor: Actor) -> Group:
    """Begin a group; raise InvalidError where the address is taken."""
    authorize(actor, Permission.BEGIN)
    if queries.by_slug(content.slug) is not None or content.slug in RESERVED:
        raise InvalidError("slug", _("There is a group with this address already."))
    group = Group(**_columns(content), slug=content.slug)
    db.session.add(group)
    db.session.flush()
    audit.record(actor, "group.begin", KIND, group.id)
    _changed(group)
    return group


RESERVED = frozenset({"new"})


def _columns(content: GroupContent) -> dict[str, Any]:
    return {
        "kind": content.kind,
        "entry": content.entry,
        "is_masked": content.is_masked,
        "source": content.source,
        "texts": {language: text.model_dump() for language, text in content.texts.items()},
    }


def edit(group: Group, content: GroupContent, *, actor: Actor, version: int) -> Group:
    """Change what a group says of itself; raise GroupConflictError where it has changed meanwhile.

    Where pseudonyms are given up, what was written under them stays so.
    """
    authorize(actor, Permission.EDIT, group)
    columns = _columns(content)
    if all(getattr(group, name) == value for name, value in columns.items()):
        return group
    if group.version != version:
        raise GroupConflictError(group)
    who_reads = group.entry, group.is_masked
    for name, value in columns.items():
        setattr(group, name, value)
    group.version += 1
    db.session.flush()
    audit.record(actor, "group.edit", KIND, group.id, version=group.version, masked=group.is_masked)
    _changed(group)
    if who_reads != (group.entry, group.is_masked):
        touch_all(Ref(KIND, group.id))  # others find now what is said there
    return group


def _changed(group: Group) -> None:
    stamps.bump(stamps.CONTENT)
    outbox.enqueue(index.JOB_KIND, [index.subject(KIND, group.id)])


def seed(folder: Path, actor: Actor) -> int:
    """Load the groups that are not there yet, or whose files have changed."""
    paths = {path.stem: path for path in sorted((folder / "groups").glob("*.toml"))}
    fresh = seeding.fresh((f"groups/{slug}", [path]) for slug, path in paths.items())
    for name in fresh:
        slug = name.split("/")[1]
        content = GroupContent.model_validate(tomllib.loads(paths[slug].read_text()) | {"slug": slug})
        group = queries.by_slug(slug)
        if group is None:
            begin(content, actor=actor)
        else:
            edit(group, content, actor=actor, version=group.version)
    return len(fresh)


def join(group: Group, *, actor: Actor, note: str = "", is_listed: bool = False) -> Membership:
    """Come into a group under one's own name, or ask to; doing it twice is doing it once."""
    authorize(actor, Permission.JOIN, group)
    if group.is_masked:
        raise ConflictError(_("In this group people have pseudonyms. Choose one."))
    values = {
        "group_id": group.id,
        "user_id": actor.id,
        "is_facilitator": False,
        "is_listed": is_listed,
        "wants_news": True,
        "note": " ".join(note.split())[:300],
        "asked_at": now(),
        "joined_at": now() if group.entry is Entry.OPEN else None,
    }
    is_new = insert_if_absent(Membership, values, ["group_id", "user_id"]) is not None
    membership = queries.membership(group.id, actor.id)
    if membership is None:
        raise ConflictError(_("You have left at this moment. Try again."))
    if is_new:
        audit.record(actor, "group.join", KIND, group.id, asks=membership.joined_at is None)
        if membership.joined_at is None:
            mails.asked(group, membership, actor.name)
    return membership


def leave(group: Group, *, actor: Actor) -> None:
    """Leave a group, or take a request back; what one has said stays. Safe to repeat."""
    authorize(actor, Permission.JOIN, group)
    if _removed(Membership.group_id == group.id, Membership.user_id == actor.id):
        audit.record(actor, "group.leave", KIND, group.id)


def _removed(*conditions: Any) -> bool:
    gone = db.session.execute(
        delete(Membership)
        .where(*conditions)
        .returning(Membership.id)
        .execution_options(synchronize_session=False)
    ).all()
    return bool(gone)


def let_in(group: Group, membership: Membership, *, actor: Actor) -> None:
    """Say yes to somebody who has asked; who answers second changes nothing."""
    authorize(actor, Permission.ANSWER, group)
    let = db.session.execute(
        update(Membership)
        .where(Membership.id == membership.id, Membership.joined_at.is_(None))
        .values(joined_at=now())
        .returning(Membership.id)
        .execution_options(synchronize_session=False)
    ).all()
    if let:
        audit.record(actor, "group.let_in", KIND, group.id, member=membership.user_id)
        mails.let_in(group, membership)


def turn_away(group: Group, membership: Membership, *, actor: Actor) -> None:
    """Say no to somebody who has asked. Safe to repeat."""
    authorize(actor, Permission.ANSWER, group)
    user_id = membership.user_id
    if _removed(Membership.id == membership.id, Membership.joined_at.is_(None)):
        audit.record(actor, "group.turn_away", KIND, group.id, member=user_id)


def set_wishes(membership: Membership, group: Group, *, actor: Actor, listed: bool, news: bool) -> None:
    """Note whether a member wants to stand in the list, and to hear of new threads."""
    authorize(actor, Permission.JOIN, group)
    if membership.user_id != actor.id or (membership.is_listed, membership.wants_news) == (listed, news):
        return
    membership.is_listed, membership.wants_news = listed, news
    db.session.flush()
    audit.record(actor, "group.set_wishes", KIND, group.id, listed=listed, news=news)


def note_visit(membership: Membership, *, actor: Actor) -> None:
    """Note when a member was here, for what is new at the next time."""
    if membership.user_id == actor.id:
        membership.visited_at = now()
        db.session.flush()


def name_facilitator(group: Group, *, actor: Actor, email: str) -> Membership:
    """Let somebody lead a group; everybody reads their name there. Safe to repeat."""
    authorize(actor, Permission.NAME_FACILITATORS, group)
    user = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise InvalidError("email", _("There is no account with this address."))
    moment = now()
    values = {
        "group_id": group.id,
        "user_id": user.id,
        "is_facilitator": True,
        "is_listed": False,
        "wants_news": True,
        "note": "",
        "asked_at": moment,
        "joined_at": moment,
    }
    insert_if_absent(Membership, values, ["group_id", "user_id"])
    membership = db.session.scalars(
        select(Membership).where(Membership.group_id == group.id, Membership.user_id == user.id)
    ).one()
    membership.is_facilitator, membership.joined_at = True, membership.joined_at or moment
    db.session.flush()
    audit.record(actor, "group.name_facilitator", KIND, group.id, member=user.id)
    stamps.bump(stamps.CONTENT)
    mails.named(group, membership)
    return membership


def end_facilitator(group: Group, *, actor: Actor, user_id: int) -> None:
    """Let somebody lead a group no longer. Safe to repeat."""
    authorize(actor, Permission.NAME_FACILITATORS, group)
    membership = queries.membership(group.id, user_id)
    if membership is None or not membership.is_facilitator:
        return
    membership.is_facilitator = False
    db.session.flush()
    audit.record(actor, "group.end_facilitator", KIND, group.id, member=user_id)
    stamps.bump(stamps.CONTENT)
