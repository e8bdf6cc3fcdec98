"""The letters of accounts. They belong to the service, so nobody can do without them."""

from enum import StrEnum
from typing import Any

from cop.accounts.links import hash_of, with_next
from cop.accounts.models import User
from cop.core.db import now
from cop.mail.letters import Letter, post


class Change(StrEnum):
    """What somebody is told after it was changed, so that a stranger's change does not stay unseen."""

    PASSWORD = "password"  # noqa: S105 - a word, not one of them
    EMAIL = "email"
    EMAIL_ASKED = "email_asked"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"


def post_sign_up(
    email: str, name: str, language: str, token: str, *, known: User | None, next_path: str
) -> None:
    """Ask whoever reads this address to confirm it; whom we know already is told so instead."""
    page = "reset" if known else "confirm"
    context: dict[str, Any] = {"link": f"/{language}/account/{page}/{token}"}
    if known:
        context |= {
            "sign_in_link": with_next(f"/{language}/account/sign-in", next_path),
            "is_invited": not known.password_hash,
        }
    letter = Letter(
        reason=_reason("sign_up", token),
        to=email,
        template="accounts/known" if known else "accounts/confirm",
        language=language,
        context=context,
        name=known.name if known else name,
        person_id=known.id if known else None,
    )
    post(letter)


def post_reset(user: User, language: str, token: str) -> None:
    """Send the link by which somebody sets a new password."""
    _post(user, "reset", token, language, {"link": f"/{language}/account/reset/{token}"})


def post_new_email(user: User, email: str, token: str, *, is_taken: bool) -> None:
    """Ask whoever reads the new address to confirm it, or say that it is another account's."""
    letter = Letter(
        reason=_reason("change_email", token),
        to=email,
        template="accounts/email_taken" if is_taken else "accounts/change_email",
        language=user.language,
        context={"link": f"/{user.language}/account/email/{token}"},
        name="" if is_taken else user.name,
        person_id=None if is_taken else user.id,
    )
    post(letter)


def post_change(user: User, change: Change, *, email: str = "") -> None:
    """Tell somebody what was changed in their account; `email` where the address is not the present one."""
    letter = Letter(
        reason=f"accounts.changed:{change}:{user.id}:{now().isoformat()}",
        to=email or user.email or "",
        template="accounts/changed",
        language=user.language,
        context={
            "change": change,
            "account_link": f"/{user.language}/account",
            "reset_link": f"/{user.language}/account/forgotten",
        },
        name=user.name,
        person_id=user.id,
    )
    post(letter)


def _post(user: User, template: str, token: str, language: str, context: dict[str, Any]) -> None:
    letter = Letter(
        reason=_reason(template, token),
        to=user.email or "",
        template=f"accounts/{template}",
        language=language,
        context=context,
        name=user.name,
        person_id=user.id,
    )
    post(letter)


def _reason(what: str, token: str) -> str:
    return f"accounts.{what}:{hash_of(token)[:40]}"
