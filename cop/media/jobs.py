"""Removing bytes that no record has any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from cop.core.db import now
from cop.core.outbox import JobType, PutOffError
from cop.media import queries, storage
from cop.media.operations import JOB_KIND

GRACE: Final = timedelta(hours=1)
"""Bytes that are younger may belong to a request that has not committed yet."""


def _remove(digests: Sequence[str]) -> None:
    """Remove the bytes that no row names; those that are too young are looked at again."""
    until: dict[str, datetime] = {}
    for digest in digests:
        if queries.is_named(digest):
            continue
        since = storage.forget(digest, older_than=now() - GRACE)
        if since is not None:
            until[digest] = since + GRACE
    if until:
        raise PutOffError(until)


REMOVE = JobType(JOB_KIND, _remove)
