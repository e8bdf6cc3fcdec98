"""Passkeys: keys on people's own devices, beside their password (WebAuthn)."""

import ipaddress
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from cop.accounts import mails
from cop.accounts.content import tidy_name
from cop.accounts.joining import require_password
from cop.accounts.mails import Change
from cop.accounts.models import Passkey, User
from cop.accounts.rules import Permission
from cop.core import audit
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize

MOST = 20
"""Passkeys of one person."""


def relying_party() -> str:
    """Return the name that passkeys are bound to, from the settings; empty where the site has none."""
    host = urlsplit(current_app.config["COP"].base_url).hostname or ""
    with suppress(ValueError):
        ipaddress.ip_address(host)
        return ""  # browsers bind passkeys to names alone
    return host


def options_to_add(user: User, *, actor: Actor, password: str) -> tuple[str, bytes]:
    """Return what a browser needs to make a passkey, as JSON, and the challenge that it must answer."""
    authorize(actor, Permission.CHANGE_OWN, user)
    require_password(user, password)
    known = _keys_of(user.id)
    if len(known) >= MOST:
        raise ConflictError(_("There are too many passkeys. Remove one first."))
    options = generate_registration_options(
        rp_id=_require_relying_party(),
        rp_name=_("Good social practice"),
        user_id=f"user-{user.id}".encode(),  # stays with the device; says nothing about the person
        user_name=user.email or "",
        user_display_name=user.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=key) for key in known],
    )
    return options_to_json(options), options.challenge


def add(user: User, *, actor: Actor, label: str, credential: dict[str, Any], challenge: bytes) -> Passkey:
    """Keep the passkey that a browser has made; raise InvalidError where it does not answer the challenge."""
    authorize(actor, Permission.CHANGE_OWN, user)
    label = tidy_name(label)
    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_require_relying_party(),
            expected_origin=current_app.config["COP"].base_url,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise _not_made() from error
    passkey = Passkey(
        user_id=user.id,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        label=label,
    )
    try:
        with db.session.begin_nested():
            db.session.add(passkey)
    except IntegrityError as error:
        raise ConflictError(_("This passkey is known already.")) from error
    audit.record(actor, "account.add_passkey", "user", user.id)
    mails.post_change(user, Change.PASSKEY_ADDED)
    return passkey


def remove(user: User, *, actor: Actor, passkey_id: int, password: str) -> None:
    """Forget one of somebody's passkeys; where it has gone already, nothing."""
    authorize(actor, Permission.CHANGE_OWN, user)
    require_password(user, password)
    removed = db.session.scalar(
        delete(Passkey).where(Passkey.user_id == user.id, Passkey.id == passkey_id).returning(Passkey.id)
    )
    if removed is not None:
        audit.record(actor, "account.remove_passkey", "user", user.id)
        mails.post_change(user, Change.PASSKEY_REMOVED)


def options_to_sign_in(user_id: int | None) -> tuple[str, bytes]:
    """Return what a browser needs to use a passkey: of somebody who gave their password, or of anybody."""
    keys = _keys_of(user_id) if user_id is not None else []
    options = generate_authentication_options(
        rp_id=_require_relying_party(),
        allow_credentials=[PublicKeyCredentialDescriptor(id=key) for key in keys],
        user_verification=_verification(user_id),
    )
    return options_to_json(options), options.challenge


def used(credential: dict[str, Any], *, challenge: bytes, user_id: int | None) -> User:
    """Return whose passkey answered the challenge; raise InvalidError where none of ours did.

    Without a password before it, the device itself must have made sure of the person (PIN, finger).
    """
    try:
        passkey = _of_credential(base64url_to_bytes(str(credential["id"])), user_id)
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_require_relying_party(),
            expected_origin=current_app.config["COP"].base_url,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=user_id is None,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise InvalidError("", _("This passkey was not accepted. Try again.")) from error
    passkey.sign_count = verified.new_sign_count
    passkey.last_used_at = now()
    return db.session.get_one(User, passkey.user_id)


def _of_credential(credential_id: bytes, user_id: int | None) -> Passkey:
    query = select(Passkey).where(Passkey.credential_id == credential_id)
    if user_id is not None:
        query = query.where(Passkey.user_id == user_id)
    passkey = db.session.scalar(query.with_for_update())
    if passkey is None:
        raise KeyError("unknown passkey")
    return passkey


def _verification(user_id: int | None) -> UserVerificationRequirement:
    is_alone = user_id is None
    return UserVerificationRequirement.REQUIRED if is_alone else UserVerificationRequirement.PREFERRED


def _keys_of(user_id: int) -> list[bytes]:
    return list(db.session.scalars(select(Passkey.credential_id).where(Passkey.user_id == user_id)))


def _require_relying_party() -> str:
    name = relying_party()
    if not name:
        raise ConflictError(_("Passkeys work only where the site has a name, not under a number."))
    return name


def _not_made() -> InvalidError:
    return InvalidError("", _("The passkey could not be made. Try again."))
