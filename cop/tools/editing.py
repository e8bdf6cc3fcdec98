"""The page on which the facts of a tool, or its text in one language, are written."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core.errors import ConflictError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.records import desk, drafting
from cop.records import drafts as reading
from cop.records.parts import ABOUT, FACTS, Where
from cop.tools import pages
from cop.tools.drafts import DRAFTS, STATED
from cop.tools.forms import FactsForm, ToolTextForm
from cop.tools.models import ToolDraft, ToolPart
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import staff

blueprint: Final = Blueprint("tools_writing", __name__, url_prefix="/<lang:lang>/tools/desk/<slug>/<code>")


def _asked(slug: str, code: str) -> tuple[ToolDraft, Where, ToolPart | None]:
    draft = desk.draft_or_404(DRAFTS, slug)
    if code not in (FACTS, *LANGUAGES):
        abort(404)
    where = STATED if code == FACTS else Where(code, ABOUT)
    return draft, where, reading.part(DRAFTS, draft, where)


def _there(slug: str, code: str) -> tuple[ToolDraft, Where, ToolPart]:
    draft, where, row = _asked(slug, code)
    return draft, where, or_404(row)


@blueprint.route("", methods=["GET", "POST"])
@staff(Role.EDITOR)
def write(slug: str, code: str) -> ResponseReturnValue:
    """Write the facts or a text; where somebody else was first, see both."""
    draft, where, row = _asked(slug, code)
    if request.method == "GET":
        form = _form(draft, where, row.value if row else {})
        form.begin(row.revision if row else 0)
        return _page(draft, where, row, form)
    form = _form(draft, where, None)
    page = partial(_page, draft, where, row, form)
    return desk.saved(form, partial(_save, draft, where, form), page, lambda _row: _home(draft))


@blueprint.post("/autosave")
@staff(Role.EDITOR)
def autosave(slug: str, code: str) -> ResponseReturnValue:
    """Save what has been typed so far, for the script of the page."""
    draft, where, _row = _asked(slug, code)
    form = _form(draft, where, None)
    return desk.autosaved(form, partial(_save, draft, where, form))


def _save(
    draft: ToolDraft, where: Where, form: FactsForm | ToolTextForm, *, is_going_on: bool = False
) -> Any:
    value, revision = form.value(), form.revision.data or 0
    actor = current_actor()
    return drafting.save(DRAFTS, draft, where, value, actor=actor, revision=revision, is_going_on=is_going_on)


def _form(draft: ToolDraft, where: Where, value: Mapping[str, Any] | None) -> FactsForm | ToolTextForm:
    """Return the form as it was sent, or with this value."""
    sent = {} if value is None else {"formdata": None}
    if where == STATED:
        facts = FactsForm(**sent)
        if value is not None:
            facts.put(value, draft.source_language)
        return facts
    text = ToolTextForm(**sent)
    if value is not None:
        text.put(value)
    if where.language == draft.source_language:
        del text.state
    return text


def _page(
    draft: ToolDraft,
    where: Where,
    row: ToolPart | None,
    form: FactsForm | ToolTextForm,
    *,
    theirs: Mapping[str, Any] | None = None,
) -> str:
    rows, mine = reading.parts(DRAFTS, draft), form.value()
    if isinstance(form, FactsForm):
        form.offer(current_language())
    values, source = reading.values(rows), Where(draft.source_language, ABOUT)
    is_translation = where not in (STATED, source)
    return render_template(
        "tools/desk_part.html",
        **desk.frame(DRAFTS),
        draft=draft,
        title=reading.title_of(draft, rows, current_language())[1],
        heading=pages.part_label(where),
        own=where.language,
        row=row,
        form=form,
        is_conflict=theirs is not None,
        differing=desk.differing(pages.shown(where, mine), pages.shown(where, theirs)) if theirs else [],
        original=pages.shown(source, values[source]) if is_translation else [],
        part_page=_address(draft, where),
        part_page_in={code: _address(draft, Where(code, ABOUT)) for code in LANGUAGES},
        back=_home(draft),
        may_remove=is_translation,
        has_markdown=where != STATED,
    )


def _home(draft: ToolDraft) -> str:
    return url_for("tools_desk.show", slug=draft.slug)


def _address(draft: ToolDraft, where: Where) -> str:
    return url_for(".write", slug=draft.slug, code=where.language or FACTS)


@blueprint.post("/remove")
@staff(Role.EDITOR)
def remove(slug: str, code: str) -> ResponseReturnValue:
    """Take a translation out of the draft."""
    draft, _where, row = _there(slug, code)
    try:
        drafting.remove(DRAFTS, draft, row, actor=current_actor())
    except ConflictError as error:
        flash(error.message, "warning")
    else:
        flash(_("The translation is not in the draft any more. Readers see it until you publish."), "info")
    return redirect(_home(draft), 303)


@blueprint.get("/versions")
@staff(Role.EDITOR)
def versions(slug: str, code: str) -> str:
    """Show what the facts or a text said before."""
    draft, where, row = _there(slug, code)
    return render_template(
        "records/desk_versions.html",
        name=pages.part_label(where),
        part_page=_address(draft, where),
        **desk.versions(DRAFTS, draft, row, partial(pages.shown, where)),
    )


@blueprint.post("/versions/<int:former>/restore")
@staff(Role.EDITOR)
def restore(slug: str, code: str, former: int) -> ResponseReturnValue:
    """Bring back what they said before."""
    draft, where, row = _there(slug, code)
    desk.restored(DRAFTS, draft, row, former)
    return redirect(_address(draft, where), 303)
