"""The editors' desk of social results: the list, what one is called, and what authors propose."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from cop.cases import cards, listing, outcomes, results
from cop.cases.enums import ProposalState
from cop.cases.forms import AnotherForm, ReasonForm, ResultForm
from cop.cases.models import ProposedResult
from cop.cases.outcomes import ResultConflictError
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import VISITOR, Role
from cop.vocabulary.models import Concept
from cop.vocabulary.queries import cache, load
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import staff

blueprint = Blueprint("results_desk", __name__, url_prefix="/<lang:lang>/desk/results")

T = TypeVar("T")


@blueprint.before_request
def _see_own_changes() -> None:
    cache.clear()  # readers may see a name a second late; whoever has just given it may not


def _looked_up(query: Select[T]) -> T:
    """Return what is asked for, locked where it is to be changed."""
    return or_404(db.session.scalar(query if request.method == "GET" else query.with_for_update()))


def _concept_or_404(slug: str) -> Concept:
    return _looked_up(select(Concept).where(Concept.slug == slug, Concept.kind == outcomes.KIND))


def _proposal_or_404(number: int) -> ProposedResult:
    return _looked_up(select(ProposedResult).where(ProposedResult.id == number))


@blueprint.get("")
@staff(Role.EDITOR)
def show() -> str:
    """List all results, and what authors propose."""
    rows = listing.result_rows(current_language())
    proposed = list(results.proposals())
    ids = sorted({id for one in proposed for id in one.cases})
    known = {card.id: card for card in cards.cards(ids, actor=VISITOR, language=current_language())}
    return render_template(
        "cases/results_desk.html",
        offered=[row for row in rows if not row.is_retired and not row.replaced_by],
        retired=[row for row in rows if row.is_retired and not row.replaced_by],
        replaced=[row for row in rows if row.replaced_by],
        waiting=[one for one in proposed if one.state is ProposalState.WAITING],
        decided=[one for one in proposed if one.state is not ProposalState.WAITING],
        cases=known,
    )


@blueprint.get("/new")
@staff(Role.EDITOR)
def new() -> str:
    """Show the form for a new result."""
    return render_template("cases/result_new.html", form=ResultForm(formdata=None))


@blueprint.post("/new")
@staff(Role.EDITOR)
def add() -> ResponseReturnValue:
    """Put a result on the list."""
    form = ResultForm()
    try:
        concept = outcomes.add(form.said(), actor=current_actor())
    except InvalidError as error:
        form.refuse(error)
        return render_template("cases/result_new.html", form=form), error.status
    flash(_("It stands on the list now."), "info")
    return redirect(url_for(".edit", slug=concept.slug), 303)


def _others(concept: Concept | None = None) -> list[tuple[str, str]]:
    language = current_language()
    offered = load().of_kind(outcomes.KIND)
    pairs = [(c.slug, c.label(language)) for c in offered if concept is None or c.slug != concept.slug]
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def _chosen(form: AnotherForm) -> Concept:
    concept = db.session.scalar(select(Concept).where(Concept.slug == (form.slug.data or "")))
    if concept is None:
        raise InvalidError("slug", _("Choose one that stands on the list."))
    return concept


def _page(concept: Concept, **given: Any) -> str:
    known = load()
    row = next(row for row in listing.result_rows(current_language()) if row.slug == concept.slug)
    values: dict[str, Any] = {
        "form": ResultForm.of(known.concepts[concept.slug], concept.version),
        "merge_form": AnotherForm.among(_others(concept), formdata=None),
        "conflict": None,
        "present": known.concepts[concept.slug].words,
    }
    return render_template("cases/result_edit.html", concept=concept, row=row, **(values | given))


@blueprint.get("/<slug>")
@staff(Role.EDITOR)
def edit(slug: str) -> str:
    """Show what a result is called, which cases show it, and what can be done with it."""
    return _page(_concept_or_404(slug))


@blueprint.post("/<slug>")
@staff(Role.EDITOR)
def rename(slug: str) -> ResponseReturnValue:
    """Let a result be called otherwise."""
    concept, form = _concept_or_404(slug), ResultForm()
    try:
        outcomes.rename(concept, form.said(), actor=current_actor(), version=form.version.data or 0)
    except ResultConflictError as conflict:
        form.version.raw_data = [str(concept.version)]
        return _page(concept, form=form, conflict=conflict), conflict.status
    except InvalidError as error:
        form.refuse(error)
        return _page(concept, form=form), error.status
    flash(_("Saved. Pages and filters show the new name within a second or two."), "info")
    return redirect(url_for(".edit", slug=slug), 303)


@blueprint.post("/<slug>/merge")
@staff(Role.EDITOR)
def merge(slug: str) -> ResponseReturnValue:
    """Let another result stand for this one."""
    concept = _concept_or_404(slug)
    form = AnotherForm.among(_others(concept))
    try:
        outcomes.merge(concept, _chosen(form), actor=current_actor())
    except InvalidError as error:
        form.refuse(InvalidError("slug", error.message))
        return _page(concept, merge_form=form), error.status
    flash(
        _("Put together: all its cases show the other result now. You can take them apart again here."),
        "info",
    )
    return redirect(url_for(".edit", slug=slug), 303)


def _act(slug: str, operation: Callable[..., Concept], told: str) -> ResponseReturnValue:
    operation(_concept_or_404(slug), actor=current_actor())
    flash(told, "info")
    return redirect(url_for(".edit", slug=slug), 303)


@blueprint.post("/<slug>/part")
@staff(Role.EDITOR)
def part(slug: str) -> ResponseReturnValue:
    """Let a result stand for itself again."""
    return _act(slug, outcomes.part, _("It stands for itself again."))


@blueprint.post("/<slug>/retire")
@staff(Role.EDITOR)
def retire(slug: str) -> ResponseReturnValue:
    """Offer a result no longer."""
    return _act(slug, outcomes.retire, _("It is no longer offered. Cases that have it keep it."))


@blueprint.post("/<slug>/bring-back")
@staff(Role.EDITOR)
def bring_back(slug: str) -> ResponseReturnValue:
    """Offer a result again."""
    return _act(slug, outcomes.bring_back, _("It is offered again."))


def _proposal_page(proposal: ProposedResult, **given: Any) -> str:
    language = current_language()
    ids = results.proposing(proposal.id)
    values: dict[str, Any] = {
        "form": ResultForm.proposing(proposal.language, proposal.words),
        "same_form": AnotherForm.among(_others(), formdata=None),
        "reason_form": ReasonForm(formdata=None),
    }
    return render_template(
        "cases/result_proposal.html",
        proposal=proposal,
        cases=cards.cards(ids, actor=VISITOR, language=language),
        label=load().label(proposal.slug, language) if proposal.slug else "",
        **(values | given),
    )


@blueprint.get("/proposals/<int:number>")
@staff(Role.EDITOR)
def proposal(number: int) -> str:
    """Show what an author proposes, and what can be decided."""
    return _proposal_page(_proposal_or_404(number))


@blueprint.post("/proposals/<int:number>/add")
@staff(Role.EDITOR)
def accept_new(number: int) -> ResponseReturnValue:
    """Put what is proposed on the list."""
    found, form = _proposal_or_404(number), ResultForm()
    try:
        concept = outcomes.accept_new(found, form.said(), actor=current_actor())
    except InvalidError as error:
        form.refuse(error)
        return _proposal_page(found, form=form), error.status
    flash(_("It stands on the list now."), "info")
    return redirect(url_for(".edit", slug=concept.slug), 303)


@blueprint.post("/proposals/<int:number>/same")
@staff(Role.EDITOR)
def accept(number: int) -> ResponseReturnValue:
    """Say which result of the list is meant."""
    found, form = _proposal_or_404(number), AnotherForm.among(_others())
    try:
        outcomes.accept(found, _chosen(form), actor=current_actor())
    except InvalidError as error:
        form.refuse(error)
        return _proposal_page(found, same_form=form), error.status
    flash(_("Cases with these words show that result now."), "info")
    return redirect(url_for(".show"), 303)


@blueprint.post("/proposals/<int:number>/decline")
@staff(Role.EDITOR)
def decline(number: int) -> ResponseReturnValue:
    """Keep a proposal off the list."""
    found, form = _proposal_or_404(number), ReasonForm()
    try:
        outcomes.decline(found, actor=current_actor(), reason=form.reason.data or "")
    except InvalidError as error:
        form.refuse(error)
        return _proposal_page(found, reason_form=form), error.status
    flash(_("It does not come onto the list."), "info")
    return redirect(url_for(".show"), 303)


@blueprint.post("/proposals/<int:number>/reopen")
@staff(Role.EDITOR)
def reopen(number: int) -> ResponseReturnValue:
    """Let it be decided anew."""
    outcomes.reopen(_proposal_or_404(number), actor=current_actor())
    return redirect(url_for(".proposal", number=number), 303)
