"""Taking files away again: from what one is writing, and from a post of one's own."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from cop.core.errors import ConflictError
from cop.core.forums import Place
from cop.discussions import attaching, pages
from cop.discussions.forms import StartForm
from cop.media.operations import REQUEST_BYTES
from cop.web.identity import current_actor
from cop.web.policy import accepts, members

blueprint = Blueprint("thread_files", __name__, url_prefix="/<lang:lang>/threads")


@accepts(REQUEST_BYTES)
@blueprint.post("/at/<kind>/<int:place>/new/files/<int:file>/remove")
@members
def detach_new(kind: str, place: int, file: int) -> ResponseReturnValue:
    """Take a file away from a thread that one is beginning."""
    _detach(pages.writable_or_404(kind, place), file, 0)
    return redirect(url_for("threads.new", kind=kind, place=place, _anchor="attached"), 303)


@accepts(REQUEST_BYTES)
@blueprint.post("/<int:id>/files/<int:file>/remove")
@members
def detach(id: int, file: int) -> ResponseReturnValue:
    """Take a file away from an answer that one is writing."""
    seen = pages.answerable_or_404(id)
    _detach(seen.place, file, id)
    return redirect(url_for("threads.show", id=id, page=seen.pages, _anchor="reply"), 303)


def _detach(place: Place, file: int, thread_id: int) -> None:
    """Take the file away, and keep what was typed beside it."""
    actor, form = current_actor(), StartForm()
    attaching.detach(file, actor=actor, place=place, thread_id=thread_id)
    try:
        pages.keep_draft(place, form, thread_id)
    except ConflictError as error:
        flash(error.message, "warning")


@blueprint.post("/<int:id>/posts/<int:post>/files/<int:file>/remove")
@members
def remove(id: int, post: int, file: int) -> ResponseReturnValue:
    """Take a file away from what one has said."""
    seen, said = pages.changeable_or_404(id, post)
    attaching.remove_from_post(said, file, actor=current_actor(), place=seen.place)
    return redirect(url_for("posts.edit", id=id, post=post), 303)
