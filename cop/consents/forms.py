"""The forms for writing a consent down and for opening one by its code."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from wtforms import BooleanField, DateField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import InputRequired, Length
from wtforms.validators import Optional as Left

from cop.config import LANGUAGES
from cop.consents.enums import GivenHow, Scope
from cop.core.i18n import lazy_gettext as _l
from cop.web.forms import Form

SCOPES = {
    Scope.PAGE: _l("on a page of this site"),
    Scope.NEWSLETTER: _l("in the newsletter"),
    Scope.PRINT: _l("on paper"),
    Scope.TRAINING: _l("in training"),
}
GIVEN = {
    GivenHow.WRITTEN: _l("in writing"),
    GivenHow.SPOKEN: _l("in words, and somebody else was there"),
    GivenHow.GUARDIAN: _l("by a parent or guardian"),
}


class NoteForm(Form):
    """A consent that somebody has given."""

    holder = StringField(_l("Who has agreed?"), [Length(max=60)])
    scopes = SelectMultipleField(
        _l("Where may it be shown?"),
        choices=[SelectChoice(scope.value, label) for scope, label in SCOPES.items()],
    )
    languages = SelectMultipleField(
        _l("In which languages?"),
        choices=[SelectChoice(code, known.name) for code, known in LANGUAGES.items()],
    )
    until = DateField(_l("Until when?"), [Left()])
    given_how = RadioField(
        _l("How was it given?"),
        choices=[SelectChoice(how.value, label) for how, label in GIVEN.items()],
        default=GivenHow.WRITTEN.value,
    )


class CodeForm(Form):
    """The code that somebody holds."""

    code = StringField(
        _l("Your code"), [InputRequired(_l("Write the code from your sheet.")), Length(max=60)]
    )


class WithdrawForm(CodeForm):
    """The code once more, and that one means it."""

    is_sure = BooleanField(_l("Yes, I take my consent back"))
