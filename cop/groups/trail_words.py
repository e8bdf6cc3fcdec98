"""What is written into the audit trail about groups, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "group.begin": _l("began a group"),
        "group.edit": _l("changed a group"),
        "group.end_facilitator": _l("ended that somebody leads a group"),
        "group.join": _l("joined a group"),
        "group.join_masked": _l("joined a group under a pseudonym"),
        "group.leave": _l("left a group"),
        "group.leave_masked": _l("left a group of pseudonyms"),
        "group.let_in": _l("let somebody into a group"),
        "group.let_in_masked": _l("let a pseudonym into a group"),
        "group.name_facilitator": _l("named who leads a group"),
        "group.set_wishes": _l("chose what to hear of a group"),
        "group.turn_away": _l("turned somebody away from a group"),
        "group.turn_away_masked": _l("turned a pseudonym away from a group"),
        "persona.ask_to_open": _l("asked to learn who is behind a pseudonym"),
        "persona.look": _l("saw who is behind a pseudonym"),
        "persona.open": _l("agreed that a pseudonym is opened"),
    },
    kinds={
        "persona": _l("Pseudonym"),
    },
    facts={
        "asked_by": _l("Asked by"),
        "asks": _l("Waits to be let in"),
        "listed": _l("Named among the members"),
        "masked": _l("Under pseudonyms"),
        "news": _l("Wants to hear of it"),
        "persona": _l("Pseudonym"),
    },
)
