"""The audit trail as editors read it: who did what to which record, newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from cop.accounts.models import User
from cop.accounts.queries import people
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.i18n import LazyString
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor, authorize
from cop.reviews.rules import Permission

PAGE: Final = 50

NAMING: Final = frozenset({"reviewer", "user", "person", "author", "owner", "member"})
"""Facts that name a person by number."""


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One entry. `facts` are (name, value in words)."""

    id: int
    at: datetime
    who: str
    action: str
    kind: str
    key: str
    facts: tuple[tuple[str, str], ...]


def entries(
    *, actor: Actor, kind: str = "", key: str = "", person: str = "", before: int | None = None
) -> list[TrailRow]:
    """Return at most one more entry than a page holds, older than the entry of the number `before`.

    `person` is a part of a name.
    """
    authorize(actor, Permission.READ_TRAIL)
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    if kind:
        query = query.where(AuditEntry.object_kind == kind)
    if key:
        query = query.where(AuditEntry.object_key == key)
    if person:
        named = select(User.id).where(User.name.icontains(person, autoescape=True))
        query = query.where(AuditEntry.actor_id.in_(named))
    if before is not None:
        query = query.where(AuditEntry.id < before)
    rows = db.session.scalars(query).all()
    names = {id: one.name for id, one in people(_persons(rows)).items()}
    return [
        TrailRow(
            row.id,
            row.at,
            names.get(row.actor_id or 0, ""),
            row.action,
            row.object_kind,
            row.object_key,
            tuple((name, _words(name, value, names)) for name, value in row.facts.items()),
        )
        for row in rows
    ]


def _persons(rows: Iterable[AuditEntry]) -> set[int]:
    found = {row.actor_id for row in rows if row.actor_id is not None}
    named = (row.facts.get(name) for row in rows for name in NAMING)
    return found | {value for value in named if isinstance(value, int)}


def _words(name: str, value: Any, names: Mapping[int, str]) -> str:
    if name in NAMING and isinstance(value, int):
        return names.get(value, str(value))
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(value)


def words_of_action(action: str) -> str:
    """Return what was done as a phrase; an action that nobody has put into words stands as it is."""
    return str(_ACTIONS.get(action, action))


_ACTIONS: Final[Mapping[str, LazyString]] = {
    "account.look": _l("looked at somebody's address"),
    "account.sign_in": _l("signed in"),
    "account.sign_out": _l("signed out"),
    "mail.read": _l("read a mail to somebody"),
    "practice.publish": _l("published a practice"),
    "practice.withdraw": _l("withdrew a practice"),
    "practice.restore": _l("brought a practice back"),
    "privacy.download": _l("downloaded all that is kept about somebody"),
    "privacy.erase": _l("erased somebody"),
    "privacy.leave": _l("asked to leave"),
    "privacy.look": _l("looked somebody up by their address"),
    "privacy.stay": _l("decided to stay"),
    "reviews.accept": _l("agreed to review"),
    "reviews.ask": _l("asked for a review"),
    "reviews.decide": _l("decided on a case"),
    "reviews.declare_conflict": _l("declared a conflict of interest"),
    "reviews.describe_self": _l("said what they wish to review"),
    "reviews.gate": _l("answered the questions of the gate"),
    "reviews.open_reply": _l("opened the reviews to the authors"),
    "reviews.put_demonstrations": _l("wrote demonstration reviews"),
    "reviews.refuse": _l("declined to review"),
    "reviews.remove_demonstrations": _l("removed demonstration reviews"),
    "reviews.reopen": _l("let a reviewer change a review"),
    "reviews.reply": _l("answered the reviews"),
    "reviews.send": _l("sent a review"),
    "reviews.take": _l("took up a review"),
    "reviews.take_back": _l("took a request back"),
    "submission.begin": _l("began a draft"),
    "submission.sent": _l("sent a case"),
    "submission.withdrawn": _l("withdrew a case"),
    "submission.reopened": _l("reopened a case"),
    "submission.review_started": _l("let a case through to the reviewers"),
    "submission.back_at_gate": _l("took a case back to the gate"),
    "submission.changes_asked": _l("asked for changes"),
    "submission.declined": _l("declined a case"),
    "submission.published": _l("published a case"),
    "submission.say": _l("wrote a message"),
}
