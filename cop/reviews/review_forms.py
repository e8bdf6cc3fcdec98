"""The form in which a review is written: it checks shape and never writes."""

from collections.abc import Mapping
from typing import Final, cast

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.config import LANGUAGES
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext
from cop.reviews.content import CONFIDENCE
from cop.reviews.models import Review
from cop.reviews.naming import names_are_shown
from cop.reviews.reading import Answered, Pointer, Written
from cop.rubric.rubrics import PRACTICES, RUBRICS, Rubric, criterion
from cop.web.forms import Form

Posted = MultiDict[str, str]
MINE, THEIRS = "mine", "theirs"
KEEP: Final = "keep-"
"""Before a part's name: which of two versions of it is kept."""


def _l(message: str) -> str:
    # The library takes whatever can be shown; its types know of texts alone.
    return cast("str", lazy_gettext(message))


class ReviewForm(Form):
    """What a review says besides its scores, which `written` reads by criterion."""

    revision = IntegerField(default=0)
    language = SelectField(
        _l("I write in"), choices=[SelectChoice(code, one.name) for code, one in LANGUAGES.items()]
    )
    confidence = RadioField(
        _l("How sure are you of your scores?"),
        choices=[SelectChoice(str(value), words) for value, words in CONFIDENCE.items()],
        validate_choice=False,
    )
    to_authors = TextAreaField(_l("To the authors"))
    to_editors = TextAreaField(_l("To the editors alone"))
    is_named = BooleanField(_l("Show my name with my scores once the case is published"))


def form_of(review: Review) -> ReviewForm:
    """Return the form with what a review says besides its scores."""
    return ReviewForm(
        formdata=None,
        revision=review.version,
        language=review.language,
        confidence=str(review.confidence or ""),
        to_authors=review.to_authors,
        to_editors=review.to_editors,
        is_named=review.is_named,
    )


def rubric_in(posted: Posted) -> Rubric:
    """Return the rubric whose form was posted: no two have a criterion of the same key."""
    sent = {name.partition("-")[2] for name in posted if name.startswith(("step-", "reason-"))}
    return next((r for r in RUBRICS.values() if sent & {c.key for c in r.criteria}), PRACTICES)


def written(form: ReviewForm, posted: Posted, rubric: Rubric) -> Written:
    """Return what was typed; raise InvalidError where that is no review at all."""
    confidence = form.confidence.data or ""
    return Written(
        language=form.language.data or "",
        answers={each.key: _answered(each.key, posted) for each in rubric.criteria},
        confidence=int(confidence) if confidence.isdecimal() and len(confidence) < 3 else None,
        to_authors=_text(form.to_authors.data),
        to_editors=_text(form.to_editors.data),
        is_named=names_are_shown() and bool(form.is_named.data),
    )


def _answered(key: str, posted: Posted) -> Answered:
    listed = posted.getlist(f"evidence-{key}")
    removed = set(posted.getlist(f"remove-{key}"))
    pointers = [(item, _pointer(item, key)) for item in listed if item not in removed]
    if f"marked-{key}" in posted:  # the form has ticks for what comes from users
        ticked = set(posted.getlist(f"users-{key}"))
        pointers = [(item, p.model_copy(update={"from_users": item in ticked})) for item, p in pointers]
    return Answered(
        choice=posted.get(f"step-{key}", ""),
        reason=_text(posted.get(f"reason-{key}")),
        evidence=tuple({pointer.unmarked: pointer for _item, pointer in pointers}.values()),
    )


def _pointer(item: str, key: str) -> Pointer:
    try:
        return Pointer.model_validate_json(item)
    except ValidationError as unfit:
        raise InvalidError(f"evidence-{key}", _("This evidence cannot be read. Add it once more.")) from unfit


def names_a_board(posted: Posted) -> bool:
    """Whether a feedback board was chosen as new evidence."""
    return any(name.startswith("board-") and code for name, code in posted.items())


def added(
    posted: Posted, given: Written, names: Mapping[str, str], boards: Mapping[str, str]
) -> list[tuple[str, str, Pointer]]:
    """Return (criterion, field, evidence) of what was typed below the list.

    `names` are files by id, `boards` the names of feedback boards by code.
    """
    language = given.language
    found = []
    for each in map(criterion, given.answers):
        words = _text(posted.get(f"words-{each.key}"))[:5000]
        if words:
            spoken, _bar, section = posted.get(f"section-{each.key}", "").partition("|")
            pointer = Pointer(kind="passage", field=section[:500], language=spoken[:8], words=words)
            found.append((each.key, f"words-{each.key}", pointer))
        if link := posted.get(f"link-{each.key}", "").strip()[:500]:
            pointer = Pointer(kind="link", field=link, language=language[:8], words=link)
            found.append((each.key, f"link-{each.key}", pointer))
        if file := posted.get(f"file-{each.key}", "")[:20]:
            pointer = Pointer(kind="file", field=file, language=language[:8], words=names.get(file, "?"))
            found.append((each.key, f"file-{each.key}", pointer))
        if board := posted.get(f"board-{each.key}", "")[:16]:
            pointer = Pointer(kind="board", field=board, language=language[:8], words=boards.get(board, "?"))
            found.append((each.key, f"board-{each.key}", pointer))
    return [(key, field, _marked(posted, key, pointer)) for key, field, pointer in found]


def _marked(posted: Posted, key: str, pointer: Pointer) -> Pointer:
    is_from_users = pointer.kind != "board" and f"new-users-{key}" in posted
    return pointer.model_copy(update={"from_users": is_from_users})


def confirmed(posted: Posted, given: Written) -> set[str]:
    """Return the criteria whose scores were confirmed although quoted words have changed."""
    return {key for key in given.answers if posted.get(f"confirm-{key}")}


def chosen(posted: Posted) -> set[str]:
    """Return the parts of which the version that stands there is kept."""
    return {
        name.removeprefix(KEEP) for name, kept in posted.items() if name.startswith(KEEP) and kept == THEIRS
    }


def _text(typed: str | None) -> str:
    return (typed or "").replace("\r\n", "\n").replace("\x00", "").strip()
