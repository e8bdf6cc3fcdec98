"""What the pages of groups have in common."""

from collections.abc import Sequence

from flask import abort
from markupsafe import Markup

from cop.core.forums import Place, place_of
from cop.core.i18n import best_text
from cop.core.markdown import render
from cop.core.permissions import can
from cop.core.records import RecordCard, Ref, kinds
from cop.groups import queries
from cop.groups.models import Group
from cop.groups.queries import KIND
from cop.groups.rules import Permission
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404


def group_or_404(slug: str, permission: Permission | None = None) -> Group:
    """Return the group at an address, where the reader may do this with it."""
    group = or_404(queries.by_slug(slug))
    if permission is not None and not can(current_actor(), permission, group):
        abort(404)
    return group


def place(group: Group) -> Place | None:
    """Return the group as its reader's place of conversation, where they may read there."""
    return place_of(Ref(KIND, group.id), actor=current_actor(), language=current_language())


def words(group: Group) -> dict[str, str | Markup]:
    """Return what a group says, in the nearest language: title, purpose and rules drawn."""
    language, text = best_text(group.texts, current_language())
    return {
        "language": language,
        "title": text["title"],
        "purpose": render(text["purpose"]) if text["purpose"] else "",
        "rules": render(text["rules"]) if text["rules"] else "",
    }


def records_of(group: Group) -> list[tuple[str, Sequence[RecordCard]]]:
    """Return (kind in words, cards) of what belongs to a group: its seminars, and whatever else."""
    actor, language = current_actor(), current_language()
    found = ((kind, kind.of_group(group.slug, actor, language)) for kind in kinds().values())
    return [(str(kind.plural), cards) for kind, cards in found if cards]
