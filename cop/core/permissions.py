"""Who may do what: predicates in tables, one question to ask."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cop.core.errors import NotAllowedError
from cop.core.i18n import gettext as _


class Role(StrEnum):
    """What somebody has been asked to do. Roles are sets of permissions, not levels."""

    REVIEWER = "reviewer"
    MODERATOR = "moderator"
    EDITOR = "editor"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something. Kinds: visitor, member, persona, link, system. Only a member has an `id`."""

    kind: str
    id: int | None = None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    language: str = ""
    timezone: str = ""

    @property
    def is_member(self) -> bool:
        """Whether this is somebody who has signed in."""
        return self.kind == "member"

    @property
    def is_system(self) -> bool:
        """Whether this is a command or a job."""
        return self.kind == "system"


VISITOR = Actor("visitor")
SYSTEM = Actor("system", name="system")
"""Commands and jobs. No request ever acts as it."""

PERSONA = Actor("persona")
"""Stands in the trail for whoever speaks under a pseudonym: an account's number would tell who it is."""
LINK = Actor("link")
"""Whoever holds a signed link of a mail, without an account: may do what the link is for, at that record."""

Predicate = Callable[[Actor, Any], bool]
Rules = Mapping[StrEnum, Sequence[Sequence[Predicate]]]
"""Permission -> alternatives; within one, all predicates must hold."""

_rules: dict[StrEnum, Sequence[Sequence[Predicate]]] = {}


def register(rules: Rules) -> None:
    """Add a feature's rules to the one map."""
    _rules.update(rules)


def is_system(actor: Actor, _obj: Any) -> bool:
    """Allow commands and jobs."""
    return actor.is_system


def holds_link(actor: Actor, _obj: Any) -> bool:
    """Allow whoever came by a signed link; what it is for, the caller has read out of it."""
    return actor.kind == LINK.kind


def is_member(actor: Actor, _obj: Any) -> bool:
    """Allow whoever has signed in."""
    return actor.is_member


def is_editor(actor: Actor, _obj: Any) -> bool:
    """Allow editors."""
    return Role.EDITOR in actor.roles


def is_reviewer(actor: Actor, _obj: Any) -> bool:
    """Allow reviewers."""
    return Role.REVIEWER in actor.roles


def is_moderator(actor: Actor, _obj: Any) -> bool:
    """Allow moderators."""
    return Role.MODERATOR in actor.roles


def is_officer(actor: Actor, _obj: Any) -> bool:
    """Allow data-protection officers."""
    return Role.OFFICER in actor.roles


def is_administrator(actor: Actor, _obj: Any) -> bool:
    """Allow administrators."""
    return Role.ADMINISTRATOR in actor.roles


def can(actor: Actor, permission: StrEnum, obj: Any = None) -> bool:
    """Answer whether the actor may; a permission without a rule is refused to everybody."""
    return any(all(holds(actor, obj) for holds in alternative) for alternative in _rules.get(permission, ()))


def authorize(actor: Actor, permission: StrEnum, obj: Any = None) -> None:
    """Raise NotAllowedError where the actor may not."""
    if not can(actor, permission, obj):
        raise NotAllowedError(_("You are not allowed to do this."))
