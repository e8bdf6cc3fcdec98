"""The forms around a module: beginning one, and making one public."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from typing import Any, Final, Self

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.config import LANGUAGES
from cop.core.i18n import lazy_gettext as _l
from cop.learning.sentences import FIELDS
from cop.media.content import PEOPLE_SHOWN
from cop.media.enums import PeopleShown
from cop.media.models import MediaFile
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


class DocumentForm(Form):
    """A document to be read."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])


class PictureForm(Form):
    """The picture of a figure: the file, whose it is, and whom it shows."""

    file = FileField(_l("Picture"))
    rights = StringField(_l("Whose work is it, and who allows us to show it?"))
    people_shown = RadioField(
        _l("Who can be recognised?"),
        choices=[SelectChoice(shown.value, label) for shown, label in PEOPLE_SHOWN.items()],
        default=PeopleShown.UNKNOWN.value,
    )
    consent = StringField(_l("Consent of whoever is shown"))

    @classmethod
    def of(cls, file: MediaFile | None) -> Self:
        """Return the form with what is known of a picture."""
        if file is None:
            return cls(formdata=None)
        said = {"rights": file.rights, "people_shown": file.people_shown.value, "consent": file.consent}
        return cls(formdata=None, **said)

    def said(self, descriptions: dict[str, str]) -> dict[str, Any]:
        """Return what `media.describe` takes."""
        return {
            "rights": self.rights.data or "",
            "people_shown": PeopleShown(self.people_shown.data),
            "consent": self.consent.data or "",
            "descriptions": descriptions,
        }
