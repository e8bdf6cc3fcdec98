"""Writing success self-descriptions."""

from sqlalchemy import select

from cop.consents.queries import refuse_unfit
from cop.core import audit
from cop.core.db import db
from cop.core.permissions import Actor, authorize
from cop.records import operations as records
from cop.successes.content import SuccessContent, SuccessText
from cop.successes.models import SUCCESSES, Success, SuccessOrganisation, SuccessVersion
from cop.successes.models import SuccessText as TextRow
from cop.successes.queries import KIND
from cop.successes.rules import Numbered, Permission, in_order
from cop.vocabulary.queries import load


def publish(content: SuccessContent, *, actor: Actor, note: str = "") -> bool:
    """Make the service of that slug say so of that year; whether anything changed.

    Other content is the next version. It is shown unless there is one of a later year.
    """
    authorize(actor, Permission.PUBLISH)
    records.refuse_unknown(content, load())
    whole = refuse_unfit(content.canonical(), field="q1")
    success = db.session.scalar(select(Success).where(Success.slug == content.slug).with_for_update())
    versions = _versions(success.id) if success is not None else []
    mine = Numbered(content.facts.year, max((v.number for v in versions), default=0) + 1)
    same_year = [v.number for v in versions if v.year == mine.year]
    if success is not None and same_year and _says_so(success.id, max(same_year), content):
        return False
    if success is None:
        success = Success(slug=content.slug, source_language=content.source_language, version_number=1)
        db.session.add(success)
        db.session.flush()  # its id
    records.add_version(SUCCESSES, success.id, mine.number, whole, note, year=mine.year)
    if in_order([*versions, mine])[-1] == mine:
        success.version_number = mine.number
        write(success, content)
    else:
        records.touched(KIND, [success.id])
    audit.record(actor, "success.publish", KIND, success.slug, version=mine.number, year=mine.year)
    return True


def _versions(id: int) -> list[Numbered]:
    query = select(SuccessVersion.year, SuccessVersion.number).where(SuccessVersion.success_id == id)
    return [Numbered(row.year, row.number) for row in db.session.execute(query)]


def _says_so(id: int, number: int, content: SuccessContent) -> bool:
    said = db.session.scalars(
        select(SuccessVersion.content).where(SuccessVersion.success_id == id, SuccessVersion.number == number)
    ).one()
    return SuccessContent.model_validate_json(said).fingerprint() == content.fingerprint()


def write(success: Success, content: SuccessContent) -> None:
    """Let columns and texts say what the content says; the versions are the caller's."""
    place = content.facts.place
    success.country = place.country
    success.year = content.facts.year
    texts = [
        records.text_row(code, text, _rows_in_words(text)) | {"city": records.city_in(place, code)}
        for code, text in content.texts.items()
    ]
    parts = records.organisation_rows(content.facts.organisations)
    records.replace(SUCCESSES, success, content, {TextRow: texts, SuccessOrganisation: parts})


def _rows_in_words(text: SuccessText) -> dict[str, str]:
    """Return evaluations as search reads them."""
    rows = ((e.by, e.when, e.what, e.result) for e in text.evaluations)
    words = "\n".join(" ".join(cell for cell in row if cell) for row in rows)
    return {"evaluations": words} if words else {}


def withdraw(success: Success, *, actor: Actor, reason: str) -> Success:
    """Take a self-description out of public sight, all its years; its versions stay."""
    records.withdraw(success, SUCCESSES, Permission.WITHDRAW, actor=actor, reason=reason)
    return success


def restore(success: Success, *, actor: Actor) -> Success:
    """Bring a withdrawn self-description back."""
    records.restore(success, SUCCESSES, Permission.WITHDRAW, actor=actor)
    return success
