"""Issues among records of other kinds."""

from collections.abc import Sequence

from sqlalchemy import select

from cop.core.db import db
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor
from cop.core.records import RecordCard, RecordKind, Ref
from cop.newsletter.content import KIND
from cop.newsletter.models import Issue
from cop.newsletter.queries import listed, visible_to


def _cards(ids: Sequence[int], actor: Actor, language: str) -> list[RecordCard]:
    found = {issue.id: issue for issue in listed(ids, actor=actor, language=language)} if ids else {}
    return [
        RecordCard(
            ref=Ref(KIND, issue.id),
            slug=str(issue.number),
            path=f"/{language}/newsletter/{issue.number}",
            language=issue.language,
            title=issue.title,
            detail=_("Newsletter no. %(number)s", number=issue.number),
        )
        for id in ids
        if (issue := found.get(id)) is not None
    ]


def _id_of(slug: str, actor: Actor) -> int | None:
    if not slug.isascii() or not slug.isdecimal() or len(slug) > 6:
        return None
    return db.session.scalar(select(Issue.id).where(Issue.number == int(slug), visible_to(actor)))


RECORD = RecordKind(KIND, _l("Newsletter"), _l("Issues of the newsletter"), _cards, _id_of)
