"""One-time links: found by their hash, for their purpose, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cop.accounts import jobs
from cop.accounts.enums import LinkPurpose
from cop.accounts.links import LinkError
from cop.accounts.models import Notification, OneTimeLink, UserSession
from cop.accounts.operations import issue_link, look_at_link, redeem_link, void_links
from cop.core.db import db, now
from tests.people import person

pytestmark = pytest.mark.usefixtures("app")

HOUR = timedelta(hours=1)


def test_link_carries_what_it_is_for_and_the_database_no_key() -> None:
    user = person("Мария")

    token = issue_link(
        LinkPurpose.COAUTHOR,
        lifetime=HOUR,
        user_id=user.id,
        email="ivan@example.org",
        payload={"submission": 7},
    )

    link = look_at_link(token, LinkPurpose.COAUTHOR)
    assert (link.user_id, link.email, link.payload) == (user.id, "ivan@example.org", {"submission": 7})
    assert len(token) == 43
    assert token not in link.token_hash


def test_looking_uses_nothing_up_and_redeeming_does() -> None:
    token = issue_link(LinkPurpose.RECONFIRM, lifetime=HOUR)

    for _ in range(2):
        look_at_link(token, LinkPurpose.RECONFIRM)
    assert redeem_link(token, LinkPurpose.RECONFIRM).used_at is not None

    for again in (redeem_link, look_at_link):
        with pytest.raises(LinkError, match=r"^This link has been used already\."):
            again(token, LinkPurpose.RECONFIRM)


def test_link_is_good_for_its_purpose_alone() -> None:
    token = issue_link(LinkPurpose.RECONFIRM, lifetime=HOUR)

    for purpose in set(LinkPurpose) - {LinkPurpose.RECONFIRM}:
        with pytest.raises(LinkError, match=r"^This link leads nowhere\."):
            redeem_link(token, purpose)


def test_link_ends() -> None:
    token = issue_link(LinkPurpose.RECONFIRM, lifetime=timedelta(0))

    for use in (redeem_link, look_at_link):
        with pytest.raises(LinkError, match=r"^This link is too old\."):
            use(token, LinkPurpose.RECONFIRM)


def test_links_of_one_person_and_purpose_are_ended_together() -> None:
    maria, ivan = person("Мария"), person("Иван")
    tokens = [
        issue_link(purpose, lifetime=HOUR, user_id=user.id)
        for user, purpose in (
            (maria, LinkPurpose.RESET),
            (maria, LinkPurpose.INVITE),
            (ivan, LinkPurpose.RESET),
        )
    ]

    void_links(LinkPurpose.RESET, user_id=maria.id)

    used = db.session.scalars(select(OneTimeLink.used_at).order_by(OneTimeLink.id)).all()
    assert [moment is not None for moment in used] == [True, False, False]
    assert len(tokens) == 3


def test_what_has_had_its_time_is_forgotten() -> None:
    user, moment = person("Мария"), now()
    for days in (-1, 1, 29, 31):
        issue_link(LinkPurpose.CONFIRM, lifetime=HOUR, email=f"{days}@example.org", payload={"name": "М"})
        newest = db.session.scalars(select(OneTimeLink).order_by(OneTimeLink.id.desc())).first()
        assert newest is not None
        newest.expires_at = moment - timedelta(days=days)
    db.session.add_all(
        UserSession(user_id=user.id, token_hash=name, last_seen_at=seen, created_at=begun)
        for name, seen, begun in (
            ("idle", moment - timedelta(days=31), moment - timedelta(days=31)),
            ("old", moment, moment - timedelta(days=181)),
            ("new", moment - timedelta(days=29), moment - timedelta(days=179)),
        )
    )
    db.session.add_all(
        Notification(
            reason=str(days),
            user_id=user.id,
            kind="k",
            template="t",
            context={},
            told_at=days and moment - timedelta(days=days),
        )
        for days in (181, 179, None)
    )
    db.session.commit()

    for _ in range(2):
        jobs.forget()

    links = db.session.execute(select(OneTimeLink.email, OneTimeLink.payload).order_by(OneTimeLink.id)).all()
    assert [tuple(link) for link in links] == [("-1@example.org", {"name": "М"}), ("", {}), ("", {})]
    assert db.session.scalars(select(UserSession.token_hash)).all() == ["new"]
    assert db.session.scalars(select(Notification.reason).order_by(Notification.id)).all() == ["179", "None"]


def test_invitation_of_a_coauthor_keeps_its_address_until_it_goes() -> None:
    issue_link(LinkPurpose.COAUTHOR, lifetime=HOUR, email="ivan@example.org", payload={"submission": 7})
    db.session.execute(update(OneTimeLink).values(expires_at=now() - timedelta(days=2)))
    db.session.commit()

    jobs.forget()

    assert db.session.scalars(select(OneTimeLink.email)).all() == ["ivan@example.org"]
