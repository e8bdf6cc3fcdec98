"""Feature: the one value by which a feature says all that it adds to the application."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask import Blueprint
from flask.cli import AppGroup
from markupsafe import Markup

from cop.core.addressed import Addressed
from cop.core.forums import Forum
from cop.core.hosts import Beside, Host
from cop.core.i18n import LazyString
from cop.core.notices import Notice
from cop.core.outbox import JobType
from cop.core.permissions import Actor, Role, Rules
from cop.core.privacy import PersonalData
from cop.core.records import RecordKind
from cop.core.redaction import Redactable
from cop.core.remembered import Remembered
from cop.core.submittable import Submittable
from cop.core.timers import Timer
from cop.core.trail import TrailWords
from cop.search.contract import Searchable


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of a menu: a view that takes no argument but the language. Low ranks come first.

    In the account's menu `roles` are those that see it, none for every member.
    """

    endpoint: str
    label: LazyString
    rank: int = 50
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A public page that exists in every language: endpoint, its arguments but the language, last change."""

    endpoint: str
    arguments: dict[str, str]
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """What a feature adds.

    `seed(folder, actor)` loads seed records and returns how many it changed. `attachments` maps a kind of
    record to the question whether somebody may see the files of the one with that id; to the `shared` kinds
    those add files who write there, also where everybody sees them, and the feature asks who. `notifications`
    maps a kind of news to its name; readers choose for each when they want to hear of it. `front()` draws
    what the feature shows on the front page, the same for all readers; empty where it has nothing to show.
    `trail` puts into words what the feature writes into the audit trail; `letters` names its mails, by their
    templates.
    `beside(ref, language)` draws what it shows on the page of a host, likewise. `notices(actor, language)` is
    what somebody finds on the page of their account.
    """

    name: str
    blueprints: tuple[Blueprint, ...] = ()
    commands: tuple[AppGroup, ...] = ()
    rules: Rules | None = None
    records: tuple[RecordKind, ...] = ()
    forums: tuple[Forum, ...] = ()
    hosts: tuple[Host, ...] = ()
    addressed: tuple[Addressed, ...] = ()
    searchables: tuple[Searchable, ...] = ()
    jobs: tuple[JobType, ...] = ()
    seed: Callable[[Path, Actor], int] | None = None
    timers: tuple[Timer, ...] = ()
    submittables: tuple[Submittable, ...] = ()
    personal: tuple[PersonalData, ...] = ()
    redactables: tuple[Redactable, ...] = ()
    remembered: tuple[Remembered, ...] = ()
    attachments: Mapping[str, Callable[[Actor, int], bool]] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    notifications: Mapping[str, LazyString] = field(default_factory=dict)
    nav: tuple[NavItem, ...] = ()
    account_nav: tuple[NavItem, ...] = ()
    footer: tuple[NavItem, ...] = ()
    sitemap: Callable[[], Iterable[SitemapEntry]] | None = None
    front: Callable[[], Markup] | None = None
    trail: TrailWords | None = None
    letters: Mapping[str, LazyString] = field(default_factory=dict)
    beside: Beside | None = None
    notices: Callable[[Actor, str], Sequence[Notice]] | None = None
