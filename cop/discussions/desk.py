"""The moderators' desk: what is held, reported or objected to, in one list."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core.forums import forums
from cop.core.permissions import Actor, can
from cop.discussions import measures, moderating, pages, reading, waiting
from cop.discussions.content import MEASURES, RULES
from cop.discussions.models import Decision, Post
from cop.discussions.reading import Seen
from cop.discussions.rules import Appealed, Permission
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import members

blueprint = Blueprint("moderation", __name__, url_prefix="/<lang:lang>/desk/moderation")


def _moderator_or_404() -> Actor:
    actor = current_actor()
    if not waiting.moderates_anything(actor):
        abort(404)
    return actor


@blueprint.get("")
@members
def show() -> str:
    """Show what waits, danger first; of one language where one is chosen."""
    actor = _moderator_or_404()
    spoken = request.args.get("in", "")
    spoken = spoken if spoken in LANGUAGES else ""
    return render_template(
        "discussions/desk.html",
        waiting=waiting.waiting_for(actor, current_language(), spoken),
        spoken=spoken,
        rules=RULES,
        measures=MEASURES,
        asking=[one for forum in forums().values() for one in forum.asking(actor, current_language())],
    )


def _back() -> ResponseReturnValue:
    return redirect(url_for(".show"), 303)


@blueprint.post("/<int:id>/<int:post>/let-through")
@members
def let_through(id: int, post: int) -> ResponseReturnValue:
    """Make a post public that was held."""
    seen, said = pages.moderated_or_404(id, post)
    moderating.let_through(seen.thread, said, actor=current_actor(), place=seen.place)
    return _back()


@blueprint.post("/<int:id>/<int:post>/settle")
@members
def settle(id: int, post: int) -> ResponseReturnValue:
    """Say that there is nothing against a post that was reported."""
    seen, said = pages.moderated_or_404(id, post)
    moderating.settle(said, actor=current_actor(), place=seen.place)
    return _back()


def _objection_or_404(id: int, post: int) -> tuple[Seen, Post, Decision]:
    seen, said = pages.moderated_or_404(id, post)
    number = request.form.get("decision", 0, type=int)
    decision = reading.decision_of(number, said)
    if decision is None or not can(current_actor(), Permission.SETTLE_APPEAL, Appealed(seen.place, decision)):
        abort(404)
    return seen, said, decision


@blueprint.post("/<int:id>/<int:post>/grant")
@members
def grant(id: int, post: int) -> ResponseReturnValue:
    """Take a decision back because the writer has objected."""
    seen, said, decision = _objection_or_404(id, post)
    measures.grant(seen.thread, said, decision, actor=current_actor(), place=seen.place)
    return _back()


@blueprint.post("/<int:id>/<int:post>/uphold")
@members
def uphold(id: int, post: int) -> ResponseReturnValue:
    """Let a decision stand although the writer has objected."""
    seen, said, decision = _objection_or_404(id, post)
    moderating.uphold(said, decision, actor=current_actor(), place=seen.place)
    return _back()
