"""Who may do what with a practice, and when its owners are asked whether it is still so."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from cop.core.i18n import gettext as _
from cop.core.permissions import Rules, is_editor, is_system
from cop.practices.content import PracticeContent
from cop.records.rules import is_published, owns


class Permission(StrEnum):
    """What can be done with practices."""

    READ = "practices.read"
    PUBLISH = "practices.publish"
    WITHDRAW = "practices.withdraw"
    CHANGE = "practices.change"
    CONFIRM = "practices.confirm"
    ASK = "practices.ask"


RULES: Rules = {
    Permission.READ: [[is_published], [is_system]],
    Permission.PUBLISH: [[is_system], [is_editor]],
    Permission.WITHDRAW: [[is_system]],
    Permission.ASK: [[is_system]],
    # Of a Belonging; what is not public any more is nobody's to change.
    Permission.CHANGE: [[is_published, owns], [is_published, is_editor]],
    Permission.CONFIRM: [[is_published, owns], [is_published, is_editor]],
}

CONFIRM_EVERY = timedelta(days=730)
"""Two years: after so long owners are asked whether it is still so."""
ASK_EVERY = timedelta(days=60)
ANSWER_WITHIN = timedelta(days=30)


def unconfirmed_since(
    published_at: datetime,
    confirmed_at: datetime | None,
    asked_at: datetime | None,
    *,
    has_owners: bool,
    moment: datetime,
) -> datetime | None:
    """Return since when nobody has confirmed a practice, where readers must be told; else None.

    That is when its owners did not answer in time, or could not even be asked. Without owners there is
    nobody who could have.
    """
    known_at = confirmed_at or published_at
    is_unanswered = asked_at is not None and asked_at > known_at and moment - asked_at > ANSWER_WITHIN
    is_overdue = moment - known_at > CONFIRM_EVERY + ASK_EVERY
    return known_at if has_owners and (is_unanswered or is_overdue) else None


def ended_problem(content: PracticeContent, ended: str, this_month: str) -> str:
    """Return why a practice cannot have ended in that month ("2026-03"), as a sentence; empty: it can."""
    if not re.fullmatch(r"(1[89]|20)\d\d(-(0[1-9]|1[0-2]))?", ended):
        return _("Write a year, or a year and a month: 2013 or 2013-09.")
    if ended > this_month:
        return _("This month has not come yet.")
    started = content.facts.started
    if started and ended < started[: len(ended)]:
        return _("It cannot have ended before it began.")
    return ""
