"""What differs between two versions of a module, part by part and field by field."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cop.core.i18n import gettext as _
from cop.learning.content import ModuleContent
from cop.learning.enums import PartKind
from cop.learning.parts import split
from cop.learning.sentences import PARTS, label, shown
from cop.records.changes import Difference, compared
from cop.records.parts import Values, Where
from cop.rubric.rubrics import every_criterion

_UNSEEN: Final = ("is_public", "asset")
"""What follows from something else that changed."""


def differences(old: ModuleContent, new: ModuleContent) -> list[Difference]:
    """Return what the new content changes: (language, label, runs of words)."""
    before, after = _apart(old), _apart(new)
    titles: dict[str, dict[str, str]] = {}
    for at, value in (before | after).items():  # a section that is called otherwise is no other one
        titles.setdefault(at.language, {})
        if at.kind is PartKind.SECTIONS:
            titles[at.language][at.key] = value["title"]
    found: list[Difference] = []
    for at in dict.fromkeys((*after, *before)):
        named = titles[at.language or new.source_language]
        told_before, told_after = _told(before.get(at, {}), named), _told(after.get(at, {}), named)
        name = label(after.get(at) or before[at], "")
        part = f"{PARTS[at.kind]}: {name}" if name and at.kind is not PartKind.ABOUT else str(PARTS[at.kind])
        for field in dict.fromkeys((*told_after, *told_before)):
            texts = told_before.get(field, ""), told_after.get(field, "")
            if texts[0] != texts[1]:
                found.append((at.language, f"{part} – {field}", compared(*texts)))
    return found + list(_moved(before, after))


def _apart(content: ModuleContent) -> dict[Where, dict[str, Any]]:
    """Take a module apart; what to read on goes by its title, for numbers move when one is removed."""
    return {
        Where(at.language, at.kind, label(value, at.key)) if at.kind is PartKind.REFERENCES else at: value
        for at, value in split(content).items()
    }


def _told(value: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, str]:
    """Return what a part says: label of each field, and words that readers understand."""
    said: dict[str, Any] = {name: it for name, it in value.items() if name not in _UNSEEN}
    if "section" in said:
        said["section"] = titles.get(said["section"], said["section"])
    if "criteria" in said:
        said["criteria"] = [str(one.label) for one in every_criterion() if one.key in said["criteria"]]
    picture = said.pop("picture", None)
    told = {title: words for _name, title, words in shown(said)}
    return told | ({_("Picture"): _("a picture (%(mark)s)", mark=picture[:6])} if picture else {})


def _moved(before: Values, after: Values) -> Iterator[Difference]:
    """Yield the lists in which what stands in both is in another order."""
    for language, kind in dict.fromkeys((at.language, at.kind) for at in after):
        there = [_entries(one, language, kind, other) for one, other in ((before, after), (after, before))]
        if [*there[0]] != [*there[1]]:
            old, new = ("\n".join(label(value, at.key) for at, value in one.items()) for one in there)
            yield language, _("%(parts)s – order", parts=PARTS[kind]), compared(old, new)


def _entries(values: Values, language: str, kind: PartKind, other: Values) -> dict[Where, Mapping[str, Any]]:
    return {
        at: value
        for at, value in values.items()
        if at.language == language and at.kind is kind and at in other
    }
