"""The page on which the facts of a tool, or its text in one language, are written."""

from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.records.content import TranslationState
from cop.records.sentences import FieldsInvalidError
from cop.tools import drafting, drafts, pages
from cop.tools.drafting import PieceConflictError
from cop.tools.drafts import FACTS, Piece
from cop.tools.forms import FactsForm, TextForm
from cop.tools.models import ToolDraft
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import staff

blueprint: Final = Blueprint("tools_writing", __name__, url_prefix="/<lang:lang>/tools/desk/<slug>")


@blueprint.route("/facts", methods=["GET", "POST"])
@staff(Role.EDITOR)
def facts(slug: str) -> ResponseReturnValue:
    """Write what is the same in all languages."""
    return _write(_draft_or_404(slug), FACTS)


@blueprint.route("/<code>", methods=["GET", "POST"])
@staff(Role.EDITOR)
def text(slug: str, code: str) -> ResponseReturnValue:
    """Write the text of one language; where somebody else was first, see both."""
    if code not in LANGUAGES:
        abort(404)
    return _write(_draft_or_404(slug), code)


@blueprint.post("/<code>/remove")
@staff(Role.EDITOR)
def remove(slug: str, code: str) -> ResponseReturnValue:
    """Take a translation out of the draft."""
    draft = _draft_or_404(slug)
    revision = request.form.get("revision", 0, type=int)
    try:
        drafting.remove(draft, code, actor=current_actor(), revision=revision)
    except ConflictError as error:
        flash(error.message, "warning")
    else:
        flash(_("The translation is not in the draft any more. Readers see it until you publish."), "info")
    return redirect(url_for("tools_desk.show", slug=slug), 303)


def _draft_or_404(slug: str) -> ToolDraft:
    draft = drafts.by_slug(slug, actor=current_actor())
    if draft is None:
        abort(404)
    return draft


def _write(draft: ToolDraft, code: str) -> ResponseReturnValue:
    piece: Piece | None = draft.pieces.get(code)
    if request.method == "GET":
        form = _form(draft, code, piece["value"] if piece else {})
        form.revision.data = piece["revision"] if piece else 0
        return _page(draft, code, form)
    form = _form(draft, code, None)
    revision = form.revision.data or 0
    try:
        drafting.save(draft, code, form.value(), actor=current_actor(), revision=revision)
    except FieldsInvalidError as error:
        form.blame(error)
        return _page(draft, code, form), 422
    except InvalidError as error:
        form.refuse(error)
        return _page(draft, code, form), 422
    except PieceConflictError as error:
        form.form_errors = [*form.form_errors, error.message]
        form.revision.data, form.revision.raw_data = error.present["revision"], None
        return _page(draft, code, form, theirs=error.present["value"]), 409
    flash(_("Saved."), "info")
    return redirect(url_for("tools_desk.show", slug=draft.slug), 303)


def _form(draft: ToolDraft, code: str, value: dict[str, Any] | None) -> FactsForm | TextForm:
    """Return the form as it was sent, or with this value."""
    sent = {} if value is None else {"formdata": None}
    if code == FACTS:
        form = FactsForm(**sent)
        if value is not None:
            form.put(value, draft.source_language)
        return form
    text = TextForm(**sent)
    if value is not None:
        is_stale = value.get("state") == TranslationState.STALE
        text.put(value | {"state": TranslationState.HUMAN.value} if is_stale else value)
    if code == draft.source_language:
        del text.state
    return text


def _page(
    draft: ToolDraft, code: str, form: FactsForm | TextForm, *, theirs: dict[str, Any] | None = None
) -> str:
    mine = _words(code, form.value()) if theirs is not None else {}
    present = _words(code, theirs or {})
    if isinstance(form, FactsForm):
        form.offer(current_language())
    original = (
        draft.pieces[draft.source_language]["value"] if code not in (FACTS, draft.source_language) else {}
    )
    return render_template(
        "tools/desk_write.html",
        draft=draft,
        code=code,
        piece=draft.pieces.get(code),
        form=form,
        title=drafts.title_of(draft, current_language())[1],
        is_conflict=theirs is not None,
        differing=[
            (name, _label(code, name), words, present.get(name, ""))
            for name, words in mine.items()
            if words.strip() != present.get(name, "").strip()
        ],
        original=[(_label(code, name), words) for name, words in _words(code, original).items() if words],
    )


def _words(code: str, value: dict[str, Any]) -> dict[str, str]:
    """Return what was typed, or what stands there, field by field in words."""
    typed = value.get("organisations") or ()
    names = "\n".join(row["name"] for row in typed if "name" in row)
    said = {name: pages.said(name, it) for name, it in value.items() if name != "organisations"}
    if code == FACTS:
        said["organisations"] = names or pages.said("organisations", [o for o in typed if "names" in o])
    return {name: words for name, words in said.items() if code == FACTS or name != "state"}


def _label(code: str, name: str) -> str:
    return pages.field_label(f"facts.{name}" if code == FACTS else name)
