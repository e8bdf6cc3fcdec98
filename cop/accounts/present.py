"""Whoever is at the other end: recognised by their cookie's token, let in, told apart for limits."""

import ipaddress

from flask import request, session
from flask_login import current_user, login_user

from cop.accounts import queries, sessions
from cop.accounts.models import User
from cop.core.db import db, now
from cop.core.limits import Limit, spend
from cop.web.identity import SignedIn, current_actor, forget_actor, has_cookie, login
from cop.web.language import current_language

PASSWORD_OF_ONE = Limit("sign in of one", 10, 15 * 60)
"""Tries of one password from one place."""


class Recognised(SignedIn):
    """Whoever carries the token of a session that holds."""

    def __init__(self, found: queries.OpenSession, token: str) -> None:
        super().__init__(found.actor, token)
        self.session = found


@login.user_loader  # type: ignore[untyped-decorator]
def _recognise(token: str) -> Recognised | None:
    found = queries.open_session(token)
    return Recognised(found, token) if found else None


def note_use() -> None:
    """Note that a session is used where something is written anyway; a GET changes no row."""
    if request.method != "POST" or not has_cookie() or not current_user.is_authenticated:
        return
    found: queries.OpenSession = current_user.session
    if found.last_seen_at < now() - sessions.TOUCHED_EVERY:
        sessions.touch(found.id)


def client() -> str:
    """Return from where somebody asks, as far as one person or office can be told by it."""
    address = request.remote_addr or ""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    # One person has a whole /64 of them.
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


def home() -> str:
    """Return the path of one's own account."""
    return f"/{current_language()}/account"


def own_account() -> User:
    """Return the account of whoever asks, in a route for members."""
    return db.session.get_one(User, current_actor().id)


def spend_password() -> None:
    """Count one more try of one's own password: a session may be in others' hands."""
    spend(PASSWORD_OF_ONE, client(), str(current_actor().id))


def enter(user: User, *, by_passkey: bool = False) -> None:
    """Sign somebody in, with nothing of what this browser's session held before."""
    session.clear()
    session.permanent = True
    token = sessions.begin_session(
        user, browser=browser_name(request.user_agent.string), by_passkey=by_passkey
    )
    login_user(SignedIn(queries.actor_of(user), token))
    forget_actor()


_BROWSERS = (("Firefox/", "Firefox"), ("Edg", "Edge"), ("OPR/", "Opera"), ("YaBrowser/", "Yandex Browser"))
_ENGINES = (("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """Return what somebody calls their browser, "Firefox, Windows"; empty where it does not say."""
    browser = next((name for mark, name in (*_BROWSERS, *_ENGINES) if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part)
