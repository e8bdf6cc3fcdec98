"""What the worker does for conversations: telling of posts, so many people at a time."""

from collections.abc import Sequence
from typing import Final

from cop.core.db import own_transaction
from cop.core.outbox import JobType
from cop.discussions import mails

AT_A_TIME: Final = 500
"""People told in one transaction: whoever writes meanwhile does not wait for all of a great group."""


def _tell(subjects: Sequence[str]) -> None:
    for subject in subjects:
        post_id, _colon, day = subject.partition(":")
        _tell_of(int(post_id), day)


def _tell_of(post_id: int, day: str) -> None:
    """Tell everybody who wants to hear of a post, as things are at each step; a killed worker begins anew."""
    news = mails.news_of(post_id)
    if news is None:
        return
    ids = mails.who_hears(news)
    for start in range(0, len(ids), AT_A_TIME):
        with own_transaction():
            if (still := mails.news_of(post_id)) is None:
                return
            mails.tell(still, ids[start : start + AT_A_TIME], day)
    with own_transaction():
        mails.note_told(post_id)


TELL = JobType(mails.TELL_JOB, _tell, batch=20)
