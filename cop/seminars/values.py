"""What was typed for an item, as its columns take it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from cop.accounts.content import normal_email
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.seminars.enums import (
    ContributionKind,
    FieldKind,
    Material,
    QuestionState,
    StepState,
    TakeawayKind,
)

_ADDRESS: Final = re.compile(r"https?://[^\s\x00-\x1f<>\"']{1,1990}")
_CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")
_KINDS: Final = {"contributions": ContributionKind, "takeaways": TakeawayKind, "fields": FieldKind}
_STATES: Final = {"questions": QuestionState, "steps": StepState}


def columns(part: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of an item of that part; raise InvalidError for the first that does not fit."""
    found: dict[str, Any] = {}
    if part in _KINDS:
        found["kind"] = _one_of(_KINDS[part], "kind", said)
    if part in _STATES:
        found["state"] = _one_of(_STATES[part], "state", said)
    if part == "contributions":
        found |= _contribution(said)
    if part == "takeaways":
        found["second"] = _second(str(said.get("second") or "").strip())
    if part == "steps":
        found |= {"due": _day("due", said), "evidence_url": address("evidence_url", said)}
    if part == "fields":
        found["is_required"] = bool(said.get("is_required"))
    return found


def _contribution(said: Mapping[str, Any]) -> dict[str, Any]:
    email = str(said.get("email") or "").strip()
    parent = str(said.get("adds_to") or "")
    kind = _one_of(ContributionKind, "kind", said)
    is_addition = kind is ContributionKind.ADDITION
    if is_addition and not parent.isdigit():
        raise InvalidError("adds_to", _("Choose the contribution that this one adds to."))
    return {
        "adds_to": int(parent) if is_addition else None,
        "slides": _one_of(Material, "slides", said),
        "slides_url": address("slides_url", said),
        "email": normal_email(email) if email else "",
    }


def _one_of(kind: Any, name: str, said: Mapping[str, Any]) -> Any:
    try:
        return kind(said.get(name))
    except ValueError as error:
        raise InvalidError(name, _("Choose one of the answers.")) from error


def address(name: str, said: Mapping[str, Any]) -> str | None:
    """Return a whole address of the web, or None where there is none."""
    url = str(said.get(name) or "").strip()
    if url and not _ADDRESS.fullmatch(url):
        raise InvalidError(
            name, _("Write the whole address, as https://example.org/meeting, or leave it empty.")
        )
    return url or None


def _day(name: str, said: Mapping[str, Any]) -> date | None:
    text = str(said.get(name) or "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidError(name, _("Write the day, as 2030-04-10.")) from error


def _second(text: str) -> int | None:
    if not text:
        return None
    if (found := _CLOCK.fullmatch(text)) is None:
        raise InvalidError("second", _("Write the place in the recording as 1:02:03 or 12:30."))
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
