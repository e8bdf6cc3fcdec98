"""Personal data for officers: the registry, who leaves, and requests that come by letter.

Whoever asks by letter is looked up by their whole address, with a POST, which is written down: a GET
changes nothing, and nobody may leaf through people without a trace.
"""

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from cop.accounts import queries as accounts
from cop.accounts.models import User
from cop.core.db import db, read_only
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import Limit, spend
from cop.core.permissions import Role
from cop.privacy import operations, queries
from cop.privacy.forms import EraseForm, PersonForm
from cop.privacy.takeout import pack
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import staff

blueprint = Blueprint("privacy_desk", __name__, url_prefix="/<lang:lang>/desk/privacy")

OFFICERS = (Role.OFFICER, Role.ADMINISTRATOR)
LOOKS = Limit("looking up people", 30, 60 * 60)


@blueprint.get("")
@staff(*OFFICERS)
def index() -> str:
    """Show what is kept about persons, and who leaves."""
    return _index(PersonForm())


def _index(form: PersonForm) -> str:
    return render_template(
        "privacy/desk.html", tables=queries.registry(), leaving=queries.leaving(), form=form
    )


@blueprint.post("/people")
@staff(*OFFICERS)
def look_up() -> ResponseReturnValue:
    """Show the account of one address, and what can be done at its owner's request."""
    form = PersonForm()
    if not form.validate_on_submit():
        return _index(form), 400
    spend(LOOKS, str(current_actor().id))
    try:
        user = operations.look_up(str(form.email.data), actor=current_actor())
    except InvalidError as error:
        form.refuse(error)
        return _index(form), 400
    return _person(user, EraseForm(formdata=None))


def _person(user: User, form: EraseForm) -> str:
    return render_template("privacy/person.html", person=user, effects=queries.effects(user.id), form=form)


@blueprint.post("/people/<int:number>/download")
@staff(*OFFICERS)
def download(number: int) -> Response:
    """Give out everything about one person, for an answer to their letter."""
    user_id = or_404(accounts.person(number)).id
    with read_only():
        db.session.rollback()  # else the transaction of before would go on, and packing takes long
        packed = pack(user_id, current_language())
        db.session.rollback()
    operations.note_taken(or_404(accounts.person(number)), actor=current_actor())
    return send_file(packed, "application/zip", as_attachment=True, download_name=f"person-{user_id}.zip")


@blueprint.post("/people/<int:number>/erase")
@staff(*OFFICERS)
def erase(number: int) -> ResponseReturnValue:
    """Erase somebody now, at their written request."""
    user = or_404(accounts.person(number))
    form = EraseForm()
    if form.validate_on_submit():
        try:
            operations.erase(number, actor=current_actor(), reason=str(form.reason.data))
        except InvalidError as error:
            form.refuse(error)
        except ConflictError as error:
            db.session.rollback()
            flash(error.message, "warning")
            return redirect(url_for(".index"), 303)
        else:
            flash(_("The person has been erased."), "info")
            return redirect(url_for(".index"), 303)
    operations.look(user, actor=current_actor())
    return _person(user, form), 400
