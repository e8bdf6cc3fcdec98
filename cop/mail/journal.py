"""What a mail server has taken, written down at once.

Between the server's "taken" and our commit a process may die, or the database be away or busy for
seconds; the mail would go out a second time. One short line at the end of a file takes microseconds
and needs no lock. It need not be forced onto the disk: it is there against the death of the process,
and a moment later the commit says the same.
"""

import logging
import os
from pathlib import Path

from sqlalchemy import update

from cop.core.db import db, now, own_transaction
from cop.mail.models import MailMessage, MailState

log = logging.getLogger(__name__)

FILE = "mail.taken"


class Notes:
    """A file of (number, key), a line each; only the worker writes it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, id: int, key: str) -> None:
        """Write down that this one was taken. A full disk is no reason to stop: the commit follows."""
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            try:
                os.write(descriptor, f"{id} {key}\n".encode())
            finally:
                os.close(descriptor)
        except OSError:
            log.exception("mail: it cannot be written down that mail %d was taken", id)

    def clear(self) -> None:
        """Begin a new page: the database knows all that stands here."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError:  # what stands here is told once more, which changes nothing
            log.exception("mail: %s cannot be removed", self._path.name)

    def read(self) -> list[tuple[int, str]]:
        """Return what was written down, but for lines that were not written whole."""
        try:
            lines = self._path.read_text("ascii", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        except OSError:
            log.exception("mail: %s cannot be read", self._path.name)
            return []
        found = [line.split() for line in lines]
        return [(int(pair[0]), pair[1]) for pair in found if len(pair) == 2 and pair[0].isdecimal()]


class Journal(Notes):
    """The notes of one data folder about the mails of the site."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / FILE)

    def note(self, mail: MailMessage) -> None:
        """Write down that this mail was taken."""
        self.write(mail.id, mail.token)

    def settle(self) -> None:
        """Tell the database what an earlier process did not get to tell, once."""
        taken = self.read()
        if not taken:
            return
        moment = now()
        with own_transaction():
            for id, token in taken:
                db.session.execute(
                    update(MailMessage)
                    .where(
                        MailMessage.id == id,
                        MailMessage.token
                        == token,  # after a restored backup the number may be another mail's
                        MailMessage.state == MailState.SENDING,
                    )
                    .values(state=MailState.SENT, sent_at=moment, changed_at=moment, last_error="")
                    .execution_options(synchronize_session=False)
                )
        self.clear()
