"""The page of one part of a module: writing it, its earlier versions, its place among others."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.markdown import render
from cop.core.permissions import Role
from cop.learning import drafting, drafts, proposing
from cop.learning.desk_forms import AboutForm, form_of
from cop.learning.drafting import PartConflictError
from cop.learning.drafts import Asked
from cop.learning.enums import PartKind
from cop.learning.listing import paragraphs
from cop.learning.models import DraftPart, ModuleDraft, PartProposal
from cop.learning.parts import ALL, Where
from cop.learning.sentences import FIELDS, ONE, PartInvalidError, label, shown
from cop.records.forms import PartForm
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import staff
from cop.web.templating import moment

blueprint: Final = Blueprint(
    "learning_parts", __name__, url_prefix="/<lang:lang>/learn/desk/<slug>/<code>/<listing>"
)

EVERYWHERE: Final = "all"
"""In an address: of no single language."""
_MARKDOWN: Final = ("problem", "purpose", "prerequisites", "text", "summary", "disclaimer")


def _asked(slug: str, code: str, listing: str, entry: str) -> Asked:
    draft = drafts.by_slug(slug, actor=current_actor())
    language = ALL if code == EVERYWHERE else code
    if draft is None or listing not in set(PartKind) or (language and language not in LANGUAGES):
        abort(404)
    where = Where(language, PartKind(listing), entry[:120])
    asked = drafts.ask(draft, where)
    if asked is None:
        abort(404)
    return asked


@blueprint.route("/<entry>", methods=["GET", "POST"])
@staff(Role.EDITOR)
def write(slug: str, code: str, listing: str, entry: str) -> ResponseReturnValue:
    """Write a part, or look at what it would be; where somebody else was first, see both."""
    asked = _asked(slug, code, listing, entry)
    proposed = _proposed(asked)
    if request.method == "GET":
        form = _form(asked, {**_beginning(asked), **(proposed.value if proposed else {})})
        form.begin(asked.row.revision if asked.row else 0)
        return _page(asked, form)
    form = _form(asked, None)
    if request.form.get("then") == "preview":
        return _page(asked, form, preview=_preview(form))
    try:
        row = _save(asked, form)
    except PartInvalidError as error:
        form.blame(error)
        return _page(asked, form), 422
    except InvalidError as error:
        form.refuse(error)
        return _page(asked, form), 422
    except PartConflictError as error:
        form.form_errors.append(error.message)
        form.begin(error.present.revision)
        return _page(asked, form, theirs=error.present.value), 409
    if proposed is not None:
        proposing.settle(proposed, row)
    flash(_("Saved."), "info")
    return redirect(_after(asked, row, proposed), 303)


def _proposed(asked: Asked) -> PartProposal | None:
    """Return what a document proposes for this part, where the reader came from there."""
    id = request.args.get("proposal", 0, type=int)
    found = proposing.proposal(asked.draft, asked.where.language, id) if id else None
    return found if found is not None and found.kind is asked.where.kind else None


def _form(asked: Asked, value: Mapping[str, Any] | None) -> PartForm:
    values = drafts.values(asked.rows)
    source = asked.draft.source_language
    sections = [
        (at.key, said["title"])
        for at, said in values.items()
        if at.language == source and at.kind is PartKind.SECTIONS
    ]
    form = form_of(asked.where, is_original=asked.is_original, sections=sections, value=value)
    if isinstance(form, AboutForm) and asked.is_original:
        del form.state, form.is_public
    return form


def _beginning(asked: Asked) -> Mapping[str, Any]:
    """Return what stands in the form at first: in a translation the facts of the original, and no words."""
    if asked.row is not None:
        return asked.row.value
    original = asked.original()
    if original is None or asked.where.kind is not PartKind.QUESTIONS:
        return {}
    facts = {name: original.value[name] for name in ("kind", "section", "paragraph")}
    empty = {"text": "", "pair": "", "explanation": ""}
    choices = [{**empty, "is_right": choice["is_right"]} for choice in original.value["choices"]]
    return facts | {"choices": choices}


@blueprint.post("/<entry>/autosave")
@staff(Role.EDITOR)
def autosave(slug: str, code: str, listing: str, entry: str) -> ResponseReturnValue:
    """Save what has been typed so far, for the script of the page: {"revision", "words"} or {"words"}."""
    asked = _asked(slug, code, listing, entry)
    if asked.is_new:
        abort(404)
    form = _form(asked, None)
    try:
        row = _save(asked, form, is_going_on=form.revision.data != form.begun.data)
    except PartConflictError:
        words = _("This text has been changed since you opened it. Press “Save” to see both versions.")
        return jsonify(words=words), 409
    except InvalidError as error:
        words = _("Not saved: something is missing or cannot be so. Press “Save” to see what.")
        return jsonify(words=words), error.status
    return jsonify(revision=row.revision, words=_("Saved %(time)s", time=moment(row.edited_at)))


def _save(asked: Asked, form: PartForm, *, is_going_on: bool = False) -> DraftPart:
    value, actor = form.value(), current_actor()
    if asked.where.kind is PartKind.FIGURES and asked.where.language == ALL and asked.row is not None:
        value = {**asked.row.value, **value}
    if asked.is_new:
        return drafting.add(asked.draft, asked.where.language, asked.where.kind, value, actor=actor)
    revision = form.revision.data or 0
    return drafting.save(
        asked.draft, asked.where, value, actor=actor, revision=revision, is_going_on=is_going_on
    )


def _after(asked: Asked, row: DraftPart, proposed: PartProposal | None) -> str:
    """Return where one goes on: what a figure shows is said next, and so is what is untranslated."""
    draft, where = asked.draft, asked.where
    if proposed is not None:
        return url_for("learning_documents.show", slug=draft.slug, code=where.language, _anchor="proposals")
    if asked.is_new and where.language == ALL and where.kind is PartKind.FIGURES:
        return url_for("learning_pictures.show", slug=draft.slug, entry=row.key)
    if asked.is_new and where.language == ALL and where.kind is PartKind.VIDEOS:
        return _address(draft, Where(draft.source_language, where.kind, row.key))
    if request.form.get("then") == "next":
        waiting = drafts.untranslated(draft, drafts.parts(draft), where.language)
        if waiting:
            return _address(draft, waiting[0])
    return _list_address(draft, where)


def _address(draft: ModuleDraft, where: Where, view: str = ".write") -> str:
    code = where.language or EVERYWHERE
    return url_for(view, slug=draft.slug, code=code, listing=where.kind.value, entry=where.key)


def _list_address(draft: ModuleDraft, where: Where) -> str:
    if where.language == ALL:
        return url_for("learning_desk.show", slug=draft.slug, _anchor=where.kind.value)
    return url_for("learning_desk.edition", slug=draft.slug, code=where.language, _anchor=where.kind.value)


def _preview(form: PartForm) -> list[tuple[str, Any]]:
    value = form.value()
    return [(str(FIELDS[name]), render(value[name])) for name in _MARKDOWN if value.get(name)]


def _page(
    asked: Asked, form: PartForm, *, preview: list[tuple[str, Any]] | None = None,
    theirs: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    where, original = asked.where, asked.original()
    mine = form.value() if theirs is not None else {}
    present = {name: words for name, _label, words in shown(theirs or {})}
    return render_template(
        "learning/desk_part.html",
        draft=asked.draft,
        title=asked.title(current_language()),
        where=where,
        code=where.language or EVERYWHERE,
        row=asked.row,
        proposal=request.args.get("proposal", 0, type=int),
        is_new=asked.is_new,
        is_original=asked.is_original,
        part_label=ONE[where.kind],
        name=label(asked.row.value, "") if asked.row else "",
        form=form,
        preview=preview,
        is_conflict=theirs is not None,
        differing=[
            (name, title, words, present.get(name, ""))
            for name, title, words in shown(mine)
            if words.strip() != present.get(name, "").strip()
        ],
        original=shown(original.value) if original else [],
        paragraphs=paragraphs(drafts.values(asked.rows), where.language),
        back=_list_address(asked.draft, where),
    )


@blueprint.post("/<entry>/move")
@staff(Role.EDITOR)
def move(slug: str, code: str, listing: str, entry: str) -> ResponseReturnValue:
    """Move an entry up or down."""
    asked = _asked_row(slug, code, listing, entry)
    by = -1 if request.form.get("by") == "up" else 1
    drafting.move(asked.draft, _row(asked), actor=current_actor(), by=by)
    return redirect(_list_address(asked.draft, asked.where), 303)


@blueprint.post("/<entry>/remove")
@staff(Role.EDITOR)
def remove(slug: str, code: str, listing: str, entry: str) -> ResponseReturnValue:
    """Take an entry out of the draft, or bring it back."""
    asked = _asked_row(slug, code, listing, entry)
    is_removed = request.form.get("removed", "yes") == "yes"
    try:
        drafting.remove(asked.draft, _row(asked), actor=current_actor(), is_removed=is_removed)
    except ConflictError as error:
        flash(error.message, "warning")
    else:
        if is_removed:
            flash(_("Removed. You can bring it back below the list."), "info")
    return redirect(_list_address(asked.draft, asked.where), 303)


def _asked_row(slug: str, code: str, listing: str, entry: str) -> Asked:
    asked = _asked(slug, code, listing, entry)
    if asked.row is None:
        abort(404)
    return asked


def _row(asked: Asked) -> DraftPart:
    if asked.row is None:
        abort(404)
    return asked.row


@blueprint.get("/<entry>/versions")
@staff(Role.EDITOR)
def versions(slug: str, code: str, listing: str, entry: str) -> str:
    """Show what a part said before."""
    asked = _asked_row(slug, code, listing, entry)
    row = _row(asked)
    return render_template(
        "learning/desk_versions.html",
        draft=asked.draft,
        title=asked.title(current_language()),
        where=asked.where,
        code=code,
        row=row,
        part_label=ONE[asked.where.kind],
        name=label(row.value, ""),
        present=shown(row.value),
        versions=[(one, shown(one.value)) for one in drafts.former(row)],
        back=_address(asked.draft, asked.where),
        language=asked.where.language or current_language(),
    )


@blueprint.post("/<entry>/versions/<int:former>/restore")
@staff(Role.EDITOR)
def restore(slug: str, code: str, listing: str, entry: str, former: int) -> ResponseReturnValue:
    """Bring back what a part said before."""
    asked = _asked_row(slug, code, listing, entry)
    row = _row(asked)
    before = next((one for one in drafts.former(row) if one.id == former), None)
    if before is None:
        abort(404)
    drafting.restore(asked.draft, row, before, actor=current_actor())
    flash(_("Saved."), "info")
    return redirect(_address(asked.draft, asked.where), 303)
