"""Writing involvement cases."""

from cop.cases import results
from cop.cases.content import CaseContent, CaseText
from cop.cases.models import CASES, Case, CaseCell, CaseOrganisation
from cop.cases.models import CaseText as TextRow
from cop.cases.rules import Permission
from cop.consents.queries import refuse_unfit
from cop.core import audit
from cop.core.permissions import Actor, authorize
from cop.records import operations as records
from cop.vocabulary.queries import present


def publish(content: CaseContent, *, actor: Actor, note: str = "") -> bool:
    """Make the case of that slug say so; whether anything changed. Other content is the next version."""
    authorize(actor, Permission.PUBLISH)
    records.refuse_unknown(content, present())
    whole = refuse_unfit(content.canonical(), field="quotes")
    case = records.next_version(CASES, content, whole, write=write, note=note)
    if case is not None:
        audit.record(actor, "case.publish", "case", case.slug)
    return case is not None


def write(case: Case, content: CaseContent) -> None:
    """Let columns, texts and cells say what the content says; the versions are the caller's."""
    place = content.facts.place
    case.country = place.country
    case.fingerprint = content.fingerprint()
    texts = [
        records.text_row(code, text, _rows_in_words(text)) | {"city": records.city_in(place, code)}
        for code, text in content.texts.items()
    ]
    cells = [dict(zip(("form", "depth", "phase", "role"), cell, strict=True)) for cell in content.cells()]
    parts = records.organisation_rows(content.facts.organisations)
    records.replace(CASES, case, content, {TextRow: texts, CaseCell: cells, CaseOrganisation: parts})
    results.write(case.id, content)


def _rows_in_words(text: CaseText) -> dict[str, str]:
    """Return risks and quotes as search reads them."""
    risks = "\n".join(f"{r.risk} {r.mitigation}".strip() for r in text.risks)
    quotes = "\n".join(f"{q.words} {q.said_by}".strip() for q in text.quotes)
    return {name: words for name, words in (("risks", risks), ("quotes", quotes)) if words}


def withdraw(case: Case, *, actor: Actor, reason: str) -> Case:
    """Take a case out of public sight; its versions stay."""
    records.withdraw(case, CASES, Permission.WITHDRAW, actor=actor, reason=reason)
    return case


def restore(case: Case, *, actor: Actor) -> Case:
    """Bring a withdrawn case back."""
    records.restore(case, CASES, Permission.WITHDRAW, actor=actor)
    return case
