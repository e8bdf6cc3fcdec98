"""The forms of the newsletter."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from cop.config import LANGUAGES
from cop.core.i18n import lazy_gettext as _l
from cop.core.i18n import spoken_language
from cop.newsletter.content import PURPOSES
from cop.newsletter.enums import Purpose
from cop.vocabulary.enums import ConceptKind
from cop.vocabulary.queries import vocabulary
from cop.web.forms import Form


def topics() -> list[SelectChoice]:
    """Return what one may choose to hear of: the broad fields of work."""
    words = vocabulary()
    language = spoken_language()
    return [
        SelectChoice(concept.slug, words.label(concept.slug, language))
        for concept in words.of_kind(ConceptKind.FIELD_OF_WORK)
        if concept.broader is None
    ]


class PreferencesForm(Form):
    """Language, topics and purposes; nothing is ticked for anybody."""

    language = SelectField(
        _l("Language of the mails"),
        choices=[SelectChoice(code, language.name) for code, language in LANGUAGES.items()],
        default=spoken_language,
    )
    purposes = SelectMultipleField(
        _l("What we may send you"),
        choices=lambda: [SelectChoice(purpose.value, PURPOSES[purpose]) for purpose in Purpose],
    )
    topics = SelectMultipleField(_l("Only these topics"), choices=topics)

    def agreed(self) -> set[Purpose]:
        """Return the purposes that are ticked."""
        return {Purpose(name) for name in self.purposes.data or ()}


class SubscribeForm(PreferencesForm):
    """One address. The page is the same for everybody and sets no cookie, so the form carries no token."""

    class Meta(Form.Meta):
        """No token: see `entrance.subscribe`."""

        csrf = False

    email = StringField(_l("Your e-mail address"))


class ButtonForm(Form):
    """A button alone."""
