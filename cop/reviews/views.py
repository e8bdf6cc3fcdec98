"""The desk, requests to review, what one wishes to review, and the audit trail."""

from babel.numbers import format_decimal
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.reviews import offers, pages, requests, trail, waiting
from cop.reviews.candidates import MOST_AT_ONCE
from cop.reviews.enums import AssignmentState, Stage
from cop.reviews.forms import ProfileForm, TrailForm, WordsForm, give_back
from cop.reviews.models import Assignment
from cop.reviews.naming import names_are_shown
from cop.reviews.network import network
from cop.reviews.queries import request_to, sent
from cop.submissions.models import Submission
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import staff

blueprint = Blueprint("reviews", __name__, url_prefix="/<lang:lang>")


@blueprint.app_template_filter("twodecimals")
def two_decimals(value: float) -> str:
    """Write a figure of agreement as the reader's language does: 0.82, 0,82."""
    return str(format_decimal(value, format="0.00", locale=current_language()))


def _page_number() -> int:
    asked = request.args.get("page", "1")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else 1


def _asked_language() -> str:
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else ""


@blueprint.get("/reviews")
@staff(Role.REVIEWER, Role.EDITOR)
def desk() -> str:
    """Show what waits for the reader: as a reviewer, as an editor, or both."""
    actor, language, page = current_actor(), _asked_language(), _page_number()
    asked = request.args.get("stage", "")
    stage = Stage(asked) if asked in set(Stage) else None
    theme = request.args.get("theme", "")
    own = waiting.own_requests(actor) if Role.REVIEWER in actor.roles else []
    return render_template(
        "reviews/desk.html",
        own=own,
        queue=offers.queue(actor, language=language, theme=theme),
        stages=waiting.stages(actor, language=language, stage=stage, page=page),
        stage=stage,
        stage_names=pages.stage_names(),
        stage_links=pages.stage_links(stage, language),
        language=language,
        theme=theme,
        themes=pages.theme_choices() if Role.REVIEWER in actor.roles else [],
        page=page,
        page_size=waiting.PAGE,
        theme_words=pages.theme_words,
        form_path=pages.form_path,
        states=AssignmentState,
    )


@blueprint.get("/reviews/<int:id>/request")
@staff(Role.REVIEWER)
def answer(id: int) -> ResponseReturnValue:
    """Show a case to a reviewer who is asked to review it, or could take it up."""
    assignment, submission = _open_to_reader(id)
    if assignment is not None and assignment.state is AssignmentState.ACCEPTED:
        return redirect(pages.form_path(id), 303)
    value, content = sent(submission)
    return render_template(
        "reviews/desk_request.html",
        names_are_shown=names_are_shown(),
        submission=submission,
        assignment=assignment,
        passages=pages.passages(value, content),
        form=WordsForm(formdata=None),
    )


@blueprint.post("/reviews/<int:id>/request/accept")
@staff(Role.REVIEWER)
def accept(id: int) -> ResponseReturnValue:
    """Say yes to a request, or take a case up."""
    assignment, submission = _open_to_reader(id)
    actor = current_actor()
    if assignment is None:
        requests.take(submission, actor=actor)
    else:
        requests.accept(assignment, actor=actor)
    return redirect(pages.form_path(id), 303)


@blueprint.post("/reviews/<int:id>/request/refuse")
@staff(Role.REVIEWER)
def refuse(id: int) -> ResponseReturnValue:
    """Say no to a request."""
    found = request_to(id, actor=current_actor())
    if found is not None:  # sent twice, the request is not open any more
        requests.refuse(found[0], actor=current_actor(), words=WordsForm().words.data or "")
        flash(_("Thank you for answering. The editor asks somebody else."), "info")
    return redirect(url_for(".desk"), 303)


@blueprint.post("/reviews/<int:id>/request/conflict")
@staff(Role.REVIEWER)
def conflict(id: int) -> ResponseReturnValue:
    """Say that one has a conflict of interest."""
    found = request_to(id, actor=current_actor())
    submission = found[1] if found is not None else offers.offered(id, actor=current_actor())
    if submission is not None:
        requests.declare_conflict(submission, actor=current_actor(), words=WordsForm().words.data or "")
        flash(_("Thank you for saying so. You will not be asked about this case."), "info")
    return redirect(url_for(".desk"), 303)


def _open_to_reader(id: int) -> tuple[Assignment | None, Submission]:
    found = request_to(id, actor=current_actor())
    if found is not None:
        return found
    submission = or_404(offers.offered(id, actor=current_actor()))
    return None, submission


@blueprint.route("/account/reviewing", methods=["GET", "POST"])
@staff(Role.REVIEWER)
def profile() -> ResponseReturnValue:
    """Let a reviewer say what they wish to review, and show how they score beside others."""
    actor, status = current_actor(), 200
    wishes = offers.profile(actor.id or 0)
    form = ProfileForm(
        languages=wishes.languages if wishes else [actor.language],
        themes=wishes.themes if wishes else [],
        most_at_once=wishes.most_at_once if wishes else MOST_AT_ONCE,
    )
    form.offer(pages.theme_choices())
    if form.validate_on_submit():
        try:
            requests.describe_self(
                actor=actor,
                languages=form.languages.data or [],
                themes=form.themes.data or [],
                most_at_once=-1 if form.most_at_once.data is None else form.most_at_once.data,
            )
        except InvalidError as error:
            status = give_back(form, error)
        else:
            flash(_("Your changes are saved."), "info")
            return redirect(url_for(".profile"), 303)
    severity = network().severities.get(actor.id or 0)
    page = render_template("reviews/desk_profile.html", form=form, severity=severity)
    return page, status


@blueprint.get("/desk/audit")
@staff(Role.EDITOR, Role.ADMINISTRATOR)
def audit() -> str:
    """Show who did what, newest first."""
    form = TrailForm(request.args)
    before = request.args.get("before", "")
    asked = {"kind": form.kind.data or "", "key": form.key.data or "", "person": form.person.data or ""}
    found = trail.entries(
        actor=current_actor(),
        before=int(before) if before.isdecimal() and len(before) < 10 else None,
        **asked,
    )
    rows = found[: trail.PAGE]
    return render_template(
        "reviews/desk_audit.html",
        form=form,
        rows=rows,
        older_url=url_for(".audit", before=rows[-1].id, **asked) if len(found) > trail.PAGE else "",  # type: ignore[arg-type]
        is_filtered=any(asked.values()),
    )
