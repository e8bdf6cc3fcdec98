"""What is said of a web address."""

from collections.abc import Mapping
from typing import Final

from cop.addresses.enums import Reason, State
from cop.core.i18n import LazyString
from cop.core.i18n import lazy_gettext as _l

STATES: Final[Mapping[State, LazyString]] = {
    State.NEW: _l("Not checked yet"),
    State.ANSWERS: _l("It answers"),
    State.MOVED: _l("Has moved"),
    State.SILENT: _l("Does not answer"),
    State.REFUSED: _l("Is not checked"),
    State.BY_HAND: _l("Checked by hand"),
}
REASONS: Final[Mapping[Reason, LazyString]] = {
    Reason.UNKNOWN_NAME: _l("There is no site of this name."),
    Reason.UNREACHABLE: _l("The server cannot be reached."),
    Reason.SLOW: _l("The server took too long."),
    Reason.CERTIFICATE: _l("The certificate of the server is not valid."),
    Reason.GONE: _l("The server says that there is no such page."),
    Reason.FAULT: _l("The server has a fault."),
    Reason.REDIRECTS: _l("The server leads round in a circle."),
    Reason.BROKEN: _l("What the server answers is no web page."),
    Reason.UNFIT: _l("This is no address that can be checked."),
    Reason.PORT: _l("It names an unusual port, which is not checked."),
    Reason.INNER: _l("It leads into a private network, which is not checked."),
    Reason.ROBOTS: _l("The site asks programs not to look there (robots.txt)."),
    Reason.FORBIDDEN: _l("The site is there, and lets no program in. Look at it yourself."),
}
