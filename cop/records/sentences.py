"""What is wrong with a field, in words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from cop.core.errors import InvalidError
from cop.core.i18n import LazyString
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.records.content import TranslationState

TITLE: Final = _l("Write a title.")
ADDRESS: Final = _l("Write the whole address, as https://example.org/page.")
OTHERWISE: Final = _l("This is too long, or not of the kind that is asked for.")
STATES: Final[Mapping[TranslationState, LazyString]] = {
    TranslationState.ORIGINAL: _l("Original"),
    TranslationState.HUMAN: _l("Translated by a person"),
    TranslationState.MACHINE: _l("Translated by a machine, not looked through yet"),
    TranslationState.STALE: _l("The original has changed since"),
}


class FieldsInvalidError(InvalidError):
    """Something cannot be kept as it was written; `errors`: (field, message) of all that is to be mended."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        self.errors = list(dict(reversed(errors)).items())[::-1]
        super().__init__(*self.errors[0])


def faults(error: ValidationError, missing: Mapping[str, LazyString]) -> list[tuple[str, str]]:
    """Return (field, message) of all that a schema refuses; fields of a source are "source_title"."""
    found = []
    for one in error.errors():
        place = [str(step) for step in one["loc"]] or [""]
        field = "_".join(place[:2]) if place[0] == "source" else place[0]
        found.append((field, sentence(field, one["type"], one.get("ctx", {}), missing)))
    return found


def sentence(field: str, type: str, context: Mapping[str, Any], missing: Mapping[str, LazyString]) -> str:
    """Return what is wrong with a field; `missing` says of each what is to be written there."""
    if type == "string_too_long":
        return _("Use at most %(count)s characters.", count=context["max_length"])
    if type == "too_long":
        return _("There may be at most %(count)s of these.", count=context["max_length"])
    if field in ("published", "source_published"):
        return _("Write a year as 2017, or a year and a month as 2017-04.")
    known = {"title": TITLE, "source_title": TITLE, "url": ADDRESS, "source_url": ADDRESS}
    return str(missing.get(field) or known.get(field) or OTHERWISE)
