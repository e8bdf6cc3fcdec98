"""The public pages of learning: the list, one module, its versions, the module on paper."""

from dataclasses import replace

from flask import Blueprint, Response, abort, make_response, render_template

from cop.core import links
from cop.core.permissions import VISITOR
from cop.core.records import Ref
from cop.discussions import queries as discussions
from cop.learning import cards, pages, queries
from cop.learning.changes import differences
from cop.learning.models import MODULES
from cop.learning.queries import KIND, ModulePage
from cop.learning.rendering import on_paper, rendered
from cop.records.pages import changes_shown, version_rows
from cop.records.queries import version as version_of
from cop.records.queries import versions
from cop.web.caching import cached
from cop.web.language import current_language
from cop.web.pdf import pdf_page
from cop.web.policy import public

blueprint = Blueprint("learning", __name__, url_prefix="/<lang:lang>")


@blueprint.get("/learn")
@public
def index() -> Response:
    """List the modules in their order."""
    language = current_language()
    modules = [
        (card, pages.reading_time(None if card.is_estimate else card.minutes, card.minutes))
        for card in cards.cards(None, actor=VISITOR, language=language)
    ]
    return cached(make_response(render_template("learning/index.html", modules=modules)))


@blueprint.get("/learn/<slug>")
@public
def show(slug: str) -> Response:
    """Show a module as it is now."""
    language = current_language()
    page = page_or_404(slug)
    body = render_template(
        "learning/show.html",
        json_ld=pages.json_ld(page, language),
        linked=links.groups(Ref(KIND, page.id), actor=VISITOR, language=language),
        versions=_versions(page, page.version_number),
        threads=discussions.count_of(Ref(KIND, page.id)),
        **pages.record(page, language),
    )
    return cached(make_response(body))


@blueprint.get("/learn/<slug>/module.pdf")
@public
def pdf(slug: str) -> Response:
    """Give a module as a PDF."""
    page = page_or_404(slug)
    page = replace(page, html=rendered(on_paper(page.text, page.language)))
    return cached(
        pdf_page("learning/paper.html", title=page.text.title, **pages.record(page, current_language()))
    )


@blueprint.get("/learn/<slug>/versions/<int:number>")
@public
def version(slug: str, number: int) -> Response:
    """Show what a module said in one version, and what that changed."""
    language = current_language()
    page = page_or_404(slug)
    content = version_of(MODULES, page.id, number)
    if content is None:
        abort(404)
    before = version_of(MODULES, page.id, number - 1)
    then = replace(page, **pages.as_page(content, language))
    body = render_template(
        "learning/version.html",
        shown=number,
        current=page.version_number,
        earlier=number - 1 if before else 0,
        changes=changes_shown(differences(before, content), language) if before else [],
        versions=_versions(page, number),
        **pages.record(then, language),
    )
    return cached(make_response(body))


def page_or_404(slug: str) -> ModulePage:
    """Return the module at this address."""
    page = queries.page(slug, actor=VISITOR, language=current_language())
    if page is None:
        abort(404)
    return page


def _versions(page: ModulePage, shown: int) -> list[dict[str, object]]:
    entries = versions(MODULES, page.id)
    return version_rows(MODULES, page.slug, entries, shown, current_language(), has_notes=True)
