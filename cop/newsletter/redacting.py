"""What follows for issues of the newsletter where a consent has ended."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import VISITOR
from cop.core.redaction import Redactable, Use
from cop.newsletter.cards import RECORD
from cop.newsletter.models import Edition, Issue
from cop.newsletter.operations import tell
from cop.newsletter.queries import visible_to


def _refresh(rows: Sequence[tuple[Any, ...]], _words: Sequence[str]) -> None:
    ids = select(Edition.issue_id).where(Edition.id.in_([key for (key,) in rows]))
    for issue in db.session.scalars(select(Issue).where(Issue.id.in_(ids))):
        tell(issue)


def _uses(reference: str, language: str) -> list[Use]:
    said = [
        edition.issue_id
        for edition in db.session.scalars(select(Edition).join(Issue).where(visible_to(VISITOR)))
        if reference in f"{edition.texts} {edition.intros} {edition.correction}"
    ]
    found = RECORD.cards(list(dict.fromkeys(said)), VISITOR, language)
    return [Use(card.path, card.title) for card in found]


REDACTABLE = Redactable(table="newsletter_editions", refresh=_refresh, uses=_uses)
