"""One's own account: name and language, address, password, sessions, news."""

from flask import Blueprint, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cop.accounts import joining, links, news, operations, passkeys, queries
from cop.accounts.enums import LinkPurpose
from cop.accounts.forms import (
    ChangeEmailForm,
    ChangePasswordForm,
    ProfileForm,
    cadences_in,
    news_form,
)
from cop.accounts.present import home, own_account, spend_password
from cop.accounts.rules import STAFF
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.notices import notices_for
from cop.web.forms import csrf
from cop.web.identity import current_actor, forget_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import members, open_to_all
from cop.web.templating import city

blueprint = Blueprint("accounts", __name__, url_prefix="/<lang:lang>/account")


@blueprint.get("")
@members
def overview() -> str:
    """Show what there is about whoever asks, and where to change it."""
    user = own_account()
    has_passkey = queries.has_passkey(user.id)
    return render_template(
        "accounts/overview.html",
        user=user,
        zone=city(user.timezone, current_language()),
        sessions=len(queries.sessions_of(user.id)),
        recommends_passkey=bool(passkeys.relying_party())
        and not has_passkey
        and not STAFF.isdisjoint(current_actor().roles),
        has_passkey=has_passkey,
        notices=notices_for(current_actor(), current_language()),
    )


@blueprint.route("/profile", methods=["GET", "POST"])
@members
def profile() -> ResponseReturnValue:
    """Change name, language and time zone."""
    user = own_account()
    form = ProfileForm(obj=user)
    if form.validate_on_submit():
        try:
            operations.change_profile(
                user,
                actor=current_actor(),
                name=str(form.name.data),
                language=str(form.language.data),
                timezone=str(form.timezone.data),
            )
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(_("Your changes are saved."), "info")
            return redirect(home(), 303)
    return render_template("accounts/profile.html", form=form), 400 if form.is_submitted() else 200


@blueprint.route("/email", methods=["GET", "POST"])
@members
def email() -> ResponseReturnValue:
    """Ask for another address; it holds when its mail has been answered."""
    form = ChangeEmailForm()
    user = own_account()
    if form.validate_on_submit():
        spend_password()
        try:
            operations.ask_email(
                user, actor=current_actor(), email=str(form.email.data), password=str(form.current.data)
            )
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(
                _(
                    "We have sent a link to the new address. Your address changes when you open it "
                    "and press the button there."
                ),
                "info",
            )
            return redirect(home(), 303)
    page = render_template("accounts/email.html", form=form, email=user.email)
    return page, 400 if form.is_submitted() else 200


@blueprint.route("/email/<token>", methods=["GET", "POST"])
@open_to_all
def confirm_email(token: str) -> ResponseReturnValue:
    """Show a button, for mail scanners follow links; pressed, it changes the address."""
    if request.method == "POST":
        try:
            joining.change_email(token)
        except ConflictError as error:
            db.session.rollback()
            flash(error.message, "warning")
        else:
            flash(_("Your new address holds. Use it when you sign in."), "info")
        return redirect(home(), 303)
    link = links.look(token, LinkPurpose.CHANGE_EMAIL)
    return render_template("accounts/confirm_email.html", email=link.email)


@blueprint.route("/password", methods=["GET", "POST"])
@members
def password() -> ResponseReturnValue:
    """Change the password."""
    form = ChangePasswordForm()
    user = own_account()
    if form.validate_on_submit():
        spend_password()
        try:
            operations.change_password(
                user,
                actor=current_actor(),
                current=str(form.current.data),
                password=str(form.password.data),
                token=current_user.token,
            )
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(_("Your new password holds. Everywhere else you have been signed out."), "info")
            return redirect(home(), 303)
    page = render_template("accounts/password.html", form=form, email=user.email)
    return page, 400 if form.is_submitted() else 200


@blueprint.get("/sessions")
@members
def sessions() -> str:
    """Show where somebody is signed in."""
    user = own_account()
    return render_template(
        "accounts/sessions.html", sessions=queries.sessions_of(user.id), present=current_user.session.id
    )


@blueprint.post("/sessions/<int:number>/end")
@members
def end_session(number: int) -> ResponseReturnValue:
    """End one of one's own sessions."""
    operations.end_one(number, actor=current_actor())
    flash(_("The session has been ended."), "info")
    return redirect(f"{home()}/sessions", 303)


@blueprint.post("/sessions/end-all")
@members
def end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    operations.sign_out_everywhere(own_account(), actor=current_actor())
    session.clear()
    forget_actor()
    flash(_("You have been signed out everywhere."), "info")
    return redirect(f"{home()}/sign-in", 303)


@blueprint.route("/news", methods=["GET", "POST"])
@members
def settings() -> ResponseReturnValue:
    """Ask when somebody wants to hear of what."""
    user = own_account()
    kinds = news.kinds()
    form = news_form(kinds, news.cadences(user.id))
    if form.validate_on_submit():
        operations.set_cadences(user, actor=current_actor(), cadences=cadences_in(form, kinds))
        flash(_("Your changes are saved."), "info")
        return redirect(home(), 303)
    return render_template("accounts/news.html", form=form), 400 if form.is_submitted() else 200


@blueprint.route("/unsubscribe/<token>", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator] # RFC 8058: the mail program sends it, and knows no token of ours; the path itself is one
@open_to_all
def unsubscribe(token: str) -> ResponseReturnValue:
    """End news of one kind, without signing in."""
    found = or_404(news.unsubscribed(token))
    user_id, kind = found
    if request.method == "POST":
        operations.unsubscribe(user_id, news.ended_by(user_id, kind))
        return render_template("accounts/unsubscribed.html")
    return render_template(
        "accounts/unsubscribe.html",
        kind=news.kinds().get(kind),
        settings_url=f"/{current_language()}/account/news",
    )
