"""Editing what a seminar leaves behind, one item a page and one language at a time."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.config import LANGUAGES
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.seminars import outcomes, pages, queries, speaking, values
from cop.seminars.desk_forms import PARTS, ContributionForm, ItemForm
from cop.seminars.dossier import PART_LABELS
from cop.seminars.models import Contribution, Item, OpenQuestion, Seminar
from cop.seminars.outcomes import WORDS, ItemConflictError
from cop.seminars.times import clock
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import members

blueprint = Blueprint("seminar_items", __name__, url_prefix="/<lang:lang>/seminars/<slug>/edit")


def _item_or_404(slug: str, part: str, id: int) -> tuple[Seminar, Item]:
    seminar = pages.seminar_or_404(slug)
    item = or_404(queries.item(PARTS[part][0], id, seminar) if part in PARTS else None)
    return seminar, item


def _language(seminar: Seminar) -> str:
    asked = request.args.get("in", "")
    return asked if asked in LANGUAGES else seminar.source_language


def _form(part: str, seminar: Seminar, item: Item | None, *, is_sent: bool) -> ItemForm:
    kind = PARTS[part][1]
    form = kind() if is_sent else kind(formdata=None, **_values(item, _language(seminar)))
    if isinstance(form, ContributionForm):
        others = [one for one in queries.items(Contribution, seminar) if one is not item]
        form.adds_to.choices = [SelectChoice("", _("Nothing")), *(_named(one, seminar) for one in others)]
    return form


def _named(one: Contribution, seminar: Seminar) -> Any:
    said = best_text(one.texts, current_language(), seminar.source_language)[1]
    return SelectChoice(str(one.id), said.get("title") or said["speaker"])


def _values(item: Item | None, language: str) -> dict[str, Any]:
    if item is None:
        return {}
    columns = {
        name: getattr(item, name)
        for name in ("kind", "state", "slides", "slides_url", "adds_to", "email", "due", "evidence_url")
        if hasattr(item, name)
    }
    columns = {name: value if value is not None else "" for name, value in columns.items()}
    second = getattr(item, "second", None)
    return {
        **columns,
        "second": clock(second) if second is not None else "",
        "is_required": getattr(item, "is_required", False),
        "revision": item.revision,
        **item.texts.get(language, {}),
    }


@blueprint.route("/<part>/new", methods=["GET", "POST"])
@members
def new(slug: str, part: str) -> ResponseReturnValue:
    """Add an item."""
    seminar = pages.seminar_or_404(slug)
    if part not in PARTS:
        abort(404)
    form = _form(part, seminar, None, is_sent=request.method == "POST")
    if request.method == "GET":
        return _page(seminar, part, form, None)
    try:
        outcomes.add(
            PARTS[part][0],
            seminar,
            actor=current_actor(),
            texts=_texts(part, form, seminar),
            values=values.columns(part, form.data),
        )
    except InvalidError as error:
        form.refuse(error)
        return _page(seminar, part, form, None), 422
    return redirect(url_for("seminar_desk.show", slug=slug, _anchor=part), 303)


def _texts(part: str, form: ItemForm, seminar: Seminar) -> Mapping[str, Mapping[str, str]]:
    words = {key: str(form[key].data or "").replace("\r\n", "\n") for key in WORDS[PARTS[part][0]]}
    return {_language(seminar): words}


@blueprint.route("/<part>/<int:id>", methods=["GET", "POST"])
@members
def item(slug: str, part: str, id: int) -> ResponseReturnValue:
    """Change an item."""
    seminar, found = _item_or_404(slug, part, id)
    form = _form(part, seminar, found, is_sent=request.method == "POST")
    if request.method == "GET":
        return _page(seminar, part, form, found)
    try:
        outcomes.change(
            found,
            seminar,
            actor=current_actor(),
            texts=_texts(part, form, seminar),
            values=values.columns(part, form.data),
            revision=form.revision.data or 0,
        )
    except InvalidError as error:
        form.refuse(error)
        return _page(seminar, part, form, found), 422
    except ItemConflictError as error:
        form.form_errors.append(error.message)
        form.revision.data, form.revision.raw_data = found.revision, None
        present = _values(found, _language(seminar))
        return _page(seminar, part, form, found, present), 409
    flash(_("Saved."), "info")
    return redirect(url_for("seminar_desk.show", slug=slug, _anchor=part), 303)


def _page(
    seminar: Seminar,
    part: str,
    form: ItemForm,
    found: Item | None,
    conflict: Mapping[str, Any] | None = None,
) -> str:
    page = render_template(
        "seminars/item.html",
        seminar=seminar,
        part=part,
        part_label=PART_LABELS[part],
        form=form,
        item=found,
        conflict=conflict,
        code=_language(seminar),
        words=WORDS[PARTS[part][0]],
        original=found.texts.get(seminar.source_language, {}) if found else {},
        consents=speaking.shown(found) if isinstance(found, Contribution) else [],
    )
    db.session.rollback()  # what was refused must not be written with what follows
    return page


@blueprint.post("/<part>/<int:id>/remove")
@members
def remove(slug: str, part: str, id: int) -> ResponseReturnValue:
    """Take an item away."""
    seminar, found = _item_or_404(slug, part, id)
    outcomes.remove(found, seminar, actor=current_actor())
    return redirect(url_for("seminar_desk.show", slug=slug, _anchor=part), 303)


@blueprint.post("/<part>/<int:id>/up")
@members
def up(slug: str, part: str, id: int) -> ResponseReturnValue:
    """Move an item before the one that stands before it."""
    seminar, found = _item_or_404(slug, part, id)
    ids = [one.id for one in queries.items(PARTS[part][0], seminar)]
    place = ids.index(found.id)
    if place:
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
        outcomes.put_in_order(PARTS[part][0], seminar, ids, actor=current_actor())
    return redirect(url_for("seminar_desk.show", slug=slug, _anchor=part), 303)


@blueprint.post("/questions/<int:id>/answer")
@members
def answer(slug: str, id: int) -> ResponseReturnValue:
    """Link a question with the record that answers it."""
    seminar, found = _item_or_404(slug, "questions", id)
    if not isinstance(found, OpenQuestion):
        abort(404)
    try:
        outcomes.answer(found, seminar, actor=current_actor(), path=request.form.get("path", ""))
    except InvalidError as error:
        db.session.rollback()
        flash(error.message, "warning")
        return redirect(url_for(".item", slug=slug, part="questions", id=id), 303)
    return redirect(url_for("seminars.question", id=id), 303)


@blueprint.post("/contributions/<int:id>/ask")
@members
def ask(slug: str, id: int) -> ResponseReturnValue:
    """Send a speaker the link."""
    seminar, found = _item_or_404(slug, "contributions", id)
    if not isinstance(found, Contribution):
        abort(404)
    try:
        speaking.ask(found, seminar, actor=current_actor(), language=_language(seminar))
    except InvalidError as error:
        db.session.rollback()
        flash(error.message, "warning")
    else:
        flash(_("The mail with the link is on its way."), "info")
    return redirect(url_for(".item", slug=slug, part="contributions", id=id), 303)
