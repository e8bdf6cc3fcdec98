"""An issue put together from three practices."""

import pytest
from sqlalchemy import select

from cop.core import outbox
from cop.core.db import db, now
from cop.core.outbox import Job
from cop.core.permissions import SYSTEM
from cop.core.records import Ref
from cop.newsletter import jobs, operations
from cop.newsletter.models import Issue
from cop.practices.models import Practice
from tests.catalogue.records import Catalogue, practice
from tests.catalogue.records import catalogue as catalogue
from tests.mail.conftest import inbox as inbox
from tests.mail.conftest import settings as settings
from tests.mail.inbox import Inbox
from tests.mail.sending import Settings
from tests.newsletter.mailing import Send

TEXTS = {
    "title": "Three practices",
    "lead": "What is **new**.",
    "findings": "See [the site](https://example.org/x).",
    "join": "Come.\n\n- one\n- two",
    "funder": "Nobody.",
    "disclaimer": "We alone.",
}


def write(issue: Issue, language: str = "en", version: int = 0, **texts: str) -> int:
    """Save an edition with introductions to every block."""
    intros = {block["key"]: f"About {n} in {language}." for n, block in enumerate(issue.blocks)}
    return operations.save_texts(
        issue, language, actor=SYSTEM, version=version, texts=TEXTS | texts, intros=intros
    )


@pytest.fixture
def refs(catalogue: Catalogue) -> list[Ref]:
    catalogue.publish(practice("a", strapline="One"), practice("b"), practice("c"))
    ids = {row.slug: row.id for row in db.session.execute(select(Practice.slug, Practice.id))}
    return [Ref("practice", ids[slug]) for slug in "abc"]


@pytest.fixture
def issue(refs: list[Ref]) -> Issue:
    issue = operations.begin(actor=SYSTEM, language="en")
    for ref in refs:
        operations.add_block(issue, ref, actor=SYSTEM, version=issue.version)
    write(issue)
    db.session.commit()
    return issue


@pytest.fixture
def send(inbox: Inbox, settings: Settings) -> Send:
    """Send all that is due, as the worker would, without a pause."""
    settings(smtp_url=inbox.url, newsletter_per_minute=0)

    def run() -> None:
        db.session.commit()
        while outbox.run_pending({jobs.SEND.kind: jobs.SEND}):
            if not db.session.query(Job).filter(Job.not_before <= now()).count():
                break
        db.session.rollback()

    return run
