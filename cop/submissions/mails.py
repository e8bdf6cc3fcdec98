"""Who is told what: the receipt of whoever sends, news to the others. Decisions are told by reviews."""

from datetime import datetime
from typing import Any

from cop.accounts.models import User
from cop.accounts.news import notify
from cop.accounts.queries import people, with_role
from cop.core.db import db
from cop.core.permissions import Actor, Role
from cop.mail.letters import Letter, post
from cop.submissions.enums import Audience
from cop.submissions.models import Event, Submission

NEWS = "submissions"
"""The kind of news that one may want to hear of at once, in a digest, or never."""


def sent(submission: Submission, *, actor: Actor) -> None:
    """Give the sender a receipt; tell co-authors and editors."""
    reason = f"submissions.sent:{submission.id}:{submission.round}"
    if (person := db.session.get(User, actor.id)) is not None and person.email:
        post(
            Letter(
                reason=f"{reason}:receipt",
                to=person.email,
                template="submissions/receipt",
                language=person.language,
                context=_context(submission),
                name=person.name,
                person_id=person.id,
            )
        )
    _tell_authors(submission, actor, reason, "submissions/sent")
    _tell_editors(submission, actor, reason, "submissions/arrived")


def withdrawn(submission: Submission, *, actor: Actor, event: Event) -> None:
    """Tell co-authors and editors."""
    reason = f"submissions.withdrawn:{event.id}"
    _tell_authors(submission, actor, reason, "submissions/withdrawn")
    _tell_editors(submission, actor, reason, "submissions/taken_back")


def review_started(submission: Submission, *, actor: Actor, event: Event) -> None:
    """Tell the authors."""
    _tell_authors(submission, actor, f"submissions.review_started:{event.id}", "submissions/review_started")


def said(submission: Submission, *, actor: Actor, event: Event) -> None:
    """Tell everybody who may read the message."""
    reason, words = f"submissions.said:{event.id}", {"words": event.words}
    if event.audience is Audience.AUTHORS:
        _tell_authors(submission, actor, reason, "submissions/said", **words)
    _tell_editors(submission, actor, reason, "submissions/said", **words)


def joined(submission: Submission, *, actor: Actor, event: Event) -> None:
    """Tell the other authors who has come."""
    reason = f"submissions.joined:{event.id}"
    _tell_authors(submission, actor, reason, "submissions/joined", who=actor.name)


def invited(submission: Submission, *, actor: Actor, email: str, token: str, link_id: int) -> None:
    """Send the link by which somebody becomes a co-author."""
    language = actor.language or submission.source_language
    post(
        Letter(
            reason=f"submissions.invited:{link_id}",
            to=email,
            template="submissions/invitation",
            language=language,
            context=_context(submission)
            | {"who": actor.name, "link": f"/{language}/submissions/join/{token}"},
        )
    )


def old_draft(submission: Submission, *, reason: str, ends: datetime) -> bool:
    """Tell the authors when their draft will be deleted; answer whether anybody could be told."""
    known = people([author.user_id for author in submission.authors])
    reached = {id: person for id, person in known.items() if person.email}
    for id, person in reached.items():
        post(
            Letter(
                reason=f"{reason}:{id}",
                to=person.email,
                template="submissions/old_draft",
                language=person.language,
                context=_context(submission) | {"day": ends.date().isoformat()},
                name=person.name,
                person_id=id,
            )
        )
    return bool(reached)


def _context(submission: Submission) -> dict[str, Any]:
    return {"title": submission.title, "id": submission.id}


def _tell_authors(submission: Submission, actor: Actor, reason: str, template: str, **more: Any) -> None:
    others = [author.user_id for author in submission.authors if author.user_id != actor.id]
    notify(others, reason=reason, kind=NEWS, template=template, **_context(submission), **more)


def _tell_editors(submission: Submission, actor: Actor, reason: str, template: str, **more: Any) -> None:
    # An author who is an editor too hears of it as an author: the desk does not show them their own case.
    authors = {author.user_id for author in submission.authors}
    editors = [id for id in with_role(Role.EDITOR) if id != actor.id and id not in authors]
    notify(editors, reason=reason, kind=NEWS, template=template, **_context(submission), **more)
