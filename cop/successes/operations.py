"""Writing success self-descriptions."""

from typing import Any

from sqlalchemy import delete, insert, select

from cop.consents.queries import refuse_unfit
from cop.core import audit, outbox, stamps, withdrawal
from cop.core.db import db, now
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.markdown import RENDERER, render, words_of
from cop.core.permissions import Actor, authorize
from cop.practices.operations import organisations_of
from cop.search import index
from cop.successes.content import SuccessContent, SuccessText
from cop.successes.models import Success, SuccessOrganisation, SuccessVersion
from cop.successes.models import SuccessText as TextRow
from cop.successes.queries import KIND
from cop.successes.rules import Numbered, Permission, in_order
from cop.vocabulary.queries import Vocabulary, load


def publish(content: SuccessContent, *, actor: Actor, note: str = "") -> bool:
    """Make the service of that slug say so of that year; whether anything changed.

    Other content is the next version. It is shown unless there is one of a later year.
    """
    authorize(actor, Permission.PUBLISH)
    if unknown := unknown_concept(content, load()):
        field, slug = unknown
        raise InvalidError(f"facts.{field}", _("There is no concept “%(slug)s”.", slug=slug))
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
    values = {"success_id": success.id, "number": mine.number, "year": mine.year, "content": whole}
    db.session.execute(insert(SuccessVersion).values(**values, created_at=now(), note=note))
    if in_order([*versions, mine])[-1] == mine:
        success.version_number = mine.number
        write(success, content)
    else:
        touched(success.id)
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
    success.source_language = content.source_language
    success.country = content.facts.place.country
    success.year = content.facts.year
    success.updated_at = now()
    db.session.flush()
    for child in (TextRow, SuccessOrganisation):
        db.session.execute(delete(child).where(child.success_id == success.id))
    rows = [_text_row(success.id, content, language, text) for language, text in content.texts.items()]
    db.session.execute(insert(TextRow), rows)
    ids = organisations_of(content.facts.organisations)
    slugs = dict.fromkeys(o.slug for o in content.facts.organisations)
    parts = [
        {"success_id": success.id, "organisation_id": ids[slug], "position": n}
        for n, slug in enumerate(slugs)
    ]
    if parts:
        db.session.execute(insert(SuccessOrganisation), parts)
    touched(success.id)


def unknown_concept(content: SuccessContent, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return (field, slug) of the first concept that the vocabulary does not know, or None."""
    for field, kind, slug in content.facts.concepts():
        concept = vocabulary.get(slug)
        if concept is None or concept.kind != kind:
            return field, slug
    return None


def _text_row(id: int, content: SuccessContent, language: str, text: SuccessText) -> dict[str, Any]:
    city = content.facts.place.city
    html = {name: render(source) for name in SuccessText.ANSWERS if (source := getattr(text, name))}
    plain = {name: words_of(markup) for name, markup in html.items()}
    if text.evaluations:
        rows = ((e.by, e.when, e.what, e.result) for e in text.evaluations)
        plain["evaluations"] = "\n".join(" ".join(cell for cell in row if cell) for row in rows)
    return {
        "success_id": id,
        "language": language,
        "state": text.state,
        "title": text.title,
        "strapline": text.strapline,
        "city": city.get(language) or next(iter(city.values()), ""),
        "html": html,
        "plain": plain,
        "renderer": RENDERER,
    }


def withdraw(success: Success, *, actor: Actor, reason: str) -> Success:
    """Take a self-description out of public sight, all its years; its versions stay."""
    withdrawal.withdraw(success, KIND, Permission.WITHDRAW, actor=actor, reason=reason)
    touched(success.id)
    return success


def restore(success: Success, *, actor: Actor) -> Success:
    """Bring a withdrawn self-description back."""
    withdrawal.restore(success, KIND, Permission.WITHDRAW, actor=actor)
    touched(success.id)
    return success


def touched(id: int) -> None:
    """Let search and whatever is kept as drawn learn that a self-description has changed."""
    outbox.enqueue(index.JOB_KIND, [index.subject(KIND, id)])
    stamps.bump(stamps.CONTENT)
