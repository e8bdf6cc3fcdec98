"""The pages of moderators' measures beside hiding: other words, a warning, a pause; and taking them back."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.discussions import measures, moderating, pages, reading
from cop.discussions.enums import Measure, PostState, Rule
from cop.discussions.forms import AppealForm, MeasureForm
from cop.discussions.models import Decision, Post
from cop.discussions.reading import Seen
from cop.web.identity import current_actor
from cop.web.missing import or_404
from cop.web.policy import members

blueprint = Blueprint("measures", __name__, url_prefix="/<lang:lang>/threads/<int:id>/posts/<int:post>")


def _others_or_404(id: int, post: int) -> tuple[Seen, Post]:
    """Return a post that the reader looks after and has not written, and that is to be read."""
    seen, said = pages.moderated_or_404(id, post)
    if reading.posts_by_id(seen, [said.id])[0].is_own or said.state is not PostState.PUBLIC:
        abort(404)
    return seen, said


@blueprint.get("/measures")
@members
def show(id: int, post: int) -> str:
    """Show the form for a measure."""
    seen, said = _others_or_404(id, post)
    return _page(seen, said, MeasureForm(formdata=None, text=said.text, revision=said.revision))


def _page(seen: Seen, post: Post, form: MeasureForm) -> str:
    shown = reading.posts_by_id(seen, [post.id])[0]
    is_everywhere = Role.MODERATOR in current_actor().roles and not seen.place.is_masked
    return render_template(
        "discussions/measures.html", seen=seen, post=shown, form=form, may_everywhere=is_everywhere
    )


@blueprint.post("/measures")
@members
def take(id: int, post: int) -> ResponseReturnValue:
    """Take a measure."""
    seen, said = _others_or_404(id, post)
    form = MeasureForm()
    if not form.validate_on_submit():
        return _page(seen, said, form), 400
    try:
        _taken(seen, said, form)
    except (InvalidError, ConflictError) as error:
        form.refuse(error if isinstance(error, InvalidError) else InvalidError("", error.message))
        return _page(seen, said, form), error.status
    flash(_("Done. Whoever wrote it is told and may object."), "info")
    return redirect(pages.address_of(seen, said), 303)


def _taken(seen: Seen, post: Post, form: MeasureForm) -> Decision:
    said: dict[str, Any] = {
        "actor": current_actor(),
        "place": seen.place,
        "rule": Rule(form.rule.data),
        "note": form.note.data or "",
    }
    measure = Measure(form.measure.data)
    if measure is Measure.EDIT:
        return measures.change_words(
            post, text=form.text.data or "", revision=form.revision.data or 0, **said
        )
    if measure is Measure.WARN:
        return measures.warn(post, **said)
    return measures.pause(post, until=form.until.data, is_everywhere=bool(form.is_everywhere.data), **said)


@blueprint.post("/measures/<int:decision>/end")
@members
def take_back(id: int, post: int, decision: int) -> ResponseReturnValue:
    """End what a measure did."""
    seen, said = pages.moderated_or_404(id, post)
    made = or_404(reading.decision_of(decision, said))
    measures.take_back(seen.thread, said, made, actor=current_actor(), place=seen.place)
    flash(_("Taken back. Whoever wrote it is told."), "info")
    return redirect(pages.address_of(seen, said), 303)


@blueprint.post("/measures/<int:decision>/seen")
@members
def note_seen(id: int, post: int, decision: int) -> ResponseReturnValue:
    """Note, as whoever wrote under a pseudonym, that one knows of a decision."""
    seen, said = pages.written_or_404(id, post)
    made = or_404(reading.decision_of(decision, said))
    moderating.note_seen(said, made, actor=current_actor(), place=seen.place)
    return redirect(seen.place.path, 303)


@blueprint.post("/measures/<int:decision>/appeal")
@members
def appeal(id: int, post: int, decision: int) -> ResponseReturnValue:
    """Object to a measure; somebody else than who took it answers."""
    seen, said = pages.written_or_404(id, post)
    made = or_404(reading.decision_of(decision, said))
    words = AppealForm().words.data or ""
    try:
        moderating.appeal(said, actor=current_actor(), place=seen.place, words=words, decision=made)
    except InvalidError as error:
        flash(error.message, "warning")
    else:
        flash(_("Somebody else than who decided looks at it. You get an answer."), "info")
    return redirect(url_for("posts.show", id=id, post=post), 303)
