"""Writing an issue: what it is put together from, and its texts in each language."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from cop.config import LANGUAGES
from cop.consents.enums import Scope
from cop.consents.queries import refuse_unfit_texts
from cop.core import audit, outbox, stamps
from cop.core.db import db, insert_if_absent, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.core.records import Ref
from cop.newsletter import queries
from cop.newsletter.content import FIELDS, KIND, MOST_BLOCKS, clean
from cop.newsletter.enums import IssueState
from cop.newsletter.models import Edition, Issue
from cop.newsletter.rules import Permission
from cop.search import index


class ChangedError(ConflictError):
    """Somebody else has saved in between."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has saved this in the meantime. Both texts are shown below."))


def begin(*, actor: Actor, language: str) -> Issue:
    """Begin an issue under the next number."""
    authorize(actor, Permission.WRITE)
    moment = now()
    while True:
        values = {
            "number": queries.next_number(),
            "state": IssueState.DRAFT,
            "source_language": language,
            "created_at": moment,
            "updated_at": moment,
        }
        id = insert_if_absent(Issue, values, ["number"])
        if id is not None:
            break
    audit.record(actor, "newsletter.begin", KIND, id)
    return db.session.get_one(Issue, id)


def settle(
    issue: Issue, *, actor: Actor, version: int, purpose: str, topics: Sequence[str], number: int
) -> None:
    """Say whom an issue is for, what it is about, and its number; raise ChangedError, InvalidError."""
    authorize(actor, Permission.WRITE, issue)
    known = db.session.query(Issue.id).filter(Issue.number == number, Issue.id != issue.id).first()
    if known is not None:
        raise InvalidError("number", _("There is an issue with this number."))
    change(issue, version, purpose=purpose, topics=list(topics), number=number)
    audit.record(actor, "newsletter.settle", KIND, issue.id)


def add_block(issue: Issue, ref: Ref, *, actor: Actor, version: int) -> str:
    """Put a record at the end of an issue; one that is in it stays where it is. Return the block's key."""
    authorize(actor, Permission.WRITE, issue)
    for block in issue.blocks:
        if (block["kind"], block["id"]) == ref:
            return str(block["key"])
    if len(issue.blocks) >= MOST_BLOCKS:
        raise InvalidError("address", _("An issue holds at most %(count)s records.", count=MOST_BLOCKS))
    block = _block(ref)
    change(issue, version, blocks=[*issue.blocks, block])
    audit.record(actor, "newsletter.add", KIND, issue.id, record=f"{ref.kind} {ref.id}")
    return str(block["key"])


def move_block(issue: Issue, key: str, *, actor: Actor, version: int, by: int) -> None:
    """Move a block up (-1) or down (1); at the end it stays."""
    authorize(actor, Permission.WRITE, issue)
    blocks = list(issue.blocks)
    at = next((n for n, block in enumerate(blocks) if block["key"] == key), None)
    if at is None or not 0 <= at + by < len(blocks):
        return
    blocks[at], blocks[at + by] = blocks[at + by], blocks[at]
    change(issue, version, blocks=blocks)
    audit.record(actor, "newsletter.move", KIND, issue.id)


def remove_block(issue: Issue, key: str, *, actor: Actor, version: int) -> None:
    """Take a record out of an issue. Its introductions stay in the editions until they are saved again."""
    authorize(actor, Permission.WRITE, issue)
    blocks = [block for block in issue.blocks if block["key"] != key]
    if len(blocks) < len(issue.blocks):
        change(issue, version, blocks=blocks)
        audit.record(actor, "newsletter.remove", KIND, issue.id)


def save_texts(
    issue: Issue,
    language: str,
    *,
    actor: Actor,
    version: int,
    texts: Mapping[str, str],
    intros: Mapping[str, str],
) -> int:
    """Save an edition (version 0: a new one); return its new version. Raise ChangedError, InvalidError."""
    authorize(actor, Permission.WRITE, issue)
    _require_draft(issue)
    keys = {block["key"] for block in issue.blocks}
    said = {name: text for name in FIELDS if (text := clean(name, texts.get(name, "")))}
    about = {key: text for key in intros if key in keys and (text := clean(f"intro-{key}", intros[key]))}
    named = said | {f"intro-{key}": text for key, text in about.items()}
    refuse_unfit_texts(named, language, scope=Scope.NEWSLETTER)
    values = {"texts": said, "intros": about, "updated_at": now()}
    if version == 0:
        first = {"issue_id": issue.id, "language": language, "version": 1, "created_at": now()}
        if insert_if_absent(Edition, first | values | {"correction": ""}, ["issue_id", "language"]) is None:
            raise ChangedError
    elif not _updated(Edition, values, version, Edition.issue_id == issue.id, Edition.language == language):
        raise ChangedError
    db.session.expire(issue)
    audit.record(actor, "newsletter.write", KIND, issue.id, language=language)
    return version + 1


def correct(issue: Issue, corrections: Mapping[str, str], *, actor: Actor) -> None:
    """Put a notice above an issue that has gone out, in each language; empty texts take it away."""
    authorize(actor, Permission.CORRECT, issue)
    if issue.published_at is None:
        raise ConflictError(_("This issue has not gone out yet. Change its text instead."))
    said = {code: clean("correction", text) for code, text in corrections.items()}
    for code, text in said.items():
        refuse_unfit_texts({f"correction-{code}": text}, code, scope=Scope.NEWSLETTER)
    if all(edition.correction == said.get(edition.language, "") for edition in issue.editions):
        return
    for edition in issue.editions:
        edition.correction = said.get(edition.language, "")
        edition.version += 1
    issue.corrected_at = now() if any(said.values()) else None
    issue.updated_at = now()
    audit.record(actor, "newsletter.correct", KIND, issue.id)
    tell(issue)


def put_rebuilt(
    *,
    actor: Actor,
    number: int,
    source: str,
    language: str,
    published_at: datetime,
    refs: Iterable[Ref],
    texts: Mapping[str, Mapping[str, str]],
    intros: Mapping[str, Mapping[Ref, str]],
) -> bool:
    """Put an issue of former days into the archive; nobody gets it by mail. Answer whether it is new."""
    authorize(actor, Permission.WRITE)
    if db.session.query(Issue.id).filter_by(number=number).first() is not None:
        return False
    blocks = [_block(ref) for ref in refs]
    issue = Issue(
        number=number,
        state=IssueState.SENT,
        source=source,
        source_language=language,
        blocks=blocks,
        published_at=published_at,
    )
    for code in LANGUAGES:
        if code in texts:
            own = {b["key"]: intros[code].get(Ref(b["kind"], b["id"]), "") for b in blocks}
            issue.editions.append(
                Edition(
                    language=code,
                    texts={name: text for name in FIELDS if (text := clean(name, texts[code].get(name, "")))},
                    intros={key: text for key, text in own.items() if text},
                )
            )
    db.session.add(issue)
    db.session.flush()
    audit.record(actor, "newsletter.rebuild", KIND, issue.id)
    tell(issue)
    return True


def tell(issue: Issue) -> None:
    """Let pages and index know that what is public of an issue has changed."""
    stamps.bump(stamps.CONTENT)
    outbox.enqueue(index.SYNC.kind, [index.subject(KIND, issue.id)])


def _block(ref: Ref) -> dict[str, Any]:
    return {"key": secrets.token_hex(4), "kind": ref.kind, "id": ref.id}


def _require_draft(issue: Issue) -> None:
    if issue.state is not IssueState.DRAFT:
        raise ConflictError(
            _("This issue is scheduled or has gone out. Take it back from its day before you change it.")
        )


def change(issue: Issue, version: int, **values: Any) -> None:
    """Change a draft that still has this version; raise ChangedError. The caller has authorized it."""
    _require_draft(issue)
    is_draft = Issue.state == IssueState.DRAFT
    if not _updated(Issue, values | {"updated_at": now()}, version, Issue.id == issue.id, is_draft):
        raise ChangedError
    db.session.refresh(issue)


def moved(issue: Issue, before: IssueState, after: IssueState, **values: Any) -> bool:
    """Change the state in one statement; answer whether it was the one before."""
    changed = db.session.execute(
        update(Issue)
        .where(Issue.id == issue.id, Issue.state == before)
        .values(**values, state=after, version=Issue.version + 1, updated_at=now())
        .returning(Issue.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    db.session.refresh(issue)
    return changed is not None


def noticed(issue: Issue, notice: Mapping[str, str]) -> bool:
    """Keep the correction that goes out by mail, in one statement; answer whether there was none before."""
    changed = db.session.execute(
        update(Issue)
        .where(Issue.id == issue.id, Issue.notice_at.is_(None))
        .values(notice=dict(notice), notice_at=now(), version=Issue.version + 1)
        .returning(Issue.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    db.session.refresh(issue)
    return changed is not None


def _updated(
    model: type[Issue] | type[Edition], values: Mapping[str, Any], version: int, *where: Any
) -> bool:
    """Change a row that still has this version, in one statement; answer whether it had."""
    changed = db.session.execute(
        update(model)
        .where(model.version == version, *where)
        .values(**values, version=version + 1)
        .returning(model.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return changed is not None
