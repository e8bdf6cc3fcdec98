"""Every route says who may ask it; one that does not stops the application from starting."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])


class Access(StrEnum):
    """Who may call a route at all. What they find there, the queries' `visible_to` decides."""

    PUBLIC = "public"


def public(view: View) -> View:
    """Open a route to everybody; its answer is the same for all of them, and may be cached."""
    view.access = Access.PUBLIC  # type: ignore[attr-defined]
    return view


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Return the declared access of a route, or None where nobody declared one."""
    access = getattr(app.view_functions[endpoint], "access", None)
    return access if isinstance(access, Access) else None


def refuse_undeclared(app: Flask) -> None:
    """Raise RuntimeError naming every route without a declared policy."""
    undeclared = sorted(e for e in app.view_functions if access_of(app, e) is None)
    if undeclared:
        raise RuntimeError(f"routes without an access policy: {', '.join(undeclared)}")
