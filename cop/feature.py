"""Feature: the one value by which a feature says all that it adds to the application."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint
from flask.cli import AppGroup

from cop.core.i18n import LazyString
from cop.core.outbox import JobType
from cop.core.permissions import Actor, Rules
from cop.search.contract import Searchable


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the menu: a view that takes no argument but the language. Low ranks come first."""

    endpoint: str
    label: LazyString
    rank: int = 50


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A public page that exists in every language: endpoint, its arguments but the language, last change."""

    endpoint: str
    arguments: dict[str, str]
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """What a feature adds. `seed(folder, actor)` loads seed records and returns how many it changed."""

    name: str
    blueprints: tuple[Blueprint, ...] = ()
    commands: tuple[AppGroup, ...] = ()
    rules: Rules | None = None
    searchables: tuple[Searchable, ...] = ()
    jobs: tuple[JobType, ...] = ()
    seed: Callable[[Path, Actor], int] | None = None
    nav: tuple[NavItem, ...] = ()
    footer: tuple[NavItem, ...] = ()
    sitemap: Callable[[], Iterable[SitemapEntry]] | None = None
