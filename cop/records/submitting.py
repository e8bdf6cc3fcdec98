"""How records are proposed, read by reviewers and published: what the kinds' Submittables do alike."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import current_app
from sqlalchemy import select

from cop.core.db import db
from cop.core.errors import ConflictError
from cop.core.i18n import gettext as _
from cop.records.models import C, RecordState, Tables
from cop.web.language import page_in
from cop.web.templating import language_names

NOTE_LIMIT = 300

Label = Callable[[str], str]
Passage = tuple[str, str, str, str]
"""(language, field, label, Markdown)."""


def drawn(template: str, language: str, record: Callable[[], Mapping[str, Any]], **besides: Any) -> str:
    """Return the body of the page as it would be published, for a reader of that language."""
    with page_in(language):
        shown = dict(record())
        # Nothing that links to the record: there is none yet.
        shown["translations"] = [replace(link, is_current=True) for link in shown["translations"]]
        return current_app.jinja_env.get_template(template).render(
            lang=language, language_names=language_names(language), **besides, **shown
        )


def passages(
    content: Any,
    label: Label,
    *,
    sections: Sequence[str],
    facts: Callable[[str], Mapping[str, str]],
    rows: Mapping[str, Callable[[Any], str]],
) -> list[Passage]:
    """Return the passages in reading order: the original with what is stated in facts, then its translations.

    `facts` gives those in the language of the original: whoever reads, it says the same. `rows` make words
    of the fields that are no text.
    """
    source = content.source_language
    found = [*_of(source, content.texts[source], ("title", "strapline"), label)]
    with page_in(source):
        found += [
            (source, f"facts.{name}", label(f"facts.{name}"), value)
            for name, value in facts(source).items()
            if value
        ]
    found += [*_body(source, content.texts[source], sections, label, rows)]
    for code, text in content.texts.items():
        if code != source:
            found += [*_of(code, text, ("title", "strapline"), label)]
            found += [*_body(code, text, sections, label, rows)]
    return found


def _of(language: str, text: Any, names: Iterable[str], label: Label) -> Iterator[Passage]:
    for name in names:
        if words := getattr(text, name):
            yield language, name, label(name), words


def _body(
    language: str, text: Any, sections: Sequence[str], label: Label, rows: Mapping[str, Callable[[Any], str]]
) -> Iterator[Passage]:
    yield from _of(language, text, sections, label)
    for name, words in rows.items():
        if stated := getattr(text, name):
            yield language, name, label(name), words(stated)


def row_of(tables: Tables[C], slug: str) -> Any:
    """Return (id, number of the version shown, state) of a record, or None; whoever may see it."""
    record = tables.record
    query = select(record.id, record.version_number, record.state).where(record.slug == slug)
    return db.session.execute(query).one_or_none()


def published(tables: Tables[C], slug: str, publish: Callable[[], object], *, is_change: bool) -> Any:
    """Publish at that address and return the row; nobody's record is overwritten by another of the name."""
    row = row_of(tables, slug)
    if is_change and (row is None or row.state is not RecordState.PUBLISHED):
        raise ConflictError(_("This record is not public any more."))
    if not is_change and row is not None:
        raise ConflictError(_("Another record has this address already. Change the title a little."))
    publish()
    row = row_of(tables, slug)
    if row is None:
        raise LookupError(f"{slug} has been published and is not there")
    return row
