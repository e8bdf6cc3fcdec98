"""How feedback tools are found."""

from collections.abc import Iterator, Sequence
from functools import partial

from cop.core.markdown import render, words_of
from cop.core.permissions import VISITOR
from cop.records.queries import current, ids_after
from cop.search.contract import PUBLIC, Document, Part, Searchable
from cop.tools.content import ToolContent, ToolText
from cop.tools.models import TOOLS
from cop.tools.queries import KIND
from cop.vocabulary.queries import vocabulary


def documents(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these tools that the public may find."""
    words = vocabulary()
    found = []
    for id, published_at, content in current(TOOLS, ids, actor=VISITOR):
        concepts = words.with_broader(content.facts.target_groups)
        found.append(
            Document(
                kind=KIND,
                id=id,
                audiences=frozenset({PUBLIC}),
                texts={code: tuple(_parts(content, code, text)) for code, text in content.texts.items()},
                concepts=frozenset(concepts),
                facets={"target_group": frozenset(concepts), "language": frozenset(content.texts)},
                numbers={"published": int(published_at.timestamp())},
            )
        )
    return found


def _parts(content: ToolContent, language: str, text: ToolText) -> Iterator[Part]:
    yield Part("title", text.title, 5)
    if text.strapline:
        yield Part("strapline", text.strapline, 3)
    names = [o.names.get(language) or next(iter(o.names.values())) for o in content.facts.organisations]
    if names:
        yield Part("organisation", ", ".join(names), 2)
    for name in ToolText.SECTIONS:
        if source := getattr(text, name):
            yield Part(name, words_of(render(source)), 1)
    if text.steps:
        yield Part("steps", "\n".join(text.steps), 1)


SEARCHABLE = Searchable(KIND, documents, partial(ids_after, TOOLS))
