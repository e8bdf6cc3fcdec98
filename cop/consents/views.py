"""The pages of consents: for whoever holds a code, and for those who write consents down."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cop.accounts.present import client
from cop.consents import operations, queries
from cop.consents.enums import GivenHow, Scope
from cop.consents.forms import GIVEN, SCOPES, CodeForm, NoteForm, WithdrawForm
from cop.consents.models import Consent
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import members, open_to_all

blueprint = Blueprint("consents", __name__, url_prefix="/<lang:lang>")


@blueprint.get("/consents")
@open_to_all
def enter() -> str:
    """Ask for a code."""
    return render_template("consents/enter.html", form=CodeForm())


@blueprint.get("/consents/<code>")
@open_to_all
def linked(code: str) -> str:
    """Ask whether to open the code of a link: looking at an address must count no try and change nothing."""
    return render_template("consents/enter.html", form=CodeForm(data={"code": code[:60]}))


@blueprint.post("/consents")
@open_to_all
def opened() -> ResponseReturnValue:
    """Show a consent to whoever holds its code."""
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("consents/enter.html", form=form), 422
    consent = operations.opened(form.code.data or "", client=client())
    if consent is None:
        return _unknown(form)
    return _shown(consent, WithdrawForm())


@blueprint.post("/consents/withdraw")
@open_to_all
def withdraw() -> ResponseReturnValue:
    """Take a consent back."""
    form = WithdrawForm()
    consent = operations.opened(form.code.data or "", client=client())
    if consent is None:
        return _unknown(CodeForm())
    if not form.is_sure.data:
        form.is_sure.errors = [_("Tick the box, so that nothing happens by mistake.")]
        return _shown(consent, form), 422
    operations.withdraw_by_code(consent)
    return render_template("consents/withdrawn.html", consent=consent)


def _unknown(form: CodeForm) -> tuple[str, int]:
    form.code.errors = [_("This code opens nothing. Compare it with your sheet, letter by letter.")]
    return render_template("consents/enter.html", form=form), 422


def _shown(consent: Consent, form: WithdrawForm) -> str:
    return render_template(
        "consents/show.html",
        consent=consent,
        form=form,
        uses=queries.uses(consent.reference, current_language()),
        scopes=_scopes(consent),
        given=GIVEN[consent.given_how],
    )


def _scopes(consent: Consent) -> list[str]:
    return [str(SCOPES[Scope(value)]) for value in consent.scopes]


@blueprint.get("/account/consents")
@members
def mine() -> str:
    """List the consents that one has written down."""
    return _mine(NoteForm(data={"scopes": [Scope.PAGE.value]}))


def _mine(form: NoteForm) -> str:
    consents = queries.mine(current_actor().id or 0)
    return render_template(
        "consents/mine.html", form=form, rows=[(consent, _scopes(consent)) for consent in consents]
    )


@blueprint.post("/account/consents")
@members
def note() -> ResponseReturnValue:
    """Write a consent down, and show the sheet with its code this once."""
    form = NoteForm()
    if not form.validate_on_submit():
        return _mine(form), 422
    try:
        consent, code = operations.note(
            actor=current_actor(),
            holder=form.holder.data or "",
            scopes=[Scope(value) for value in form.scopes.data or ()],
            languages=form.languages.data or (),
            until=form.until.data,
            given_how=GivenHow(form.given_how.data),
        )
    except InvalidError as error:
        form.refuse(error)
        return _mine(form), 422
    return render_template("consents/sheet.html", consent=consent, code=code, scopes=_scopes(consent))


@blueprint.post("/account/consents/<int:id>/withdraw")
@members
def end(id: int) -> ResponseReturnValue:
    """Take a consent back for somebody who has asked for it."""
    actor = current_actor()
    consent = or_404(queries.of_number(id, user_id=actor.id or 0))
    operations.withdraw(consent, actor=actor)
    flash(_("The consent is taken back. Within a minute nothing of it is shown any more."), "info")
    return redirect(url_for(".mine"), 303)
