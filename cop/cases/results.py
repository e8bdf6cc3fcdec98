"""Social results of involvement: which cases name which, and what authors propose for the list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, tuple_, union

from cop.cases.content import CaseContent, CaseText
from cop.cases.enums import ProposalState
from cop.cases.models import Case, CaseProposal, CaseResult, ProposedResult
from cop.cases.queries import visible_to
from cop.core.db import db, insert_if_absent
from cop.core.permissions import VISITOR, Actor
from cop.vocabulary.enums import ConceptKind, LabelRole
from cop.vocabulary.queries import Vocabulary, present, vocabulary

KIND = ConceptKind.SOCIAL_RESULT


def key_of(words: str) -> str:
    """Return words as they are compared: without regard to capitals and spaces."""
    return " ".join(words.split()).casefold()


def named(words: str, language: str, known: Vocabulary) -> str | None:
    """Return the slug of the result that goes by this name in that language, None where none does."""
    key = key_of(words)
    for concept in known.of_kind(KIND):
        names = (text for role, text in concept.words.get(language, ()) if role is not LabelRole.SEARCHED)
        if key in map(key_of, names):
            return concept.slug
    return None


def write(case_id: int, content: CaseContent) -> None:
    """Note what a case names and proposes now; words that stand on the list already are taken for it."""
    for child in (CaseResult, CaseProposal):
        db.session.execute(delete(child).where(child.case_id == case_id))
    if slugs := dict.fromkeys(content.facts.social_results):
        db.session.execute(insert(CaseResult), [{"case_id": case_id, "slug": slug} for slug in slugs])
    for language, text in content.texts.items():
        for words in text.proposed_results:
            _propose(language, words)
    if rows := decisions(content):
        ids = [{"case_id": case_id, "proposal_id": row.id} for row in rows.values()]
        db.session.execute(insert(CaseProposal), ids)


def _propose(language: str, words: str) -> None:
    slug = named(words, language, present())
    state = ProposalState.ACCEPTED if slug else ProposalState.WAITING
    values = {"language": language, "key": key_of(words), "words": words, "state": state, "slug": slug}
    insert_if_absent(ProposedResult, values, ["language", "key"])


Decisions = Mapping[tuple[str, str], Any]
"""(language, key) -> row of what was proposed."""


def decisions(content: CaseContent) -> Decisions:
    """Return what has become of all that a case proposes; no statement where it proposes nothing."""
    pairs = {(code, key_of(w)) for code, text in content.texts.items() for w in text.proposed_results}
    if not pairs:
        return {}
    columns = (ProposedResult.id, ProposedResult.language, ProposedResult.key)
    rows = db.session.execute(
        select(*columns, ProposedResult.state, ProposedResult.slug, ProposedResult.reason).where(
            tuple_(ProposedResult.language, ProposedResult.key).in_(sorted(pairs))
        )
    )
    return {(row.language, row.key): row for row in rows}


@dataclass(frozen=True, slots=True)
class Stated:
    """The social results of one case: those of the list, and those that are proposed, in its words."""

    slugs: tuple[str, ...]
    proposed: tuple[str, ...]


def stated(content: CaseContent, text: CaseText, language: str) -> Stated:
    """Return what a case says of its social results; `text` is the one shown, in that language."""
    known = decisions(content)
    accepted = [row.slug for row in known.values() if row.state is ProposalState.ACCEPTED]
    open_ones = (ProposalState.WAITING, None)  # not written down yet: a case that is only being proposed
    states = {pair: row.state for pair, row in known.items()}
    return Stated(
        tuple(vocabulary().all_present((*content.facts.social_results, *accepted))),
        tuple(w for w in text.proposed_results if states.get((language, key_of(w))) in open_ones),
    )


@dataclass(frozen=True, slots=True)
class Decided:
    """What has become of words that a case proposes; `slug`: their place in the list, `reason`: why none."""

    language: str
    words: str
    state: ProposalState
    slug: str | None
    reason: str


def decided(content: CaseContent) -> list[Decided]:
    """Return what has become of each result that a case proposes, in the order of its texts."""
    known = decisions(content)
    pairs = [(code, words) for code, text in content.texts.items() for words in text.proposed_results]
    found = [(code, words, known.get((code, key_of(words)))) for code, words in pairs]
    return [Decided(code, words, row.state, row.slug, row.reason) for code, words, row in found if row]


def _pairs() -> tuple[Any, Any]:
    """Return the two ways in which a case comes to a result: it names it, or its words were accepted."""
    chosen = select(CaseResult.case_id, CaseResult.slug)
    accepted = (
        select(CaseProposal.case_id, ProposedResult.slug)
        .join(ProposedResult, ProposedResult.id == CaseProposal.proposal_id)
        .where(ProposedResult.state == ProposalState.ACCEPTED)
    )
    return chosen, accepted


def accepted(ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the results that these cases have by words of theirs that were accepted."""
    _chosen, query = _pairs()
    found: dict[int, list[str]] = {}
    for case_id, slug in db.session.execute(query.where(CaseProposal.case_id.in_(ids))):
        found.setdefault(case_id, []).append(slug)
    return found


def shown_by(actor: Actor) -> dict[str, list[int]]:
    """Return the ids of the cases that show each result, the newest first, in one statement."""
    both = union(*_pairs()).subquery()
    words, found = vocabulary(), dict[str, dict[int, None]]()
    for case_id, slug in db.session.execute(
        select(both.c.case_id, both.c.slug)
        .join(Case, Case.id == both.c.case_id)
        .where(visible_to(actor))
        .order_by(Case.published_at.desc(), Case.id.desc())
    ):
        found.setdefault(words.present(slug), {})[case_id] = None
    return {slug: list(ids) for slug, ids in found.items()}


def having(slugs: Iterable[str]) -> list[int]:
    """Return the ids of all cases with one of these results, as they are written down."""
    both = union(*_pairs()).subquery()
    query = select(both.c.case_id).where(both.c.slug.in_(list(slugs))).distinct()
    return list(db.session.scalars(query))


def proposing(proposal_id: int) -> list[int]:
    """Return the ids of the cases that propose it."""
    query = select(CaseProposal.case_id).where(CaseProposal.proposal_id == proposal_id)
    return list(db.session.scalars(query))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What authors propose, with the cases that do."""

    id: int
    language: str
    words: str
    state: ProposalState
    slug: str | None
    reason: str
    proposed_at: datetime
    cases: tuple[int, ...]


def proposals() -> Iterator[Proposal]:
    """Return what the public cases propose, the oldest first."""
    cases: dict[int, list[int]] = {}
    for row in db.session.execute(
        select(CaseProposal.proposal_id, CaseProposal.case_id)
        .join(Case, Case.id == CaseProposal.case_id)
        .where(visible_to(VISITOR))
        .order_by(CaseProposal.case_id)
    ):
        cases.setdefault(row.proposal_id, []).append(row.case_id)
    for one in db.session.scalars(select(ProposedResult).order_by(ProposedResult.id)):
        if one.id in cases:
            ids = tuple(cases[one.id])
            yield Proposal(
                one.id, one.language, one.words, one.state, one.slug, one.reason, one.created_at, ids
            )
