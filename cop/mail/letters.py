"""Writing a mail: a row and a job in the transaction of what it tells of."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cop.config import DEFAULT_LANGUAGE, LANGUAGES
from cop.core import outbox
from cop.core.db import insert_all_absent
from cop.mail.models import MailMessage

JOB_KIND = "mail"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said to whom, in which language, and why.

    - `reason` names why this mail is sent, "accounts.reset:17"; the same reason twice is one mail.
    - `template` "accounts/confirm" is templates/mail/accounts/confirm.txt, with the subject, and .html.
    - `context` holds JSON values; one that is a path of ours, "/bg/…", becomes a whole address.
    - `unsubscribe` is the path where one POST, without a cookie, ends such mails (RFC 8058); empty for
      mails that belong to the service itself.
    """

    reason: str
    to: str
    template: str
    language: str
    context: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    person_id: int | None = None
    kind: str = "service"
    unsubscribe: str = ""
    reply_to: str = ""


def post(letter: Letter) -> None:
    """Write the mail into the present transaction; one for the same reason is there already: nothing."""
    post_all([letter])


def post_all(letters: Sequence[Letter]) -> None:
    """Write many mails into the present transaction, in the same way."""
    ids = insert_all_absent(MailMessage, [_row(letter) for letter in letters], ["reason"], "id")
    if ids:
        outbox.enqueue(JOB_KIND, [str(id) for id in sorted(ids)])


def _row(letter: Letter) -> dict[str, Any]:
    return {
        "reason": letter.reason,
        "token": secrets.token_hex(16),
        "to": letter.to,
        "name": letter.name[:200],
        "reply_to": letter.reply_to,
        "person_id": letter.person_id,
        "kind": letter.kind,
        "template": letter.template,
        "language": letter.language if letter.language in LANGUAGES else DEFAULT_LANGUAGE,
        "context": dict(letter.context),
        "unsubscribe": letter.unsubscribe,
    }
