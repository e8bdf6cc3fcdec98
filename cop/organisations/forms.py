"""The forms for naming an organisation and for asking to speak for it."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.config import LANGUAGES
from cop.core.i18n import lazy_gettext as _l
from cop.core.i18n import spoken_language
from cop.web.forms import Form


class AskForm(Form):
    """A request to speak for an organisation."""

    note = StringField(_l("How do you belong to it?"))


class NameForm(AskForm):
    """An organisation that is not here yet."""

    name = StringField(_l("Name of the organisation"))
    language = SelectField(
        _l("Language of the name"),
        choices=[SelectChoice(code, language.name) for code, language in LANGUAGES.items()],
        default=spoken_language,
    )
    website = StringField(_l("Web site"))
    is_another = BooleanField(_l("It is none of these"))
