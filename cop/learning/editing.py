"""The page of one part of a module: writing it, its earlier versions, its place among others."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core.errors import ConflictError
from cop.core.i18n import gettext as _
from cop.core.markdown import render
from cop.core.permissions import Role
from cop.learning import drafting, drafts, proposing
from cop.learning.desk_forms import form_of
from cop.learning.drafts import DRAFTS, Asked
from cop.learning.enums import PartKind
from cop.learning.listing import paragraphs
from cop.learning.models import DraftPart, ModuleDraft, PartProposal
from cop.learning.sentences import FIELDS, ONE, label, shown
from cop.records import desk
from cop.records import drafts as reading
from cop.records.forms import PartForm
from cop.records.parts import ALL, ONLY, Where
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import staff

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

    def after(row: DraftPart) -> str:
        if proposed is not None:
            proposing.settle(proposed, row)
        return _after(asked, row, proposed)

    return desk.saved(form, partial(_save, asked, form), partial(_page, asked, form), after)


def _proposed(asked: Asked) -> PartProposal | None:
    """Return what a document proposes for this part, where the reader came from there."""
    id = request.args.get("proposal", 0, type=int)
    found = proposing.proposal(asked.draft, asked.where.language, id) if id else None
    return found if found is not None and found.kind is asked.where.kind else None


def _form(asked: Asked, value: Mapping[str, Any] | None) -> PartForm:
    values = reading.values(asked.rows)
    source = asked.draft.source_language
    sections = [
        (at.key, said["title"])
        for at, said in values.items()
        if at.language == source and at.kind is PartKind.SECTIONS
    ]
    return form_of(asked.where, is_original=asked.is_original, sections=sections, value=value)


def _beginning(asked: Asked) -> Mapping[str, Any]:
    """Return what stands in the form at first: in a translation the facts of the original, and no words."""
    if asked.row is not None:
        return asked.row.value
    original = asked.original()
    if original is None or asked.where.kind is not PartKind.QUESTIONS:
        return {}
    facts = {name: original[name] for name in ("kind", "section", "paragraph")}
    empty = {"text": "", "pair": "", "explanation": ""}
    choices = [{**empty, "is_right": choice["is_right"]} for choice in original["choices"]]
    return facts | {"choices": choices}


@blueprint.post("/<entry>/autosave")
@staff(Role.EDITOR)
def autosave(slug: str, code: str, listing: str, entry: str) -> ResponseReturnValue:
    """Save what has been typed so far, for the script of the page."""
    asked = _asked(slug, code, listing, entry)
    if asked.is_new:
        abort(404)
    form = _form(asked, None)
    return desk.autosaved(form, partial(_save, asked, form))


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
        waiting = reading.untranslated(draft, drafts.parts(draft), where.language)
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
    draft, where, row = asked.draft, asked.where, asked.row
    own, original = where.language, asked.original()
    return render_template(
        "learning/desk_part.html",
        **desk.frame(DRAFTS),
        draft=draft,
        title=asked.title(current_language()),
        where=where,
        heading=(label(row.value, "") if row else "") or ONE[where.kind],
        part_label=ONE[where.kind],
        own=own,
        row=row,
        query=f"?proposal={id}" if (id := request.args.get("proposal", 0, type=int)) else "",
        is_new=asked.is_new,
        is_original=asked.is_original,
        form=form,
        preview=preview,
        is_conflict=theirs is not None,
        differing=desk.differing(shown(form.value()), shown(theirs)) if theirs else [],
        original=shown(original) if original else [],
        paragraphs=paragraphs(reading.values(asked.rows), own),
        part_page=_address(draft, where),
        part_page_in={one: _address(draft, Where(one, where.kind, where.key)) for one in LANGUAGES},
        back=_list_address(draft, where),
        may_remove=where.key != ONLY,
        has_markdown=bool(own) and where.kind in (PartKind.ABOUT, PartKind.SECTIONS),
    )


@blueprint.post("/<entry>/move")
@staff(Role.EDITOR)
def move(slug: str, code: str, listing: str, entry: str) -> ResponseReturnValue:
    """Move an entry up or down."""
    asked, row = _there(slug, code, listing, entry)
    by = -1 if request.form.get("by") == "up" else 1
    drafting.move(asked.draft, row, actor=current_actor(), by=by)
    return redirect(_list_address(asked.draft, asked.where), 303)


@blueprint.post("/<entry>/remove")
@staff(Role.EDITOR)
def remove(slug: str, code: str, listing: str, entry: str) -> ResponseReturnValue:
    """Take an entry out of the draft, or bring it back."""
    asked, row = _there(slug, code, listing, entry)
    is_removed = request.form.get("removed", "yes") == "yes"
    try:
        drafting.remove(asked.draft, row, actor=current_actor(), is_removed=is_removed)
    except ConflictError as error:
        flash(error.message, "warning")
    else:
        if is_removed:
            flash(_("Removed. You can bring it back below the list."), "info")
    return redirect(_list_address(asked.draft, asked.where), 303)


def _there(slug: str, code: str, listing: str, entry: str) -> tuple[Asked, DraftPart]:
    asked = _asked(slug, code, listing, entry)
    if asked.row is None:
        abort(404)
    return asked, asked.row


@blueprint.get("/<entry>/versions")
@staff(Role.EDITOR)
def versions(slug: str, code: str, listing: str, entry: str) -> str:
    """Show what a part said before."""
    asked, row = _there(slug, code, listing, entry)
    return render_template(
        "records/desk_versions.html",
        name=label(row.value, "") or ONE[asked.where.kind],
        code=asked.where.language,
        part_page=_address(asked.draft, asked.where),
        **desk.versions(DRAFTS, asked.draft, row, shown),
    )


@blueprint.post("/<entry>/versions/<int:former>/restore")
@staff(Role.EDITOR)
def restore(slug: str, code: str, listing: str, entry: str, former: int) -> ResponseReturnValue:
    """Bring back what a part said before."""
    asked, row = _there(slug, code, listing, entry)
    desk.restored(DRAFTS, asked.draft, row, former)
    return redirect(_address(asked.draft, asked.where), 303)
