"""What is kept about those who take part in discussions, and how it ends.

What was said under a pseudonym is not among it: nothing here leads from it to an account.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from cop.core.db import db
from cop.core.i18n import lazy_gettext as _l
from cop.core.i18n import ngettext
from cop.core.permissions import SYSTEM
from cop.core.privacy import PersonalData
from cop.discussions.attaching import remove_of_drafts
from cop.discussions.content import FOLLOWING, MEASURES, POST_STATES, RULES
from cop.discussions.models import Decision, Draft, Post, Reader, Report, Summary, Thread

Rows = Iterator[Mapping[str, Any]]


def _threads(person_id: int) -> Rows:
    for thread in db.session.scalars(select(Thread).where(Thread.author_id == person_id).order_by(Thread.id)):
        yield {"thread": thread.id, "title": thread.title, "begun": thread.created_at.isoformat()}


def _posts(person_id: int) -> Rows:
    for post in db.session.scalars(select(Post).where(Post.author_id == person_id).order_by(Post.id)):
        yield {
            "thread": post.thread_id,
            "state": post.state,
            "language": post.language,
            "words": post.text,
            "posted": post.posted_at.isoformat(),
        }


def _readers(person_id: int) -> Rows:
    query = select(Reader).where(Reader.user_id == person_id).order_by(Reader.id)
    for reader in db.session.scalars(query):
        yield {"thread": reader.thread_id, "read_to": reader.position, "following": reader.following}


def _drafts(person_id: int) -> Rows:
    for draft in db.session.scalars(select(Draft).where(Draft.user_id == person_id).order_by(Draft.id)):
        yield {
            "place": f"{draft.place_kind} {draft.place_id}",
            "thread": draft.thread_id or None,
            "title": draft.title,
            "words": draft.text,
            "is_question": draft.is_question,
            "edited_at": draft.edited_at.isoformat(),
        }


def _summaries(person_id: int) -> Rows:
    query = select(Summary).where(Summary.author_id == person_id).order_by(Summary.id)
    for summary in db.session.scalars(query):
        yield {"thread": summary.thread_id, "words": summary.text, "written": summary.written_at.isoformat()}


def _reports(person_id: int) -> Rows:
    for report in db.session.scalars(
        select(Report).where(Report.reporter_id == person_id).order_by(Report.id)
    ):
        yield {"post": report.post_id, "rule": report.rule, "said": report.note}
    settled = select(Report).where(Report.settled_by == person_id).order_by(Report.id)
    for report in db.session.scalars(settled):
        yield {"post": report.post_id, "settled": report.settled_at and report.settled_at.isoformat()}


def _decisions(person_id: int) -> Rows:
    about = select(Decision).join(Post, Post.id == Decision.post_id).where(Post.author_id == person_id)
    for decision in db.session.scalars(about.order_by(Decision.id)):
        yield {
            "post": decision.post_id,
            "measure": decision.measure,
            "rule": decision.rule,
            "said": decision.note,
            "until": decision.until and decision.until.isoformat(),
        }
    query = select(Decision).where(or_(Decision.moderator_id == person_id, Decision.settled_by == person_id))
    for decision in db.session.scalars(query.order_by(Decision.id)):
        if decision.moderator_id == person_id:
            yield {"post": decision.post_id, "rule": decision.rule, "said": decision.note}
        else:
            yield {"post": decision.post_id, "settled": True}


def _nameless(model: Any, *columns: str) -> Any:
    def erase(person_id: int) -> None:
        for name in columns:
            column = getattr(model, name)
            db.session.execute(update(model).where(column == person_id).values({name: None}))

    return erase


def _drafts_gone(person_id: int) -> None:
    mine = Draft.user_id == person_id
    remove_of_drafts(db.session.scalars(select(Draft.id).where(mine)).all(), actor=SYSTEM)
    db.session.execute(delete(Draft).where(mine))


def _gone(model: Any) -> Any:
    def erase(person_id: int) -> None:
        db.session.execute(delete(model).where(model.user_id == person_id))

    return erase


def _effects(person_id: int) -> Iterator[str]:
    query = select(func.count(Post.id)).where(Post.author_id == person_id, Post.text != "")
    if n := db.session.scalar(query):
        yield ngettext(
            "%(n)s post stays, without your name. If its words shall go too, remove it before.",
            "%(n)s posts stay, without your name. If their words shall go too, remove them before.",
            n,
        )


_STAYS = _l("As long as the conversation; when you leave, your name is taken off it.")
_FOR_TALKING = _l("Who said what, so that others can answer.")

PERSONAL: tuple[PersonalData, ...] = (
    PersonalData(
        "discussion_threads",
        _l("Conversations that you began"),
        _FOR_TALKING,
        _STAYS,
        _threads,
        _nameless(Thread, "author_id"),
    ),
    PersonalData(
        "discussion_posts",
        _l("What you said in conversations"),
        _FOR_TALKING,
        _STAYS,
        _posts,
        _nameless(Post, "author_id"),
        _effects,
        values={"state": POST_STATES},
    ),
    PersonalData(
        "discussion_readers",
        _l("Conversations that you read, follow or have muted"),
        _l("What is new to you, and what you want to hear of."),
        _l("As long as the conversation, or until you leave."),
        _readers,
        _gone(Reader),
        values={"following": FOLLOWING},
    ),
    PersonalData(
        "discussion_drafts",
        _l("What you are writing in conversations"),
        _l("So that nothing is lost that you have typed."),
        _l("Until you post it, for half a year, or until you leave."),
        _drafts,
        _drafts_gone,
    ),
    PersonalData(
        "discussion_summaries",
        _l("Summaries of conversations that you wrote"),
        _FOR_TALKING,
        _STAYS,
        _summaries,
        _nameless(Summary, "author_id"),
    ),
    PersonalData(
        "discussion_reports",
        _l("Posts that you reported, and reports that you settled"),
        _l("So that moderators look at them, and you hear what came of it."),
        _STAYS,
        _reports,
        _nameless(Report, "reporter_id", "settled_by"),
        values={"rule": RULES},
    ),
    PersonalData(
        "discussion_decisions",
        _l("What moderators decided about your posts, and you as a moderator"),
        _l("Somebody else than who hid a post answers its writer's objection."),
        _STAYS,
        _decisions,
        _nameless(Decision, "moderator_id", "settled_by"),
        values={"rule": RULES, "measure": MEASURES},
    ),
)
