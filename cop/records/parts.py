"""A record taken apart into pieces that are written one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

ALL: Final = ""
"""The language of what is the same in all of them."""
ONLY: Final = "main"
"""The key of a part of which there is one."""
FACTS: Final = "facts"
"""The kind of what is stated of the whole record, once."""
ABOUT: Final = "about"
"""The kind of what every language says: its title, and how it came into this language."""


@dataclass(frozen=True, slots=True)
class Where:
    """Which part: of that language or `ALL`, of that kind (a word, or an enum's), with that key."""

    language: str
    kind: Any
    key: str = ONLY

    @property
    def path(self) -> str:
        """Return it as one word."""
        return "/".join((self.language, self.kind, self.key))


Values = Mapping[Where, Mapping[str, Any]]
"""The parts of a record, each list in its order."""
