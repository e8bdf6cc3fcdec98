"""The forms around a module: beginning one, giving a document or a picture."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from typing import Any, Self

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.core.i18n import lazy_gettext as _l
from cop.learning.sentences import FIELDS
from cop.media.content import PEOPLE_SHOWN
from cop.media.enums import PeopleShown
from cop.media.models import MediaFile
from cop.records.forms import BeginForm
from cop.web.forms import Form


class NewModuleForm(BeginForm):
    """A new module."""

    number = StringField(FIELDS["number"], description=_l("Its place among the modules."))


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
