"""The editors' pages: putting an issue together, and letting it go out. All of it works without a script."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core.db import db, now
from cop.core.errors import ConflictError, CopError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import Limit, spend
from cop.core.permissions import Role
from cop.core.records import kinds
from cop.newsletter import choosing, deliveries, holding, mailing, operations, queries, reading
from cop.newsletter.content import AUDIENCES, FIELDS, MOST_NUMBER, STATES
from cop.newsletter.deliveries import Counts
from cop.newsletter.enums import IssueState, Mailing, Purpose
from cop.newsletter.forms import topics
from cop.newsletter.models import Issue
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import staff

blueprint = Blueprint("newsletter_desk", __name__, url_prefix="/<lang:lang>/desk/newsletter")

TESTING = Limit("newsletter.test", 30, 3600)


@blueprint.get("")
@staff(Role.EDITOR)
def issues() -> str:
    """List all issues."""
    found = queries.listed(actor=current_actor(), language=current_language())
    return render_template("newsletter_desk/issues.html", issues=found, states=STATES)


@blueprint.post("")
@staff(Role.EDITOR)
def begin() -> ResponseReturnValue:
    """Begin an issue."""
    issue = operations.begin(actor=current_actor(), language=current_language())
    return redirect(url_for(".show", number=issue.number), 303)


@blueprint.get("/<int:number>")
@staff(Role.EDITOR)
def show(number: int) -> str:
    """Show what an issue is put together from, what is untranslated, and where it stands."""
    issue = issue_or_404(number)
    language = current_language()
    text = request.args.get("q", "")
    page = reading.page(issue, language=language)
    titles = {block.key: block.card.title if block.card else "" for block in page.blocks}
    return render_template(
        "newsletter_desk/issue.html",
        issue=issue,
        page=page,
        text=text,
        found=choosing.find(text, language),
        editions={edition.language: edition for edition in issue.editions},
        missing=reading.missing(issue),
        fields=FIELDS,
        titles=titles,
        state=STATES[issue.state],
        audiences=AUDIENCES,
        topics=topics(),
        is_draft=issue.state is IssueState.DRAFT,
        is_scheduled=issue.state is IssueState.SCHEDULED,
        is_public=page.is_public,
        sent_since=holding.sent_since(issue) if issue.held_at else [],
        readers=deliveries.readers(deliveries.audience(issue)),
        misled=deliveries.readers(deliveries.misled(issue)) if page.is_public else 0,
        mailings=_mailings(issue),
        actor=current_actor(),
        kind_names={kind.kind: kind.label for kind in kinds().values()},
    )


@blueprint.post("/<int:number>/settle")
@staff(Role.EDITOR)
def settle(number: int) -> ResponseReturnValue:
    """Set number, audience and topics."""
    wanted = request.form.get("number", "")
    if not wanted.isascii() or not wanted.isdecimal() or not 0 < int(wanted[:9]) <= MOST_NUMBER:
        wanted = str(number)
    purpose = request.form.get("purpose", "")

    def change(issue: Issue) -> None:
        operations.settle(
            issue,
            actor=current_actor(),
            version=_version(),
            purpose=purpose if purpose in set(Purpose) else issue.purpose,
            topics=[t for t in request.form.getlist("topics") if t in {str(c.value) for c in topics()}],
            number=int(wanted),
        )

    return _changed(number, change)


@blueprint.post("/<int:number>/blocks")
@staff(Role.EDITOR)
def add(number: int) -> ResponseReturnValue:
    """Put a record into the issue."""
    kind, _colon, id = request.form.get("record", "").partition(":")
    card = choosing.public(kind, int(id), current_language()) if id.isdecimal() and len(id) < 10 else None

    def change(issue: Issue) -> None:
        if card is None:
            raise InvalidError("record", _("There is no such record, or it is not public."))
        operations.add_block(issue, card.ref, actor=current_actor(), version=_version())

    return _changed(number, change)


@blueprint.post("/<int:number>/blocks/<key>/move")
@staff(Role.EDITOR)
def move(number: int, key: str) -> ResponseReturnValue:
    """Move a record up or down."""
    by = -1 if request.form.get("by") == "up" else 1
    return _changed(
        number,
        lambda issue: operations.move_block(issue, key, actor=current_actor(), version=_version(), by=by),
        anchor=f"block-{key}",
    )


@blueprint.post("/<int:number>/blocks/<key>/remove")
@staff(Role.EDITOR)
def remove(number: int, key: str) -> ResponseReturnValue:
    """Take a record out."""
    return _changed(
        number,
        lambda issue: operations.remove_block(issue, key, actor=current_actor(), version=_version()),
    )


@blueprint.post("/<int:number>/test")
@staff(Role.EDITOR)
def test(number: int) -> ResponseReturnValue:
    """Send an edition to one address."""
    spend(TESTING, str(current_actor().id))
    language = request.form.get("language", "")

    def change(issue: Issue) -> None:
        to = request.form.get("email", "")
        mailing.send_test(issue, actor=current_actor(), to=to, language=language)
        flash(_("The test is on its way."), "info")

    return _changed(number, change, anchor="sending")


@blueprint.post("/<int:number>/schedule")
@staff(Role.EDITOR)
def schedule(number: int) -> ResponseReturnValue:
    """Let the issue go out at a moment, in the editor's own time."""

    def change(issue: Issue) -> None:
        mailing.schedule(issue, actor=current_actor(), version=_version(), at=_moment())

    return _changed(number, change, anchor="sending")


def _moment() -> datetime:
    text = request.form.get("at", "")
    if not text:
        return now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidError("at", _("Choose a day and a time.")) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(current_actor().timezone or "UTC"))
    return moment.astimezone(UTC)


@blueprint.post("/<int:number>/take-back")
@staff(Role.EDITOR)
def take_back(number: int) -> ResponseReturnValue:
    """Make a scheduled issue a draft again."""
    return _changed(number, lambda issue: mailing.take_back(issue, actor=current_actor()), anchor="sending")


@blueprint.post("/<int:number>/go-on")
@staff(Role.EDITOR)
def go_on(number: int) -> ResponseReturnValue:
    """Let an issue that is held go its way."""
    return _changed(number, lambda issue: mailing.go_on(issue, actor=current_actor()), anchor="sending")


@blueprint.post("/<int:number>/close")
@staff(Role.EDITOR)
def close(number: int) -> ResponseReturnValue:
    """Say of an issue that is held that it has gone out."""
    return _changed(number, lambda issue: mailing.close(issue, actor=current_actor()), anchor="sending")


@blueprint.post("/<int:number>/correct")
@staff(Role.EDITOR)
def correct(number: int) -> ResponseReturnValue:
    """Put a notice above an issue that has gone out."""
    texts = {code: request.form.get(f"correction-{code}", "") for code in LANGUAGES}
    return _changed(
        number,
        lambda issue: operations.correct(issue, texts, actor=current_actor()),
        anchor="correction",
    )


@blueprint.post("/<int:number>/correct/send")
@staff(Role.EDITOR)
def send_correction(number: int) -> ResponseReturnValue:
    """Mail the correction to those who got the issue."""

    def change(issue: Issue) -> None:
        if mailing.send_correction(issue, actor=current_actor()):
            flash(_("The correction is on its way."), "info")

    return _changed(number, change, anchor="correction")


def _mailings(issue: Issue) -> list[tuple[str, Counts]]:
    """Return what has gone out of an issue, each with its figures."""
    names = {Mailing.ISSUE: _("The issue"), Mailing.CORRECTION: _("The correction")}
    return [(names[what], figures) for what, figures in deliveries.counts(issue.id).items() if figures.all]


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _changed(number: int, change: Callable[[Issue], None], anchor: str = "") -> Response:
    """Do it and lead back to the issue; what stands in the way is told there."""
    issue = issue_or_404(number)
    try:
        change(issue)
    except (InvalidError, ConflictError) as error:
        db.session.rollback()
        flash(_told(error), "warning")
        issue = issue_or_404(number)
    return redirect(url_for(".show", number=issue.number, _anchor=anchor or None), 303)  # type: ignore[return-value]


def _told(error: CopError) -> str:
    if isinstance(error, operations.ChangedError):
        return _("Somebody else has changed this issue in the meantime. Look at it and try again.")
    return error.message


def issue_or_404(number: int) -> Issue:
    """Return an issue that the editor may see."""
    return or_404(queries.by_number(number, actor=current_actor()))
