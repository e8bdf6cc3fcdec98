"""The editors' pages of tools: which there are, how far one is, how it will look, making it public."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.records import queries as records
from cop.records.models import RecordState
from cop.records.pages import changes_shown
from cop.records.reading import unpublished
from cop.tools import drafting, drafts, operations, pages
from cop.tools.drafts import FACTS
from cop.tools.forms import NewToolForm, PublishForm
from cop.tools.models import TOOLS, Tool, ToolDraft
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import staff

blueprint: Final = Blueprint("tools_desk", __name__, url_prefix="/<lang:lang>/tools/desk")

REASON_LIMIT: Final = 300


def draft_or_404(slug: str) -> ToolDraft:
    """Return the draft at that address."""
    draft = drafts.by_slug(slug, actor=current_actor())
    if draft is None:
        abort(404)
    return draft


def _tool_or_404(slug: str) -> Tool:
    tool = drafts.tool_of(slug, actor=current_actor())
    if tool is None:
        abort(404)
    return tool


@blueprint.get("")
@staff(Role.EDITOR)
def index() -> str:
    """List all tools: public, withdrawn, and those that only editors see."""
    tools = drafts.listed(actor=current_actor(), language=current_language())
    return render_template(
        "tools/desk.html",
        tools=[one for one in tools if not one.is_dropped],
        dropped=[one for one in tools if one.is_dropped],
    )


@blueprint.route("/new", methods=["GET", "POST"])
@staff(Role.EDITOR)
def new() -> ResponseReturnValue:
    """Begin a tool."""
    if request.method == "GET":
        return render_template("tools/desk_new.html", form=NewToolForm.empty(current_language()))
    form = NewToolForm()
    try:
        draft = drafting.begin(
            actor=current_actor(), language=form.language.data or "", title=form.title.data or ""
        )
    except InvalidError as error:
        form.refuse(error)
        return render_template("tools/desk_new.html", form=form), 422
    return redirect(url_for(".show", slug=draft.slug), 303)


@blueprint.post("/<slug>/begin")
@staff(Role.EDITOR)
def begin(slug: str) -> ResponseReturnValue:
    """Begin to write in a tool that is public."""
    drafting.open_draft(_tool_or_404(slug), actor=current_actor())
    return redirect(url_for(".show", slug=slug), 303)


@blueprint.get("/<slug>")
@staff(Role.EDITOR)
def show(slug: str) -> str:
    """Show how far a tool is, and what is the same in all its languages."""
    draft = draft_or_404(slug)
    tool = drafts.tool_of(slug, actor=current_actor())
    language, title = drafts.title_of(draft, current_language())
    facts = draft.pieces[FACTS]["value"]
    labels = ((pages.field_label(f"facts.{name}"), pages.said(name, said)) for name, said in facts.items())
    return render_template(
        "tools/desk_tool.html",
        draft=draft,
        tool=tool,
        title=title,
        title_language=language,
        is_public=tool is not None and tool.state is RecordState.PUBLISHED,
        is_behind=tool is not None and tool.version_number != draft.base_version,
        stale=[code for code in draft.pieces if drafts.is_behind(draft, code)],
        facts=[(label, words) for label, words in labels if words],
    )


@blueprint.get("/<slug>/preview")
@staff(Role.EDITOR)
def preview(slug: str) -> ResponseReturnValue:
    """Show the page as readers of this language would see it."""
    draft, language = draft_or_404(slug), current_language()
    record = pages.record(unpublished(drafts.content_of(draft), language), language)
    record["translations"] = [
        replace(link, url=f"/{link.language}/tools/desk/{slug}/preview") for link in record["translations"]
    ]
    return render_template("tools/preview.html", draft=draft, **record)


@blueprint.route("/<slug>/publish", methods=["GET", "POST"])
@staff(Role.EDITOR)
def publish(slug: str) -> ResponseReturnValue:
    """Show what would change for readers, and make it public."""
    draft, actor = draft_or_404(slug), current_actor()
    form = PublishForm() if request.method == "POST" else PublishForm(formdata=None)
    if request.method == "POST":
        try:
            is_changed = drafting.publish(draft, actor=actor, note=form.note.data or "")
        except (InvalidError, ConflictError) as error:
            form.form_errors = [*form.form_errors, error.message]
        else:
            words = _("Version %(number)s is public.", number=draft.base_version)
            flash(words if is_changed else _("Readers see all of this already."), "info")
            return redirect(url_for(".show", slug=slug), 303)
    return _publish_page(draft, form), 409 if form.form_errors else 200


def _publish_page(draft: ToolDraft, form: PublishForm) -> str:
    language, tool = current_language(), drafts.tool_of(draft.slug, actor=current_actor())
    before = records.version(TOOLS, tool.id, tool.version_number) if tool else None
    content = drafts.content_of(draft)
    return render_template(
        "tools/desk_publish.html",
        draft=draft,
        form=form,
        title=drafts.title_of(draft, language)[1],
        is_new=before is None,
        changes=changes_shown(pages.differences(before, content), language) if before else [],
        is_changed=before is None or before.fingerprint() != content.fingerprint(),
        stale=[code for code in draft.pieces if drafts.is_behind(draft, code)],
        number=(tool.version_number if tool else 0) + 1,
        is_behind=tool is not None and tool.version_number != draft.base_version,
    )


@blueprint.post("/<slug>/withdraw")
@staff(Role.EDITOR)
def withdraw(slug: str) -> ResponseReturnValue:
    """Take a tool out of public sight."""

    def change() -> None:
        reason = _reason()
        if not reason:
            raise ConflictError(_("Say why readers shall not see it any more."))
        operations.withdraw(_tool_or_404(slug), actor=current_actor(), reason=reason)
        flash(_("Readers do not see the tool any more. Its versions are kept."), "info")

    return _done(slug, change)


@blueprint.post("/<slug>/restore")
@staff(Role.EDITOR)
def restore(slug: str) -> ResponseReturnValue:
    """Bring a withdrawn tool back."""

    def change() -> None:
        operations.restore(_tool_or_404(slug), actor=current_actor(), reason=_reason())
        flash(_("Readers see the tool again."), "info")

    return _done(slug, change)


def _reason() -> str:
    return " ".join(request.form.get("reason", "").split())[:REASON_LIMIT]


@blueprint.post("/<slug>/take")
@staff(Role.EDITOR)
def take(slug: str) -> ResponseReturnValue:
    """Make the draft say what readers see."""

    def change() -> None:
        drafting.take_published(draft_or_404(slug), _tool_or_404(slug), actor=current_actor())
        flash(_("The draft says what readers see."), "info")

    return _done(slug, change)


@blueprint.post("/<slug>/drop")
@staff(Role.EDITOR)
def drop(slug: str) -> ResponseReturnValue:
    """Put a draft aside, or take it up again."""
    is_dropped = request.form.get("dropped") == "yes"

    def change() -> None:
        drafting.drop(draft_or_404(slug), actor=current_actor(), is_dropped=is_dropped)
        if is_dropped:
            flash(_("The draft was put aside. You find it at the end of the list."), "info")

    return _done(slug, change)


def _done(slug: str, change: Callable[[], None]) -> ResponseReturnValue:
    draft_or_404(slug)
    try:
        change()
    except ConflictError as error:
        flash(error.message, "warning")
    return redirect(url_for(".show", slug=slug), 303)
