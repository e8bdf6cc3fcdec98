"""The forms of leaving, and of the officers' desk."""

from typing import cast

from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired

from cop.core.i18n import lazy_gettext
from cop.web.forms import Form


def _l(message: str) -> str:
    # The library takes whatever can be shown; its types know of texts alone.
    return cast("str", lazy_gettext(message))


class LeaveForm(Form):
    """The password once more, so that nobody else ends an account from an open browser."""

    current = PasswordField(_l("Present password"))


class PersonForm(Form):
    """Whose request it is."""

    email = StringField(_l("E-mail address"), [InputRequired(_l("Write the address of the account."))])


class EraseForm(Form):
    """Why somebody is erased at once."""

    reason = StringField(
        _l("Which request"),
        [InputRequired(_l("Write which request it is."))],
    )
    agrees = BooleanField(
        _l("I have this person's written request and have made sure that it is theirs"),
        [InputRequired(_l("Without their request nobody may be erased."))],
    )
