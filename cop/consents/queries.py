"""Reading consents."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from cop.consents.enums import ConsentState, Scope
from cop.consents.models import Consent
from cop.core.db import db, now
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.marks import references_in, without_quotations
from cop.core.redaction import Use, redactables


def today() -> date:
    """Return the day that it is now, in UTC."""
    return now().date()


def mine(user_id: int) -> list[Consent]:
    """Return the consents that somebody has written down, the newest first."""
    return list(
        db.session.scalars(select(Consent).where(Consent.created_by == user_id).order_by(Consent.id.desc()))
    )


def of_number(id: int, *, user_id: int) -> Consent | None:
    """Return a consent that this member has written down."""
    return db.session.scalar(select(Consent).where(Consent.id == id, Consent.created_by == user_id))


def uses(reference: str, language: str) -> list[Use]:
    """Return every public page where a consent is made use of."""
    return [use for redactable in redactables() for use in redactable.uses(reference, language)]


def refuse_unfit(content: str, *, field: str, scope: Scope = Scope.PAGE) -> str:
    """Return content, a JSON with texts by language; raise InvalidError where a consent does not cover it."""
    wanted = references_in(content)
    if not wanted:
        return content
    languages: dict[str, set[str]] = {reference: set() for reference in wanted}
    for language, text in json.loads(content).get("texts", {}).items():
        for reference in references_in(json.dumps(text, ensure_ascii=False)):
            languages[reference].add(language)
    rows = db.session.scalars(select(Consent).where(Consent.reference.in_(wanted)))
    known = {consent.reference: consent for consent in rows}
    for reference in sorted(wanted):
        consent = known.get(reference)
        if consent is None:
            raise InvalidError(field, _("There is no consent %(reference)s.", reference=reference))
        if consent.state is not ConsentState.ACTIVE or (consent.until and consent.until < today()):
            raise InvalidError(field, _("The consent %(reference)s has ended.", reference=reference))
        is_spoken = not consent.languages or languages[reference] <= set(consent.languages)
        if scope.value not in consent.scopes or not is_spoken:
            raise InvalidError(
                field, _("The consent %(reference)s does not cover this.", reference=reference)
            )
    return content


def refuse_unfit_texts(texts: Mapping[str, str], language: str, *, scope: Scope) -> None:
    """Raise InvalidError naming the text in which somebody is quoted whose consent does not cover it."""
    for name, text in texts.items():
        if references_in(text):
            refuse_unfit(json.dumps({"texts": {language: {name: text}}}), field=name, scope=scope)


def covered(text: str, language: str, *, scope: Scope) -> str:
    """Return Markdown without the quotations whose consent does not reach so far."""
    wanted = references_in(text)
    if not wanted:
        return text
    holds = select(Consent).where(Consent.reference.in_(wanted), Consent.state == ConsentState.ACTIVE)
    reaching = {
        consent.reference
        for consent in db.session.scalars(holds)
        if scope.value in consent.scopes
        and (not consent.languages or language in consent.languages)
        and (consent.until is None or consent.until >= today())
    }
    return without_quotations(text, wanted - reaching)


def noted_by(person_id: int) -> Iterable[Mapping[str, Any]]:
    """Return the consents that one person has written down."""
    return [
        {"consent": c.reference, "given_at": c.created_at.isoformat(), "state": c.state.value}
        for c in mine(person_id)
    ]


def due() -> Sequence[int]:
    """Return ids of the consents whose day has passed."""
    return list(
        db.session.scalars(
            select(Consent.id).where(Consent.state == ConsentState.ACTIVE, Consent.until < today())
        )
    )
