"""The public pages of seminars: lists, one seminar through its life, calendars, the board."""

from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, abort, make_response, render_template, request

from cop.core import links
from cop.core.i18n import gettext as _
from cop.core.permissions import VISITOR, can
from cop.core.records import Ref, cards_of
from cop.discussions import queries as discussions
from cop.seminars import board, calendars, feeds, pages, queries
from cop.seminars.content import KIND, QUESTION_KIND, QUESTION_LABELS, STATE_LABELS, STEP_LABELS
from cop.seminars.enums import State
from cop.seminars.faces import card, moment
from cop.seminars.queries import SeminarPage
from cop.seminars.rules import HELD, Permission
from cop.web.caching import cached
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.pdf import pdf_page
from cop.web.policy import public

blueprint = Blueprint("seminars", __name__, url_prefix="/<lang:lang>")

FEED_SHOWN: Final = 30
FURTHEST: Final = 10_000


@blueprint.get("/seminars")
@public
def index() -> Response:
    """List what is coming, and what was held with its outcome."""
    actor, language = current_actor(), current_language()
    number = request.args.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and 0 < int(number[:6]) <= FURTHEST else 1
    total, past = queries.past_ids(actor=VISITOR, page=page)
    coming = queries.coming_ids(actor=VISITOR) if page == 1 else []
    found = {one.id: one for one in queries.cards([*coming, *past], actor=VISITOR, language=language)}
    shown = {id: card(one, language, actor.timezone) for id, one in found.items()}
    path = f"/{language}/seminars"
    body = render_template(
        "seminars/index.html",
        coming=[shown[id] for id in coming if id in shown],
        past=[shown[id] for id in past if id in shown],
        page=page,
        pages=-(-total // queries.A_PAGE),
        path=path,
        may_begin=can(actor, Permission.BEGIN),
    )
    return cached(make_response(body))


@blueprint.get("/seminars/feed.atom")
@public
def feed() -> Response:
    """Give the seminars about which something was said last as an Atom feed."""
    language = current_language()
    ids = queries.newest_ids(FEED_SHOWN, actor=VISITOR)
    return cached(feeds.atom(queries.cards(ids, actor=VISITOR, language=language), language))


@blueprint.get("/seminars/calendar.ics")
@public
def calendar() -> Response:
    """Give all seminars as a calendar to subscribe to; those of one group by `?group=`."""
    language, group = current_language(), request.args.get("group", "")[:120]
    ids = queries.calendar_ids(actor=VISITOR, group=group)
    return _calendar(queries.cards(ids, actor=VISITOR, language=language), _("Seminars"))


@blueprint.get("/seminars/<slug>/calendar.ics")
@public
def one_calendar(slug: str) -> Response:
    """Give one seminar as a calendar."""
    page = pages.page_or_404(slug)
    cards = queries.cards([page.seminar.id], actor=VISITOR, language=current_language())
    return _calendar(cards, page.title)


def _calendar(cards: list[queries.Card], name: str) -> Response:
    body = calendars.calendar(cards, name, current_language())
    return cached(Response(body, content_type="text/calendar; charset=utf-8"))


@blueprint.get("/seminars/<slug>")
@public
def show(slug: str) -> Response:
    """Show a seminar as it stands: to be joined, going on, or with what came out of it."""
    actor, language = current_actor(), current_language()
    page = or_404(queries.page(slug, actor=actor, language=language))
    body = render_template("seminars/show.html", **_shown(page), may_edit=_may_edit(page))
    response = make_response(body)
    return cached(response) if page.seminar.state is not State.DRAFT else response


def _may_edit(page: SeminarPage) -> bool:
    actor = current_actor()
    return actor.is_member and can(actor, Permission.EDIT, page.seminar)


def _shown(page: SeminarPage) -> dict[str, object]:
    actor, language = current_actor(), current_language()
    state = page.seminar.state
    return {
        "page": page,
        "seminar": page.seminar,
        "moment": moment(page.when, language, actor.timezone),
        "state_label": STATE_LABELS[state],
        "is_held": state in HELD,
        "is_joinable": pages.is_joinable(page),
        "outcome": pages.outcome(page) if state is State.AWAITED else None,
        "facts": pages.facts(page, language),
        "sections": pages.sections(page),
        "contributions": pages.contributions(page, language),
        "takeaways": pages.takeaways(page, language),
        "questions": pages.questions(page, language),
        "steps": pages.steps(page, language),
        "threads": discussions.count_of(Ref(KIND, page.seminar.id)),
        "dead": pages.dead_links(page),
        "linked": pages.linked(page.seminar, actor, language),
        "json_ld": calendars.json_ld(page, language),
    }


@blueprint.get("/seminars/<slug>/minutes.pdf")
@public
def minutes(slug: str) -> Response:
    """Give what came out of a seminar as a PDF."""
    page = pages.page_or_404(slug)
    if page.seminar.state not in HELD:
        abort(404)
    page = replace(page, html=queries.rendered(pages.on_paper(page)))
    return cached(pdf_page("seminars/minutes.html", **_shown(page), title=page.title))


@blueprint.get("/questions")
@public
def questions() -> Response:
    """Show the open questions and the next steps of all seminars."""
    language = current_language()
    open_ones, steps = board.board_questions(actor=VISITOR), board.board_steps(actor=VISITOR)
    body = render_template(
        "seminars/board.html",
        questions=pages.on_board(open_ones, QUESTION_LABELS, VISITOR, language),
        steps=pages.on_board(steps, STEP_LABELS, VISITOR, language),
    )
    return cached(make_response(body))


@blueprint.get("/questions/<int:id>")
@public
def question(id: int) -> Response:
    """Show one question, how far it is, and what answers it."""
    actor, language = current_actor(), current_language()
    ref = Ref(QUESTION_KIND, id)
    rows = board.board_questions(actor=actor, id=id)
    if not rows:
        abort(404)
    said = pages.on_board(rows, QUESTION_LABELS, actor, language)[0]
    body = render_template(
        "seminars/question.html",
        question=said,
        card=cards_of([ref], actor=actor, language=language)[0],
        linked=links.groups(ref, actor=actor, language=language),
        may_edit=pages.edits_question(id, actor),
    )
    return cached(make_response(body))
