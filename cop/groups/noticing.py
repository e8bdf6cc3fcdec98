"""What somebody who speaks under a pseudonym finds on the page of their account: no mail may tell it."""

from cop.core.i18n import gettext as _
from cop.core.notices import Notice
from cop.core.permissions import Actor
from cop.discussions import decided
from cop.groups import queries


def notices(actor: Actor, language: str) -> list[Notice]:
    """Return one notice for each group where moderators have decided about somebody's words.

    It says neither the group nor the pseudonym: others may see the screen.
    """
    slugs = queries.personas_of(actor.id) if actor.id is not None else {}
    concerned = dict.fromkeys(slugs[persona] for persona, _one in decided.unseen(list(slugs)))
    words = _("A moderator has decided something about what you said under a pseudonym.")
    return [Notice(words, f"/{language}/groups/{slug}") for slug in concerned]
