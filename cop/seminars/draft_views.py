"""Keeping the text of a seminar as it is being written, for the script of its page; and throwing it away."""

from flask import Blueprint, abort, flash, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core.i18n import gettext as _
from cop.seminars import drafts, queries
from cop.seminars.desk_forms import TextForm
from cop.seminars.models import Seminar
from cop.web.identity import current_actor
from cop.web.missing import or_404
from cop.web.policy import members
from cop.web.templating import moment

blueprint = Blueprint("seminar_drafts", __name__, url_prefix="/<lang:lang>/seminars/<slug>/edit/text/<code>")


def _seminar_or_404(slug: str, code: str) -> Seminar:
    seminar = queries.editable(slug, actor=current_actor())
    if seminar is None or code not in LANGUAGES:
        abort(404)
    return seminar


@blueprint.post("/autosave")
@members
def autosave(slug: str, code: str) -> ResponseReturnValue:
    """Keep a text as it is being written: {"revision", "words"}."""
    seminar, form = _seminar_or_404(slug, code), TextForm()
    fields = {name: str(value or "") for name, value in form.data.items()}
    revision = form.revision.data or 0
    draft = or_404(drafts.keep_text(seminar, code, fields, actor=current_actor(), revision=revision))
    return jsonify(revision=revision, words=_("Kept as a draft %(time)s", time=moment(draft.saved_at)))


@blueprint.post("/discard")
@members
def discard(slug: str, code: str) -> ResponseReturnValue:
    """Throw a draft away."""
    drafts.drop_text(_seminar_or_404(slug, code), code, actor=current_actor())
    flash(_("Your draft is thrown away. Below is what is saved."), "info")
    return redirect(url_for("seminar_desk.text", slug=slug, code=code), 303)
