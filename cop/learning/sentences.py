"""What the parts of a module and their fields are called, and what is said of what cannot be taken."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from cop.core.i18n import LazyString
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.learning.enums import PartKind, QuestionKind, ReferenceKind
from cop.records.sentences import OTHERWISE, STATES, FieldsInvalidError, sentence

PARTS: Final[Mapping[PartKind, LazyString]] = {
    PartKind.FACTS: _l("Facts"),
    PartKind.REFERENCES: _l("To read on"),
    PartKind.FIGURES: _l("Figures"),
    PartKind.VIDEOS: _l("To watch"),
    PartKind.ABOUT: _l("About this module"),
    PartKind.SECTIONS: _l("Sections"),
    PartKind.TERMS: _l("Words of this module"),
    PartKind.QUESTIONS: _l("Check yourself"),
}
FIELDS: Final[Mapping[str, LazyString]] = {
    "number": _l("Number of the module"),
    "reading_minutes": _l("Reading time in minutes"),
    "criteria": _l("Criteria that this helps with"),
    "source_title": _l("Source document"),
    "source_reference": _l("Where in the source"),
    "source_url": _l("Address of the source"),
    "source_published": _l("Source published"),
    "kind": _l("Kind"),
    "title": _l("Title"),
    "author": _l("Author"),
    "publisher": _l("Publisher"),
    "published": _l("Published"),
    "language": _l("Language"),
    "url": _l("Address"),
    "section": _l("Section"),
    "source": _l("Source and rights"),
    "state": _l("State of the translation"),
    "is_public": _l("Readers see this edition"),
    "strapline": _l("In one sentence"),
    "problem": _l("Why it matters"),
    "purpose": _l("What this module is for"),
    "aims": _l("Aims"),
    "outcomes": _l("What you will be able to do"),
    "prerequisites": _l("What you need before you begin"),
    "summary": _l("In short"),
    "disclaimer": _l("Funder and responsibility"),
    "text": _l("Text"),
    "term": _l("Word"),
    "definition": _l("Definition"),
    "prompt": _l("Question"),
    "where": _l("Where the answer stands"),
    "paragraph": _l("Paragraph"),
    "choices": _l("Answers"),
    "explanation": _l("Explanation"),
    "caption": _l("Caption"),
    "alt": _l("What is to be seen on it"),
}
ONE: Final[Mapping[PartKind, LazyString]] = {
    **PARTS,
    PartKind.SECTIONS: _l("Section"),
    PartKind.TERMS: _l("Word"),
    PartKind.QUESTIONS: _l("Question"),
    PartKind.FIGURES: _l("Figure"),
    PartKind.VIDEOS: _l("Recording"),
}
"""What one entry of a list is called."""
QUESTION_KINDS: Final[Mapping[QuestionKind, LazyString]] = {
    QuestionKind.SINGLE: _l("One answer is right"),
    QuestionKind.SEVERAL: _l("Several answers are right"),
    QuestionKind.ORDER: _l("Put into the right order"),
    QuestionKind.MATCH: _l("Find what belongs together"),
    QuestionKind.OPEN: _l("A thought that nobody judges"),
}
REFERENCE_KINDS: Final[Mapping[ReferenceKind, LazyString]] = {
    ReferenceKind.TOOLKIT: _l("Toolkit"),
    ReferenceKind.GUIDE: _l("Guide"),
    ReferenceKind.REPORT: _l("Report"),
    ReferenceKind.PAPER: _l("Thematic paper"),
    ReferenceKind.ARTICLE: _l("Article"),
    ReferenceKind.WEBSITE: _l("Web site"),
}
_NAMED: Final[Mapping[str, LazyString]] = {
    value.value: label
    for labels in (QUESTION_KINDS, REFERENCE_KINDS, STATES)
    for value, label in labels.items()
}
_CHOICES: Final[Mapping[str, LazyString]] = {
    QuestionKind.SINGLE: _l("Write at least two answers, and mark exactly one as right."),
    QuestionKind.SEVERAL: _l("Write at least two answers, and mark those that are right."),
    QuestionKind.ORDER: _l("Write at least two steps, in the right order."),
    QuestionKind.MATCH: _l("Write at least two pairs, each with both halves."),
    QuestionKind.OPEN: _l("Such a question has no answers to choose from: leave the rows empty."),
}
_MISSING: Final[Mapping[str, LazyString]] = {
    "term": _l("Write the word that is explained."),
    "definition": _l("Write what it means."),
    "prompt": _l("Write the question."),
    "explanation": _l("Write why it is so: whoever has answered reads this."),
    "caption": _l("Write a caption."),
    "alt": _l("Write what is to be seen, for those who cannot see it."),
    "reading_minutes": _l("Write a number of minutes from 1 to 6000, or leave it empty."),
    "number": _l("Write a whole number from 1 to 999."),
    "section": _l("Choose a section. Write one first where there is none."),
}


class PartInvalidError(FieldsInvalidError):
    """A part cannot be kept as it was written."""

    def __init__(self, kind: PartKind, value: Mapping[str, Any], error: ValidationError) -> None:
        super().__init__([_said(kind, value, one) for one in error.errors()])


def _said(kind: PartKind, value: Mapping[str, Any], error: Any) -> tuple[str, str]:
    place = [str(step) for step in error["loc"]]
    field = "_".join(place[:2]) if place[:1] == ["source"] and kind is PartKind.FACTS else (place or [""])[0]
    if kind is PartKind.QUESTIONS and field in ("", "choices"):
        if error["type"].startswith("value_error"):
            return "choices", str(_CHOICES.get(str(value.get("kind")), OTHERWISE))
        field = "choices"
    if kind is PartKind.QUESTIONS and field in ("section", "paragraph"):
        return "where", _("Choose the paragraph in which the answer stands.")
    return field, sentence(field, error["type"], error.get("ctx", {}), _MISSING)


def shown(value: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (field, label, words) of a part's value, for putting two beside each other."""
    found = []
    for name, said in value.items():
        if name == "source" and isinstance(said, dict):
            found += [(f"source_{key}", str(FIELDS[f"source_{key}"]), _words(it)) for key, it in said.items()]
        else:
            words = str(_NAMED[said]) if name in ("kind", "state") else _words(said)
            found.append((name, str(FIELDS.get(name, name)), words))
    return found


def _words(said: Any) -> str:
    if isinstance(said, bool):
        return _("yes") if said else _("no")
    if isinstance(said, list):
        return "\n".join(_entry(one) for one in said)
    return "" if said is None else str(said)


def _entry(one: Any) -> str:
    if not isinstance(one, dict):
        return str(one)
    parts = [one["text"], f"= {one['pair']}" if one["pair"] else "", one["explanation"]]
    return ("✓ " if one["is_right"] else "– ") + " ".join(part for part in parts if part)


def label(value: Mapping[str, Any], key: str) -> str:
    """Return by what an entry of a list is known."""
    names = ("title", "term", "prompt", "caption", "url")
    return next((str(value[name]) for name in names if value.get(name)), key)
