"""Who may do what in discussions. The place says who may read it; what one may not read is not there."""

from enum import StrEnum
from typing import NamedTuple

from cop.core.forums import Place
from cop.core.permissions import Actor, Rules, is_system
from cop.discussions.models import Decision, Post, Thread


class Permission(StrEnum):
    """What can be done: WRITE, REPORT, MODERATE at a Place, LEAD a Led, CHANGE and APPEAL for a Said."""

    WRITE = "discussions.write"
    LEAD = "discussions.lead"
    CHANGE = "discussions.change"
    REPORT = "discussions.report"
    MODERATE = "discussions.moderate"
    APPEAL = "discussions.appeal"
    SETTLE_APPEAL = "discussions.settle_appeal"


class Led(NamedTuple):
    """A thread at its place."""

    place: Place
    thread: Thread


class Said(NamedTuple):
    """A post at its place."""

    place: Place
    post: Post


class Appealed(NamedTuple):
    """A decision at its place."""

    place: Place
    decision: Decision


def is_by(place: Place, author_id: int | None, persona_id: int | None) -> bool:
    """Whether the reader of this place has written something."""
    voice = place.voice
    if voice is None:
        return False
    if persona_id is not None:
        return persona_id == voice.persona_id
    return author_id is not None and author_id == voice.user_id


def has_voice(_actor: Actor, place: Place) -> bool:
    """Allow whoever may write at the place."""
    return place.voice is not None


def moderates(_actor: Actor, place: Place) -> bool:
    """Allow whoever looks after the place."""
    return place.may_moderate


def sees_place(_actor: Actor, place: Place | None) -> bool:
    """Allow whoever may read at the place."""
    return place is not None


def has_begun(_actor: Actor, led: Led) -> bool:
    """Allow whoever has begun the thread."""
    return is_by(led.place, led.thread.author_id, led.thread.persona_id)


def looks_after(_actor: Actor, led: Led) -> bool:
    """Allow whoever looks after the place of the thread."""
    return led.place.may_moderate


def has_said(_actor: Actor, said: Said) -> bool:
    """Allow whoever has written the post."""
    return is_by(said.place, said.post.author_id, said.post.persona_id)


def is_another_moderator(actor: Actor, appealed: Appealed) -> bool:
    """Allow moderators of the place, but for the one against whose decision it is."""
    return appealed.place.may_moderate and appealed.decision.moderator_id != actor.id


RULES: Rules = {
    Permission.WRITE: [[has_voice], [is_system]],
    Permission.LEAD: [[has_begun], [looks_after]],
    Permission.CHANGE: [[has_said]],
    Permission.REPORT: [[sees_place]],
    Permission.MODERATE: [[moderates]],
    Permission.APPEAL: [[has_said]],
    Permission.SETTLE_APPEAL: [[is_another_moderator]],
}
