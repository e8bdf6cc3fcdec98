"""The pages of those who look after a seminar: facts, texts, states, who else, and who comes."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core.db import db
from cop.core.errors import ConflictError, CopError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role, can
from cop.core.records import Ref
from cop.groups import finding as groups
from cop.seminars import desk_forms, dossier, drafts, operations, outcomes, pages, queries
from cop.seminars.content import KIND, STATE_ACTIONS, STATE_LABELS
from cop.seminars.desk_forms import FactsForm, NewForm, TextForm
from cop.seminars.enums import State
from cop.seminars.faces import card
from cop.seminars.links import place_path
from cop.seminars.models import Seminar
from cop.seminars.operations import FactsConflictError, TextConflictError
from cop.seminars.rules import ALLOWED, Permission
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import members

blueprint = Blueprint("seminar_desk", __name__, url_prefix="/<lang:lang>/seminars")


@blueprint.route("/new", methods=["GET", "POST"])
@members
def new() -> ResponseReturnValue:
    """Begin a seminar."""
    actor, language = current_actor(), current_language()
    if not can(actor, Permission.BEGIN):
        abort(404)
    if request.method == "POST":
        form = NewForm()
    else:
        form = NewForm.empty(actor.timezone, request.args.get("group", "")[:120])
    if form.validate_on_submit():
        try:
            said = desk_forms.facts(form, None, language)
            seminar = operations.begin(said, form.first_text(), actor=actor, language=language)
        except InvalidError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show", slug=seminar.slug), 303)
    body = render_template("seminars/new.html", form=form, **_groups(""))
    return body, 422 if request.method == "POST" else 200


def _groups(present: str | None) -> dict[str, Any]:
    """Return the groups to choose from: also the one to which the seminar belongs."""
    actor, language = current_actor(), current_language()
    offered = dict(groups.offered(actor, language))
    if present and present not in offered:
        offered |= groups.titles([present], language)
    is_free = Role.EDITOR in actor.roles or not present
    return {"groups": list(offered.items()), "may_none": is_free and (Role.EDITOR in actor.roles)}


@blueprint.get("/mine")
@members
def mine() -> str:
    """Show the seminars that one looks after, and those in which one has a place."""
    actor, language = current_actor(), current_language()
    cared, joined = dossier.cared_for(actor), dossier.joined(actor)
    found = queries.cards([*cared, *(id for id, _place in joined)], actor=actor, language=language)
    shown = {one.id: card(one, language, actor.timezone) for one in found}
    return render_template(
        "seminars/mine.html",
        cared=[shown[id] for id in cared if id in shown],
        joined=[(shown[id], place_path(place, language)) for id, place in joined if id in shown],
        may_begin=can(actor, Permission.BEGIN),
    )


@blueprint.get("/<slug>/edit")
@members
def show(slug: str) -> str:
    """Show what there is to do with a seminar."""
    seminar, actor, language = pages.seminar_or_404(slug), current_actor(), current_language()
    page = queries.page_of(seminar, language)
    return render_template(
        "seminars/desk.html",
        page=page,
        seminar=seminar,
        texts=queries.texts_of(seminar),
        states=[(state, STATE_ACTIONS[state]) for state in State if state in ALLOWED[seminar.state]],
        state_label=STATE_LABELS[seminar.state],
        outcome=pages.outcome(page),
        parts=dossier.parts(page, language),
        facilitators=dossier.facilitators(seminar),
        places=dossier.counts(seminar),
        discussed=dossier.discussed(seminar, actor, language),
        facts=pages.facts(page, language),
        words=pages.moment_words(page, language),
    )


@blueprint.route("/<slug>/edit/facts", methods=["GET", "POST"])
@members
def facts(slug: str) -> ResponseReturnValue:
    """Change the facts."""
    seminar, status = pages.seminar_or_404(slug), 200
    present = operations.facts_of(seminar)
    form = FactsForm() if request.method == "POST" else FactsForm.of(seminar, present)
    conflict = None
    if form.validate_on_submit():
        status = 422
        try:
            said = desk_forms.facts(form, seminar, seminar.source_language)
            operations.change_facts(seminar, said, actor=current_actor(), version=form.version.data or 0)
        except InvalidError as error:
            form.refuse(error)
        except FactsConflictError as error:
            form.form_errors.append(error.message)
            form.version.data, form.version.raw_data = seminar.version, None
            conflict, status = FactsForm.of(seminar, present), 409
        else:
            flash(_("Saved."), "info")
            return redirect(url_for(".show", slug=slug), 303)
    db.session.rollback()
    seminar = pages.seminar_or_404(slug)
    choice = _groups(seminar.group)
    page = render_template("seminars/facts.html", seminar=seminar, form=form, conflict=conflict, **choice)
    return page, status


@blueprint.route("/<slug>/edit/text/<code>", methods=["GET", "POST"])
@members
def text(slug: str, code: str) -> ResponseReturnValue:
    """Change the text in one language, or look at what it would be."""
    seminar = pages.seminar_or_404(slug)
    if code not in LANGUAGES:
        abort(404)
    present = queries.texts_of(seminar).get(code)
    if request.method == "GET":
        values, revision = dict(present.fields) if present else {}, present.revision if present else 0
        draft = drafts.text_draft(seminar, code, actor=current_actor())
        if draft is not None:
            values, revision = draft.fields, draft.revision
        form = TextForm(formdata=None, **values, revision=revision)
        return _text_page(seminar, code, form, draft=draft)
    form = TextForm()
    try:
        said = form.text()
        if request.form.get("then") == "preview":
            return _text_page(seminar, code, form, preview=queries.rendered(said.model_dump()))
        operations.change_text(seminar, code, said, actor=current_actor(), revision=form.revision.data or 0)
        drafts.drop_text(seminar, code, actor=current_actor())
    except InvalidError as error:
        form.refuse(error)
        return _text_page(seminar, code, form), 422
    except TextConflictError as error:
        form.form_errors.append(error.message)
        form.revision.data, form.revision.raw_data = error.present.revision, None
        return _text_page(seminar, code, form, conflict=error.present.fields), 409
    flash(_("Saved."), "info")
    return redirect(url_for(".show", slug=slug), 303)


def _text_page(seminar: Seminar, code: str, form: TextForm, **more: Any) -> str:
    return render_template(
        "seminars/text.html",
        seminar=seminar,
        code=code,
        form=form,
        original=queries.texts_of(seminar).get(seminar.source_language),
        **{"preview": None, "conflict": None, "draft": None} | more,
    )


@blueprint.get("/<slug>/edit/text/<code>/versions")
@members
def versions(slug: str, code: str) -> str:
    """Show what a text said before."""
    seminar = pages.seminar_or_404(slug)
    return render_template(
        "seminars/versions.html",
        seminar=seminar,
        code=code,
        present=queries.texts_of(seminar).get(code),
        versions=dossier.revisions(seminar, code),
    )


@blueprint.post("/<slug>/edit/text/<code>/versions/<int:version>/restore")
@members
def restore(slug: str, code: str, version: int) -> ResponseReturnValue:
    """Bring back what a text said before."""
    seminar = pages.seminar_or_404(slug)
    former = or_404(dossier.revision(seminar, code, version))
    operations.restore_text(seminar, former, actor=current_actor())
    flash(_("Saved."), "info")
    return redirect(url_for(".text", slug=slug, code=code), 303)


@blueprint.post("/<slug>/edit/state")
@members
def state(slug: str) -> ResponseReturnValue:
    """Bring a seminar into another state."""
    seminar = pages.seminar_or_404(slug)
    wanted = request.form.get("state", "")
    if wanted not in {one.value for one in State}:
        abort(404)
    operations.move(seminar, State(wanted), actor=current_actor())
    flash(_("The seminar is now: %(state)s", state=STATE_LABELS[seminar.state]), "info")
    return redirect(url_for(".show", slug=slug), 303)


def _told(slug: str, error: CopError, anchor: str) -> ResponseReturnValue:
    db.session.rollback()
    flash(error.message, "warning")
    return redirect(url_for(".show", slug=slug, _anchor=anchor), 303)


@blueprint.post("/<slug>/edit/facilitators")
@members
def add_facilitator(slug: str) -> ResponseReturnValue:
    """Let a member look after the seminar too."""
    seminar = pages.seminar_or_404(slug)
    try:
        operations.add_facilitator(seminar, request.form.get("email", ""), actor=current_actor())
    except InvalidError as error:
        return _told(slug, error, "facilitators")
    return redirect(url_for(".show", slug=slug, _anchor="facilitators"), 303)


@blueprint.post("/<slug>/edit/facilitators/remove")
@members
def remove_facilitator(slug: str) -> ResponseReturnValue:
    """Let somebody look after the seminar no longer."""
    seminar = pages.seminar_or_404(slug)
    user_id = request.form.get("user_id", 0, type=int)
    operations.remove_facilitator(seminar, user_id, actor=current_actor())
    if queries.editable(slug, actor=current_actor()) is None:
        return redirect(url_for("seminars.show", slug=slug), 303)
    return redirect(url_for(".show", slug=slug, _anchor="facilitators"), 303)


@blueprint.post("/<slug>/edit/discussed")
@members
def discuss(slug: str) -> ResponseReturnValue:
    """Say that a record was discussed."""
    try:
        outcomes.discuss(pages.seminar_or_404(slug), request.form.get("path", ""), actor=current_actor())
    except (InvalidError, ConflictError) as error:
        return _told(slug, error, "discussed")
    return redirect(url_for(".show", slug=slug, _anchor="discussed"), 303)


@blueprint.post("/<slug>/edit/discussed/remove")
@members
def discuss_no_more(slug: str) -> ResponseReturnValue:
    """Take the link to a record away."""
    kind, id = request.form.get("kind", "")[:40], request.form.get("id", 0, type=int)
    outcomes.discuss_no_more(pages.seminar_or_404(slug), Ref(kind, id), actor=current_actor())
    return redirect(url_for(".show", slug=slug, _anchor="discussed"), 303)


@blueprint.get("/<slug>/edit/places")
@members
def places(slug: str) -> str:
    """Show who has a place, who waits, and what they answered."""
    seminar = pages.seminar_or_404(slug)
    return render_template(
        "seminars/places.html",
        seminar=seminar,
        table=dossier.table(seminar, current_language()),
        places=dossier.counts(seminar),
    )


@blueprint.get("/<slug>/edit/places.csv")
@members
def places_csv(slug: str) -> Response:
    """Give the same as a table for a spreadsheet."""
    seminar = pages.seminar_or_404(slug)
    body = dossier.as_csv(dossier.table(seminar, current_language()))
    response = Response(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{KIND}-{seminar.slug}.csv"'
    return response
