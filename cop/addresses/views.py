"""The editors' page of links: which do not answer, which have moved, which are not checked."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cop.addresses import operations, queries
from cop.addresses.sentences import REASONS, STATES
from cop.config import Config
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import staff

blueprint = Blueprint("addresses", __name__, url_prefix="/<lang:lang>/desk/links")


@blueprint.get("")
@staff(Role.EDITOR)
def index() -> str:
    """List the links that somebody might look at."""
    config: Config = current_app.config["COP"]
    return render_template(
        "addresses/index.html",
        listed=queries.listed(actor=current_actor(), language=current_language()),
        counts=queries.counts(),
        most=queries.MOST_LISTED,
        states=STATES,
        reasons=REASONS,
        is_on=config.checks_links,
    )


@blueprint.post("/<int:id>/check")
@staff(Role.EDITOR)
def check(id: int) -> ResponseReturnValue:
    """Let a link be looked at again."""
    operations.check_again(or_404(queries.by_id(id, actor=current_actor())), actor=current_actor())
    flash(_("The link is looked at within a few minutes."), "info")
    return redirect(url_for(".index", _anchor=f"link-{id}"), 303)


@blueprint.post("/<int:id>/mark")
@staff(Role.EDITOR)
def mark(id: int) -> ResponseReturnValue:
    """Say that somebody has looked at a link, and it is right."""
    operations.mark(or_404(queries.by_id(id, actor=current_actor())), actor=current_actor())
    flash(_("Noted. The link is looked at again in half a year."), "info")
    return redirect(url_for(".index", _anchor=f"link-{id}"), 303)
