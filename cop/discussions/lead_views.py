"""The pages of those who lead a thread: its summary, its answer, whether it is closed."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.core.errors import InvalidError
from cop.discussions import leading, pages, reading
from cop.discussions.enums import ThreadState
from cop.discussions.forms import TextForm
from cop.discussions.leading import SummaryConflictError
from cop.discussions.models import Post
from cop.discussions.reading import Seen
from cop.web.identity import current_actor
from cop.web.missing import or_404
from cop.web.policy import members

blueprint = Blueprint("leading", __name__, url_prefix="/<lang:lang>/threads/<int:id>")


@blueprint.get("/summary")
@members
def summary(id: int) -> str:
    """Show the form for the summary, and what it said before."""
    seen = _led_or_404(id)
    text = seen.summary.text if seen.summary else ""
    revision = seen.summary.number if seen.summary else 0
    return _summary(seen, TextForm(formdata=None, text=text, revision=revision))


def _led_or_404(id: int) -> Seen:
    seen = pages.answerable_or_404(id)
    if not pages.may_lead(seen):
        abort(404)
    return seen


def _summary(seen: Seen, form: TextForm, conflict: SummaryConflictError | None = None) -> str:
    return render_template(
        "discussions/summary.html",
        seen=seen,
        form=form,
        conflict=conflict,
        summaries=reading.summaries(seen.thread.id),
    )


@blueprint.post("/summary")
@members
def sum_up(id: int) -> ResponseReturnValue:
    """Write the summary."""
    seen, form = _led_or_404(id), TextForm()
    if not form.validate_on_submit():
        return _summary(seen, form), 400
    try:
        leading.sum_up(
            seen.thread,
            actor=current_actor(),
            place=seen.place,
            text=form.text.data or "",
            language=form.language.data or "",
            number=form.revision.data or 0,
        )
    except SummaryConflictError as conflict:
        form.revision.raw_data = [str(conflict.present.number if conflict.present else 0)]
        return _summary(seen, form, conflict), 409
    except InvalidError as error:
        form.refuse(error)
        return _summary(seen, form), error.status
    return redirect(url_for("threads.show", id=id, _anchor="summary"), 303)


@blueprint.post("/answer")
@members
def answer(id: int) -> ResponseReturnValue:
    """Say which post answers the question, or that none does."""
    seen = _led_or_404(id)
    number = request.form.get("post", "", type=str)
    post: Post | None = None
    if number.isascii() and number.isdigit() and number != "0" and len(number) < 10:
        post = or_404(reading.post_of(int(number), seen))
    leading.mark_answer(seen.thread, actor=current_actor(), place=seen.place, post=post)
    return redirect(pages.address_of(seen, post) if post else url_for("threads.show", id=id), 303)


@blueprint.post("/state")
@members
def state(id: int) -> ResponseReturnValue:
    """Close a thread, open it again, or hide it whole."""
    seen = _led_or_404(id)
    try:
        wanted = ThreadState(request.form.get("state", ""))
    except ValueError:
        abort(400)
    leading.set_state(seen.thread, actor=current_actor(), place=seen.place, state=wanted)
    return redirect(url_for("threads.show", id=id), 303)
