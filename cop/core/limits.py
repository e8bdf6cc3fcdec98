"""How often somebody may try: counted in the database, so that all processes count together."""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from flask import current_app
from sqlalchemy import BigInteger, String, delete, text
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, db, now, transaction
from cop.core.errors import CopError
from cop.core.i18n import gettext as _
from cop.core.timers import Timer


class TooManyError(CopError):
    """Somebody has tried too often; `seconds` says when they may again."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(_("That was too often. Wait a while, then try again."))
        self.seconds = seconds


class Attempts(Base):
    """How often one thing was tried within one window. The key is a keyed hash: it names nobody."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    window: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ends: Mapped[int] = mapped_column(BigInteger, index=True)
    count: Mapped[int]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` of this in each window of `seconds`."""

    name: str
    count: int
    seconds: int


_COUNT = text(
    'INSERT INTO attempts (key, "window", ends, count) VALUES (:key, :window, :ends, 1) '
    'ON CONFLICT (key, "window") DO UPDATE SET count = attempts.count + 1 RETURNING count'
)


def spend(limit: Limit, *who: str) -> None:
    """Count one more try by them; raise TooManyError where it is one too many.

    This commits what the session holds, so that a refusal later in the request does not take the count
    back: call it before anything is written.
    """
    moment = int(now().timestamp())
    window = moment // limit.seconds
    ends = (window + 1) * limit.seconds
    values = {"key": _key(limit.name, who), "window": window, "ends": ends}
    count = db.session.execute(_COUNT, values).scalar_one()
    db.session.commit()
    if count > limit.count:
        raise TooManyError(ends - moment)


def _key(name: str, who: tuple[str, ...]) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, "\0".join((name, *who)).encode(), sha256).hexdigest()


def _forget() -> None:
    with transaction():
        db.session.execute(delete(Attempts).where(Attempts.ends < int(now().timestamp())))


FORGET = Timer("forget attempts", timedelta(hours=1).total_seconds(), _forget)
