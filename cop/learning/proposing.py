"""What documents propose for a module: taken into the draft by editors, dropped, taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import select

from cop.core import audit
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.core.permissions import Actor, authorize
from cop.documents.contract import Document
from cop.learning import drafting, drafts
from cop.learning.drafts import DRAFTS
from cop.learning.enums import PartKind, ProposalState
from cop.learning.models import DraftPart, ModuleDraft, ModuleImport, PartProposal
from cop.learning.reading import found
from cop.learning.rules import Permission
from cop.learning.sentences import label
from cop.records.drafting import PartConflictError, restore
from cop.records.drafts import former, values
from cop.records.parts import ALL, Where

SOURCE_LIMIT: Final = 200
MOST_PROPOSALS: Final = 400
LISTS: Final = frozenset({"aims", "outcomes"})
TO_COMPLETE: Final = frozenset({PartKind.QUESTIONS})
"""What a document never says whole: to which paragraph an answer leads."""


def take_document(
    draft: ModuleDraft, *, actor: Actor, document: Document, name: str, language: str
) -> ModuleImport:
    """Keep what a document proposes for that language, and what was noticed in it."""
    authorize(actor, Permission.EDIT)
    proposed = found(document)[:MOST_PROPOSALS]
    report = ModuleImport(
        draft_id=draft.id,
        language=language,
        file_name=name[:SOURCE_LIMIT],
        findings=[_as_json(finding) for finding in document.findings],
    )
    db.session.add(report)
    db.session.flush()
    db.session.add_all(
        PartProposal(
            import_id=report.id, kind=one.kind, value=one.value, heading=one.heading[:300], place=one.place
        )
        for one in proposed
    )
    db.session.flush()
    audit.record(
        actor, "module.read_document", DRAFTS.kind, draft.slug, language=language, found=len(proposed)
    )
    return report


def _as_json(finding: Any) -> dict[str, Any]:
    return asdict(finding) | {"kind": finding.kind.value, "languages": list(finding.languages)}


def imports(draft: ModuleDraft, language: str) -> list[ModuleImport]:
    """Return the documents that were read for that language, the newest first."""
    return list(
        db.session.scalars(
            select(ModuleImport)
            .where(ModuleImport.draft_id == draft.id, ModuleImport.language == language)
            .order_by(ModuleImport.id.desc())
        )
    )


def proposals(draft: ModuleDraft, language: str) -> list[PartProposal]:
    """Return what was proposed for that language, in the order of the documents."""
    return list(
        db.session.scalars(
            select(PartProposal)
            .join(ModuleImport, ModuleImport.id == PartProposal.import_id)
            .where(ModuleImport.draft_id == draft.id, ModuleImport.language == language)
            .order_by(PartProposal.id)
            .execution_options(populate_existing=True)
        )
    )


def proposal(draft: ModuleDraft, language: str, id: int) -> PartProposal | None:
    """Return that proposal for that language of the draft."""
    return next((one for one in proposals(draft, language) if one.id == id), None)


def accept(draft: ModuleDraft, proposed: PartProposal, *, actor: Actor, language: str, key: str = "") -> None:
    """Take a proposal into the draft; a second time changes nothing.

    `key`: the section in whose place it is put; none: a new one.
    """
    authorize(actor, Permission.EDIT)
    db.session.refresh(proposed, with_for_update=True)
    if proposed.state is ProposalState.ACCEPTED:
        return
    row = _taken(draft, proposed, actor, language, key)
    settle(proposed, row)


def settle(proposed: PartProposal, row: DraftPart) -> None:
    """Note into which part a proposal went."""
    proposed.state, proposed.part_id, proposed.settled_revision = ProposalState.ACCEPTED, row.id, row.revision
    db.session.flush()


def _taken(draft: ModuleDraft, proposed: PartProposal, actor: Actor, language: str, key: str) -> DraftPart:
    kind, value = proposed.kind, proposed.value
    if kind in TO_COMPLETE:
        raise InvalidError("", _("This has to be completed first."))
    if kind is PartKind.ABOUT:
        return _into_about(draft, value, actor, language)
    if kind is PartKind.FIGURES:
        return _figure(draft, proposed, actor, language)
    if kind is PartKind.VIDEOS:
        return _video(draft, value, actor, language)
    if kind is PartKind.REFERENCES:
        return drafting.add(draft, ALL, kind, value, actor=actor)
    if key:
        where = Where(language, kind, key)
        present = drafts.part(draft, where)
        revision = present.revision if present else 0
        return drafting.save(draft, where, value, actor=actor, revision=revision)
    if language != draft.source_language:
        raise InvalidError("", _("Choose what this translates."))
    return drafting.add(draft, language, kind, value, actor=actor)


def _into_about(draft: ModuleDraft, value: Mapping[str, Any], actor: Actor, language: str) -> DraftPart:
    """Add to a field; a title is put in its place."""
    where = Where(language, PartKind.ABOUT)
    present = drafts.part(draft, where)
    name, text = value["field"], value["text"]
    before: dict[str, Any] = dict(present.value) if present else {"state": "human"}
    if present is None and name != "title":
        raise InvalidError("", _("Write the title in this language first."))
    if name == "title":
        said: Any = text
    elif name in LISTS:
        lines = [*before.get(name, ()), *text.splitlines()]
        said = list(dict.fromkeys(lines))
    else:
        said = "\n\n".join(dict.fromkeys(part for part in (before.get(name, ""), text) if part))
    revision = present.revision if present else 0
    return drafting.save(draft, where, {**before, name: said}, actor=actor, revision=revision)


def _figure(draft: ModuleDraft, proposed: PartProposal, actor: Actor, language: str) -> DraftPart:
    """Add a figure whose picture is missing, at the end of the section above which it stood."""
    sections = {
        said["title"]: at.key
        for at, said in values(drafts.parts(draft)).items()
        if at.language == draft.source_language and at.kind is PartKind.SECTIONS
    }
    if not sections:
        raise InvalidError("", _("Take the sections first: a figure stands in one."))
    section = sections.get(proposed.heading) or list(sections.values())[-1]
    row = drafting.add(draft, ALL, PartKind.FIGURES, {"section": section, "source": ""}, actor=actor)
    with speaking(language):
        alt = _("The document has a picture here, which is missing.")
    said = {"caption": proposed.value["caption"], "alt": alt}
    where = Where(language, PartKind.FIGURES, row.key)
    drafting.save(draft, where, said, actor=actor, revision=0)
    return row


def _video(draft: ModuleDraft, value: Mapping[str, Any], actor: Actor, language: str) -> DraftPart:
    """Add a recording, or words in this language to one that the module has already."""
    present = values(drafts.parts(draft))
    same = [at.key for at, said in present.items() if at.language == ALL and said.get("url") == value["url"]]
    keys = [key for key in same if Where(ALL, PartKind.VIDEOS, key) in present]
    row = None if keys else drafting.add(draft, ALL, PartKind.VIDEOS, {"url": value["url"]}, actor=actor)
    if value["title"] and value["text"]:
        where = Where(language, PartKind.VIDEOS, row.key if row else keys[0])
        before = drafts.part(draft, where)
        said = {"title": value["title"], "text": value["text"]}
        revision = before.revision if before else 0
        words = drafting.save(draft, where, said, actor=actor, revision=revision)
        row = row or words
    if row is None:
        raise InvalidError("", _("The module has this recording already, and nothing is said of it here."))
    return row


def accept_all(draft: ModuleDraft, *, actor: Actor, language: str) -> tuple[int, int]:
    """Take all that can be taken as it is; return (how many, how many wait for somebody's eyes)."""
    taken = left = 0
    for proposed in proposals(draft, language):
        if proposed.state is ProposalState.OPEN:
            try:
                accept(draft, proposed, actor=actor, language=language)
                taken += 1
            except InvalidError:
                left += 1
    return taken, left


def drop(proposed: PartProposal, *, actor: Actor) -> None:
    """Put a proposal aside; it can be brought back."""
    authorize(actor, Permission.EDIT)
    db.session.refresh(proposed, with_for_update=True)
    if proposed.state is ProposalState.ACCEPTED:
        raise ConflictError(_("This part has been taken. Take that back first."))
    proposed.state = ProposalState.DROPPED


def undo(draft: ModuleDraft, proposed: PartProposal, *, actor: Actor) -> None:
    """Open a proposal again; the part that it went into says what it said before, or is gone."""
    authorize(actor, Permission.EDIT)
    db.session.refresh(proposed, with_for_update=True)
    row = db.session.get(DraftPart, proposed.part_id) if proposed.part_id else None
    if proposed.state is ProposalState.ACCEPTED and row is not None and not row.is_removed:
        if row.revision != proposed.settled_revision:
            raise PartConflictError(row)
        if before := former(DRAFTS, row):
            restore(DRAFTS, draft, row, before[0], actor=actor)
        else:
            drafting.remove(draft, row, actor=actor)
    proposed.state, proposed.part_id, proposed.settled_revision = ProposalState.OPEN, None, None
    db.session.flush()


def to_choose(draft: ModuleDraft, rows: Sequence[DraftPart], kind: PartKind) -> list[tuple[str, str]]:
    """Return (key, title) of what a proposal may be put in the place of, or translates."""
    found = {
        at.key: said
        for at, said in values(rows).items()
        if at.kind is kind and at.language == draft.source_language
    }
    return [(key, label(said, key)) for key, said in found.items()]
