"""The pages of documents: reading one, what was noticed in it, and what it proposes for a module."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.core.i18n import ngettext
from cop.core.limits import Limit, spend
from cop.core.permissions import Role
from cop.documents.contract import FindingKind
from cop.documents.reading import read
from cop.learning import drafts, proposing
from cop.learning.drafts import DRAFTS
from cop.learning.enums import PartKind, ProposalState
from cop.learning.forms import DocumentForm
from cop.learning.models import ModuleDraft, PartProposal
from cop.learning.proposing import TO_COMPLETE
from cop.learning.sentences import FIELDS, ONE, shown
from cop.media.operations import REQUEST_BYTES
from cop.records.desk import frame
from cop.records.drafting import PartConflictError
from cop.records.drafts import title_of
from cop.submissions.findings import Sentence, sentence
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import accepts, staff

blueprint: Final = Blueprint(
    "learning_documents", __name__, url_prefix="/<lang:lang>/learn/desk/<slug>/<code>/documents"
)
READING: Final = Limit("learning.read_document", 30, 3600)
_ADVICE: Final = {
    FindingKind.MISSING_FIGURE: _l(
        "It is proposed as a figure: add the picture, or let it say that it is missing."
    ),
    FindingKind.PICTURE_LEFT_OUT: _l("Add it as a figure, with its rights and what is to be seen."),
    FindingKind.BROKEN_WORD: _l("Correct it in the section."),
    FindingKind.MIXED_LANGUAGES: _l("Put each language into its own edition."),
    FindingKind.TOO_MANY: _l("Upload the rest by itself."),
}
"""What an editor of a module does; the other findings say it as everywhere."""


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal as the page shows it; `choices` are parts in whose place it may be put."""

    id: int
    kind: PartKind
    label: str
    heading: str
    place: str
    fields: list[tuple[str, str, str]]
    is_to_complete: bool
    may_be_new: bool
    choices: list[tuple[str, str]]
    chosen: str
    state: ProposalState


def _draft_or_404(slug: str, code: str) -> ModuleDraft:
    draft = drafts.by_slug(slug, actor=current_actor())
    if draft is None or code not in LANGUAGES:
        abort(404)
    return draft


@blueprint.get("")
@staff(Role.EDITOR)
def show(slug: str, code: str) -> str:
    """Show what documents propose, and take another one."""
    return _page(_draft_or_404(slug, code), code, DocumentForm(formdata=None))


def _page(draft: ModuleDraft, code: str, form: DocumentForm) -> str:
    rows = drafts.parts(draft)
    cards = _cards(draft, rows, code)
    return render_template(
        "learning/desk_documents.html",
        **frame(DRAFTS),
        draft=draft,
        code=code,
        title=title_of(draft, rows, current_language())[1],
        form=form,
        waiting=[card for card in cards if card.state is ProposalState.OPEN],
        settled=[card for card in cards if card.state is not ProposalState.OPEN],
        reports=[
            (report, [_sentence(finding) for finding in report.findings])
            for report in proposing.imports(draft, code)
        ],
    )


def _sentence(finding: dict[str, Any]) -> Sentence:
    said = sentence(finding)
    advice = _ADVICE.get(FindingKind(finding["kind"]))
    return replace(said, advice=str(advice)) if advice else said


def _cards(draft: ModuleDraft, rows: list[Any], code: str) -> list[Card]:
    choices = {
        kind: proposing.to_choose(draft, rows, kind)
        for kind in (PartKind.SECTIONS, PartKind.TERMS, PartKind.QUESTIONS)
    }
    is_original = code == draft.source_language
    seen: dict[PartKind, int] = {}
    found = []
    for one in proposing.proposals(draft, code):
        own = choices.get(one.kind, [])
        n = seen[one.kind] = seen.get(one.kind, -1) + 1
        found.append(
            Card(
                id=one.id,
                kind=one.kind,
                label=_label(one),
                heading=one.heading,
                place=_place(one),
                fields=_fields(one),
                is_to_complete=one.kind in TO_COMPLETE,
                may_be_new=is_original or one.kind not in choices,
                choices=[] if one.kind in TO_COMPLETE else own,
                # The third section of a translation most likely translates the third one.
                chosen="" if is_original or n >= len(own) else own[n][0],
                state=one.state,
            )
        )
    return found


def _label(proposed: PartProposal) -> str:
    if proposed.kind is PartKind.ABOUT:
        return str(FIELDS[proposed.value["field"]])
    return str(ONE[proposed.kind])


def _fields(proposed: PartProposal) -> list[tuple[str, str, str]]:
    if proposed.kind is PartKind.ABOUT:
        return [("text", "", proposed.value["text"])]
    return [(name, label, words) for name, label, words in shown(proposed.value) if words]


def _place(proposed: PartProposal) -> str:
    page, block = proposed.place.get("page"), proposed.place.get("block")
    if page:
        return _("page %(page)s, paragraph %(block)s", page=page, block=block)
    return _("paragraph %(block)s", block=block)


@accepts(REQUEST_BYTES)
@blueprint.post("")
@staff(Role.EDITOR)
def upload(slug: str, code: str) -> ResponseReturnValue:
    """Read a document and propose its parts."""
    draft, form, actor = _draft_or_404(slug, code), DocumentForm(), current_actor()
    if not form.validate_on_submit():
        return _page(draft, code, form), 422
    name, data = form.file.data.filename or "", form.file.data.read()
    spend(READING, str(actor.id))
    db.session.commit()  # reading takes seconds: nobody who writes may wait for it
    try:
        document = read(data, name=name)
    except InvalidError as error:
        form.refuse(error)
        return _page(_draft_or_404(slug, code), code, form), 422
    report = proposing.take_document(
        _draft_or_404(slug, code), actor=actor, document=document, name=name, language=code
    )
    flash(_("“%(file)s” was read. Look at what it proposes.", file=report.file_name), "info")
    return redirect(url_for(".show", slug=slug, code=code, _anchor="proposals"), 303)


@blueprint.post("/accept-all")
@staff(Role.EDITOR)
def accept_all(slug: str, code: str) -> ResponseReturnValue:
    """Take all that can be taken as it is."""
    taken, left = proposing.accept_all(_draft_or_404(slug, code), actor=current_actor(), language=code)
    flash(ngettext("%(n)s proposed part was taken.", "%(n)s proposed parts were taken.", taken), "info")
    if left:
        flash(
            ngettext("%(n)s proposed part needs your eyes.", "%(n)s proposed parts need your eyes.", left),
            "warning",
        )
    return redirect(url_for(".show", slug=slug, code=code, _anchor="proposals"), 303)


@blueprint.post("/<int:proposal>/accept")
@staff(Role.EDITOR)
def accept(slug: str, code: str, proposal: int) -> ResponseReturnValue:
    """Take a proposal into the draft."""
    key = request.form.get("key", "")[:120]

    def change(draft: ModuleDraft, proposed: PartProposal) -> None:
        known = {one for one, _title in proposing.to_choose(draft, drafts.parts(draft), proposed.kind)}
        if key and key not in known:
            raise InvalidError("", _("There is no such part."))
        proposing.accept(draft, proposed, actor=current_actor(), language=code, key=key)

    return _settled(slug, code, proposal, change)


@blueprint.post("/<int:proposal>/drop")
@staff(Role.EDITOR)
def drop(slug: str, code: str, proposal: int) -> ResponseReturnValue:
    """Put a proposal aside."""
    return _settled(slug, code, proposal, lambda _d, p: proposing.drop(p, actor=current_actor()))


@blueprint.post("/<int:proposal>/undo")
@staff(Role.EDITOR)
def undo(slug: str, code: str, proposal: int) -> ResponseReturnValue:
    """Open a proposal again."""
    return _settled(slug, code, proposal, lambda d, p: proposing.undo(d, p, actor=current_actor()))


def _settled(
    slug: str, code: str, id: int, change: Callable[[ModuleDraft, PartProposal], None]
) -> ResponseReturnValue:
    draft = _draft_or_404(slug, code)
    proposed = proposing.proposal(draft, code, id)
    if proposed is None:
        abort(404)
    try:
        change(draft, proposed)
    except PartConflictError:
        db.session.rollback()
        flash(_("The part has been changed since. Its page keeps its earlier versions."), "warning")
    except (InvalidError, ConflictError) as error:
        db.session.rollback()
        flash(error.message, "warning")
    later = [
        one.id for one in proposing.proposals(draft, code) if one.id > id and one.state is ProposalState.OPEN
    ]
    anchor = f"proposal-{later[0]}" if later else "proposals"
    return redirect(url_for(".show", slug=slug, code=code, _anchor=anchor), 303)
