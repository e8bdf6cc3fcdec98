"""The pages of success self-descriptions: all of them, one, its years and versions, and what comes of it."""

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from cop.catalogue.questions import PAGE_SIZE
from cop.core import links
from cop.core.i18n import gettext as _
from cop.core.permissions import VISITOR, can
from cop.core.records import Ref
from cop.discussions import queries as discussions
from cop.media.queries import card, publishable
from cop.records import queries as records
from cop.records import reading
from cop.records.pages import changes_shown
from cop.records.reading import RecordPage
from cop.successes import cards, owners, pages, proposing, queries
from cop.successes.content import SuccessContent
from cop.successes.models import SUCCESSES
from cop.successes.queries import KIND, VersionEntry
from cop.successes.rules import Permission
from cop.vocabulary.queries import vocabulary
from cop.web.atom import Entry, atom
from cop.web.caching import cached
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import members, public

blueprint = Blueprint("successes", __name__, url_prefix="/<lang:lang>/successes")

IN_FEED = 30


@blueprint.get("")
@public
def index() -> Response:
    """List the self-descriptions, of one country or year where that is asked."""
    language, asked = current_language(), cards.read(request.args)
    number = max(1, request.args.get("page", 1, type=int))
    ids = cards.newest_ids(PAGE_SIZE, actor=VISITOR, offset=(number - 1) * PAGE_SIZE, asked=asked)
    total = cards.total(asked, actor=VISITOR)
    if not ids and number > 1:
        abort(404)
    countries, years = cards.known(actor=VISITOR)
    words = vocabulary()
    body = render_template(
        "successes/index.html",
        asked=asked,
        successes=cards.cards(ids, actor=VISITOR, language=language),
        countries=sorted(((slug, words.label(slug, language)) for slug in countries), key=lambda c: c[1]),
        years=years,
        total=total,
        page=number,
        pages=max(1, -(-total // PAGE_SIZE)),
        page_url=lambda other: _list_address(asked, other),
    )
    return cached(make_response(body))


def _list_address(asked: cards.Asked, number: int) -> str:
    pairs = {"country": asked.country, "year": asked.year, "page": number if number > 1 else None}
    question = urlencode({name: value for name, value in pairs.items() if value})
    return f"/{current_language()}/successes{'?' if question else ''}{question}"


@blueprint.get("/feed.atom")
@public
def feed() -> Response:
    """Give new self-descriptions as an Atom feed."""
    language = current_language()
    newest = cards.newest_ids(IN_FEED, actor=VISITOR)
    entries = [
        Entry(
            path=f"/{language}/successes/{one.slug}",
            title=one.title,
            summary=" – ".join(part for part in (one.detail, one.strapline) if part) or one.title,
            published_at=one.published_at,
            updated_at=one.updated_at,
        )
        for one in cards.cards(newest, actor=VISITOR, language=language)
    ]
    path = f"/{language}/successes"
    return cached(atom(_("New success self-descriptions"), f"{path}/feed.atom", path, entries, language))


@blueprint.get("/<slug>")
@public
def show(slug: str) -> Response:
    """Show what a service says of itself, of the newest year."""
    language, page = current_language(), _page_or_404(slug)
    actor = current_actor()
    body = render_template(
        "successes/show.html",
        json_ld=pages.json_ld(page, language),
        files=[card(file, language) for file in publishable(KIND, page.id)],
        linked=links.groups(Ref(KIND, page.id), actor=VISITOR, language=language),
        versions=pages.versions(page, queries.versions(page.id), page.version_number, language),
        threads=discussions.count_of(Ref(KIND, page.id)),
        citation=pages.citation(page),
        is_theirs=owners.OWNERS.may(Permission.MAKE_PRACTICE, actor, slug),
        **pages.record(page, language),
    )
    return cached(make_response(body))


@blueprint.get("/<slug>/<int:year>")
@public
def of_year(slug: str, year: int) -> Response:
    """Show what a service said of one year, in its last wording, and what differs from before."""
    page = _page_or_404(slug)
    entries = queries.versions(page.id)
    numbers = [entry.number for entry in entries if entry.year == year]
    if not numbers:
        abort(404)
    return _version(page, entries, numbers[0])


@blueprint.get("/<slug>/versions/<int:number>")
@public
def version(slug: str, number: int) -> Response:
    """Show what a service said in one version, and what differs from what it said before."""
    page = _page_or_404(slug)
    return _version(page, queries.versions(page.id), number)


def _version(page: RecordPage[SuccessContent], entries: Sequence[VersionEntry], number: int) -> Response:
    language = current_language()
    at = next((place for place, entry in enumerate(entries) if entry.number == number), None)
    content = records.version(SUCCESSES, page.id, number)
    if at is None or content is None:
        abort(404)
    earlier = entries[at + 1] if at + 1 < len(entries) else None
    before = records.version(SUCCESSES, page.id, earlier.number) if earlier else None
    body = render_template(
        "successes/version.html",
        number=number,
        current=page.version_number,
        earlier=earlier,
        changes=changes_shown(pages.differences(before, content), language) if before else [],
        versions=pages.versions(page, entries, number, language),
        **pages.record(reading.saying(page, content, language), language),
    )
    return cached(make_response(body))


@blueprint.post("/<slug>/practice")
@members
def make_practice(slug: str) -> ResponseReturnValue:
    """Make a practice of it: a draft with the answers proposed for its parts; once more, the same draft."""
    actor = current_actor()
    belonging = owners.OWNERS.belonging(slug, actor=actor)
    if belonging is None or not can(actor, Permission.MAKE_PRACTICE, belonging):
        abort(404)
    draft = proposing.make_practice(belonging, actor=actor)
    flash(
        _("This is the draft of a practice. Your answers are proposed for its parts."),
        "info",
    )
    return redirect(url_for("submissions.show", id=draft.id), 303)


def _page_or_404(slug: str) -> RecordPage[SuccessContent]:
    return or_404(reading.page(SUCCESSES, slug, actor=VISITOR, language=current_language()))
