"""Changing the list of social results: naming, putting together, retiring, deciding about proposals."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select

from cop.cases import results
from cop.cases.enums import ProposalState
from cop.cases.models import CASES, ProposedResult
from cop.cases.rules import Permission
from cop.config import LANGUAGES
from cop.core import audit, stamps
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.core.slugs import numbered, slug_of
from cop.records.operations import touched
from cop.vocabulary.enums import ConceptKind, LabelRole
from cop.vocabulary.models import Concept
from cop.vocabulary.operations import ConceptWords, set_words
from cop.vocabulary.queries import load

KIND: Final = ConceptKind.SOCIAL_RESULT
TRAIL_KIND: Final = "social-result"
REASON_LIMIT: Final = 300

Words = Mapping[str, ConceptWords]
"""Language -> what a result is called in it."""


class ResultConflictError(ConflictError):
    """Somebody else has changed the result meanwhile; nothing was overwritten."""

    def __init__(self, present: Concept) -> None:
        super().__init__(_("Somebody has changed this result since you opened it. Compare both and choose."))
        self.present = present


def add(words: Words, *, actor: Actor) -> Concept:
    """Put a result on the list; raise InvalidError naming the language whose name cannot be taken."""
    authorize(actor, Permission.EDIT_RESULTS)
    _refuse_unnamed(words)
    _refuse_taken(words, except_for=None)
    concept = Concept(slug=_slug(words), kind=KIND, version=1)
    db.session.add(concept)
    db.session.flush()
    set_words(concept, words)
    _changed(actor, "result.add", concept)
    return concept


def rename(concept: Concept, words: Words, *, actor: Actor, version: int) -> Concept:
    """Let a result be called so; by its former names it is found as before."""
    authorize(actor, Permission.EDIT_RESULTS)
    _refuse_unnamed(words)
    wanted = {language: _with_former(concept, language, said) for language, said in words.items()}
    before = [(label.language, label.role, label.text) for label in concept.labels]
    after = [(code, *entry) for code in LANGUAGES if code in wanted for entry in wanted[code].entries()]
    if before == after:
        return concept
    if concept.version != version:
        raise ResultConflictError(concept)
    _refuse_taken(words, except_for=concept.slug)
    set_words(concept, wanted)
    concept.version += 1
    _changed(actor, "result.rename", concept)
    return concept


def _with_former(concept: Concept, language: str, said: ConceptWords) -> ConceptWords:
    """Return the words with the former names among those by which one searches."""
    given = {text for _role, text in said.entries()}
    former = [
        label.text
        for label in concept.labels
        if label.language == language
        and label.role in (LabelRole.LABEL, LabelRole.SEARCHED)
        and label.text not in given
    ]
    return said.model_copy(update={"searched": list(dict.fromkeys([*said.searched, *former]))})


def _refuse_unnamed(words: Words) -> None:
    if not words:
        raise InvalidError("", _("Give the result a name in one language at least."))


def _refuse_taken(words: Words, *, except_for: str | None) -> None:
    known = load()
    for language, said in words.items():
        taken = results.named(said.label, language, known)
        if taken not in (None, except_for):
            raise InvalidError(language, _("Another result on the list has this name already."))


def _slug(words: Words) -> str:
    language = next(code for code in ("en", *LANGUAGES) if code in words)
    stem = slug_of(words[language].label, language) or "result"
    query = select(Concept.slug).where((Concept.slug == stem) | Concept.slug.startswith(f"{stem}-"))
    taken = set(db.session.scalars(query))
    return next(slug for slug in numbered(stem) if slug not in taken)


def _changed(actor: Actor, action: str, concept: Concept, **facts: str) -> None:
    db.session.flush()
    audit.record(actor, action, TRAIL_KIND, concept.slug, **facts)
    _tell()


def _tell(cases: Iterable[int] = ()) -> None:
    """Let pages, the form and search learn that the list has changed, and which cases show other results."""
    stamps.bump("vocabulary")
    touched(CASES.kind, cases)


def merge(concept: Concept, into: Concept, *, actor: Actor) -> Concept:
    """Let another result stand for this one in every case; it can be undone by `part`."""
    authorize(actor, Permission.EDIT_RESULTS)
    if concept.replaced_by_id == into.id:
        return concept
    if concept is into:
        raise InvalidError("into", _("Choose another result: this one is the same."))
    if into.kind is not KIND or into.replaced_by_id is not None or into.retired_at is not None:
        raise InvalidError("into", _("Choose one that stands on the list."))
    if concept.replaced_by_id is not None:
        raise ConflictError(_("This result has been put together with another one already."))
    concept.replaced_by_id = into.id
    _changed(actor, "result.merge", concept, into=into.slug)
    _tell(_cases_of(concept))
    return concept


def part(concept: Concept, *, actor: Actor) -> Concept:
    """Let a result stand for itself again, in the cases that named it."""
    authorize(actor, Permission.EDIT_RESULTS)
    if concept.replaced_by_id is None:
        return concept
    concept.replaced_by_id = None
    _changed(actor, "result.part", concept)
    _tell(_cases_of(concept))
    return concept


def _cases_of(concept: Concept) -> list[int]:
    """Return the cases of a result and of all that were put together with it."""
    stands_for = {concept.slug}
    known = load().concepts
    while more := {c.slug for c in known.values() if c.replaced_by in stands_for} - stands_for:
        stands_for |= more
    return results.having(stands_for)


def retire(concept: Concept, *, actor: Actor) -> Concept:
    """Offer a result no longer; cases that have it keep it."""
    authorize(actor, Permission.EDIT_RESULTS)
    if concept.retired_at is None:
        concept.retired_at = now()
        _changed(actor, "result.retire", concept)
    return concept


def bring_back(concept: Concept, *, actor: Actor) -> Concept:
    """Offer a retired result again."""
    authorize(actor, Permission.EDIT_RESULTS)
    if concept.retired_at is not None:
        concept.retired_at = None
        _changed(actor, "result.bring_back", concept)
    return concept


def accept(proposal: ProposedResult, concept: Concept, *, actor: Actor) -> ProposedResult:
    """Say which result of the list an author means; every case with these words shows it from now on."""
    authorize(actor, Permission.EDIT_RESULTS)
    if proposal.state is ProposalState.ACCEPTED and proposal.slug == concept.slug:
        return proposal
    if concept.kind is not KIND or concept.replaced_by_id is not None or concept.retired_at is not None:
        raise InvalidError("slug", _("Choose one that stands on the list."))
    _refuse_decided(proposal)
    proposal.state, proposal.slug = ProposalState.ACCEPTED, concept.slug
    _decided(actor, "result.accept", proposal, result=concept.slug)
    return proposal


def accept_new(proposal: ProposedResult, words: Words, *, actor: Actor) -> Concept:
    """Put what an author proposes on the list, in the editor's words."""
    authorize(actor, Permission.EDIT_RESULTS)
    _refuse_decided(proposal)
    concept = add(words, actor=actor)
    accept(proposal, concept, actor=actor)
    return concept


def decline(proposal: ProposedResult, *, actor: Actor, reason: str) -> ProposedResult:
    """Keep a proposal off the list: no case shows these words among its results any more."""
    authorize(actor, Permission.EDIT_RESULTS)
    why = " ".join(reason.split())[:REASON_LIMIT]
    if not why:
        raise InvalidError("reason", _("Say why, for other editors and for the author."))
    if proposal.state is not ProposalState.DECLINED:
        _refuse_decided(proposal)
        proposal.state, proposal.reason = ProposalState.DECLINED, why
        _decided(actor, "result.decline", proposal, reason=why)
    return proposal


def reopen(proposal: ProposedResult, *, actor: Actor) -> ProposedResult:
    """Let a decision be made anew."""
    authorize(actor, Permission.EDIT_RESULTS)
    if proposal.state is not ProposalState.WAITING:
        proposal.state, proposal.slug, proposal.reason = ProposalState.WAITING, None, ""
        _decided(actor, "result.reopen", proposal)
    return proposal


def _refuse_decided(proposal: ProposedResult) -> None:
    if proposal.state is not ProposalState.WAITING:
        raise ConflictError(_("Somebody has decided about this proposal already."))


def _decided(actor: Actor, action: str, proposal: ProposedResult, **facts: str) -> None:
    db.session.flush()
    audit.record(actor, action, "proposed-result", proposal.id, **facts)
    _tell(results.proposing(proposal.id))
