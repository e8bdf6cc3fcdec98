"""Files of posts: kept with the draft while one writes, given to the post with it, gone when its words go.

Under a pseudonym neither owner nor name of a file is kept, and only what carries no name of a writer within.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select

from cop.core.db import db, now, transaction
from cop.core.errors import InvalidError
from cop.core.forums import Place, place_of
from cop.core.i18n import gettext as _
from cop.core.permissions import PERSONA, SYSTEM, Actor, authorize
from cop.core.records import Ref
from cop.core.timers import Timer
from cop.discussions import reading
from cop.discussions.drafts import draft_of, ensure_draft
from cop.discussions.enums import PostState
from cop.discussions.models import Draft, Post
from cop.discussions.queries import POST_KIND
from cop.discussions.rules import Permission, Said, is_by
from cop.media import operations as media
from cop.media import queries
from cop.media.enums import MediaType, PeopleShown
from cop.media.models import MediaFile
from cop.media.operations import Subject, Taken
from cop.media.queries import Card

DRAFT_KIND: Final = "discussion_draft"
FILES_OF_POST: Final = 4
RIGHTS: Final = "shared by whoever posted it"
NAMELESS: Final = {MediaType.PICTURE: "picture", MediaType.TEXT: "text"}
"""What may be given under a pseudonym, and how it is called then: neither carries anything hidden."""


def take(data: bytes, *, name: str, actor: Actor, place: Place) -> Taken:
    """Take the bytes of a file for a place; this commits, as `media.take` does."""
    authorize(actor, Permission.WRITE, place)
    taken = media.take(data, name=name, actor=actor)
    if place.is_masked and taken.media_type not in NAMELESS:
        raise InvalidError(
            "files",
            _("Under a pseudonym give pictures or plain text: other documents tell who has written them."),
        )
    return taken


def attach(
    place: Place, files: Sequence[tuple[str, Taken]], *, actor: Actor, thread_id: int = 0
) -> Draft | None:
    """Keep files with what somebody is writing; they have said that these may be shown. Safe to repeat."""
    authorize(actor, Permission.WRITE, place)
    draft = ensure_draft(place, thread_id)
    if draft is None:
        return None
    known = {file.digest for file in queries.files_of(DRAFT_KIND, draft.id)}
    if len(known | {taken.digest for _name, taken in files}) > FILES_OF_POST:
        raise too_many()
    for name, taken in files:
        media.keep(
            taken,
            name=NAMELESS.get(taken.media_type, "file") if place.is_masked else name,
            subject_kind=DRAFT_KIND,
            subject_id=draft.id,
            actor=actor,
            noted_as=_noted_as(place),
            rights=RIGHTS,
            people_shown=PeopleShown.AGREED,
        )
    return draft


def too_many() -> InvalidError:
    """Return what is said where a post would have more files than it may."""
    return InvalidError(
        "files", _("A post may have at most %(count)s files. Remove one first.", count=FILES_OF_POST)
    )


def _noted_as(place: Place) -> Actor | None:
    return PERSONA if place.is_masked else None


def of_draft(draft: Draft | None, language: str) -> list[Card]:
    """Return the files that will go with what somebody is writing."""
    return [queries.card(file, language) for file in files_of_draft(draft)]


def files_of_draft(draft: Draft | None) -> list[MediaFile]:
    """Return the same, as they are kept."""
    return queries.files_of(DRAFT_KIND, draft.id) if draft is not None else []


def detach(file_id: int, *, actor: Actor, place: Place, thread_id: int = 0) -> None:
    """Take a file away again from what one is writing. Safe to repeat."""
    authorize(actor, Permission.WRITE, place)
    draft = draft_of(place, thread_id)
    file = queries.file_of(file_id, DRAFT_KIND, draft.id) if draft is not None else None
    if file is not None:
        media.remove(file, actor=actor, noted_as=_noted_as(place))


def give_to_post(draft: Draft, post: Post, *, actor: Actor) -> None:
    """Give the files of a draft to the post that it has become."""
    media.hand_over(Subject(DRAFT_KIND, draft.id), Subject(POST_KIND, post.id), actor=actor)


def remove_from_post(post: Post, file_id: int, *, actor: Actor, place: Place) -> None:
    """Take one file from what one has said. Safe to repeat."""
    authorize(actor, Permission.CHANGE, Said(place, post))
    file = queries.file_of(file_id, POST_KIND, post.id)
    if file is not None:
        media.remove(file, actor=actor, noted_as=_noted_as(place))


def remove_files(post: Post, *, actor: Actor, noted_as: Actor) -> None:
    """Take its files from a post whose words go, too."""
    media.remove_all(POST_KIND, post.id, actor=actor, noted_as=noted_as)


def remove_of_drafts(ids: Collection[int], *, actor: Actor) -> None:
    """Take their files from drafts that end."""
    for id in sorted(ids):
        media.remove_all(DRAFT_KIND, id, actor=actor)


def may_see_post(actor: Actor, id: int) -> bool:
    """Whether somebody may see the files of a post: whoever may read its words."""
    post = db.session.get(Post, id)
    if post is None or post.state is PostState.REMOVED:
        return False
    seen = reading.seen(post.thread_id, actor=actor, language="en")
    if seen is None:
        return False
    is_own = is_by(seen.place, post.author_id, post.persona_id)
    return post.state is PostState.PUBLIC or is_own or seen.place.may_moderate


def may_see_draft(actor: Actor, id: int) -> bool:
    """Whether somebody may see the files of what is being written: whoever is writing it."""
    draft = db.session.get(Draft, id)
    if draft is None:
        return False
    place = place_of(Ref(draft.place_kind, draft.place_id), actor=actor, language="en")
    return place is not None and is_by(place, draft.user_id, draft.persona_id)


def forget_old() -> None:
    """Remove drafts that nobody has touched for half a year, with their files."""
    with transaction():
        ids = list(db.session.scalars(select(Draft.id).where(Draft.edited_at < now() - KEPT)))
        remove_of_drafts(ids, actor=SYSTEM)
        db.session.execute(delete(Draft).where(Draft.id.in_(ids)))


KEPT: Final = timedelta(days=180)
FORGET = Timer("end old drafts of posts", timedelta(hours=24).total_seconds(), forget_old)
