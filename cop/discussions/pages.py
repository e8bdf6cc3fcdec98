"""What the pages of discussions show, put together; and what a visitor finds no page of."""

from typing import Any

from flask import abort, current_app, render_template, request, url_for
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner

from cop.core.errors import InvalidError
from cop.core.forums import Place, forums, place_of
from cop.core.i18n import gettext as _
from cop.core.i18n import ngettext
from cop.core.limits import Limit, spend
from cop.core.markdown import render
from cop.core.permissions import Actor, can
from cop.core.records import Ref
from cop.discussions import attaching, pausing, reading
from cop.discussions.content import MEASURES, NEWCOMERS_POSTING, POSTING, RULES, searched, tidy
from cop.discussions.drafts import draft_of, save_draft
from cop.discussions.forms import ReplyForm, StartForm
from cop.discussions.models import Draft, Post
from cop.discussions.reading import PostView, Seen
from cop.discussions.rules import Led, Permission, Said
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404

QUICKEST = 3
"""Seconds in which no person fills a form in."""
SLOWEST = 7 * 24 * 3600


def seen_or_404(id: int) -> Seen:
    """Return a thread that the reader may read."""
    return or_404(reading.seen(id, actor=current_actor(), language=current_language()))


def answerable_or_404(id: int) -> Seen:
    """Return a thread at whose place the reader may write."""
    seen = seen_or_404(id)
    if seen.place.voice is None:
        abort(404)
    return seen


def may_lead(seen: Seen) -> bool:
    """Whether the reader has begun the thread, or looks after its place."""
    return can(current_actor(), Permission.LEAD, Led(seen.place, seen.thread))


def address_of(seen: Seen, post: Post) -> str:
    """Return where a post stands."""
    if post.position is None:
        return url_for("threads.show", id=seen.thread.id, page=seen.pages, _anchor=f"held-{post.id}")
    page = reading.page_of_position(post.position)
    return url_for(
        "threads.show", id=seen.thread.id, page=page if page > 1 else None, _anchor=f"p{post.position}"
    )


def post_or_404(id: int, post: int) -> tuple[Seen, Post]:
    """Return a thread and one of its posts."""
    seen = seen_or_404(id)
    return seen, or_404(reading.post_of(post, seen))


def written_or_404(id: int, post: int) -> tuple[Seen, Post]:
    """Return a post that the reader has written, by whatever name."""
    seen, said = post_or_404(id, post)
    if not reading.posts_by_id(seen, [said.id])[0].is_own:
        abort(404)
    return seen, said


def changeable_or_404(id: int, post: int) -> tuple[Seen, Post]:
    """Return a post that the reader may change."""
    seen, said = post_or_404(id, post)
    if not can(current_actor(), Permission.CHANGE, Said(seen.place, said)):
        abort(404)
    return seen, said


def moderated_or_404(id: int, post: int) -> tuple[Seen, Post]:
    """Return a post at a place that the reader looks after."""
    seen, said = post_or_404(id, post)
    if not seen.place.may_moderate:
        abort(404)
    return seen, said


def place_or_404(kind: str, id: int) -> Place:
    """Return a place that the reader may read."""
    if kind not in forums():
        abort(404)
    return or_404(place_of(Ref(kind, id), actor=current_actor(), language=current_language()))


def writable_or_404(kind: str, id: int) -> Place:
    """Return a place where the reader may write."""
    place = place_or_404(kind, id)
    if place.voice is None:
        abort(404)
    return place


def spend_posting(actor: Actor, more: Limit | None = None) -> None:
    """Count one more post by somebody; who came yesterday or today may write but little."""
    spend(POSTING, str(actor.id))
    if more is not None:
        spend(more, str(actor.id))
    if pausing.is_newcomer(actor):
        spend(NEWCOMERS_POSTING, str(actor.id))


def keep_draft(place: Place, form: StartForm, thread_id: int = 0) -> Draft | None:
    """Keep what somebody is writing: a new thread, or an answer."""
    return save_draft(
        place,
        actor=current_actor(),
        title=form.title.data or "",
        text=form.text.data or "",
        is_question=form.is_question.data,
        revision=form.revision.data or 0,
        thread_id=thread_id,
    )


def keep_files(form: ReplyForm, place: Place, thread_id: int = 0) -> bool:
    """Keep the files that were sent along with what is being written; whether all of them could be.

    This commits: call it before anything is written, and load afterwards what is to be changed.
    """
    given = [file for file in form.files.data or () if file and file.filename]
    if not given:
        return True
    try:
        _refuse_unasked(form, len(given))
        actor = current_actor()
        taken = [
            (file.filename, attaching.take(file.read(), name=file.filename, actor=actor, place=place))
            for file in given
        ]
        attaching.attach(place, taken, actor=actor, thread_id=thread_id)
    except InvalidError as error:
        form.refuse(InvalidError("files", error.message) if error.field == "file" else error)
        return False
    return True


def _refuse_unasked(form: ReplyForm, count: int) -> None:
    if not form.may_show.data:
        raise InvalidError("may_show", _("Tick that you may share the files, and choose them once more."))
    if count > attaching.FILES_OF_POST:
        raise attaching.too_many()


def number_asked(name: str, default: int, most: int) -> int:
    """Return a whole number of the address, or the default."""
    text = request.args.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 10 else default


def thread(seen: Seen, form: ReplyForm | None = None, *, previewed: str = "") -> str:
    """Draw the page of a thread."""
    question = request.args.get("q", "")[:200]
    page = number_asked("page", 1, seen.pages) or 1
    posts = reading.found(seen, words) if (words := searched(question)) else reading.posts(seen, page)
    visited = reading.reader(seen)
    draft = draft_of(seen.place, seen.thread.id) if seen.is_writable else None
    if form is None:
        form = ReplyForm(formdata=None, text=draft.text if draft else "")
    return render_template(
        "discussions/thread.html",
        seen=seen,
        thread=seen.thread,
        place=seen.place,
        posts=posts,
        page=page,
        question=question,
        form=form,
        draft=draft,
        files=attaching.of_draft(draft, current_language()),
        preview=render(tidy(previewed)) if previewed else "",
        visited=visited,
        unread=_unread(seen, visited.position if visited else None),
        last_shown=max((post.position or 0 for post in posts), default=0),
        may_lead=may_lead(seen),
        rules=RULES,
        measures=MEASURES,
        pause=pausing.pause_at(seen.place) if seen.is_writable else None,
    )


def _unread(seen: Seen, position: int | None) -> dict[str, Any] | None:
    """Return what is new since the last visit: how many, and where the first of it stands."""
    if position is None or position >= seen.thread.last_position:
        return None
    count = seen.thread.last_position - position
    words = ngettext("%(n)s new post since your last visit", "%(n)s new posts since your last visit", count)
    return {"words": words, "page": reading.page_of_position(position + 1), "position": position + 1}


def drawn(seen: Seen, posts: list[PostView]) -> str:
    """Draw posts alone, as they stand on the page."""
    return render_template(
        "discussions/posts.html",
        thread=seen.thread,
        place=seen.place,
        posts=posts,
        is_writable=seen.is_writable,
        may_lead=may_lead(seen),
        rules=RULES,
        measures=MEASURES,
    )


def mark_of_form() -> str:
    """Return when a form was drawn, so that what a program fills in at once can be told from a person's."""
    return _signer().sign("form").decode()


def refuse_programs(website: str, since: str) -> None:
    """Raise InvalidError where a form was filled in by a program, or lay open for a week."""
    try:
        _text, drawn_at = _signer().unsign(since, max_age=SLOWEST, return_timestamp=True)
    except (BadSignature, SignatureExpired):
        drawn_at = None
    if website or drawn_at is None:
        raise InvalidError("", _("This form has lain here too long. Please send it once more."))
    if (_signer().get_timestamp() - int(drawn_at.timestamp())) < QUICKEST:
        raise InvalidError("", _("That was very quick. Please send it once more."))


def _signer() -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt="discussions.form")
