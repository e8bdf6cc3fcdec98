"""The pages of feedback tools: all of them, one, and its sheet on paper."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from cop.catalogue.questions import PAGE_SIZE
from cop.core import links
from cop.core.permissions import VISITOR
from cop.core.records import Ref
from cop.records.pages import translations
from cop.records.queries import total as total_of
from cop.tools import cards, pages, queries
from cop.tools.models import TOOLS
from cop.tools.queries import KIND, ToolPage
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
    total = total_of(TOOLS, actor=VISITOR)
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
        page=page,
        text=page.text,
        facts=pages.facts(page, language),
        sections=pages.sections(page.text),
        translations=translations(TOOLS, page, language),
        linked=links.groups(Ref(KIND, page.id), actor=VISITOR, language=language),
        json_ld=pages.json_ld(page, language),
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


def _page_or_404(slug: str) -> ToolPage:
    page = queries.page(slug, actor=VISITOR, language=current_language())
    if page is None:
        abort(404)
    return page
