"""Writing involvement cases."""

from typing import Any

from sqlalchemy import delete, insert, select

from cop.cases import results
from cop.cases.content import CaseContent, CaseText
from cop.cases.enums import CaseState
from cop.cases.models import Case, CaseCell, CaseOrganisation, CaseVersion
from cop.cases.models import CaseText as TextRow
from cop.cases.queries import KIND
from cop.cases.rules import Permission
from cop.consents.queries import refuse_unfit
from cop.core import audit, outbox, stamps
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.markdown import RENDERER, render, words_of
from cop.core.permissions import Actor, authorize
from cop.practices.operations import organisations_of
from cop.search import index
from cop.vocabulary.queries import Vocabulary, present


def publish(content: CaseContent, *, actor: Actor, note: str = "") -> bool:
    """Make the case of that slug say so; whether anything changed. Other content is the next version."""
    authorize(actor, Permission.PUBLISH)
    if unknown := unknown_concept(content, present()):
        field, slug = unknown
        raise InvalidError(f"facts.{field}", _("There is no concept “%(slug)s”.", slug=slug))
    whole = refuse_unfit(content.canonical(), field="quotes")
    case = db.session.scalar(select(Case).where(Case.slug == content.slug).with_for_update())
    if case is not None and case.fingerprint == content.fingerprint():
        return False
    if case is None:
        case = Case(slug=content.slug, version_number=0)
        db.session.add(case)
    case.version_number += 1
    write(case, content)
    values = {"case_id": case.id, "number": case.version_number, "content": whole}
    db.session.execute(insert(CaseVersion).values(**values, created_at=now(), note=note))
    audit.record(actor, "case.publish", "case", case.slug)
    return True


def write(case: Case, content: CaseContent) -> None:
    """Let columns, texts and cells say what the content says; the versions are the caller's."""
    case.source_language = content.source_language
    case.country = content.facts.place.country
    case.fingerprint = content.fingerprint()
    case.updated_at = now()
    db.session.flush()
    for child in (TextRow, CaseCell, CaseOrganisation):
        db.session.execute(delete(child).where(child.case_id == case.id))
    rows = [_text_row(case.id, content, language, text) for language, text in content.texts.items()]
    db.session.execute(insert(TextRow), rows)
    cells = [dict(zip(("form", "depth", "phase", "role"), cell, strict=True)) for cell in content.cells()]
    db.session.execute(insert(CaseCell), [{"case_id": case.id, **cell} for cell in cells])
    ids = organisations_of(content.facts.organisations)
    slugs = dict.fromkeys(o.slug for o in content.facts.organisations)
    parts = [
        {"case_id": case.id, "organisation_id": ids[slug], "position": n} for n, slug in enumerate(slugs)
    ]
    if parts:
        db.session.execute(insert(CaseOrganisation), parts)
    results.write(case.id, content)
    touched(case.id)


def unknown_concept(content: CaseContent, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return (field, slug) of the first concept that the vocabulary does not know, or None."""
    for field, kind, slug in content.facts.concepts():
        concept = vocabulary.get(slug)
        if concept is None or concept.kind != kind:
            return field, slug
    return None


def _text_row(case_id: int, content: CaseContent, language: str, text: CaseText) -> dict[str, Any]:
    city = content.facts.place.city
    html = {name: render(source) for name in CaseText.SECTIONS if (source := getattr(text, name))}
    return {
        "case_id": case_id,
        "language": language,
        "state": text.state,
        "title": text.title,
        "strapline": text.strapline,
        "city": city.get(language) or next(iter(city.values()), ""),
        "html": html,
        "plain": {name: words_of(markup) for name, markup in html.items()} | _rows_in_words(text),
        "renderer": RENDERER,
    }


def _rows_in_words(text: CaseText) -> dict[str, str]:
    """Return risks and quotes as search reads them."""
    risks = "\n".join(f"{r.risk} {r.mitigation}".strip() for r in text.risks)
    quotes = "\n".join(f"{q.words} {q.said_by}".strip() for q in text.quotes)
    return {name: words for name, words in (("risks", risks), ("quotes", quotes)) if words}


def withdraw(case: Case, *, actor: Actor, reason: str) -> Case:
    """Take a case out of public sight; its versions stay."""
    authorize(actor, Permission.WITHDRAW, case)
    if case.state is CaseState.WITHDRAWN:
        raise ConflictError(_("This case has already been withdrawn."))
    case.state = CaseState.WITHDRAWN
    audit.record(actor, "case.withdraw", "case", case.slug, reason=reason)
    touched(case.id)
    return case


def restore(case: Case, *, actor: Actor) -> Case:
    """Bring a withdrawn case back."""
    authorize(actor, Permission.WITHDRAW, case)
    if case.state is CaseState.PUBLISHED:
        raise ConflictError(_("This case is public already."))
    case.state = CaseState.PUBLISHED
    audit.record(actor, "case.restore", "case", case.slug)
    touched(case.id)
    return case


def touched(id: int) -> None:
    """Let search and whatever is kept as drawn learn that a case has changed."""
    outbox.enqueue(index.JOB_KIND, [index.subject(KIND, id)])
    stamps.bump(stamps.CONTENT)
