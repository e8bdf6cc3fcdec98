"""The officers' desk for pseudonyms: two of them open together who is behind one."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.groups import personas, queries
from cop.groups.forms import OpeningForm
from cop.groups.models import Group, Opening
from cop.web.identity import current_actor
from cop.web.missing import or_404
from cop.web.policy import staff

blueprint = Blueprint("personas_desk", __name__, url_prefix="/<lang:lang>/desk/pseudonyms")


@blueprint.get("")
@staff(Role.OFFICER)
def show() -> str:
    """Show what was asked for and opened; not who it was."""
    return _page(OpeningForm(formdata=None))


def _page(form: OpeningForm, found: tuple[int, User | None] | None = None) -> str:
    return render_template(
        "groups/desk.html", form=form, openings=queries.openings(), found=found, me=current_actor().id
    )


@blueprint.post("")
@staff(Role.OFFICER)
def ask() -> ResponseReturnValue:
    """Ask that another officer agrees to open a pseudonym."""
    form = OpeningForm()
    if not form.validate_on_submit():
        return _page(form), 400
    group = queries.by_slug((form.group.data or "").strip())
    try:
        personas.ask_to_open(
            group if group is not None else _no_group(),
            actor=current_actor(),
            pseudonym=form.pseudonym.data or "",
            reason=form.reason.data or "",
        )
    except InvalidError as error:
        form.refuse(error)
        return _page(form), error.status
    return redirect(url_for(".show"), 303)


def _no_group() -> Group:
    raise InvalidError("group", _("There is no group with this address."))


@blueprint.post("/<int:number>/agree")
@staff(Role.OFFICER)
def agree(number: int) -> ResponseReturnValue:
    """Agree, as the second officer, to open a pseudonym."""
    personas.agree(or_404(db.session.get(Opening, number)), actor=current_actor())
    return redirect(url_for(".show"), 303)


@blueprint.post("/<int:number>/look")
@staff(Role.OFFICER)
def look(number: int) -> ResponseReturnValue:
    """Show who is behind a pseudonym that two officers have opened; each look is written down."""
    opening = or_404(db.session.get(Opening, number))
    return _page(OpeningForm(formdata=None), (number, personas.look(opening, actor=current_actor())))
