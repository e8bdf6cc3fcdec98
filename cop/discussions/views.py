"""The pages of threads: at a place, one thread, beginning one, answering."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from cop.core.errors import ConflictError, CopError, InvalidError
from cop.core.forums import Place
from cop.core.i18n import gettext as _
from cop.core.i18n import ngettext
from cop.core.markdown import render
from cop.discussions import attaching, drafts, feeds, following, operations, pages, pausing, queries, reading
from cop.discussions.content import STARTING, THREADS_A_PAGE, quoted, searched, tidy
from cop.discussions.enums import Following, PostState
from cop.discussions.forms import ReplyForm, StartForm
from cop.media.operations import REQUEST_BYTES
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import accepts, members, open_to_all
from cop.web.templating import moment

blueprint = Blueprint("threads", __name__, url_prefix="/<lang:lang>/threads")


@blueprint.get("/at/<kind>/<int:place>")
@open_to_all
def at(kind: str, place: int) -> str:
    """List the threads at a place, or those in which words were said."""
    found = pages.place_or_404(kind, place)
    question = request.args.get("q", "")[:200]
    page = pages.number_asked("page", 1, 10_000) or 1
    count = queries.count_at(found)
    return render_template(
        "discussions/list.html",
        place=found,
        threads=queries.threads_at(found, page, searched(question)),
        question=question,
        page=page,
        pages=1 if question else max(1, -(-count // THREADS_A_PAGE)),
        count=count,
    )


@blueprint.get("/at/<kind>/<int:place>/new")
@members
def new(kind: str, place: int) -> str:
    """Show the form for a new thread, with what was written there before."""
    found = pages.writable_or_404(kind, place)
    draft = drafts.draft_of(found)
    form = StartForm(formdata=None, obj=draft)
    return _new(found, form)


def _new(place: Place, form: StartForm, previewed: str = "") -> str:
    draft = drafts.draft_of(place)
    preview = render(tidy(previewed)) if previewed else ""
    return render_template(
        "discussions/new.html",
        place=place,
        form=form,
        draft=draft,
        files=attaching.of_draft(draft, current_language()),
        preview=preview,
        pause=pausing.pause_at(place),
    )


@accepts(REQUEST_BYTES)
@blueprint.post("/at/<kind>/<int:place>/new")
@members
def start(kind: str, place: int) -> ResponseReturnValue:
    """Begin a thread, or show how its first post will look."""
    found, form = pages.writable_or_404(kind, place), StartForm()
    if not form.validate_on_submit() or not pages.keep_files(form, found):
        return _new(pages.writable_or_404(kind, place), form), 400
    if request.form.get("then") == "preview":
        return _new(pages.writable_or_404(kind, place), form, form.text.data or " ")
    actor = current_actor()
    pages.spend_posting(actor, STARTING)
    found = pages.writable_or_404(kind, place)
    try:
        thread = operations.start(
            found,
            actor=actor,
            title=form.title.data or "",
            text=form.text.data or "",
            language=form.language.data or "",
            page_language=current_language(),
            is_question=form.is_question.data,
            key=form.key.data,
        )
    except (InvalidError, ConflictError) as error:
        form.refuse(error if isinstance(error, InvalidError) else InvalidError("", error.message))
        return _new(found, form), error.status
    if thread.last_position == 0:
        flash(_held(), "info")
    return redirect(url_for(".show", id=thread.id), 303)


def _held() -> str:
    return _(
        "Your post is kept. It has a link or a file, and your account is new: a moderator looks at it first."
    )


@blueprint.post("/at/<kind>/<int:place>/new/autosave")
@members
def autosave_new(kind: str, place: int) -> ResponseReturnValue:
    """Keep a new thread as it is being written: {"revision", "words"} or {"words"}."""
    return _autosaved(pages.writable_or_404(kind, place), 0)


def _autosaved(place: Place, thread_id: int) -> ResponseReturnValue:
    form = StartForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        draft = pages.keep_draft(place, form, thread_id)
    except CopError as error:
        return jsonify(words=error.message), error.status
    words = _("Saved %(time)s", time=moment(draft.edited_at)) if draft else ""
    return jsonify(revision=draft.revision if draft else 0, words=words)


@blueprint.get("/paused/<int:decision>")
@members
def paused(decision: int) -> ResponseReturnValue:
    """Lead to the post beside which a pause of one's own stands, with its reason and how to object."""
    found = or_404(pausing.post_of_pause(decision))
    thread_id, post_id = found
    seen, said = pages.written_or_404(thread_id, post_id)
    return redirect(pages.address_of(seen, said), 303)


@blueprint.get("/<int:id>")
@open_to_all
def show(id: int) -> str:
    """Show one page of a thread, or the posts that hold some words; `quote` is a post to answer to."""
    seen = pages.seen_or_404(id)
    asked = pages.number_asked("quote", 0, 10**9)
    said = reading.post_of(asked, seen) if asked and seen.is_writable else None
    if said is None or said.state is not PostState.PUBLIC:
        return pages.thread(seen)
    name = next((one.name for one in reading.posts_by_id(seen, [said.id])), "")
    draft = drafts.draft_of(seen.place, id)
    before = f"{draft.text.rstrip()}\n\n" if draft and draft.text.strip() else ""
    form = ReplyForm(formdata=None, text=before + quoted(said.text, name), answers=said.id)
    return pages.thread(seen, form)


@accepts(REQUEST_BYTES)
@blueprint.post("/<int:id>")
@members
def reply(id: int) -> ResponseReturnValue:
    """Answer in a thread, or show how the answer will look."""
    seen, form = pages.answerable_or_404(id), ReplyForm()
    if not form.validate_on_submit() or not pages.keep_files(form, seen.place, id):
        return pages.thread(pages.answerable_or_404(id), form), 400
    seen = pages.answerable_or_404(id)
    if request.form.get("then") == "preview":
        return pages.thread(seen, form, previewed=form.text.data or " ")
    actor = current_actor()
    pages.spend_posting(actor)
    seen = pages.answerable_or_404(id)
    answers = reading.post_of(form.answers.data, seen) if form.answers.data else None
    try:
        post = operations.reply(
            seen.thread,
            actor=actor,
            place=seen.place,
            text=form.text.data or "",
            language=form.language.data or "",
            page_language=current_language(),
            answers=answers,
            key=form.key.data,
        )
    except (InvalidError, ConflictError) as error:
        form.form_errors = [error.message]
        return pages.thread(seen, form), error.status
    if post.state is PostState.HELD:
        flash(_held(), "info")
    return redirect(pages.address_of(seen, post), 303)


@blueprint.post("/<int:id>/autosave")
@members
def autosave(id: int) -> ResponseReturnValue:
    """Keep an answer as it is being written: {"revision", "words"} or {"words"}."""
    return _autosaved(pages.answerable_or_404(id).place, id)


@blueprint.get("/<int:id>/news")
@open_to_all
def news(id: int) -> Response:
    """Give the posts after a position, drawn, for the script of the page: {"position", "words", "html"}."""
    seen = pages.seen_or_404(id)
    position = pages.number_asked("after", 0, 10**9)
    if position >= seen.thread.last_position:
        return jsonify(position=position, words="", html="")
    posts = reading.after(seen, position)
    last = max((post.position or 0 for post in posts), default=position)
    words = ngettext("%(n)s new post", "%(n)s new posts", len(posts))
    return jsonify(position=last, words=words, html=pages.drawn(seen, posts))


@blueprint.post("/<int:id>/seen")
@members
def see(id: int) -> ResponseReturnValue:
    """Note how far the reader has come."""
    seen = pages.answerable_or_404(id)
    text = request.form.get("position", "")
    position = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    following.note_reading(seen.thread, actor=current_actor(), place=seen.place, position=position)
    return redirect(url_for(".show", id=id), 303)


@blueprint.post("/<int:id>/follow")
@members
def follow(id: int) -> ResponseReturnValue:
    """Follow a thread, mute it, or neither."""
    seen = pages.answerable_or_404(id)
    try:
        wish = Following(request.form.get("following", ""))
    except ValueError:
        abort(400)
    following.follow(seen.thread, actor=current_actor(), place=seen.place, following=wish)
    flash(_FOLLOWED[wish](), "info")
    return redirect(url_for(".show", id=id), 303)


_FOLLOWED: dict[Following, Any] = {
    Following.FOLLOWS: lambda: _("You hear of new posts here, as you wish for news of conversations."),
    Following.MUTED: lambda: _("You hear nothing of this thread any more."),
    Following.NEITHER: lambda: _("You no longer follow this thread."),
}


@blueprint.get("/<int:id>/feed.atom")
@open_to_all
def feed(id: int) -> Response:
    """Give the newest posts of a thread that everybody may read as an Atom feed."""
    seen = pages.seen_or_404(id)
    if not seen.place.is_public:
        abort(404)
    return feeds.atom(seen, current_language())
