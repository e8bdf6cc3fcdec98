"""The pages of proposals: beginning, my submissions, one submission, and what is said about it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.core import links
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import Limit, spend
from cop.core.permissions import can
from cop.core.records import Ref
from cop.core.submittable import Submittable, Widget
from cop.media import queries as media
from cop.submissions import cards, drafting, operations, pages, queries
from cop.submissions.content import STATES, WAYS
from cop.submissions.enums import Audience, Way
from cop.submissions.forms import BeginForm, MessageForm, kinds
from cop.submissions.models import Submission
from cop.submissions.rules import ALLOWED, WRITING_STATES, Permission
from cop.vocabulary.queries import vocabulary
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import members, open_to_all

blueprint = Blueprint("submissions", __name__, url_prefix="/<lang:lang>")

LONGEST_SLUG = 120
BEGINNING = Limit("submissions.begin", 10, 86_400)


def _begin_form() -> BeginForm:
    form = BeginForm(language=current_language())
    known = queries.submittables()
    form.kind.choices = kinds(known)
    wished = request.args.get("kind", "")
    form.kind.data = form.kind.data or next(
        (v.kind for v in known if v.kind == wished), known[0].kind if known else None
    )
    return form


def _chosen(kind: str, given: Mapping[str, str], prefix: str = "") -> dict[str, str]:
    """Return the answers that an invitation has chosen already, by question: one concept each."""
    value = next((value for value in queries.submittables() if value.kind == kind), None)
    asked = value.questions if value is not None else ()
    return {
        q.key: slug
        for q in asked
        if q.concept_kind and (slug := given.get(prefix + q.key, "")) and len(slug) <= LONGEST_SLUG
    }


def _invited(kind: str, given: Mapping[str, str], prefix: str = "") -> dict[str, Any]:
    """Return what is chosen already, for the form and in words for whoever reads it."""
    chosen, words = _chosen(kind, given, prefix), vocabulary()
    labels = [words.label(slug, current_language()) for slug in chosen.values() if words.get(slug)]
    return {"chosen": chosen, "chosen_labels": labels}


def _answer_chosen(submission: Submission) -> None:
    value = queries.submittable(submission.kind)
    asked = {question.key: question for question in value.questions}
    for key, slug in _chosen(submission.kind, request.form, "chosen-").items():
        answer = [slug] if asked[key].widget is Widget.CONCEPTS else slug
        try:
            drafting.save_answer(
                submission, actor=current_actor(), language="", question=key, value=answer, revision=0
            )
        except (InvalidError, drafting.AnswerConflictError):
            continue  # an address that somebody has changed; or the form was sent twice


@blueprint.get("/submit")
@open_to_all
def submit() -> str:
    """Explain how a case is told, and let members begin."""
    form = _begin_form()
    return render_template(
        "submissions/begin.html",
        form=form,
        is_member=current_actor().is_member,
        **_invited(form.kind.data or "", request.args),
        next_path=quote(request.full_path.rstrip("?")),
    )


@blueprint.post("/submit")
@members
def begin() -> ResponseReturnValue:
    """Begin a draft."""
    form, actor = _begin_form(), current_actor()
    if form.validate_on_submit():
        spend(BEGINNING, str(actor.id))
        try:
            submission = drafting.begin(
                form.kind.data or "",
                actor=actor,
                language=form.language.data or "",
                title=form.title.data or "",
                way=Way(form.way.data),
                key=form.key.data,
            )
        except InvalidError as error:
            form.refuse(error)
        else:
            _answer_chosen(submission)
            return redirect(url_for(".show", id=submission.id), 303)
    invited = _invited(form.kind.data or "", request.form, "chosen-")
    return render_template("submissions/begin.html", form=form, is_member=True, **invited), 422


@blueprint.get("/submit/<kind>/<slug>")
@members
def change(kind: str, slug: str) -> str:
    """Ask whether a change of a public record is to be begun."""
    value = _changeable(kind, slug)
    source_language, given = value.answers_of(slug)
    title = str(given.get(source_language, {}).get(drafting.TITLE, slug))
    endpoint, arguments = value.address(slug)
    return render_template(
        "submissions/change.html",
        kind=kind,
        slug=slug,
        title=title,
        address=url_for(endpoint, **arguments),  # type: ignore[arg-type]
    )


@blueprint.post("/submit/<kind>/<slug>")
@members
def begin_change(kind: str, slug: str) -> ResponseReturnValue:
    """Begin a change of a public record."""
    _changeable(kind, slug)
    spend(BEGINNING, str(current_actor().id))
    submission = drafting.begin_change(kind, slug, actor=current_actor())
    return redirect(url_for(".show", id=submission.id), 303)


def _changeable(kind: str, slug: str) -> Submittable:
    value = next((value for value in queries.submittables() if value.kind == kind), None)
    if value is None or not value.may_change(current_actor(), slug):
        abort(404)
    return value


@blueprint.get("/submissions")
@members
def mine() -> str:
    """List one's own submissions."""
    return render_template(
        "submissions/mine.html",
        rows=[(row, pages.next_step(row), pages.holder(row)) for row in cards.mine(current_actor())],
        states=STATES,
        ways=WAYS,
    )


@blueprint.get("/submissions/<int:id>")
@members
def show(id: int) -> str:
    """Show where a submission stands, what is in it, and what to do next."""
    return _page(pages.visible_or_404(id), MessageForm())


def _page(submission: Submission, form: MessageForm) -> str:
    actor = current_actor()
    is_author = can(actor, Permission.WRITE, submission)
    seen = queries.seen_event(submission, actor)
    entries = queries.timeline(submission, actor=actor, seen=seen)
    answers = queries.answers(submission.id) if is_author else {}
    proposals = queries.proposals(submission.id) if is_author else []
    value = queries.submittable(submission.kind)
    return render_template(
        "submissions/show.html",
        submission=submission,
        kind_label=value.label,
        form=form,
        is_author=is_author,
        is_owner=can(actor, Permission.MANAGE_AUTHORS, submission),
        is_writable=is_author and submission.state in WRITING_STATES,
        is_self_description=submission.way is Way.SELF_DESCRIPTION,
        is_reviewed=not value.is_self_description,
        linked=links.groups(Ref(queries.KIND, submission.id), actor=actor, language=current_language()),
        may_note=can(actor, Permission.NOTE, submission),
        next_states=ALLOWED[submission.state],
        sections=pages.task_list(submission, answers, proposals) if is_author else [],
        gaps=pages.gap_meter(submission, answers) if is_author else [],
        waiting=sum(1 for p in proposals if p.state == "open"),
        files=len(media.files_of(queries.KIND, submission.id)) if is_author else 0,
        authors=queries.authors(submission.id),
        entries=[(entry, pages.happening(entry)) for entry in entries],
        unread=sum(entry.is_new for entry in entries) if is_author else 0,
        last_entry=entries[0].id if entries else 0,
        state=STATES[submission.state],
        is_asked=pages.is_asked(submission),
        next_step=pages.next_step(submission),
        public_address=_public_address(submission, value),
    )


def _public_address(submission: Submission, value: Submittable) -> str:
    if submission.target_slug and (submission.is_change or submission.state == "published"):
        endpoint, arguments = value.address(submission.target_slug)
        return url_for(endpoint, **arguments)  # type: ignore[arg-type]
    return ""


@blueprint.post("/submissions/<int:id>/messages")
@members
def say(id: int) -> ResponseReturnValue:
    """Write a message."""
    submission, form = pages.visible_or_404(id), MessageForm()
    if form.validate_on_submit():
        audience = Audience.EDITORS if form.to_editors.data else Audience.AUTHORS
        try:
            operations.say(submission, actor=current_actor(), words=form.words.data or "", audience=audience)
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(_("Your message was sent."), "info")
            return redirect(url_for(".show", id=id, _anchor="messages"), 303)
    return _page(submission, form), 422


@blueprint.post("/submissions/<int:id>/seen")
@members
def seen(id: int) -> ResponseReturnValue:
    """Note that the messages have been read."""
    up_to = request.form.get("up_to", 0, type=int)
    operations.mark_read(pages.own_or_404(id), actor=current_actor(), up_to=up_to)
    return redirect(url_for(".show", id=id, _anchor="messages"), 303)
