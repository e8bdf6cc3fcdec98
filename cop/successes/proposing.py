"""A practice made of a self-description: a draft whose parts are proposed out of its answers."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from cop.core import audit
from cop.core.db import db
from cop.core.errors import ConflictError
from cop.core.i18n import gettext as _
from cop.core.links import Relation, link, near_ends
from cop.core.permissions import Actor, authorize
from cop.core.records import Ref
from cop.core.submittable import Answers
from cop.practices.search import KIND as PRACTICE
from cop.records.queries import present
from cop.records.rules import Belonging
from cop.submissions import drafting, queries
from cop.submissions.enums import Way
from cop.submissions.models import Submission
from cop.submissions.proposing import propose_from_self_description
from cop.submissions.rules import LIVE_STATES
from cop.successes.content import SuccessContent, SuccessText
from cop.successes.models import SUCCESSES, Success
from cop.successes.queries import KIND
from cop.successes.rules import Permission
from cop.successes.values import answers_in


def make_practice(belonging: Belonging, *, actor: Actor) -> Submission:
    """Begin a practice with the answers, proposed for the likeliest parts; repeated, it is the same draft.

    Raise ConflictError where somebody else is at it, or a practice has come of it already.
    """
    authorize(actor, Permission.MAKE_PRACTICE, belonging)
    db.session.execute(select(Success.id).where(Success.id == belonging.id).with_for_update())
    here = Ref(KIND, belonging.id)
    if (begun := _begun(here, actor)) is not None:
        return begun
    content = present(SUCCESSES, belonging.slug)
    if content is None:
        raise ConflictError(_("This self-description is not public any more."))
    source = content.source_language
    draft = drafting.begin(
        PRACTICE,
        actor=actor,
        language=source,
        title=content.texts[source].title,
        way=Way.SELF_DESCRIPTION,
    )
    drafting.fill(draft, _as_practice(content), actor=actor)
    propose_from_self_description(draft, actor=actor)
    link(Ref(queries.KIND, draft.id), Relation.GREW_FROM, here, actor=actor)
    audit.record(actor, "success.make_practice", KIND, belonging.slug, record=f"submission {draft.id}")
    return draft


def _begun(here: Ref, actor: Actor) -> Submission | None:
    ends = near_ends(here, Relation.GREW_FROM)
    drafts = [ref.id for ref in ends if ref.kind == queries.KIND]
    for id in reversed(drafts):
        if (own := queries.own(id, actor=actor)) is not None:
            return own
    is_live = select(Submission.id).where(Submission.id.in_(drafts), Submission.state.in_(LIVE_STATES))
    if db.session.scalar(is_live.limit(1)) is not None:
        raise ConflictError(_("Somebody else is making a practice of it already."))
    if any(ref.kind == PRACTICE for ref in ends):
        raise ConflictError(_("A practice has come of it already. You find it on the page."))
    return None


def _as_practice(content: SuccessContent) -> Answers:
    answers: dict[str, dict[str, Any]] = {code: dict(by_key) for code, by_key in answers_in(content).items()}
    # Whoever runs the service leads the practice, until somebody says otherwise.
    common = answers[""]
    common["organisations"] = [
        {"name": row["name"], "role": "lead", "website": row["website"]}
        for row in common.get("organisations", ())
    ]
    for code, text in content.texts.items():
        if evaluated := _evaluated(text):
            said: Mapping[str, Any] = answers[code]
            answers[code]["q9"] = "\n\n".join(part for part in (said.get("q9", ""), evaluated) if part)
    return answers


def _evaluated(text: SuccessText) -> str:
    """Return the facts about evaluations as a list: a practice has no other place for them."""
    rows = ((e.by, e.when, e.what, e.result) for e in text.evaluations)
    return "\n".join("- " + "; ".join(cell for cell in row if cell) for row in rows)
