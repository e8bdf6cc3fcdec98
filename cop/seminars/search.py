"""How seminars and the contributions to them are found."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select

from cop.core.db import db
from cop.core.markdown import words_of
from cop.core.permissions import VISITOR
from cop.search.contract import PUBLIC, Document, Part, Searchable
from cop.seminars.content import CONTRIBUTION_KIND, KIND, SECTIONS
from cop.seminars.models import Contribution, Item, NextStep, OpenQuestion, Seminar, SeminarText, Takeaway
from cop.seminars.queries import rendered, visible_to

_LEFT_BEHIND: Final[Mapping[type[Item], tuple[str, ...]]] = {
    Contribution: ("speaker", "organisation", "title", "insight"),
    Takeaway: ("words",),
    OpenQuestion: ("question",),
    NextStep: ("what", "owner"),
}


def documents(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these seminars that the public may find."""
    query = select(Seminar).where(Seminar.id.in_(ids), visible_to(VISITOR))
    seminars = {seminar.id: seminar for seminar in db.session.scalars(query)}
    texts: dict[int, dict[str, list[Part]]] = {}
    for text in db.session.scalars(select(SeminarText).where(SeminarText.seminar_id.in_(seminars))):
        texts.setdefault(text.seminar_id, {})[text.language] = _parts(text)
    for model, keys in _LEFT_BEHIND.items():
        for row in db.session.execute(
            select(model.seminar_id, model.texts)
            .where(model.seminar_id.in_(seminars))
            .order_by(model.position, model.id)
        ):
            for language, words in row.texts.items():
                if said := " · ".join(words[key] for key in keys if words.get(key)):
                    texts[row.seminar_id].setdefault(language, []).append(Part(model.__tablename__, said))
    return [_document(seminar, texts.get(id, {})) for id, seminar in seminars.items()]


def _parts(text: SeminarText) -> list[Part]:
    parts = [Part("title", text.title, 5)]
    if text.strapline:
        parts.append(Part("strapline", text.strapline, 3))
    html = rendered(text.fields)
    return parts + [Part(name, words_of(html[name])) for name in SECTIONS if name in html]


def _document(seminar: Seminar, texts: Mapping[str, Sequence[Part]]) -> Document:
    return Document(
        kind=KIND,
        id=seminar.id,
        audiences=frozenset({PUBLIC}),
        # A language that has words of items alone, and no title, is not one that the page has.
        texts={code: tuple(parts) for code, parts in texts.items() if parts[0].field == "title"},
        facets={
            "language": frozenset(texts),
            "year": frozenset({str(seminar.day.year)}),
        }
        | ({"group": frozenset({seminar.group})} if seminar.group else {}),
        numbers={"published": int(seminar.starts_at.timestamp())},
    )


def contributions(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these contributions that the public may find."""
    query = (
        select(Contribution.id, Contribution.texts, Seminar.day, Seminar.starts_at)
        .join(Seminar, Seminar.id == Contribution.seminar_id)
        .where(Contribution.id.in_(ids), visible_to(VISITOR))
    )
    return [
        Document(
            kind=CONTRIBUTION_KIND,
            id=row.id,
            audiences=frozenset({PUBLIC}),
            texts={language: _said(words) for language, words in row.texts.items()},
            facets={"language": frozenset(row.texts), "year": frozenset({str(row.day.year)})},
            numbers={"published": int(row.starts_at.timestamp())},
        )
        for row in db.session.execute(query)
    ]


def _said(words: Mapping[str, str]) -> tuple[Part, ...]:
    title = words.get("title") or words.get("speaker", "")
    place = ", ".join(words[key] for key in ("speaker", "role", "organisation", "city") if words.get(key))
    parts = [
        Part("title", title, 5),
        Part("organisation", place, 2),
        Part("insight", words.get("insight", "")),
    ]
    return tuple(part for part in parts if part.text)


def _ids(model: type[Seminar] | type[Contribution], after: int, limit: int) -> list[int]:
    return list(db.session.scalars(select(model.id).where(model.id > after).order_by(model.id).limit(limit)))


SEARCHABLES = (
    Searchable(KIND, documents, lambda after, limit: _ids(Seminar, after, limit)),
    Searchable(CONTRIBUTION_KIND, contributions, lambda after, limit: _ids(Contribution, after, limit)),
)
