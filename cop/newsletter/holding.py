"""An older database must not send anew what has gone out since: such an issue is held, and an editor decides.

What has begun to go out also stands outside of the database (cop.core.remembered).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from flask import current_app
from sqlalchemy import exists, or_, select, update

from cop.config import Config
from cop.core.db import db, now, transaction
from cop.core.errors import ConflictError
from cop.core.i18n import gettext as _
from cop.core.remembered import Remembered, is_restored, known, remember
from cop.newsletter.deliveries import OPEN
from cop.newsletter.enums import IssueState, Mailing
from cop.newsletter.models import Delivery, Issue

NAME: Final = "issues"
BEGUN: Final = "begun"
RELEASED: Final = "released"
"""An editor has decided since; what was written before does not count any more."""


def begun(issue: Issue, what: Mailing) -> None:
    """Write down that something of an issue goes out, before the transaction commits it."""
    remember(NAME, _key(issue, what), BEGUN)


def sent_since(issue: Issue) -> list[Mailing]:
    """Return what of an issue has begun to go out, though the database does not know it."""
    return _sent_since(issue, known(_folder(), NAME))


def refuse_held(issue: Issue) -> None:
    """Raise ConflictError where somebody has to decide first."""
    if issue.held_at is not None:
        raise ConflictError(_("This issue is held. Decide first whether it has gone out."))


def release(issue: Issue) -> bool:
    """Hold an issue no more; answer whether it was held."""
    was_held = db.session.execute(
        update(Issue)
        .where(Issue.id == issue.id, Issue.held_at.is_not(None))
        .values(held_at=None, updated_at=now())
        .returning(Issue.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    db.session.refresh(issue)
    if was_held is None:
        return False
    for what in sent_since(issue):
        remember(NAME, _key(issue, what), RELEASED)
    return True


def _again(known: Mapping[str, str]) -> int:
    """Hold what an older database would send; what has gone out since at every start, the rest after one."""
    on_its_way = exists().where(Delivery.issue_id == Issue.id, Delivery.state.in_(OPEN))
    waits = or_(Issue.state.in_((IssueState.SCHEDULED, IssueState.SENDING)), on_its_way)
    with transaction():
        query = select(Issue).where(Issue.held_at.is_(None)).order_by(Issue.id)
        waiting = set(db.session.scalars(select(Issue.id).where(waits))) if is_restored(_folder()) else set()
        found = [row for row in db.session.scalars(query) if row.id in waiting or _sent_since(row, known)]
        for issue in found:
            issue.held_at = now()
        return len(found)


def _sent_since(issue: Issue, known: Mapping[str, str]) -> list[Mailing]:
    unknown = {
        Mailing.ISSUE: issue.published_at is None,
        Mailing.CORRECTION: issue.notice_at is None,
    }
    return [what for what in Mailing if unknown[what] and known.get(_key(issue, what)) == BEGUN]


def _folder() -> Path:
    config: Config = current_app.config["COP"]
    return config.data_dir


def _key(issue: Issue, what: Mailing) -> str:
    """Name an issue for good: its number may change, and its id be another's in an older database."""
    return f"{issue.id}-{issue.created_at:%Y%m%d%H%M%S%f}-{what}"


REMEMBERED = Remembered(
    NAME,
    _again,
    says="Newsletter: issues held until an editor decides, because an older database has come back: %d.",
)
