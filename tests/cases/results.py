"""The list of social results as tests ask for it, and cases that propose for it."""

from typing import Any

from sqlalchemy import select

from cop.accounts.models import User
from cop.cases import listing, outcomes, results
from cop.cases.content import CaseContent
from cop.cases.models import ProposedResult
from cop.cases.search import documents
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.vocabulary.models import Concept
from cop.vocabulary.operations import ConceptWords
from cop.vocabulary.queries import cache, load
from tests.cases.samples import case, publish
from tests.people import actor_of


def called(**labels: str) -> dict[str, ConceptWords]:
    return {language: ConceptWords(label=label) for language, label in labels.items()}


def renamed(editor: User, **labels: str) -> None:
    outcomes.rename(concept("trust-found"), called(**labels), actor=actor_of(editor), version=0)


def concept(slug: str) -> Concept:
    return db.session.scalars(select(Concept).where(Concept.slug == slug)).one()


def proposed(words: str) -> ProposedResult:
    return db.session.scalars(select(ProposedResult).where(ProposedResult.words == words)).one()


def proposing(slug: str, *words: str, **facts: Any) -> CaseContent:
    return publish(case(slug, facts=facts, proposed_results=list(words)))


def shown() -> dict[str, int]:
    """The list as readers see it: slug -> number of cases."""
    cache.clear()
    return {row.slug: row.count for row in listing.result_rows("en") if not row.replaced_by}


def facets() -> dict[str, set[str]]:
    """What search knows of the cases: title -> social results."""
    cache.clear()
    ids = results.having({c.slug for c in load().concepts.values()})
    return {d.texts["en"][0].text: set(d.facets.get("social_result", ())) for d in documents(ids)}


def trail() -> list[str]:
    query = select(AuditEntry.action).where(AuditEntry.action.startswith("result.")).order_by(AuditEntry.id)
    return list(db.session.scalars(query))
