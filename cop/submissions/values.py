"""The values of answers: their shapes by widget, read from what was typed and shown as words."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.i18n import ngettext
from cop.core.submittable import Question, Widget
from cop.vocabulary.queries import vocabulary

LINE_LIMIT: Final = 2000
"""Characters in one line where its question says nothing less; the longest are addresses."""

Item = TypeVar("Item")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MONTH = re.compile(r"(?P<year>(?:1[89]|20)\d\d)(?:[-./ ](?P<month>0?[1-9]|1[0-2]))?")
_MONTH_FIRST = re.compile(r"(?P<month>0?[1-9]|1[0-2])[-./ ](?P<year>(?:1[89]|20)\d\d)")


def is_empty(value: Any) -> bool:
    """Whether nothing has been answered; "no" and 0 are answers."""
    return value is None or value == "" or value == [] or value == {}


def words_in(value: Any) -> int:
    """Count the words of an answer; a choice or a number has none."""
    if isinstance(value, str):
        return len(value.split())
    if isinstance(value, Mapping):
        return sum(words_in(part) for part in value.values())
    if isinstance(value, Sequence):
        return sum(words_in(part) for part in value)
    return 0


def normal(question: Question, value: Any) -> Any:
    """Return the value as it is kept; raise InvalidError naming the question where it does not fit."""
    return _NORMAL[question.widget](question, value)


def empty(question: Question) -> Any:
    """Return what stands for no answer."""
    return [] if question.widget in _LISTS else None if question.widget in _OPEN else ""


_LISTS: Final = frozenset({Widget.CONCEPTS, Widget.LINES, Widget.ROWS})
_OPEN: Final = frozenset({Widget.NUMBER, Widget.YES_NO})


def _refuse(question: Question, message: str) -> InvalidError:
    return InvalidError(question.key, message)


def _words(question: Question, value: Any, limit: int) -> str:
    if not isinstance(value, str):
        raise _refuse(question, _("This answer cannot be read."))
    text = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if (over := len(text) - limit) > 0:
        message = ngettext(
            "This is %(n)s character too long. Nothing is lost: shorten it and save again.",
            "This is %(n)s characters too long. Nothing is lost: shorten it and save again.",
            over,
        )
        raise _refuse(question, message)
    return text


def _line(question: Question, value: Any) -> str:
    return " ".join(_words(question, value, min(question.limit, LINE_LIMIT)).split())


def _text(question: Question, value: Any) -> str:
    return _words(question, value, question.limit).strip()


def _month(question: Question, value: Any) -> str:
    text = _words(question, value, LINE_LIMIT).strip()
    if not text:
        return ""
    match = _MONTH.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    if match is None:
        raise _refuse(question, _("Write a year, or a year and a month: 2013 or 2013-09."))
    return match["year"] + (f"-{int(match['month']):02}" if match["month"] else "")


def _number(question: Question, value: Any) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    text = "".join(_words(question, value, LINE_LIMIT).split())
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise _refuse(question, _("Write a whole number in digits, such as 12."))
    return int(text)


def _yes_no(question: Question, value: Any) -> bool | None:
    known = {"yes": True, "no": False, "": None}
    if value is None or isinstance(value, bool):
        return value
    if value not in known:
        raise _refuse(question, _("This answer cannot be read."))
    return known[value]


def _choice(question: Question, value: Any) -> str:
    offered = [key for key, _label in question.choices]
    is_offered = value in offered or (not offered and _is_concept(question, value))
    if value != "" and not is_offered:
        raise _refuse(question, _("Choose one of the answers that are offered."))
    return str(value)


def _is_concept(question: Question, value: Any) -> bool:
    concept = vocabulary().get(str(value))
    return concept is not None and concept.kind == question.concept_kind


def _sequence(question: Question, value: Any) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise _refuse(question, _("This answer cannot be read."))
    return value


def _few(question: Question, value: list[Item]) -> list[Item]:
    if (over := len(value) - question.most) > 0:
        message = ngettext(
            "This is %(n)s too many. Keep the most important ones.",
            "These are %(n)s too many. Keep the most important ones.",
            over,
        )
        raise _refuse(question, message)
    return value


def _concepts(question: Question, value: Any) -> list[str]:
    chosen = vocabulary().all_present(str(slug) for slug in _sequence(question, value))
    if not all(_is_concept(question, slug) for slug in chosen):
        raise _refuse(question, _("Choose from what is offered."))
    return _few(question, chosen)


def _lines(question: Question, value: Any) -> list[str]:
    return _few(question, [line for given in _sequence(question, value) if (line := _line(question, given))])


def _rows(question: Question, value: Any) -> list[dict[str, str]]:
    rows = [_row(question, given) for given in _sequence(question, value)]
    typed = [key for key, _label in question.columns if key not in question.column_choices]
    # A row in which nothing was typed is empty, whatever its lists stand at.
    return _few(question, [row for row in rows if any(row[key] for key in typed)])


def _row(question: Question, given: Any) -> dict[str, str]:
    columns = [key for key, _label in question.columns]
    if not isinstance(given, Mapping) or not set(given) <= set(columns):
        raise _refuse(question, _("This answer cannot be read."))
    row = {key: _line(question, given.get(key, "")) for key in columns}
    for key, offered in question.column_choices.items():
        if row[key] not in ("", *(choice for choice, _label in offered)):
            raise _refuse(question, _("Choose one of the answers that are offered."))
    return row


_NORMAL: Final[Mapping[Widget, Callable[[Question, Any], Any]]] = {
    Widget.LINE: _line,
    Widget.TEXT: _text,
    Widget.MONTH: _month,
    Widget.NUMBER: _number,
    Widget.YES_NO: _yes_no,
    Widget.CHOICE: _choice,
    Widget.CONCEPTS: _concepts,
    Widget.LINES: _lines,
    Widget.ROWS: _rows,
}


def from_words(question: Question, words: str) -> Any:
    """Return the value that found words give as an answer; raise InvalidError where they give none."""
    if question.widget is Widget.LINES:
        return normal(question, words.splitlines())
    if question.widget is Widget.ROWS:
        first = question.columns[0][0]
        return normal(question, [{first: line} for line in words.splitlines()])
    if question.widget is Widget.CONCEPTS:
        return normal(question, [line.strip() for line in words.splitlines() if line.strip()])
    return normal(question, words)


def joined(question: Question, present: Any, added: Any) -> Any | None:
    """Return both answers as one, or None where a question takes only one answer."""
    if question.widget is Widget.TEXT:
        return normal(question, f"{present}\n\n{added}")
    if question.widget in _LISTS:
        return normal(question, [*present, *(item for item in added if item not in present)])
    return None


def shown(question: Question, value: Any, language: str) -> str:
    """Return an answer as words, a line an item; empty where there is none."""
    if is_empty(value):
        return ""
    if question.widget is Widget.YES_NO:
        return _("Yes") if value else _("No")
    if question.widget is Widget.CHOICE:
        labels = {key: str(label) for key, label in question.choices}
        return labels.get(value) or vocabulary().label(value, language)
    if question.widget is Widget.CONCEPTS:
        return "\n".join(vocabulary().label(slug, language) for slug in vocabulary().all_present(value))
    if question.widget is Widget.ROWS:
        return "\n".join(_row_shown(question, row) for row in value)
    if question.widget is Widget.LINES:
        return "\n".join(value)
    return str(value)


def _row_shown(question: Question, row: Mapping[str, str]) -> str:
    labels = {key: dict(offered) for key, offered in question.column_choices.items()}
    cells = [str(labels.get(key, {}).get(value, value)) for key, value in row.items() if value]
    return " · ".join(cells)
