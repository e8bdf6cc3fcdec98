"""The page of a case's files: giving them, saying what they are, removing them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.media import operations as media
from cop.media import queries as media_queries
from cop.media.forms import DescribeForm, UploadForm
from cop.media.models import MediaFile
from cop.submissions import pages, queries
from cop.submissions.content import STATES
from cop.submissions.drafting import refuse_writing
from cop.submissions.models import Submission
from cop.submissions.rules import WRITING_STATES
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import accepts, members

blueprint = Blueprint("submission_files", __name__, url_prefix="/<lang:lang>/submissions/<int:id>/files")


@blueprint.get("")
@members
def show(id: int) -> str:
    """Show the files of a case."""
    return _page(pages.own_or_404(id), UploadForm(formdata=None))


def _page(submission: Submission, form: UploadForm, refused: tuple[int, DescribeForm] | None = None) -> str:
    forms = dict([refused] if refused else [])
    files = media_queries.files_of(queries.KIND, submission.id)
    return render_template(
        "submissions/files.html",
        submission=submission,
        form=form,
        files=[
            (media_queries.card(file, current_language()), forms.get(file.id) or DescribeForm.of(file))
            for file in files
        ],
        is_writable=submission.state in WRITING_STATES,
        state=STATES[submission.state],
    )


@accepts(media.REQUEST_BYTES)
@blueprint.post("")
@members
def add(id: int) -> ResponseReturnValue:
    """Give a file."""
    submission, form, actor = pages.own_or_404(id), UploadForm(), current_actor()
    refuse_writing(submission, actor)
    if form.validate_on_submit():
        name, data = form.file.data.filename or "", form.file.data.read()
        try:
            taken = media.take(data, name=name, actor=actor)
            submission = pages.own_or_404(id)
            refuse_writing(submission, actor)
            file = media.keep(taken, name=name, subject_kind=queries.KIND, subject_id=id, actor=actor)
            media.describe(file, actor=actor, **form.said())
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(_("“%(file)s” was added.", file=file.name), "info")
            return redirect(url_for(".show", id=id, _anchor=f"file-{file.id}"), 303)
    return _page(pages.own_or_404(id), form), 422


def _file_or_404(id: int, file: int) -> tuple[Submission, MediaFile]:
    submission = pages.own_or_404(id)
    found = or_404(media_queries.file_of(file, queries.KIND, id))
    refuse_writing(submission, current_actor())
    return submission, found


@blueprint.post("/<int:file>")
@members
def describe(id: int, file: int) -> ResponseReturnValue:
    """Say whose a file is, whom it shows, and what is to be seen on it."""
    submission, found = _file_or_404(id, file)
    form = DescribeForm.of(found)
    if form.validate_on_submit():
        try:
            media.describe(found, actor=current_actor(), **form.said())
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(_("Saved."), "info")
            return redirect(url_for(".show", id=id, _anchor=f"file-{file}"), 303)
    return _page(submission, UploadForm(formdata=None), (file, form)), 422


@blueprint.post("/<int:file>/remove")
@members
def remove(id: int, file: int) -> ResponseReturnValue:
    """Take a file from the case."""
    _submission, found = _file_or_404(id, file)
    name = found.name
    media.remove(found, actor=current_actor())
    flash(_("“%(file)s” was removed.", file=name), "info")
    return redirect(url_for(".show", id=id), 303)
