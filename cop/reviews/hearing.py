"""What users themselves have said of a case, as evidence: feedback boards, and words of theirs."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from cop.core.db import db
from cop.core.i18n import best_text, ngettext, speaking
from cop.core.i18n import gettext as _
from cop.core.permissions import VISITOR
from cop.core.records import Ref, kinds
from cop.organisations.models import Organisation
from cop.organisations.queries import KIND as ORGANISATION
from cop.reviews.reading import Answered, Pointer, Sheet
from cop.rubric.rubrics import RUBRICS, criterion
from cop.voices import queries
from cop.voices.content import TOOLS
from cop.voices.models import Board


@dataclass(frozen=True, slots=True)
class BoardChoice:
    """A feedback board with public results, and what it is called in the language of the review."""

    code: str
    label: str


def boards_of(sheet: Sheet) -> list[BoardChoice]:
    """Return the boards with public results of those who carry a case, and of the record it would change."""
    language = sheet.review.language
    if all(each.users_above is None for each in RUBRICS[sheet.review.rubric].criteria):
        return []
    places = list(_places(sheet))
    with speaking(language):
        return [
            BoardChoice(board.code, _label(board, publication.answers, language))
            for board, publication in (queries.public_at(*places) if places else ())
            if not board.is_demonstration
        ]


def _places(sheet: Sheet) -> Iterator[Ref]:
    slugs = sorted(sheet.value.leads(sheet.content))
    query = select(Organisation.id).where(Organisation.slug.in_(slugs)).order_by(Organisation.id)
    yield from (Ref(ORGANISATION, id) for id in (db.session.scalars(query) if slugs else ()))
    record, slug = kinds().get(sheet.value.kind), sheet.submission.target_slug
    if record is not None and slug and (id := record.id_of(slug, VISITOR)) is not None:
        yield Ref(record.kind, id)


def _label(board: Board, answers: int, language: str) -> str:
    tool = str(TOOLS[board.tool][0])
    name = f"{tool}: {best_text(board.titles, language)[1]}" if board.titles else tool
    return f"{name} ({ngettext('%(n)s answer', '%(n)s answers', answers)})"


def needs_users(key: str, answered: Answered) -> bool:
    """Whether a step is so high that it must rest on what users themselves say."""
    above = criterion(key).users_above
    return above is not None and answered.step is not None and answered.step > above


def problem(key: str) -> str:
    """Say what is missing where a step must rest on users and does not."""
    return _(
        "A step above %(step)s must rest on what users themselves say: name the results of a feedback board, "
        "words of users from the text, or mark a passage, a file or a link as coming from users.",
        step=criterion(key).users_above,
    )


def is_users_own(pointer: Pointer, fields: frozenset[str]) -> bool:
    """Whether evidence is from users without anybody saying so: a board, or words from these sections."""
    return pointer.kind == "board" or (pointer.kind in ("passage", "figure") and pointer.field in fields)


def fields_of_users(sheet: Sheet, key: str) -> frozenset[str]:
    """Return the sections in which users are heard: those that are asked for this criterion alone."""
    if criterion(key).users_above is None:
        return frozenset()
    return frozenset(question.key for question in sheet.value.questions if question.criteria == (key,))


def is_heard(sheet: Sheet, key: str, answered: Answered) -> bool:
    """Whether a step rests on what users themselves say, where it must."""
    fields = fields_of_users(sheet, key)
    return not needs_users(key, answered) or any(
        pointer.from_users or is_users_own(pointer, fields) for pointer in answered.evidence
    )
