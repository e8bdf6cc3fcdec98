"""What those who look after a board print, read and answer."""

from typing import Any, Final

import segno
from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.voices import moderating, pages, queries
from cop.voices.forms import RemoveForm
from cop.voices.models import Board
from cop.voices.results import TEXT_BATCH
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.pdf import pdf_page
from cop.web.policy import members
from cop.web.templating import absolute

blueprint: Final = Blueprint("voices_inside", __name__, url_prefix="/<lang:lang>/account/voices")


@blueprint.get("/<int:id>/poster.pdf")
@members
def poster(id: int) -> Response:
    """Give a sheet for the wall, with the link as a square to point a phone at."""
    board = pages.led_or_404(id)
    link = absolute(f"/v/{board.code}")
    heading = pages.title_of(board, current_language())
    return pdf_page(
        "voices/poster.html",
        title=heading.text,
        heading=heading,
        canonical_url="",  # of the site: the sheet hangs where no desk is meant
        link=link,
        board=board,
        texts=[_poster_text(board, code) for code in board.languages],
        code=segno.make(link, error="m").svg_data_uri(scale=4, border=2),
    )


def _poster_text(board: Board, language: str) -> dict[str, Any]:
    with speaking(language):
        return {
            "language": language,
            "title": board.titles.get(language) or _("What do you think?"),
            "lines": [
                _("Point the camera of a phone at this square."),
                _("No name and no account. Nobody sees who answered."),
                _("It takes a minute. You can listen, and choose pictures."),
            ],
        }


@blueprint.get("/<int:id>/words")
@members
def words(id: int) -> str:
    """Show what people have written, as soon as several may be read together."""
    board = pages.led_or_404(id)
    return _draw_words(board, RemoveForm(formdata=None))


@blueprint.post("/<int:id>/words/<text>/hide")
@members
def hide(id: int, text: str) -> ResponseReturnValue:
    """Hide words, for a reason."""
    board, form = pages.led_or_404(id), RemoveForm()
    said = or_404(queries.text_of(text, board.id))
    try:
        moderating.hide(said, board, actor=current_actor(), reason=form.reason.data or "")
    except InvalidError as error:
        form.refuse(error)
        return _draw_words(board, form, text), 422
    flash(_("Nobody sees these words any more."), "info")
    return redirect(url_for(".words", id=id), 303)


@blueprint.post("/<int:id>/words/<text>/show")
@members
def show_again(id: int, text: str) -> ResponseReturnValue:
    """Show words again that were hidden by mistake."""
    board = pages.led_or_404(id)
    moderating.show(or_404(queries.text_of(text, board.id)), board, actor=current_actor())
    return redirect(url_for(".words", id=id), 303)


@blueprint.get("/<int:id>/calls")
@members
def calls(id: int) -> str:
    """Show who has asked for help."""
    board = or_404(queries.helped_at(id, actor=current_actor()))
    return render_template("voices/calls.html", **pages.head(board), calls=queries.calls(board.id))


@blueprint.post("/<int:id>/calls/<int:number>/settle")
@members
def settle(id: int, number: int) -> ResponseReturnValue:
    """Say that somebody has looked after it."""
    board = or_404(queries.helped_at(id, actor=current_actor()))
    asked = or_404(queries.call_of(number, board.id))
    moderating.settle(asked, board, actor=current_actor())
    flash(_("Noted. What was written with it is erased."), "info")
    return redirect(url_for(".calls", id=id), 303)


def _draw_words(board: Board, form: RemoveForm, refused: str = "") -> str:
    language = current_language()
    labels = {item.key: pages.label_of(item, language) for item in queries.items_of(board)}
    return render_template(
        "voices/words.html",
        **pages.head(board),
        texts=queries.texts(board.id),
        labels=labels,
        waiting=queries.waiting_texts(board.id),
        batch=TEXT_BATCH,
        form=form,
        refused=refused,
    )
