"""The editors' pages of tools: which there are, how far one is, how it will look, making it public."""

from typing import Final

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from cop.core.permissions import Role
from cop.records import desk
from cop.records import drafts as reading
from cop.records.forms import BeginForm
from cop.records.parts import FACTS
from cop.records.reading import unpublished
from cop.tools import operations, pages
from cop.tools.drafts import DRAFTS, STATED, begin
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import staff

blueprint: Final = Blueprint("tools_desk", __name__, url_prefix="/<lang:lang>/tools/desk")
desk.add_buttons(blueprint, DRAFTS)


@blueprint.get("")
@staff(Role.EDITOR)
def index() -> str:
    """List all tools: public, withdrawn, and those that only editors see."""
    listed = reading.listed(DRAFTS, actor=current_actor(), language=current_language())
    return render_template("records/desk.html", **desk.listing(DRAFTS, listed))


@blueprint.route("/new", methods=["GET", "POST"])
@staff(Role.EDITOR)
def new() -> ResponseReturnValue:
    """Begin a tool."""
    return desk.beginning(
        DRAFTS,
        BeginForm,
        lambda form: begin(
            actor=current_actor(), language=form.language.data or "", title=form.title.data or ""
        ),
    )


@blueprint.get("/<slug>")
@staff(Role.EDITOR)
def show(slug: str) -> str:
    """Show how far a tool is, and what is the same in all its languages."""
    draft = desk.draft_or_404(DRAFTS, slug)
    rows = reading.parts(DRAFTS, draft)
    facts = pages.shown(STATED, reading.values(rows)[STATED])
    return render_template(
        "records/desk_draft.html",
        facts=[(label, words) for _name, label, words in facts if words],
        facts_page=url_for("tools_writing.write", slug=slug, code=FACTS),
        **desk.overview(DRAFTS, draft, rows),
    )


@blueprint.get("/<slug>/preview")
@staff(Role.EDITOR)
def preview(slug: str) -> str:
    """Show the page as readers of this language would see it."""
    draft, language = desk.draft_or_404(DRAFTS, slug), current_language()
    content = reading.content_of(DRAFTS, draft, reading.parts(DRAFTS, draft))
    record = pages.record(unpublished(content, language), language)
    record["translations"] = desk.previews(DRAFTS, slug, record["translations"])
    return render_template("tools/preview.html", **record)


@blueprint.route("/<slug>/publish", methods=["GET", "POST"])
@staff(Role.EDITOR)
def publish(slug: str) -> ResponseReturnValue:
    """Show what would change for readers, and make it public."""
    draft = desk.draft_or_404(DRAFTS, slug)
    return desk.publishing("records/desk_publish.html", DRAFTS, draft, operations.publish, pages.differences)
