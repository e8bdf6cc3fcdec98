"""Writing a consent down, and ending it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Final

from sqlalchemy import select, update

from cop.config import LANGUAGES
from cop.consents.enums import ConsentState, GivenHow, Scope
from cop.consents.models import Consent
from cop.consents.queries import due, today
from cop.consents.rules import Permission
from cop.core import audit, outbox
from cop.core.db import db, now, transaction
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import Limit, spend
from cop.core.permissions import SYSTEM, VISITOR, Actor, authorize
from cop.core.remembered import remember
from cop.core.timers import Timer

ENDED: Final = "consents"
"""The list outside the database of those that have ended."""
ERASE: Final = "consents.erase"
"""The job that takes every trace away."""
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that are taken for one another when they are read from paper."""
_GROUPS, _OF = 5, 4
HOLDER_LENGTH: Final = 60

OPENING: Final = Limit("consents.open", 20, 3600)
NOTING: Final = Limit("consents.note", 100, 86_400)


def note(
    *,
    actor: Actor,
    holder: str,
    scopes: Sequence[Scope],
    languages: Sequence[str],
    until: date | None,
    given_how: GivenHow,
) -> tuple[Consent, str]:
    """Write a consent down; return it with the code that opens it, which is told this once."""
    authorize(actor, Permission.NOTE)
    holder = " ".join(holder.split())
    if not holder or len(holder) > HOLDER_LENGTH:
        raise InvalidError("holder", _("Write by which code the team knows the person, in a few letters."))
    if not scopes:
        raise InvalidError("scopes", _("Choose at least one place where it may be shown."))
    if until is not None and until < today():
        raise InvalidError("until", _("This day has passed."))
    spend(NOTING, str(actor.id))
    code = "-".join("".join(secrets.choice(_LETTERS) for _n in range(_OF)) for _group in range(_GROUPS))
    consent = Consent(
        reference="c-" + "".join(secrets.choice(_LETTERS.lower()) for _n in range(8)),
        code_hash=hash_of(code),
        holder=holder,
        scopes=[scope.value for scope in scopes],
        languages=[language for language in languages if language in LANGUAGES],
        until=until,
        given_how=given_how,
        created_by=actor.id,
    )
    db.session.add(consent)
    db.session.flush()
    audit.record(actor, "consent.note", "consent", consent.reference)
    return consent, code


def hash_of(code: str) -> str:
    """Return what is kept of a code, however it is typed: a hundred bits need no salt."""
    letters = "".join(c for c in code.upper() if c in _LETTERS)
    return sha256(letters.encode()).hexdigest()


def opened(code: str, *, client: str) -> Consent | None:
    """Return the consent that a code opens; None for a code that opens nothing. Counts the try."""
    spend(OPENING, client)
    return db.session.scalar(select(Consent).where(Consent.code_hash == hash_of(code)))


def withdraw_by_code(consent: Consent) -> Consent:
    """Take a consent back, for whoever holds its code; a second time changes nothing."""
    return _end(consent, ConsentState.WITHDRAWN, VISITOR)


def withdraw(consent: Consent, *, actor: Actor) -> Consent:
    """Take a consent back for somebody who has asked the team to."""
    authorize(actor, Permission.END, consent)
    return _end(consent, ConsentState.WITHDRAWN, actor)


def _end(consent: Consent, state: ConsentState, actor: Actor) -> Consent:
    if consent.state is ConsentState.ACTIVE:
        remember(ENDED, consent.reference, state)
        consent.state, consent.ended_at, consent.holder = state, now(), ""
        audit.record(
            actor,
            f"consent.{'expire' if state is ConsentState.EXPIRED else 'withdraw'}",
            "consent",
            consent.reference,
        )
        outbox.enqueue(ERASE, [consent.reference])
    return consent


def end_again(known: Mapping[str, str]) -> list[str]:
    """End those again that a restored database takes for good ones; return their references.

    What has ended and is not on the list yet is written there.
    """
    ended_again = []
    for id, reference, state in db.session.execute(
        select(Consent.id, Consent.reference, Consent.state)
    ).all():
        if state is not ConsentState.ACTIVE and reference not in known:
            remember(ENDED, reference, state)
        elif state is ConsentState.ACTIVE and reference in known:
            _end(db.session.get_one(Consent, id), ConsentState(known[reference]), SYSTEM)
            ended_again.append(reference)
    return ended_again


def _expire() -> None:
    for id in due():
        with transaction():
            if (consent := db.session.get(Consent, id)) is not None:
                _end(consent, ConsentState.EXPIRED, SYSTEM)


EXPIRE: Final = Timer("consents that have run out", 30, _expire)


def forget_person(person_id: int) -> None:
    """Take a person out of the consents that they wrote down; the consents hold on."""
    db.session.execute(update(Consent).where(Consent.created_by == person_id).values(created_by=None))
