"""Who is asking: the signed-in person of this request, as a feature below has recognised them."""

from flask import Flask, current_app, g, has_request_context, request
from flask_login import LoginManager, UserMixin, current_user

from cop.core.permissions import VISITOR, Actor

login = LoginManager()
login.session_protection = None  # a session is a row of ours, ended from our side


class SignedIn(UserMixin):  # type: ignore[misc]
    """A session that holds: who it is, and its token, which is all that the cookie carries."""

    def __init__(self, actor: Actor, token: str) -> None:
        self.actor = actor
        self.token = token

    def get_id(self) -> str:
        """Return what the cookie carries."""
        return self.token


def has_cookie() -> bool:
    """Whether the browser carries a session at all; without one nothing needs to be read."""
    return has_request_context() and current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def current_actor() -> Actor:
    """Return who is asking; VISITOR where nobody has signed in."""
    if not has_request_context():
        return VISITOR
    if "actor" not in g:
        g.actor = current_user.actor if has_cookie() and current_user.is_authenticated else VISITOR
    actor: Actor = g.actor
    return actor


def forget_actor() -> None:
    """Ask anew who it is: after signing in or out."""
    g.pop("actor", None)


def init_app(app: Flask) -> None:
    """Attach Flask-Login; whoever knows accounts sets `login.user_loader`."""
    # Not `login.init_app`: after every request it would look for a cookie that remembers people, which we
    # have not, and with that make every page depend on its cookies.
    app.login_manager = login  # type: ignore[attr-defined]
