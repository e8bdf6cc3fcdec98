"""Who hears of what in groups; of masked ones nobody learns from a mail which group it is."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from cop.accounts.operations import notify
from cop.accounts.queries import people, with_role
from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.permissions import Role
from cop.groups.models import Group, Membership, Persona
from cop.groups.sealing import opened, token_of

NEWS = "groups"


def _tell(ids: Collection[int], group: Group, reason: str, template: str, **context: str) -> None:
    languages = {id: person.language for id, person in people(ids).items()}
    for language in sorted(set(languages.values())):
        notify(
            [id for id, spoken in languages.items() if spoken == language],
            reason=reason,
            kind=NEWS,
            template=f"groups/{template}",
            group=best_text(group.texts, language)[1]["title"],
            link=f"/{language}/groups/{group.slug}",
            **context,
        )


def asked(group: Group, membership: Membership, name: str) -> None:
    """Tell the facilitators that somebody wants to come in; where there are none, the editors."""
    moment = int(membership.asked_at.timestamp())
    _tell(_leading(group), group, f"groups.asked:{membership.id}:{moment}", "asked", person=name)


def asked_masked(group: Group, persona: Persona) -> None:
    """Tell the facilitators that somebody with a pseudonym wants to come in."""
    token = token_of(f"asked:{persona.id}:{persona.mark}")
    _tell(_leading(group), group, f"groups.asked:{token}", "asked_masked")


def _leading(group: Group) -> list[int]:
    query = select(Membership.user_id).where(Membership.group_id == group.id, Membership.is_facilitator)
    return list(db.session.scalars(query)) or with_role(Role.EDITOR)


def let_in(group: Group, membership: Membership) -> None:
    """Tell somebody that they belong to the group now."""
    moment = int(membership.asked_at.timestamp())
    _tell([membership.user_id], group, f"groups.let_in:{membership.id}:{moment}", "let_in")


def named(group: Group, membership: Membership) -> None:
    """Tell somebody that they lead the group now."""
    _tell([membership.user_id], group, f"groups.named:{membership.id}", "named")


def within(group_id: int, ids: Sequence[int], day: str) -> None:
    """Tell members of a masked group, once a day and without its name, that there is something new.

    Whoever wrote it is told too: from who is not, one would see who it was.
    """
    token = token_of(f"within:{group_id}:{day}")
    notify(ids, reason=f"groups.within:{token}", kind=NEWS, template="groups/within")


def told_masked(persona: Persona, template: str, words: str) -> None:
    """Tell whoever is behind a persona something that names neither it nor the group."""
    id = opened(persona.sealed)
    if id is not None:
        reason = f"groups.{template}:{token_of(f'{words}:{persona.id}')}"
        notify([id], reason=reason, kind=NEWS, template=f"groups/{template}")
