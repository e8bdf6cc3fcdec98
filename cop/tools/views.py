"""The pages of feedback tools: all of them, one, and its sheet on paper."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from cop.catalogue.questions import PAGE_SIZE
from cop.core import links
from cop.core.permissions import VISITOR
from cop.core.records import Ref
from cop.records import queries as records
from cop.records.pages import changes_shown, version_rows
from cop.records.reading import RecordPage, saying
from cop.tools import cards, pages, queries
from cop.tools.content import ToolContent
from cop.tools.models import TOOLS
from cop.tools.queries import KIND
from cop.web.caching import cached
from cop.web.language import current_language
from cop.web.pdf import pdf_page
from cop.web.policy import public

blueprint = Blueprint("tools", __name__, url_prefix="/<lang:lang>")


@blueprint.get("/tools")
@public
def index() -> Response:
    """List the tools."""
    language = current_language()
    path = f"/{language}/tools"
    number = max(1, request.args.get("page", 1, type=int))
    ids = cards.oldest_ids(PAGE_SIZE, actor=VISITOR, offset=(number - 1) * PAGE_SIZE)
    total = records.total(TOOLS, actor=VISITOR)
    if not ids and number > 1:
        abort(404)
    body = render_template(
        "tools/index.html",
        tools=cards.cards(ids, actor=VISITOR, language=language),
        total=total,
        page=number,
        pages=max(1, -(-total // PAGE_SIZE)),
        page_url=lambda other: path if other == 1 else f"{path}?page={other}",
    )
    return cached(make_response(body))


@blueprint.get("/tools/<slug>")
@public
def show(slug: str) -> Response:
    """Show a tool."""
    language = current_language()
    page = _page_or_404(slug)
    body = render_template(
        "tools/show.html",
        linked=links.groups(Ref(KIND, page.id), actor=VISITOR, language=language),
        versions=_versions(page, page.version_number),
        json_ld=pages.json_ld(page, language),
        **pages.record(page, language),
    )
    return cached(make_response(body))


@blueprint.get("/tools/<slug>/versions/<int:number>")
@public
def version(slug: str, number: int) -> Response:
    """Show what a tool said in one version, and what that changed."""
    language, page = current_language(), _page_or_404(slug)
    content = records.version(TOOLS, page.id, number)
    if content is None:
        abort(404)
    before = records.version(TOOLS, page.id, number - 1)
    body = render_template(
        "tools/version.html",
        shown=number,
        current=page.version_number,
        earlier=number - 1 if before else 0,
        changes=changes_shown(pages.differences(before, content), language) if before else [],
        versions=_versions(page, number),
        **pages.record(saying(page, content, language), language),
    )
    return cached(make_response(body))


@blueprint.get("/tools/<slug>/sheet.pdf")
@public
def sheet(slug: str) -> Response:
    """Give the sheet that is filled in by hand."""
    page = _page_or_404(slug)
    kind = page.content.facts.sheet
    if kind is None:
        abort(404)
    return cached(pdf_page(f"tools/sheets/{kind.value}.html", title=page.text.title))


def _page_or_404(slug: str) -> RecordPage[ToolContent]:
    page = queries.page(slug, actor=VISITOR, language=current_language())
    if page is None:
        abort(404)
    return page


def _versions(page: RecordPage[ToolContent], shown: int) -> list[dict[str, object]]:
    entries = records.versions(TOOLS, page.id)
    return version_rows(TOOLS, page.slug, entries, shown, current_language(), has_notes=True)
