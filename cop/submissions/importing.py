"""The pages of documents: uploading one, what was noticed in it, and what it proposes."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.i18n import ngettext
from cop.core.limits import Limit, spend
from cop.documents.reading import read
from cop.media import operations as media
from cop.submissions import pages, proposing, queries
from cop.submissions.content import STATES
from cop.submissions.drafting import AnswerConflictError, refuse_writing
from cop.submissions.enums import ProposalState, Way
from cop.submissions.findings import sentence
from cop.submissions.forms import DocumentForm
from cop.submissions.models import Answer, Proposal, Submission
from cop.submissions.rules import WRITING_STATES
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import accepts, members

blueprint = Blueprint("submission_documents", __name__, url_prefix="/<lang:lang>/submissions/<int:id>")

READING = Limit("submissions.read_document", 30, 3600)
REQUEST_BYTES = 21 * 1024 * 1024


@blueprint.get("/documents")
@members
def show(id: int) -> str:
    """Show what documents propose, and take another one."""
    submission = pages.own_or_404(id)
    form = DocumentForm(formdata=None, language=submission.source_language)
    return _page(submission, form)


def _page(submission: Submission, form: DocumentForm) -> str:
    proposals = queries.proposals(submission.id)
    answers = queries.answers(submission.id)
    language = current_language()
    return render_template(
        "submissions/documents.html",
        submission=submission,
        form=form,
        sections=_by_state(submission, proposals, answers, language, ProposalState.OPEN),
        settled=_by_state(submission, proposals, answers, language, ProposalState.ACCEPTED)
        + _by_state(submission, proposals, answers, language, ProposalState.DROPPED),
        waiting=sum(1 for p in proposals if p.state is ProposalState.OPEN),
        reports=[
            (report, [sentence(finding) for finding in report.findings])
            for report in queries.reports(submission.id)
        ],
        questions=proposing.placeable(submission),
        is_self_description=submission.way is Way.SELF_DESCRIPTION,
        is_writable=submission.state in WRITING_STATES,
        state=STATES[submission.state],
    )


def _by_state(
    submission: Submission,
    proposals: Sequence[Proposal],
    answers: Mapping[queries.Key, Answer],
    language: str,
    state: ProposalState,
) -> list[tuple[str, str, list[pages.ProposalCard]]]:
    chosen = [proposal for proposal in proposals if proposal.state is state]
    return pages.proposal_cards(submission, chosen, answers, language)


@accepts(REQUEST_BYTES)
@blueprint.post("/documents")
@members
def upload(id: int) -> ResponseReturnValue:
    """Read a document and propose its passages."""
    submission, form = pages.own_or_404(id), DocumentForm()
    if not form.validate_on_submit():
        return _page(submission, form), 422
    actor = current_actor()
    refuse_writing(submission, actor)
    name, data = form.file.data.filename or "", form.file.data.read()
    # Reading takes seconds: nobody who writes may wait for it, so nothing is open meanwhile.
    spend(READING, str(actor.id))
    try:
        taken = media.take(data, name=name, actor=actor)
        document = read(data, name=name)
        submission = pages.own_or_404(id)
        report = proposing.take_document(
            submission, actor=actor, document=document, name=name, language=form.language.data
        )
        media.keep(taken, name=name, subject_kind=queries.KIND, subject_id=id, actor=actor)
    except InvalidError as error:
        form.refuse(error)
        return _page(pages.own_or_404(id), form), 422
    flash(_("“%(file)s” was read. Look at what it proposes.", file=report.file_name), "info")
    return redirect(url_for(".show", id=id), 303)


@blueprint.post("/documents/from-self-description")
@members
def from_self_description(id: int) -> ResponseReturnValue:
    """Propose the answers of the self-description as parts of the record."""
    count = proposing.propose_from_self_description(pages.own_or_404(id), actor=current_actor())
    flash(
        ngettext(
            "%(n)s proposal was made from your answers.",
            "%(n)s proposals were made from your answers.",
            count,
        ),
        "info",
    )
    return redirect(url_for(".show", id=id), 303)


def _proposal_or_404(id: int, proposal: int) -> tuple[Submission, Proposal]:
    submission = pages.own_or_404(id)
    found = or_404(queries.proposal(id, proposal))
    return submission, found


@blueprint.post("/proposals/<int:proposal>/accept")
@members
def accept(id: int, proposal: int) -> ResponseReturnValue:
    """Take a proposal as the answer, or add it to the answer."""
    submission, found = _proposal_or_404(id, proposal)
    key = request.form.get("question", "") or found.question
    try:
        proposing.accept_proposal(submission, found, actor=current_actor(), question=key)
    except AnswerConflictError as conflict:
        question = or_404(queries.question_of(submission, key))
        return pages.conflict(submission, question, conflict), 409
    except InvalidError as error:
        flash(error.message, "warning")
    return redirect(url_for(".show", id=id, _anchor=_next_anchor(submission, found)), 303)


def _next_anchor(submission: Submission, settled: Proposal) -> str:
    """Return where the reader goes on: at the next open proposal."""
    later = [
        p.id for p in queries.proposals(submission.id) if p.state is ProposalState.OPEN and p.id > settled.id
    ]
    return f"proposal-{later[0]}" if later else "proposals"


@blueprint.post("/proposals/<int:proposal>/drop")
@members
def drop(id: int, proposal: int) -> ResponseReturnValue:
    """Put a proposal aside."""
    submission, found = _proposal_or_404(id, proposal)
    proposing.drop_proposal(submission, found, actor=current_actor())
    return redirect(url_for(".show", id=id, _anchor=_next_anchor(submission, found)), 303)


@blueprint.post("/proposals/<int:proposal>/undo")
@members
def undo(id: int, proposal: int) -> ResponseReturnValue:
    """Open a proposal again."""
    submission, found = _proposal_or_404(id, proposal)
    try:
        proposing.undo_proposal(submission, found, actor=current_actor())
    except AnswerConflictError as conflict:
        raise ConflictError(
            _("The answer has been changed since. Change it on its own page; its versions are kept there.")
        ) from conflict
    return redirect(url_for(".show", id=id, _anchor=f"proposal-{found.id}"), 303)


@blueprint.post("/proposals/accept-section")
@members
def accept_section(id: int) -> ResponseReturnValue:
    """Accept all that is proposed for one section."""
    submission = pages.own_or_404(id)
    section = request.form.get("section", "")
    taken, left = proposing.accept_section(submission, section, actor=current_actor())
    flash(ngettext("%(n)s proposal was accepted.", "%(n)s proposals were accepted.", taken), "info")
    if left:
        flash(
            ngettext(
                "%(n)s proposal needs your eyes: its question takes only one answer.",
                "%(n)s proposals need your eyes: their questions take only one answer.",
                left,
            ),
            "warning",
        )
    return redirect(url_for(".show", id=id, _anchor="proposals"), 303)
