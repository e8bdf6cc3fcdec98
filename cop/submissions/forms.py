"""The forms of proposals, and what was typed for a question read by its widget."""

import secrets
from collections.abc import Iterable
from typing import Any, cast

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import InputRequired, Length, NumberRange

from cop.config import LANGUAGES
from cop.core.i18n import lazy_gettext
from cop.core.submittable import Question, Submittable, Widget
from cop.submissions.content import CONSENT_WORDS, WAYS
from cop.submissions.enums import Way
from cop.web.forms import Form


def _l(message: str) -> str:
    # The library takes whatever can be shown; its types know of texts alone.
    return cast("str", lazy_gettext(message))


BLANK_ROWS = 3
"""Empty rows at the end of a list of rows, to be filled without any script."""


_LANGUAGES = [SelectChoice(code, language.name) for code, language in LANGUAGES.items()]


class BeginForm(Form):
    """What is needed to begin: a title, and in which way and language it is told."""

    kind = RadioField(_l("What do you want to tell?"), [InputRequired(_l("Choose one."))])
    way = RadioField(
        _l("How do you want to tell it?"),
        [InputRequired(_l("Choose one."))],
        choices=[SelectChoice(way.value, label) for way, label in WAYS.items()],
        default=Way.FORM.value,
    )
    language = SelectField(_l("In which language do you write?"), choices=_LANGUAGES)
    title = StringField(
        _l("Title of the case"),
        [InputRequired(_l("Give the case a title. You can change it later."))],
    )
    key = HiddenField(default=lambda: secrets.token_hex(16), validators=[Length(max=40)])


class AnswerForm(Form):
    """The shape of every answer's form; the answer itself is read by `given`."""

    revision = IntegerField(default=0, validators=[NumberRange(min=0)])


class SendForm(Form):
    """What one agrees to when one sends."""

    consent = BooleanField(
        cast("str", CONSENT_WORDS), [InputRequired(_l("Without your agreement it cannot be sent."))]
    )


class MessageForm(Form):
    """A message about a submission."""

    words = TextAreaField(_l("Your message"), [InputRequired(_l("Write your message first."))])
    to_editors = BooleanField(_l("Only for editors, not for the authors"))


class DocumentForm(Form):
    """A document to be read."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])
    language = SelectField(
        _l("The language of the document, where it cannot be recognised"),
        choices=_LANGUAGES,
    )


class InviteForm(Form):
    """Whom to invite."""

    email = StringField(
        _l("E-mail address"),
        [InputRequired(_l("Write a whole e-mail address, such as name@example.org.")), Length(max=320)],
    )


def given(question: Question, form: MultiDict[str, str]) -> Any:
    """Return what was typed for a question, in the shape of its widget; not yet checked."""
    if question.widget is Widget.CONCEPTS:
        return form.getlist("value")
    if question.widget is Widget.LINES:
        return form.get("value", "").splitlines()
    if question.widget is Widget.ROWS:
        columns = [form.getlist(f"value-{key}") for key, _label in question.columns]
        keys = [key for key, _label in question.columns]
        return [dict(zip(keys, cells, strict=True)) for cells in zip(*columns, strict=False)]
    return form.get("value", "")


def kinds(submittables: Iterable[Submittable]) -> list[SelectChoice]:
    """Return the kinds of records to choose from."""
    return [SelectChoice(value.kind, str(value.label)) for value in submittables]
