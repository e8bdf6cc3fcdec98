"""The administrators' desk: who has an account, and what they have been asked to do."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.accounts import queries, staffing
from cop.accounts.enums import ROLE_DUTIES, ROLE_NAMES, STATE_NAMES
from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import ConflictError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.mail.queries import masked
from cop.web.identity import current_actor
from cop.web.missing import or_404
from cop.web.policy import staff

blueprint = Blueprint("people", __name__, url_prefix="/<lang:lang>/desk/people")


@blueprint.get("")
@staff(Role.ADMINISTRATOR)
def index() -> str:
    """List everybody, or those whose name or address holds some words."""
    words = request.args.get("q", "").strip()[:100]
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    count, people = queries.found_people(words, page)
    pages = -(-count // queries.PEOPLE_A_PAGE)
    return render_template(
        "accounts/people.html",
        people=people,
        words=words,
        count=count,
        page=page,
        pages=pages,
        first_url=_page_url(words, 1) if page > 1 else "",
        previous_url=_page_url(words, page - 1) if page > 1 else "",
        next_url=_page_url(words, page + 1) if page < pages else "",
        role_names=ROLE_NAMES,
        state_names=STATE_NAMES,
        masked=masked,
    )


def _page_url(words: str, page: int) -> str:
    return url_for("people.index", q=words or None, page=page if page > 1 else None)


@blueprint.get("/<int:number>")
@staff(Role.ADMINISTRATOR)
def show(number: int) -> str:
    """Show one account, and what can be done with it."""
    person = or_404(queries.person(number))
    return _shown(person, masked(person.email or ""))


@blueprint.post("/<int:number>/look")
@staff(Role.ADMINISTRATOR)
def look(number: int) -> str:
    """Show the whole address. A POST, for that somebody looked is written down, and a GET writes nothing."""
    person = staffing.look(or_404(queries.person(number)), actor=current_actor())
    return _shown(person, person.email or "")


def _shown(person: User, address: str) -> str:
    return render_template(
        "accounts/person.html",
        person=person,
        address=address,
        held={row.role for row in person.roles},
        has_passkey=queries.has_passkey(person.id),
        sessions=len(queries.sessions_of(person.id)),
        role_names=ROLE_NAMES,
        role_duties=ROLE_DUTIES,
        state_names=STATE_NAMES,
    )


@blueprint.post("/<int:number>/roles")
@staff(Role.ADMINISTRATOR)
def roles(number: int) -> ResponseReturnValue:
    """Give and take roles."""
    asked = set(request.form.getlist("roles"))
    wanted = {role for role in Role if role.value in asked}
    return _do(number, lambda person: staffing.set_roles(person, actor=current_actor(), roles=wanted))


@blueprint.post("/<int:number>/disable")
@staff(Role.ADMINISTRATOR)
def disable(number: int) -> ResponseReturnValue:
    """Close an account."""
    return _do(number, lambda person: staffing.disable(person, actor=current_actor()))


@blueprint.post("/<int:number>/enable")
@staff(Role.ADMINISTRATOR)
def enable(number: int) -> ResponseReturnValue:
    """Open a closed account again."""
    return _do(number, lambda person: staffing.enable(person, actor=current_actor()))


@blueprint.post("/<int:number>/forget-passkeys")
@staff(Role.ADMINISTRATOR)
def forget_passkeys(number: int) -> ResponseReturnValue:
    """Remove the passkeys of somebody who has lost theirs."""
    return _do(number, lambda person: staffing.forget_passkeys(person, actor=current_actor()))


def _do(number: int, change: Callable[[User], object]) -> ResponseReturnValue:
    """Change one account, and go back to it; what stands in the way is said there."""
    person = or_404(queries.person(number))
    try:
        change(person)
    except ConflictError as error:
        db.session.rollback()
        flash(error.message, "warning")
    else:
        flash(_("Your changes are saved."), "info")
    return redirect(url_for("people.show", number=number), 303)
