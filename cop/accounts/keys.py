"""Passkeys: the pages, and the answers for the script that speaks with the browser."""

import time
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from cop.accounts import passkeys, queries
from cop.accounts.entrance import SIGN_IN, pending_user_id
from cop.accounts.enums import UserState
from cop.accounts.forms import CurrentPasswordForm
from cop.accounts.present import client, enter, home, own_account, spend_password
from cop.core.db import db
from cop.core.errors import CopError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import spend
from cop.web.forms import next_path
from cop.web.identity import current_actor
from cop.web.policy import members, open_to_all

blueprint = Blueprint("passkeys", __name__, url_prefix="/<lang:lang>/account")

CHALLENGE_SECONDS = 300

_CHALLENGE = "passkey_challenge"


def _ask(options: str, challenge: bytes, purpose: str) -> Response:
    """Hand the options to the browser, and keep the challenge for its answer."""
    session[_CHALLENGE] = {
        "value": bytes_to_base64url(challenge),
        "purpose": purpose,
        "until": int(time.time()) + CHALLENGE_SECONDS,
    }
    return Response(options, content_type="application/json")


def _challenge(purpose: str) -> bytes:
    """Return the challenge that was set, which is good for one answer."""
    kept = session.pop(_CHALLENGE, None)
    if not kept or kept["purpose"] != purpose or kept["until"] < time.time():
        raise InvalidError("", _("That took too long. Try again."))
    return base64url_to_bytes(kept["value"])


def _sent() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise InvalidError("", _("This request cannot be read"))
    return body


def _refused(error: CopError) -> ResponseReturnValue:
    db.session.rollback()
    return {"message": error.message}, error.status


blueprint.register_error_handler(CopError, _refused)


@blueprint.get("/passkeys")
@members
def index() -> str:
    """Show somebody's passkeys, and let them add one."""
    user = own_account()
    return render_template(
        "accounts/passkeys.html",
        passkeys=queries.passkeys_of(user.id),
        form=CurrentPasswordForm(),
        is_possible=bool(passkeys.relying_party()),
        email=user.email,
    )


@blueprint.post("/passkeys/options")
@members
def options_to_add() -> ResponseReturnValue:
    """Begin to make a passkey."""
    spend_password()
    options, challenge = passkeys.options_to_add(
        own_account(), actor=current_actor(), password=str(_sent().get("password", ""))
    )
    return _ask(options, challenge, "add")


@blueprint.post("/passkeys")
@members
def add() -> ResponseReturnValue:
    """Keep the passkey that the browser has made."""
    body = _sent()
    passkeys.add(
        own_account(),
        actor=current_actor(),
        label=str(body.get("label", "")),
        credential=body.get("credential") or {},
        challenge=_challenge("add"),
    )
    flash(_("The passkey has been added."), "info")
    return {"url": f"{home()}/passkeys"}


@blueprint.route("/passkeys/<int:number>/remove", methods=["GET", "POST"])
@members
def remove(number: int) -> ResponseReturnValue:
    """Ask for the password, then forget the passkey."""
    user = own_account()
    passkey = next((key for key in queries.passkeys_of(user.id) if key.id == number), None)
    form = CurrentPasswordForm()
    if form.validate_on_submit():
        spend_password()
        try:
            passkeys.remove(
                own_account(), actor=current_actor(), passkey_id=number, password=str(form.current.data)
            )
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(_("The passkey has been removed."), "info")
            return redirect(f"{home()}/passkeys", 303)
    if passkey is None:
        return redirect(f"{home()}/passkeys", 303)
    page = render_template("accounts/remove_passkey.html", form=form, passkey=passkey, email=user.email)
    return page, 400 if form.is_submitted() else 200


@blueprint.get("/sign-in/passkey")
@open_to_all
def second_step() -> ResponseReturnValue:
    """Ask for the passkey of somebody who has given their password."""
    if pending_user_id() is None:
        return redirect(f"{home()}/sign-in", 303)
    return render_template("accounts/second_step.html", next_path=next_path(""))


@blueprint.post("/sign-in/passkey/options")
@open_to_all
def options_to_sign_in() -> ResponseReturnValue:
    """Begin to sign in with a passkey: as the second step, or alone."""
    spend(SIGN_IN, client())
    options, challenge = passkeys.options_to_sign_in(pending_user_id())
    return _ask(options, challenge, "sign in")


@blueprint.post("/sign-in/passkey")
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Sign in whoever's passkey has answered."""
    body = _sent()
    user = passkeys.used(
        body.get("credential") or {}, challenge=_challenge("sign in"), user_id=pending_user_id()
    )
    if user.state is not UserState.ACTIVE:
        raise InvalidError("", _("This account is closed. Write to the people who run this site."))
    enter(user, by_passkey=True)
    return {"url": next_path(home())}
