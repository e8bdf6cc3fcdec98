"""The forms around a module: beginning one, and making one public."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from typing import Final, Self

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.config import LANGUAGES
from cop.core.i18n import lazy_gettext as _l
from cop.learning.sentences import FIELDS
from cop.web.forms import Form

_LANGUAGES: Final = [SelectChoice(code, language.name) for code, language in LANGUAGES.items()]


class NewModuleForm(Form):
    """A new module."""

    number = StringField(FIELDS["number"])
    title = StringField(FIELDS["title"])
    language = SelectField(_l("You write in"), choices=_LANGUAGES)

    @classmethod
    def empty(cls, language: str) -> Self:
        """Return the form for somebody who reads in that language."""
        return cls(formdata=None, language=language)


class PublishForm(Form):
    """What has changed, for readers and for those who look back."""

    note = StringField(_l("What has changed, in one sentence"))
