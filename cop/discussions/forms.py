"""The forms of discussions."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

import secrets

from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from cop.config import LANGUAGES
from cop.core.i18n import lazy_gettext as _l
from cop.discussions.content import RULES, WORDS_LIMIT
from cop.discussions.enums import Measure
from cop.web.forms import Form

_LANGUAGES = [
    SelectChoice("", _l("Recognise it")),
    *(SelectChoice(code, language.name) for code, language in LANGUAGES.items()),
]


class TextForm(Form):
    """A text that somebody writes; `revision` is the one that they had before their eyes."""

    text = TextAreaField(_l("Your words"))
    language = SelectField(_l("Language"), choices=_LANGUAGES, default="")
    revision = IntegerField(default=0, validators=[Optional(), NumberRange(min=0, max=10**9)])


class ReplyForm(TextForm):
    """An answer in a thread; `answers` is the number of the post that it quotes."""

    answers = IntegerField(default=0, validators=[Optional(), NumberRange(min=0, max=10**9)])
    key = HiddenField(default=lambda: secrets.token_hex(16), validators=[Length(max=40)])
    files = MultipleFileField(_l("Pictures and files"))
    may_show = BooleanField(
        _l("I may share these files, and whoever can be recognised on them has agreed to it")
    )


class StartForm(ReplyForm):
    """A new thread."""

    title = StringField(_l("What is it about?"))
    is_question = BooleanField(_l("It is a question that can be answered"))


class RuleForm(Form):
    """Which rule a post breaks, and what there is to say of it."""

    rule = RadioField(
        _l("What is wrong with it?"),
        [InputRequired(_l("Choose one."))],
        choices=[SelectChoice(rule.value, label) for rule, label in RULES.items()],
    )
    note = TextAreaField(_l("What should the moderators know?"))
    website = HiddenField()
    """Nobody sees it; only programs fill it in."""
    since = HiddenField()
    """When the form was drawn, signed."""


class MeasureForm(Form):
    """What a moderator does about a post beside hiding it."""

    measure = RadioField(
        _l("What do you do?"),
        [InputRequired(_l("Choose one."))],
        choices=[
            SelectChoice(Measure.EDIT.value, _l("Change its words")),
            SelectChoice(Measure.WARN.value, _l("Warn its writer")),
            SelectChoice(Measure.PAUSE.value, _l("Let its writer write nothing for a while")),
        ],
    )
    rule = RadioField(
        _l("What is wrong with it?"),
        [InputRequired(_l("Choose one."))],
        choices=[SelectChoice(rule.value, label) for rule, label in RULES.items()],
    )
    note = TextAreaField(_l("A note to its writer"), [Length(max=WORDS_LIMIT)])
    text = TextAreaField(_l("Its words from now on"))
    revision = IntegerField(default=0, validators=[Optional(), NumberRange(min=0, max=10**9)])
    until = DateField(_l("The last day of the pause"), [Optional()])
    is_everywhere = BooleanField(_l("Nowhere on this site, not only here"))


class AppealForm(Form):
    """Why a post should be shown again."""

    words = TextAreaField(_l("Why should it be shown again?"))
