"""Every route says who may ask it; one that does not stops the application from starting."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort

from cop.core.permissions import Role
from cop.web.identity import current_actor

View = TypeVar("View", bound=Callable[..., Any])


class Access(StrEnum):
    """Who may call a route at all. What they find there, the queries' `visible_to` decides."""

    PUBLIC = "public"
    OPEN = "open"
    MEMBERS = "members"
    STAFF = "staff"


def public(view: View) -> View:
    """Open a route to everybody; its answer is the same for all of them, and may be cached."""
    view.access = Access.PUBLIC  # type: ignore[attr-defined]
    return view


def open_to_all(view: View) -> View:
    """Open a route to everybody; its answer depends on who asks, and nobody may keep it."""
    view.access = Access.OPEN  # type: ignore[attr-defined]
    return view


def members(view: View) -> View:
    """Open a route to whoever has signed in; others are asked to."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        if not current_actor().is_member:
            abort(401)
        return view(*args, **values)

    guarded.access = Access.MEMBERS  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def staff(*roles: Role) -> Callable[[View], View]:
    """Open a route to those with one of these roles; for other members there is no such page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            actor = current_actor()
            if not actor.is_member:
                abort(401)
            if actor.roles.isdisjoint(roles):
                abort(404)
            return view(*args, **values)

        guarded.access = Access.STAFF  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def accepts(size: int) -> Callable[[View], View]:
    """Let requests to this route be so many bytes long: uploads. Stands outermost."""

    def decorate(view: View) -> View:
        view.largest = size  # type: ignore[attr-defined]
        return view

    return decorate


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Return the declared access of a route, or None where nobody declared one."""
    access = getattr(app.view_functions[endpoint], "access", None)
    return access if isinstance(access, Access) else None


def refuse_undeclared(app: Flask) -> None:
    """Raise RuntimeError naming every route without a declared policy."""
    undeclared = sorted(e for e in app.view_functions if access_of(app, e) is None)
    if undeclared:
        raise RuntimeError(f"routes without an access policy: {', '.join(undeclared)}")
