"""The pages of those who open boards."""

from typing import Final

import segno
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core import hosts
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import can
from cop.core.records import RecordCard, Ref
from cop.voices import operations, pages, queries
from cop.voices.content import STATES, TOOLS
from cop.voices.enums import BoardTool
from cop.voices.forms import LIMITS, BoardForm, RemoveForm, data_of, form_for, plan_of, rows_of
from cop.voices.models import Board
from cop.voices.rules import Permission
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import members
from cop.web.templating import absolute, language_names

blueprint: Final = Blueprint("voices_desk", __name__, url_prefix="/<lang:lang>/account/voices")

PAGE_SIZE: Final = 50


@blueprint.get("")
@members
def mine() -> str:
    """List the boards that one looks after."""
    actor, language = current_actor(), current_language()
    number = max(1, request.args.get("page", 1, type=int))
    rows = queries.listed(actor, PAGE_SIZE + 1, (number - 1) * PAGE_SIZE)
    places = hosts.host_cards([row.board.place for row in rows], language=language, actor=actor)
    return render_template(
        "voices/mine.html",
        rows=[
            {
                "board": row.board,
                "title": pages.title_of(row.board, language),
                "place": places.get(row.board.place),
                "state": queries.state_of(row.board),
                "calls": row.calls,
            }
            for row in rows[:PAGE_SIZE]
        ],
        states=STATES,
        page=number,
        has_more=len(rows) > PAGE_SIZE,
        may_open=bool(hosts.own_hosts(actor, language)),
    )


@blueprint.get("/new")
@members
def new() -> str:
    """Ask for which place and with which tool, then for the rest."""
    actor, language = current_actor(), current_language()
    tool, place = request.args.get("tool", ""), _place(request.args.get("for", ""))
    if tool in {one.value for one in BoardTool} and place is not None:
        form = form_for(BoardTool(tool))(
            formdata=None,
            data={
                "languages": list(LANGUAGES),
                "opens_on": queries.today(actor.timezone or "UTC"),
                "with_words": True,
            },
        )
        return _draw_form(form, BoardTool(tool), place)
    own = hosts.own_hosts(actor, language)
    if place is not None and place.ref not in {card.ref for card in own}:
        own.insert(0, place)
    return render_template(
        "voices/new.html",
        own=own,
        chosen=place,
        tools=TOOLS,
        wanted=tool if tool in {one.value for one in BoardTool} else "",
        labels={kind: host.label for kind, host in hosts.hosts().items()},
    )


@blueprint.post("/new")
@members
def do_open() -> ResponseReturnValue:
    """Open a board."""
    actor = current_actor()
    place = _place(request.form.get("for", ""))
    tool = request.form.get("tool", "")
    if place is None or tool not in {one.value for one in BoardTool}:
        abort(404)
    form = form_for(BoardTool(tool))()
    if form.validate_on_submit():
        try:
            board = operations.open_board(
                place.ref,
                actor=actor,
                tool=BoardTool(tool),
                plan=plan_of(form, BoardTool(tool)),
                zone=actor.timezone or "UTC",
            )
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(_("The board is there. Print the poster, or pass the link on."), "info")
            return redirect(url_for(".show", id=board.id), 303)
    return _draw_form(form, BoardTool(tool), place), 422


@blueprint.get("/<int:id>")
@members
def show(id: int) -> str:
    """Show a board to those who look after it: its link, how it stands, and what may be shown."""
    board = pages.led_or_404(id)
    language = current_language()
    publication = queries.last_publication(board.id)
    link = absolute(f"/v/{board.code}")
    return render_template(
        "voices/desk.html",
        **pages.head(board),
        link=link,
        qr=segno.make(link, error="m").svg_data_uri(scale=4, border=4, light="white"),
        results=pages.results(board, publication, language),
        day=publication.day if publication else None,
        waiting=board.answers - (publication.answers if publication else 0),
        languages_in_words=[language_names(language)[code] for code in board.languages],
        calls=[one for one in queries.calls(board.id) if one.settled_at is None],
    )


@blueprint.route("/<int:id>/edit", methods=["GET", "POST"])
@members
def edit(id: int) -> ResponseReturnValue:
    """Change what is said of a board."""
    board = pages.led_or_404(id)
    form = form_for(board.tool)(data=data_of(board))
    if form.validate_on_submit():
        try:
            operations.change(board, actor=current_actor(), plan=plan_of(form, board.tool))
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(_("Your changes are saved."), "info")
            return redirect(url_for(".show", id=id), 303)
    place = hosts.host_cards([board.place], language=current_language(), actor=current_actor())
    page = _draw_form(form, board.tool, place.get(board.place), board)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:id>/close")
@members
def close(id: int) -> ResponseReturnValue:
    """Take no more answers."""
    operations.close(pages.led_or_404(id), actor=current_actor())
    flash(_("The board is closed. You can open it again at any time."), "info")
    return redirect(url_for(".show", id=id), 303)


@blueprint.post("/<int:id>/reopen")
@members
def reopen(id: int) -> ResponseReturnValue:
    """Take answers again."""
    operations.reopen(pages.led_or_404(id), actor=current_actor())
    flash(_("The board is open again."), "info")
    return redirect(url_for(".show", id=id), 303)


@blueprint.route("/<int:id>/remove", methods=["GET", "POST"])
@members
def remove(id: int) -> ResponseReturnValue:
    """Remove a board with all that was answered there, for a reason."""
    board = pages.led_or_404(id)
    form = RemoveForm()
    if form.validate_on_submit():
        try:
            operations.remove(board, actor=current_actor(), reason=form.reason.data or "")
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(_("The board is gone, and everything that was answered there."), "info")
            return redirect(url_for(".mine"), 303)
    page = render_template("voices/remove.html", **pages.head(board), form=form)
    return page, 422 if form.is_submitted() else 200


def _place(said: str) -> RecordCard | None:
    """Return the place that "practice-12" names, where its users are the actor's to ask."""
    kind, _dash, number = said.rpartition("-")
    if not number.isdecimal() or len(number) > 9:
        return None
    ref, actor = Ref(kind, int(number)), current_actor()
    if not can(actor, Permission.OPEN, ref):
        return None
    return hosts.host_cards([ref], language=current_language(), actor=actor).get(ref)


def _draw_form(form: BoardForm, tool: BoardTool, place: RecordCard | None, board: Board | None = None) -> str:
    return render_template(
        "voices/edit.html",
        form=form,
        tool=tool,
        tools=TOOLS,
        place=place,
        board=board,
        numbers=range(1, rows_of(tool) + 1),
        codes=list(LANGUAGES),
        limits=LIMITS,
        is_fixed=board is not None and board.answers > 0,
    )
