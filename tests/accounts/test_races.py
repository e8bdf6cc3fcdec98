"""Many at once: one account an address, one use a link, one administrator left."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select

from cop.accounts import joining, staffing
from cop.accounts.enums import LinkPurpose
from cop.accounts.links import INVITE_LIFETIME
from cop.accounts.models import Notification, User, UserRole
from cop.accounts.operations import issue_link, notify, redeem_link
from cop.accounts.queries import by_email
from cop.core.db import db, transaction
from cop.core.errors import CopError
from cop.core.permissions import SYSTEM, Role
from cop.mail.models import MailMessage
from tests.accounts.mailbox import mails
from tests.conftest import MakeApp
from tests.people import person

AT_ONCE = 8


def _together(app: Flask, work: Callable[[int], object]) -> Counter[str]:
    """Do it eight times at once, each in its own transaction; count how each ended."""

    def one(number: int) -> str:
        with app.app_context():
            try:
                with transaction():
                    work(number)
            except CopError as error:
                return type(error).__name__
            return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, range(AT_ONCE)))


def test_one_link_opened_eight_times_at_once_opens_one_account(empty_app: MakeApp) -> None:
    with empty_app() as app, app.app_context():
        with transaction():
            _sign_up()
        token = mails()[0].link.rpartition("/")[2]
        db.session.rollback()

        ended = _together(app, lambda _number: joining.confirm(token, password=None))

        assert ended == {"done": 1, "LinkError": AT_ONCE - 1}
        assert db.session.scalar(select(func.count(User.id))) == 1


def test_eight_links_of_one_address_open_one_account(empty_app: MakeApp) -> None:
    with empty_app() as app, app.app_context():
        with transaction():
            for _ in range(AT_ONCE):
                _sign_up()
        tokens = [mail.link.rpartition("/")[2] for mail in mails()]
        db.session.rollback()

        ended = _together(app, lambda number: joining.confirm(tokens[number], password=None))

        assert ended == {"done": 1, "ConflictError": AT_ONCE - 1}


def test_one_link_redeemed_at_once_is_used_once(empty_app: MakeApp) -> None:
    with empty_app() as app, app.app_context():
        with transaction():
            token = issue_link(LinkPurpose.COAUTHOR, lifetime=INVITE_LIFETIME)

        ended = _together(app, lambda _number: redeem_link(token, LinkPurpose.COAUTHOR))

        assert ended == {"done": 1, "LinkError": AT_ONCE - 1}


def test_same_news_told_at_once_is_told_once(empty_app: MakeApp) -> None:
    with empty_app() as app, app.app_context():
        id = person("Мария").id
        db.session.rollback()

        ended = _together(
            app, lambda _number: notify([id], reason="decided:7", kind="decisions", template="tests/told")
        )

        assert ended == {"done": AT_ONCE}
        counts = [db.session.scalar(select(func.count()).select_from(m)) for m in (Notification, MailMessage)]
        assert counts == [1, 1]


def test_administrators_who_remove_each_other_at_once_leave_one(empty_app: MakeApp) -> None:
    with empty_app() as app, app.app_context():
        emails = [f"admin{number}@example.org" for number in range(AT_ONCE)]
        for email in emails:
            person("Анна", Role.ADMINISTRATOR, email=email)
        db.session.rollback()

        def remove(number: int) -> None:
            user = by_email(emails[number])
            assert user is not None
            if number % 2:
                staffing.disable(user, actor=SYSTEM)
            else:
                staffing.set_roles(user, actor=SYSTEM, roles=set())

        ended = _together(app, remove)

        assert ended == {"done": AT_ONCE - 1, "ConflictError": 1}
        left = (
            select(func.count())
            .select_from(UserRole)
            .join(User, User.id == UserRole.user_id)
            .where(User.state == "active")
        )
        assert db.session.scalar(left) == 1


def _sign_up() -> None:
    words = "три жълти крави летят"
    joining.sign_up(
        email="maria@example.org",
        name="Мария",
        password=words,
        language="bg",
        timezone="",
        agrees=True,
    )
