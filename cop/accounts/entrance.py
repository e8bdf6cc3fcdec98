"""The way in: signing in and out, signing up, a forgotten password."""

import time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cop.accounts import joining, links, passkeys, queries, sessions
from cop.accounts.content import normal_email
from cop.accounts.enums import LinkPurpose, UserState
from cop.accounts.forms import AddressForm, NewPasswordForm, PasswordForm, SignInForm, SignUpForm
from cop.accounts.links import LinkError
from cop.accounts.models import User
from cop.accounts.present import PASSWORD_OF_ONE, client, enter, home, note_use
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import Limit, spend
from cop.web.forms import local_path, next_path
from cop.web.identity import current_actor, forget_actor
from cop.web.language import current_language
from cop.web.policy import open_to_all

blueprint = Blueprint("entrance", __name__, url_prefix="/<lang:lang>/account")

# A whole seminar may sit behind one address; one person's address is guessed at from there, too.
SIGN_IN = Limit("sign in", 100, 15 * 60)
SIGN_UP = Limit("sign up", 60, 60 * 60)
MAIL_TO_ONE = Limit("mail to one", 5, 60 * 60)
RESET = Limit("reset", 30, 60 * 60)
CONFIRM = Limit("confirm", 10, 15 * 60)

SECOND_STEP_SECONDS = 600
"""So long after the password the passkey may follow."""

_PENDING = "waits_for_passkey"
_SIGNED_UP = "signed_up"


blueprint.before_app_request(note_use)


@blueprint.app_errorhandler(LinkError)
def _bad_link(error: LinkError) -> ResponseReturnValue:
    return render_template("accounts/bad_link.html", message=error.message), error.status


@blueprint.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Ask for address and password."""
    if current_actor().is_member:
        return redirect(next_path(home()), 303)
    form = SignInForm()
    if form.validate_on_submit():
        email = _email_or_nothing(str(form.email.data))
        spend(SIGN_IN, client())
        spend(PASSWORD_OF_ONE, client(), email)
        user = sessions.with_password(email, str(form.password.data))
        if user is not None and user.state is UserState.ACTIVE:
            return _after_password(user)
        form.form_errors = [_refusal(user)]
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        next_path=next_path(""),
        has_passkeys=bool(passkeys.relying_party()),
    )
    return page, 400 if form.is_submitted() else 200


def _email_or_nothing(text: str) -> str:
    """Return an address in its normal form; what is none goes the same way as one that nobody has."""
    try:
        return normal_email(text)
    except InvalidError:
        return ""


def _refusal(user: User | None) -> str:
    if user is not None:
        return _("This account is closed. Write to the people who run this site.")
    return _(
        "The address or the password is not right. If you have just signed up, "
        "open the link in our mail first."
    )


def _after_password(user: User) -> ResponseReturnValue:
    wanted = next_path("")
    if queries.needs_passkey(user):
        session.clear()
        session[_PENDING] = {"user": user.id, "until": int(time.time()) + SECOND_STEP_SECONDS}
        return redirect(links.with_next(f"{home()}/sign-in/passkey", wanted), 303)
    enter(user)
    return redirect(wanted or home(), 303)


def pending_user_id() -> int | None:
    """Return who has given their password in this browser, and now needs their passkey."""
    pending: dict[str, Any] | None = session.get(_PENDING)
    return pending["user"] if pending and pending["until"] > time.time() else None


@blueprint.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """End this session; where there is none any more, it is ended already."""
    actor = current_actor()
    if actor.is_member:
        sessions.end_session(current_user.token, actor=actor)
    session.clear()
    forget_actor()
    return redirect(f"/{current_language()}/", 303)


@blueprint.route("/sign-up", methods=["GET", "POST"])
@open_to_all
def sign_up() -> ResponseReturnValue:
    """Ask for what an account needs, and send a mail to confirm it."""
    if current_actor().is_member:
        return redirect(next_path(home()), 303)
    form = SignUpForm()
    if form.validate_on_submit():
        spend(SIGN_UP, client())
        spend(MAIL_TO_ONE, _email_or_nothing(str(form.email.data)))
        try:
            session[_SIGNED_UP] = joining.sign_up(
                email=str(form.email.data),
                name=str(form.name.data),
                password=str(form.password.data),
                language=current_language(),
                timezone=request.form.get("timezone", ""),
                agrees=bool(form.agrees.data),
                next_path=next_path(""),
            )
        except InvalidError as error:
            form.refuse(error)
        else:
            return redirect(f"{home()}/sign-up/sent", 303)
    page = render_template("accounts/sign_up.html", form=form, next_path=next_path(""))
    return page, 400 if form.is_submitted() else 200


@blueprint.get("/sign-up/sent")
@open_to_all
def sign_up_sent() -> str:
    """Say where the link is."""
    return render_template("accounts/sent.html", heading=_("Look into your mail"), is_sign_up=True)


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@open_to_all
def confirm(token: str) -> ResponseReturnValue:
    """Show a button, for mail scanners follow links; pressed, it opens the account."""
    form = PasswordForm()
    is_same_browser = session.get(_SIGNED_UP) == joining.mark_of(token)
    if request.method == "POST" and (is_same_browser or form.validate()):
        if not is_same_browser:
            spend(CONFIRM, links.hash_of(token))
        try:
            user, wanted = joining.confirm(
                token, password=None if is_same_browser else str(form.password.data)
            )
        except InvalidError as error:
            form.refuse(error)
        except ConflictError as error:
            db.session.rollback()
            flash(error.message, "info")
            return redirect(f"{home()}/sign-in", 303)
        else:
            enter(user)
            return redirect(local_path(wanted, home()), 303)
    links.look(token, LinkPurpose.CONFIRM)
    page = render_template("accounts/confirm.html", form=form, asks_password=not is_same_browser)
    return page, 400 if form.is_submitted() else 200


@blueprint.route("/forgotten", methods=["GET", "POST"])
@open_to_all
def forgotten() -> ResponseReturnValue:
    """Ask for the address to send a link to."""
    form = AddressForm()
    if form.validate_on_submit():
        spend(RESET, client())
        spend(MAIL_TO_ONE, _email_or_nothing(str(form.email.data)))
        try:
            joining.ask_reset(str(form.email.data), language=current_language())
        except InvalidError as error:
            form.refuse(error)
        else:
            return redirect(f"{home()}/forgotten/sent", 303)
    page = render_template("accounts/forgotten.html", form=form)
    return page, 400 if form.is_submitted() else 200


@blueprint.get("/forgotten/sent")
@open_to_all
def forgotten_sent() -> str:
    """Say the same to whoever asked, whether there is such an account or not."""
    return render_template("accounts/sent.html", heading=_("Look into your mail"), is_sign_up=False)


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@open_to_all
def reset(token: str) -> ResponseReturnValue:
    """Ask for a new password."""
    return _set_password(token, LinkPurpose.RESET)


@blueprint.route("/invite/<token>", methods=["GET", "POST"])
@open_to_all
def invite(token: str) -> ResponseReturnValue:
    """Ask for the first password of somebody for whom an account was opened."""
    return _set_password(token, LinkPurpose.INVITE)


def _set_password(token: str, purpose: LinkPurpose) -> ResponseReturnValue:
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            joining.set_password(token, purpose, password=str(form.password.data))
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(_("Your new password holds. Sign in with it."), "info")
            return redirect(f"{home()}/sign-in", 303)
    user = joining.owner(links.look(token, purpose))
    page = render_template("accounts/reset.html", form=form, email=user.email)
    return page, 400 if form.is_submitted() else 200
