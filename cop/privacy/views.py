"""One's own data: what is kept and why, all of it to take along, and leaving."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cop.accounts.models import User
from cop.core.db import db, now, read_only
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import Limit, spend
from cop.privacy import operations, queries
from cop.privacy.content import CONSENTS, TIME_TO_STAY
from cop.privacy.forms import LeaveForm
from cop.privacy.takeout import pack
from cop.web.identity import current_actor, has_cookie
from cop.web.language import current_language
from cop.web.policy import members

blueprint = Blueprint("privacy", __name__, url_prefix="/<lang:lang>/account")

DOWNLOADS = Limit("download of one's data", 5, 60 * 60)
PASSWORDS = Limit("password to leave", 10, 15 * 60)
JUST_NOW = timedelta(minutes=15)
"""So long a passkey that was used to sign in stands for the password."""


@blueprint.app_context_processor
def _banner() -> dict[str, Any]:
    """Let every page tell whoever is leaving until when they can stay."""
    if not has_cookie() or not current_user.is_authenticated:
        return {}
    return {"leaves_at": current_user.session.leaves_at}


def _own() -> User:
    return db.session.get_one(User, current_actor().id)


def _home() -> str:
    return f"/{current_language()}/account"


@blueprint.get("/data")
@members
def data() -> str:
    """Show what is kept about whoever asks, why and how long, and what they agreed to."""
    user = _own()
    return render_template(
        "privacy/data.html",
        tables=list(reversed(queries.registry())),
        consents=queries.consents_of(user.id),
        names=CONSENTS,
        user=user,
    )


@blueprint.post("/data/download")
@members
def download() -> Response:
    """Give out everything in one file."""
    actor = current_actor()
    spend(DOWNLOADS, str(actor.id))
    with read_only():
        packed = pack(_own().id, current_language())
        db.session.rollback()  # packing takes long, and the database has one writer
    operations.note_taken(_own(), actor=actor)
    return send_file(packed, "application/zip", as_attachment=True, download_name="my-data.zip")


@blueprint.route("/leave", methods=["GET", "POST"])
@members
def leave() -> ResponseReturnValue:
    """Show first what leaving does; then begin the time to think it over."""
    user = _own()
    form = LeaveForm()
    needs_password = not _has_just_used_passkey()
    status = 200
    if form.validate_on_submit():
        try:
            if needs_password:
                spend(PASSWORDS, str(user.id))
            password = str(form.current.data or "") if needs_password else None
            operations.ask_to_leave(user, actor=current_actor(), password=password)
        except InvalidError as error:
            form.refuse(error)
            status = 400
        except ConflictError as error:
            form.form_errors = [*form.form_errors, error.message]
            status = 409
        else:
            return redirect(f"{_home()}/leave", 303)
    page = render_template(
        "privacy/leave.html",
        form=form,
        user=user,
        needs_password=needs_password,
        effects=[] if user.leaves_at else queries.effects(user.id),
        days=TIME_TO_STAY.days,
    )
    return page, status


def _has_just_used_passkey() -> bool:
    session = current_user.session
    return bool(session.by_passkey and session.created_at > now() - JUST_NOW)


@blueprint.post("/leave/stay")
@members
def stay() -> ResponseReturnValue:
    """Take it back."""
    operations.stay(_own(), actor=current_actor())
    flash(_("You stay. Nothing has been changed."), "info")
    return redirect(_home(), 303)
