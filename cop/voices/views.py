"""The pages of whoever answers: no account, no cookie, nothing kept that tells who it was."""

from typing import Any, Final

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from cop.accounts.present import client
from cop.config import LANGUAGES
from cop.core.errors import InvalidError
from cop.core.momentary import Momentary
from cop.voices import moderating, pages, queries, taking
from cop.voices.content import Given, read
from cop.voices.enums import BoardState
from cop.voices.models import Board
from cop.web.forms import csrf
from cop.web.identity import current_actor
from cop.web.language import current_language, preferred_language
from cop.web.missing import or_404
from cop.web.pdf import pdf_page
from cop.web.policy import open_to_all
from cop.web.templating import LinkTo, absolute

blueprint: Final = Blueprint("voices", __name__)

CALLING: Final = Momentary(20, 60)
"""Calls for help from one address at one board: nobody who needs help is turned away for long."""


@blueprint.get("/v/<code>")
@open_to_all
def short(code: str) -> AnyResponse:
    """Lead from the short link to the page in a language that the reader and the board speak."""
    board = or_404(queries.by_code(code))
    language = preferred_language()
    if language not in board.languages:
        language = board.languages[0]
    return redirect(pages.path_of(board, language))


@blueprint.get("/<lang:lang>/voices/<code>")
@open_to_all
def answer(code: str) -> Response:
    """Show what a board asks."""
    board = or_404(queries.by_code(code))
    if queries.state_of(board) is not BoardState.OPEN:
        return _closed(board, 200)
    return _form(board, Given({}, {}))


@blueprint.get("/<lang:lang>/voices/<code>/send")
@open_to_all
def sent(code: str) -> AnyResponse:
    """Lead back to the pictures whoever asks for a form that came back, in another language perhaps."""
    return redirect(pages.path_of(or_404(queries.by_code(code)), current_language()))


# Not at the address of the form: a browser forgets the page there once something is sent to it, and would
# ask for a new form, with a new ticket, when somebody goes back.
@blueprint.post("/<lang:lang>/voices/<code>/send")
@csrf.exempt  # type: ignore[untyped-decorator] # nobody's session is used here; each form has a ticket of its own
@open_to_all
def send(code: str) -> AnyResponse:
    """Count an answer, once for each form that was opened."""
    board = or_404(queries.by_code(code))
    taking.ANSWERING.spend(board.code, client())
    if queries.state_of(board) is not BoardState.OPEN:
        return _closed(board, 409)
    given = read(queries.items_of(board), dict(request.form.lists()))
    ticket = request.form.get("ticket", "")[:400]
    try:
        taking.take(board, given, ticket=ticket, language=current_language())
    except taking.OldFormError as error:
        return _form(board, given, error.message, status=error.status)
    except InvalidError as error:
        return _form(board, given, error.message, ticket=ticket, status=error.status)
    return redirect(pages.path_of(board, current_language(), "thanks"), 303)


@blueprint.get("/<lang:lang>/voices/<code>/thanks")
@open_to_all
def thanks(code: str) -> str:
    """Say thank you, and let the next one answer."""
    board = or_404(queries.by_code(code))
    return _draw("thanks", board, is_open=queries.state_of(board) is BoardState.OPEN)


@blueprint.get("/<lang:lang>/voices/<code>/help")
@open_to_all
def help_page(code: str) -> Response:
    """Show who helps at once, and let somebody ask for help here."""
    board = or_404(queries.by_code(code))
    return _kept_by_the_browser(_draw("help", board, ticket=taking.new_ticket(board)))


@blueprint.post("/<lang:lang>/voices/<code>/called")
@csrf.exempt  # type: ignore[untyped-decorator] # as above
@open_to_all
def call(code: str) -> AnyResponse:
    """Tell those who look after the place that somebody asks for help."""
    board = or_404(queries.by_code(code))
    CALLING.spend(board.code, client())
    ticket = request.form.get("ticket", "")[:400]
    moderating.call(board, note=request.form.get("note", ""), language=current_language(), ticket=ticket)
    return redirect(pages.path_of(board, current_language(), "called"), 303)


@blueprint.get("/<lang:lang>/voices/<code>/called")
@open_to_all
def called(code: str) -> str:
    """Say that they have been told, and once more who helps at once."""
    return _draw("called", or_404(queries.by_code(code)))


@blueprint.get("/<lang:lang>/voices/<code>/results")
@open_to_all
def results(code: str) -> str:
    """Show the results of a board: to everybody where they are public, else to those who look after it."""
    return render_template("voices/results.html", **_shown(_seen_or_404(code)))


@blueprint.get("/<lang:lang>/voices/<code>/results.pdf")
@open_to_all
def results_pdf(code: str) -> Response:
    """Give the same on paper."""
    shown = _shown(_seen_or_404(code))
    title = shown.pop("title").text
    address = absolute(pages.path_of(shown["board"], current_language(), "results"))
    return pdf_page("voices/results_paper.html", title=title, canonical_url=address, **shown)


@blueprint.get("/<lang:lang>/voices/<code>/results.csv")
@open_to_all
def results_csv(code: str) -> Response:
    """Give the same as a table for programs."""
    board = _seen_or_404(code)
    publication = or_404(queries.last_publication(board.id))
    body = pages.as_csv(board, publication, current_language())
    response = Response(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="board-{board.code}.csv"'
    return response


def _seen_or_404(code: str) -> Board:
    board = or_404(queries.by_code(code))
    if not board.is_public and queries.led(board.id, actor=current_actor()) is None:
        abort(404)
    return board


def _shown(board: Board) -> dict[str, Any]:
    language = current_language()
    publication = queries.last_publication(board.id)
    return {
        "board": board,
        "title": pages.title_of(board, language),
        "place": pages.place_of(board, language),
        "results": pages.results(board, publication, language),
        "day": publication.day if publication else None,
        "state": queries.state_of(board),
    }


def _draw(page: str, board: Board, **more: Any) -> str:
    language = current_language()
    rest = request.path[1 + len(language) :]
    return render_template(
        f"voices/{page}.html",
        board=board,
        title=pages.title_of(board, language),
        place=pages.place_of(board, language),
        spoken=[
            LinkTo(LANGUAGES[code].name, f"/{code}{rest}", code == language, code) for code in board.languages
        ],
        path=pages.path_of(board, language),
        **more,
    )


def _form(board: Board, given: Given, problem: str = "", *, ticket: str = "", status: int = 200) -> Response:
    items = pages.asked(board, current_language(), given.chosen, given.words)
    body = _draw("answer", board, items=items, problem=problem, ticket=ticket or taking.new_ticket(board))
    return _kept_by_the_browser(body, status)


def _closed(board: Board, status: int) -> Response:
    return make_response(_draw("closed", board, state=queries.state_of(board)), status)


def _kept_by_the_browser(body: str, status: int = 200) -> Response:
    """Let the browser show the same form again when somebody goes back, so that it counts no second time."""
    response = make_response(body, status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
