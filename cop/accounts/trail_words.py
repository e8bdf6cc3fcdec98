"""What is written into the audit trail about accounts, in words."""

from typing import Final

from cop.accounts.enums import CADENCE_NAMES, ROLE_NAMES
from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "account.add": _l("opened an account"),
        "account.add_passkey": _l("added a passkey"),
        "account.ask_email": _l("asked for another address"),
        "account.change_email": _l("changed the address"),
        "account.change_password": _l("changed the password"),
        "account.change_profile": _l("changed name, language or time"),
        "account.disable": _l("closed an account"),
        "account.enable": _l("opened a closed account"),
        "account.end_session": _l("ended a session"),
        "account.forget_passkeys": _l("removed somebody's passkeys"),
        "account.give_role": _l("gave a role"),
        "account.invite": _l("invited somebody"),
        "account.look": _l("looked at somebody's address"),
        "account.remove_passkey": _l("removed a passkey"),
        "account.reset_password": _l("set a new password"),
        "account.set_cadences": _l("chose what to hear of"),
        "account.sign_in": _l("signed in"),
        "account.sign_out": _l("signed out"),
        "account.sign_out_everywhere": _l("signed out everywhere"),
        "account.sign_up": _l("signed up"),
        "account.take_role": _l("took a role back"),
        "account.unsubscribe": _l("wants fewer mails"),
    },
    kinds={
        "user": _l("Person"),
    },
    facts={
        "by_passkey": _l("By passkey"),
        "cadences": _l("When to hear of it"),
        "kinds": _l("Kinds of news"),
        "role": _l("Role"),
        "roles": _l("Roles"),
    },
    values={"cadences": CADENCE_NAMES, "role": ROLE_NAMES, "roles": ROLE_NAMES},
)
