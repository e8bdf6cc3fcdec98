"""The sheets that can be printed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from cop.core.i18n import LazyString
from cop.core.i18n import lazy_gettext as _l


class Sheet(StrEnum):
    """A sheet of paper to fill in by hand, drawn by the template of that name."""

    MOOD = "mood"
    SUCCESS = "success"
    WEB = "web"
    JAR = "jar"


SHEETS: Final[Mapping[Sheet, LazyString]] = {
    Sheet.MOOD: _l("A week of faces"),
    Sheet.SUCCESS: _l("A page of successes"),
    Sheet.WEB: _l("Eight goals, before and after"),
    Sheet.JAR: _l("Answers for a jar"),
}
