"""What is kept about those who write submissions, and how it ends."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import aliased

from cop.core import links
from cop.core.db import db
from cop.core.i18n import lazy_gettext as _l
from cop.core.i18n import ngettext
from cop.core.permissions import SYSTEM
from cop.core.privacy import PersonalData
from cop.core.records import Ref
from cop.media import operations as media
from cop.submissions import queries
from cop.submissions.content import HAPPENINGS, STATES
from cop.submissions.enums import Happened, State
from cop.submissions.models import Answer, Author, Event, FormerAnswer, Submission

Rows = Iterator[Mapping[str, Any]]


def _authorships(person_id: int) -> Rows:
    query = (
        select(Submission, Author.is_owner, Author.since)
        .join(Author)
        .where(Author.user_id == person_id)
        .order_by(Submission.id)
    )
    for submission, is_owner, since in db.session.execute(query):
        yield {
            "submission": submission.id,
            "title": submission.title,
            "state": submission.state,
            "is_owner": is_owner,
            "since": since.isoformat(),
        }


def _erase_authorships(person_id: int) -> None:
    """Hand shared cases over, delete those that nobody else writes, and keep what is public."""
    for author in db.session.scalars(select(Author).where(Author.user_id == person_id)).all():
        submission = db.session.get_one(Submission, author.submission_id)
        others = [other for other in submission.authors if other is not author]
        if not others and submission.state is not State.PUBLISHED:
            media.remove_all(queries.KIND, submission.id, actor=SYSTEM)
            links.forget(Ref(queries.KIND, submission.id))
            db.session.delete(submission)
            continue
        if author.is_owner and others:
            others[0].is_owner = True
        submission.authors.remove(author)
    db.session.flush()


def _effects(person_id: int) -> Iterator[str]:
    other = aliased(Author)
    has_others = exists().where(other.submission_id == Submission.id, other.user_id != person_id)
    rows = db.session.execute(
        select(Submission.state, has_others).join(Author).where(Author.user_id == person_id)
    )
    counts = Counter(_fate(state, is_shared=is_shared) for state, is_shared in rows)
    if n := counts["deleted"]:
        yield ngettext(
            "%(n)s case that you alone write and that is not published will be deleted, with its files.",
            "%(n)s cases that you alone write and that are not published will be deleted, with their files.",
            n,
        )
    if n := counts["shared"]:
        yield ngettext(
            "%(n)s case stays with those who write it with you, without your name.",
            "%(n)s cases stay with those who write them with you, without your name.",
            n,
        )
    if n := counts["published"]:
        yield ngettext(
            "%(n)s published case stays, without your name.",
            "%(n)s published cases stay, without your name.",
            n,
        )


def _fate(state: State, *, is_shared: bool) -> str:
    """Return what `_erase_authorships` does with a case."""
    if is_shared:
        return "shared"
    return "published" if state is State.PUBLISHED else "deleted"


def _answers(person_id: int) -> Rows:
    query = select(Answer).where(Answer.edited_by == person_id).order_by(Answer.id)
    for answer in db.session.scalars(query):
        yield _words(answer) | {
            "submission": answer.submission_id,
            "language": answer.language,
            "question": answer.question,
        }


def _former_answers(person_id: int) -> Rows:
    query = select(FormerAnswer).where(FormerAnswer.edited_by == person_id).order_by(FormerAnswer.id)
    for answer in db.session.scalars(query):
        yield _words(answer) | {"answer": answer.answer_id}


def _words(answer: Answer | FormerAnswer) -> dict[str, Any]:
    return {"value": answer.value, "edited_at": answer.edited_at.isoformat()}


def _events(person_id: int) -> Rows:
    for event in db.session.scalars(select(Event).where(Event.actor_id == person_id).order_by(Event.id)):
        yield {
            "submission": event.submission_id,
            "at": event.at.isoformat(),
            "what": event.action,
            "words": event.words,
        }


def _erase_from(model: type[Answer] | type[FormerAnswer]) -> Any:
    def erase(person_id: int) -> None:
        db.session.execute(update(model).where(model.edited_by == person_id).values(edited_by=None))

    return erase


def _erase_events(person_id: int) -> None:
    is_theirs = Event.actor_id == person_id
    db.session.execute(delete(Event).where(is_theirs, Event.action == Happened.SAID))
    db.session.execute(update(Event).where(is_theirs).values(actor_id=None))


_WHILE_AUTHOR = _l(
    "As long as the case is kept, or until you leave it. A draft that was never sent and that nobody has "
    "touched for two years is deleted; you get a mail 30 days before."
)
_NAMELESS = _l("As long as the case is kept; when you leave, your name is taken off it.")

PERSONAL: tuple[PersonalData, ...] = (
    PersonalData(
        "submission_authors",
        _l("Cases that you write"),
        _l("Who writes a case, so that nobody else can read or change it."),
        _WHILE_AUTHOR,
        _authorships,
        _erase_authorships,
        _effects,
        values={"state": STATES},
    ),
    PersonalData(
        "submission_answers",
        _l("Your answers in drafts"),
        _l("Who changed an answer last, for those who write a case together."),
        _NAMELESS,
        _answers,
        _erase_from(Answer),
    ),
    PersonalData(
        "submission_former_answers",
        _l("Earlier wordings of answers"),
        _l("Who wrote what an answer said before, so that nothing is lost."),
        _NAMELESS,
        _former_answers,
        _erase_from(FormerAnswer),
    ),
    PersonalData(
        "submission_events",
        _l("What you did with cases, and your messages"),
        _l("Who did what with a case, and the messages about it."),
        _l("As long as the case is kept; when you leave, your messages are deleted."),
        _events,
        _erase_events,
        values={"what": HAPPENINGS},
    ),
)
