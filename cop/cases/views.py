"""The pages of involvement cases: search, one case, its versions, the matrix."""

from dataclasses import replace

from flask import Blueprint, Response, make_response, render_template, request

from cop.cases import cards, finding, listing, pages, questions
from cop.cases.content import CaseContent, CaseText
from cop.cases.models import CASES
from cop.cases.owners import OWNERS
from cop.cases.queries import KIND
from cop.cases.rules import Permission
from cop.catalogue.keeping import cached_if_whole
from cop.catalogue.questions import PAGE_SIZE
from cop.core import hosts, links
from cop.core.i18n import gettext as _
from cop.core.permissions import VISITOR
from cop.core.records import Ref
from cop.discussions import queries as discussions
from cop.media.queries import card, publishable
from cop.practices import profile
from cop.records import queries as records
from cop.records import reading
from cop.records.changes import differences
from cop.records.pages import changes_shown, sections, version_rows
from cop.records.reading import RecordPage
from cop.reviews.queries import reasons, scorecards
from cop.rubric.rubrics import INVOLVEMENT
from cop.web.atom import Entry, atom
from cop.web.caching import cached
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import public

blueprint = Blueprint("cases", __name__, url_prefix="/<lang:lang>")

IN_FEED = 30


@blueprint.get("/cases")
@public
def search() -> Response:
    """Search, filters and results; the whole question stands in the address."""
    language = current_language()
    asked = questions.read(request.args)
    path = f"/{language}/cases"
    found = finding.find(asked, language)
    drawn = cards.cards([hit.id for hit in found.hits], actor=VISITOR, language=language)
    last = max(1, -(-found.total // PAGE_SIZE))
    body = render_template(
        "cases/search.html",
        asked=asked,
        found=found,
        cases_url=path,
        cases=listing.shown(drawn, finding.matches(found, drawn), language),
        facets=listing.facets(asked, found.facets, path, language),
        chosen=listing.chosen_filters(asked, path, language),
        sorts=listing.sorts(asked, path),
        clear_url=replace(asked, filters={}, page=1).address(path),
        kept_filters=replace(asked, text="", page=1).pairs(),
        suggestion_url=replace(asked, text=found.suggestion or "", page=1).address(path),
        invitation_url=listing.invitation(language, listing.cell_of(asked)),
        page=asked.page,
        pages=last,
        page_url=lambda number: replace(asked, page=number).address(path),
    )
    return cached_if_whole(make_response(body))


@blueprint.get("/cases/feed.atom")
@public
def feed() -> Response:
    """Give new cases as an Atom feed."""
    language = current_language()
    newest = records.newest_ids(CASES, IN_FEED, actor=VISITOR)
    entries = [
        Entry(
            path=f"/{language}/cases/{card.slug}",
            title=card.title,
            summary=" – ".join(part for part in (card.city, card.strapline) if part) or card.title,
            published_at=card.published_at,
            updated_at=card.updated_at,
        )
        for card in cards.cards(newest, actor=VISITOR, language=language)
    ]
    path = f"/{language}/cases"
    return cached(atom(_("New involvement cases"), f"{path}/feed.atom", path, entries, language))


@blueprint.get("/involvement")
@public
def matrix() -> Response:
    """Show what has been told and what nobody has told yet."""
    language = current_language()
    chosen = listing.cell_of(questions.read(request.args))
    known = finding.matrix()
    body = render_template(
        "cases/matrix.html",
        tables=listing.tables(known, chosen, language),
        choices=listing.choices(chosen, language),
        chosen=chosen,
        total=known.count(**chosen),
        cases_url=questions.Asked(filters=chosen).address(f"/{language}/cases"),
        invitation_url=listing.invitation(language, chosen),
    )
    return cached(make_response(body))


@blueprint.get("/involvement/results")
@public
def social_results() -> Response:
    """Show the list of social results, and which cases show each."""
    rows = [row for row in listing.result_rows(current_language()) if not row.replaced_by]
    body = render_template(
        "cases/results.html",
        offered=[row for row in rows if not row.is_retired],
        retired=[row for row in rows if row.is_retired and row.count],
        invitation_url=listing.invitation(current_language(), {}),
    )
    return cached(make_response(body))


@blueprint.get("/cases/<slug>")
@public
def show(slug: str) -> Response:
    """Show a case as it is now."""
    language = current_language()
    page = _page_or_404(slug)
    is_theirs = OWNERS.may(Permission.CHANGE, current_actor(), slug)
    body = render_template(
        "cases/show.html",
        json_ld=pages.json_ld(page, language),
        files=[card(file, language) for file in publishable(KIND, page.id)],
        linked=links.groups(Ref(KIND, page.id), actor=VISITOR, language=language),
        beside=hosts.beside(Ref(KIND, page.id), language),
        versions=_versions(page, page.version_number),
        threads=discussions.count_of(Ref(KIND, page.id)),
        citation=pages.citation(page),
        change_url=f"/{language}/submit/{KIND}/{slug}" if is_theirs else "",
        proposed=pages.proposed(page.content, language) if is_theirs else [],
        ask_url=f"/{language}/account/voices/new?for={KIND}-{page.id}",
        **_scores(page, language),
        **pages.record(page, language),
    )
    return cached(make_response(body))


def _scores(page: RecordPage[CaseContent], language: str) -> dict[str, object]:
    card = scorecards(KIND, [page.id]).get(page.id)
    why = reasons(KIND, page.id, language) if card else {}
    shown = sections(page.html, CaseText.SECTIONS, pages.section_labels())
    drawn = profile.profile("cases/profile.html", card, why, shown, language, INVOLVEMENT.criteria)
    return {"is_scored": True, "scorecard": card, "profile": drawn}


@blueprint.get("/cases/<slug>/versions/<int:number>")
@public
def version(slug: str, number: int) -> Response:
    """Show what a case said in one version, and what that changed."""
    language = current_language()
    page = _page_or_404(slug)
    content = or_404(records.version(CASES, page.id, number))
    before = records.version(CASES, page.id, number - 1)
    body = render_template(
        "cases/version.html",
        shown=number,
        current=page.version_number,
        earlier=number - 1 if before else 0,
        changes=changes_shown(differences(before, content, pages.field_label), language) if before else [],
        versions=_versions(page, number),
        **pages.record(reading.saying(page, content, language), language),
    )
    return cached(make_response(body))


def _page_or_404(slug: str) -> RecordPage[CaseContent]:
    return or_404(reading.page(CASES, slug, actor=VISITOR, language=current_language()))


def _versions(page: RecordPage[CaseContent], shown: int) -> list[dict[str, object]]:
    entries = records.versions(CASES, page.id)
    return version_rows(CASES, page.slug, entries, shown, current_language())
