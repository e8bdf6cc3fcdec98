"""What groups have told somebody."""

from sqlalchemy import select

from cop.accounts.models import Notification, User
from cop.core.db import db
from tests.discussions.conftest import tell


def told(user: User) -> list[str]:
    tell()
    query = select(Notification.template).where(Notification.user_id == user.id).order_by(Notification.id)
    return [str(template) for template in db.session.scalars(query)]
