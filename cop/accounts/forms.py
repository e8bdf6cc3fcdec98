"""The forms of accounts: they check shape; whether a value can be taken, the operations say."""

from typing import ClassVar, cast

from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # its types are older
from wtforms.validators import InputRequired

from cop.accounts.content import zone_choices
from cop.accounts.enums import CADENCE_NAMES, Cadence
from cop.config import LANGUAGES
from cop.core.i18n import LazyString, gettext, lazy_gettext, spoken_language
from cop.web.forms import Form


def _l(message: str) -> str:
    # The library takes whatever can be shown; its types know of texts alone.
    return cast("str", lazy_gettext(message))


CADENCES = tuple(CADENCE_NAMES.items())


class _Filled(InputRequired):
    """A field that must not be empty, in our words."""

    field_flags: ClassVar[dict[str, bool]] = {}  # type: ignore[misc] # the browser's own message is worse


_EMAIL = _l("Write your e-mail address.")
_PASSWORD = _l("Write your password.")


class SignInForm(Form):
    """Address and password."""

    email = StringField(_l("E-mail address"), [_Filled(_EMAIL)])
    password = PasswordField(_l("Password"), [_Filled(_PASSWORD)])


class SignUpForm(Form):
    """A new account."""

    name = StringField(_l("Name"), [_Filled(_l("Write the name by which others know you."))])
    email = StringField(_l("E-mail address"), [_Filled(_EMAIL)])
    password = PasswordField(_l("Password"), [_Filled(_l("Choose a password."))])
    agrees = BooleanField(_l("I agree to the rules of this site"))


class AddressForm(Form):
    """An address to send a link to."""

    email = StringField(_l("E-mail address"), [_Filled(_EMAIL)])


class PasswordForm(Form):
    """The password that was chosen before."""

    password = PasswordField(_l("Password"), [_Filled(_PASSWORD)])


class NewPasswordForm(Form):
    """A password to have from now on."""

    password = PasswordField(_l("New password"), [_Filled(_l("Choose a password."))])


class ChangePasswordForm(Form):
    """The present password and the next."""

    current = PasswordField(_l("Present password"), [_Filled(_PASSWORD)])
    password = PasswordField(_l("New password"), [_Filled(_l("Choose a password."))])


class ChangeEmailForm(Form):
    """Another address."""

    email = StringField(_l("New e-mail address"), [_Filled(_l("Write the new address."))])
    current = PasswordField(_l("Present password"), [_Filled(_PASSWORD)])


class CurrentPasswordForm(Form):
    """The present password, once more."""

    current = PasswordField(_l("Present password"), [_Filled(_PASSWORD)])


class ProfileForm(Form):
    """Name, language, time zone."""

    name = StringField(_l("Name"))
    language = RadioField(
        _l("Language of mails to you"),
        choices=[SelectChoice(code, found.name) for code, found in LANGUAGES.items()],
    )
    timezone = SelectField(_l("Your time"), validate_choice=False)

    def zones(self) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        """Return the places to choose from, by region."""
        return [(gettext(region), places) for region, places in zone_choices(spoken_language())]


def news_form(kinds: dict[str, LazyString], chosen: dict[str, Cadence]) -> Form:
    """Return a form with one question a kind of news, filled with what has been chosen."""
    fields = {
        _field_of(kind): RadioField(
            str(name), choices=[SelectChoice(value.value, label) for value, label in CADENCES]
        )
        for kind, name in kinds.items()
    }
    form_class = type("NewsForm", (Form,), fields)
    form: Form = form_class(data={_field_of(kind): chosen[kind].value for kind in kinds})
    return form


def cadences_in(form: Form, kinds: dict[str, LazyString]) -> dict[str, Cadence]:
    """Return what the reader has chosen for each kind."""
    return {kind: Cadence(form[_field_of(kind)].data) for kind in kinds}


def _field_of(kind: str) -> str:
    return "kind-" + kind.replace(".", "-")
