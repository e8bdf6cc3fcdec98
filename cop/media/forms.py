"""The forms for giving a file and for saying what it is."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import Form as Part
from wtforms import FormField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import Length

from cop.config import LANGUAGES
from cop.core.i18n import lazy_gettext as _l
from cop.media.content import PEOPLE_SHOWN
from cop.media.enums import PeopleShown
from cop.media.models import MediaFile
from cop.media.operations import DESCRIPTION_LENGTH, RIGHTS_LENGTH
from cop.web.forms import Form

_PEOPLE = tuple(SelectChoice(shown.value, label) for shown, label in PEOPLE_SHOWN.items())

Descriptions: Any = type(
    "Descriptions",
    (Part,),
    {
        code: TextAreaField(language.name, [Length(max=DESCRIPTION_LENGTH)])
        for code, language in LANGUAGES.items()
    },
)
"""One field a language."""


class DescribeForm(Form):
    """Whose a file is, whom it shows, and what is to be seen on it."""

    rights = StringField(_l("Whose work is it, and who allows us to show it?"), [Length(max=RIGHTS_LENGTH)])
    people_shown = RadioField(
        _l("Who can be recognised?"), choices=_PEOPLE, default=PeopleShown.UNKNOWN.value
    )
    consent = StringField(_l("Consent of whoever is shown"), [Length(max=20)])
    descriptions = FormField(Descriptions, _l("What is to be seen on it?"))

    @classmethod
    def of(cls, file: MediaFile) -> "DescribeForm":
        """Return the form with what is known; what was sent with this request goes first."""
        return cls(
            data={
                "rights": file.rights,
                "people_shown": file.people_shown.value,
                "descriptions": file.descriptions,
                "consent": file.consent,
            },
            prefix=f"file{file.id}-",
        )

    def said(self) -> dict[str, Any]:
        """Return what `operations.describe` takes."""
        return {
            "rights": self.rights.data or "",
            "people_shown": PeopleShown(self.people_shown.data),
            "consent": self.consent.data or "",
            "descriptions": {code: self.descriptions.data[code] or "" for code in LANGUAGES},
        }


class UploadForm(DescribeForm):
    """A file, and the same questions."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])
