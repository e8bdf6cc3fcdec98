"""The newsletter for everybody: archive, issues as page, text and PDF, feed."""

from flask import Blueprint, Response, make_response, render_template

from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.core.markdown import render, words_of
from cop.core.permissions import VISITOR
from cop.newsletter import queries, reading
from cop.newsletter.forms import SubscribeForm
from cop.newsletter.mails import rendered
from cop.newsletter.reading import IssuePage
from cop.web.atom import Entry, atom
from cop.web.caching import cached
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.pdf import pdf_page
from cop.web.policy import public

blueprint = Blueprint("newsletter", __name__, url_prefix="/<lang:lang>/newsletter")


@blueprint.get("")
@public
def archive() -> Response:
    """Show how to get the newsletter, and all issues."""
    issues = queries.listed(actor=VISITOR, language=current_language())
    form = SubscribeForm(formdata=None)
    return cached(make_response(render_template("newsletter/archive.html", issues=issues, form=form)))


@blueprint.get("/<int:number>")
@public
def show(number: int) -> Response:
    """Show an issue."""
    return cached(make_response(render_template("newsletter/issue.html", page=_page_or_404(number))))


@blueprint.get("/<int:number>/text")
@public
def text(number: int) -> Response:
    """Give an issue as plain text, the same words as in the mail."""
    words = rendered(_page_or_404(number)).text
    return cached(Response(words, content_type="text/plain; charset=utf-8"))


@blueprint.get("/<int:number>/pdf")
@public
def paper(number: int) -> Response:
    """Give an issue as a PDF."""
    page = _page_or_404(number, on_paper=True)
    with speaking(page.language):
        name = _("Newsletter no. %(number)s", number=page.number)
        return cached(pdf_page("newsletter/issue_pdf.html", title=page.title, name=name, page=page))


@blueprint.get("/feed.atom")
@public
def feed() -> Response:
    """Give the newest issues as an Atom feed."""
    language = current_language()
    issues = queries.listed(actor=VISITOR, language=language, most=30)
    entries = [
        Entry(
            path=f"/{language}/newsletter/{issue.number}",
            title=issue.title,
            summary=words_of(render(issue.lead)) or issue.title,
            published_at=issue.published_at,
            updated_at=issue.updated_at,
        )
        for issue in issues
        if issue.published_at
    ]
    here = f"/{language}/newsletter"
    return cached(atom(_("Newsletter"), f"{here}/feed.atom", here, entries, language))


def _page_or_404(number: int, *, on_paper: bool = False) -> IssuePage:
    issue = or_404(queries.by_number(number, actor=VISITOR))
    return reading.page(issue, language=current_language(), on_paper=on_paper)
