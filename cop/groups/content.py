"""What a group says of itself, and the words of the contract of groups with pseudonyms."""

import re
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.core.limits import Limit
from cop.discussions.content import folded, tidy
from cop.groups.enums import Entry, GroupKind

JOINING: Final = Limit("groups.join", 20, 24 * 3600)
CONTRACT_VERSION: Final = 1
"""Raise it whenever the words below change their meaning."""

CONTRACT: Final = (
    _l("Others in the group see the pseudonym that you choose and what you write. Nobody sees your account."),
    _l("The facilitators and moderators read along. They too see your pseudonym alone."),
    _l(
        "Which account is behind a pseudonym is kept encrypted. Two data protection officers together can "
        "open it, where law or somebody's safety demands it. It is written down who did, and you are told."
    ),
    _l("Mails about the group name neither the group nor what is said in it. Search and feeds know nothing."),
    _l("If the group gives up pseudonyms one day, what you wrote before stays under your pseudonym."),
    _l("Write nothing by which you or others can be recognised. What you write you can remove."),
)
"""Beside the button for joining, each a sentence or two."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]


class GroupText(BaseModel):
    """A group in one language; purpose and rules are Markdown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Line
    purpose: Words = ""
    rules: Words = ""


class GroupContent(BaseModel):
    """A group as a seed, or an editor, gives it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
    kind: GroupKind
    entry: Entry = Entry.OPEN
    is_masked: bool = False
    source: Annotated[str, StringConstraints(max_length=500)] = ""
    texts: Annotated[dict[str, GroupText], Field(min_length=1)]


_SIGNS = re.compile(r"[@<>\[\]()*_`#|\\]")
LONGEST_NAME: Final = 40


def good_pseudonym(name: str, real_name: str) -> str:
    """Return a pseudonym; raise InvalidError where it is none, or gives its bearer away."""
    line = " ".join(_SIGNS.sub(" ", tidy(name)).split())
    if not 2 <= len(line) <= LONGEST_NAME:
        raise InvalidError("pseudonym", _("Choose a name of 2 to %(count)s letters.", count=LONGEST_NAME))
    own = {part for part in folded(real_name).split() if len(part) > 2}
    if own & set(re.findall(r"\w+", folded(line))):
        raise InvalidError(
            "pseudonym", _("This is a part of your own name. Choose one that leads nobody to you.")
        )
    return line
