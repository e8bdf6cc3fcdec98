"""Writing the vocabulary: what is put is so, no circle stands, and nothing is written twice."""

from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.core import outbox, stamps
from cop.core.errors import InvalidError
from cop.core.permissions import SYSTEM
from cop.search import index
from cop.vocabulary import operations
from cop.vocabulary.models import ConceptLabel
from cop.vocabulary.operations import ConceptContent
from cop.vocabulary.queries import Vocabulary, load
from tests.catalogue.records import concept

Session = scoped_session[Any]
CHILDREN = concept("children", bg="деца", ru={"label": "дети", "synonyms": ["ребята"]}, en="children")
pytestmark = pytest.mark.usefixtures("db_session")


def _put(*contents: ConceptContent) -> int:
    return operations.put(contents, actor=SYSTEM)


def _chain(*slugs: str) -> list[ConceptContent]:
    """Concepts each of which stands below the next."""
    return [
        concept(slug, broader=above, en=slug) for slug, above in zip(slugs, (*slugs[1:], None), strict=True)
    ]


def _broader(vocabulary: Vocabulary) -> dict[str, str | None]:
    return {slug: view.broader for slug, view in vocabulary.concepts.items()}


def test_concept_is_found_with_its_words() -> None:
    changed = _put(CHILDREN)

    found = load().concepts["children"]
    assert changed == 1
    assert [found.label(language) for language in ("bg", "ru", "en")] == ["деца", "дети", "children"]
    assert found.other_words("ru") == ["ребята"]


def test_putting_the_same_again_changes_nothing() -> None:
    _put(CHILDREN, *_chain("a", "b"))
    before = (stamps.current("vocabulary"), outbox.backlog()[0])

    changed = _put(CHILDREN, *_chain("a", "b"))

    assert changed == 0
    assert (stamps.current("vocabulary"), outbox.backlog()[0]) == before


def test_words_are_replaced_whole(db_session: Session) -> None:
    _put(CHILDREN)

    changed = _put(concept("children", bg={"label": "дечица", "synonyms": ["деца"]}, en="children"))

    texts = db_session.scalars(select(ConceptLabel.text).order_by(ConceptLabel.id)).all()
    assert changed == 1
    assert texts == ["дечица", "деца", "children"]


def test_word_given_twice_is_kept_once() -> None:
    _put(concept("mut", en={"label": "MUT", "abbreviations": ["MUT", " MUT "]}))

    assert [text for _role, text in load().concepts["mut"].words["en"]] == ["MUT", "MUT"]


def test_broader_concepts_come_in_any_order() -> None:
    _put(*_chain("a", "b", "c"))

    assert load().with_broader(["a"]) == {"a", "b", "c"}
    assert [view.slug for view in load().narrower("c")] == ["b"]


def test_two_concepts_change_places() -> None:
    _put(*_chain("a", "b"))

    _put(*_chain("b", "a"))

    assert _broader(load()) == {"a": None, "b": "a"}


@pytest.mark.parametrize("slugs", [("a",), ("a", "b"), ("a", "b", "c")])
def test_circle_is_refused(slugs: tuple[str, ...]) -> None:
    _put(*(concept(slug, en=slug) for slug in slugs))

    with pytest.raises(InvalidError, match="would stand above itself") as refused:
        _put(
            *(concept(s, broader=above, en=s) for s, above in zip(slugs, (*slugs[1:], slugs[0]), strict=True))
        )

    assert refused.value.field == "broader"


def test_broader_of_another_kind_or_unknown_is_refused() -> None:
    _put(concept("de", "country", en="Germany"))

    for broader in ("de", "nowhere"):
        with pytest.raises(InvalidError, match=f"there is no target-group named {broader}"):
            _put(concept("boys", broader=broader, en="Boys"))


def test_concept_keeps_its_kind() -> None:
    _put(CHILDREN)

    with pytest.raises(InvalidError, match="children is already a target-group"):
        _put(concept("children", "country", en="Children"))


def test_moved_concept_asks_for_a_comparison_of_the_index() -> None:
    _put(*(concept(slug, en=slug) for slug in ("a", "b")))
    before = outbox.backlog(index.CHECK.kind)[0]

    _put(*_chain("a", "b"))

    assert (before, outbox.backlog(index.CHECK.kind)[0]) == (0, 1)


def test_unknown_slug_stands_for_itself() -> None:
    assert load().label("nowhere", "bg") == "nowhere"
    assert load().with_broader(["nowhere"]) == set()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"slug": "No Slug"}, ("slug",)),
        ({"kind": "colour"}, ("kind",)),
        ({"words": {"en": {"label": " "}}}, ("words", "en", "label")),
        ({"words": {"en": {"label": "x" * 201}}}, ("words", "en", "label")),
        ({"words": {"en": {"label": "x", "synonims": []}}}, ("words", "en", "synonims")),
        ({"colour": "red"}, ("colour",)),
    ],
)
def test_concept_of_a_wrong_shape_is_refused(change: dict[str, Any], field: tuple[str, ...]) -> None:
    good = {"slug": "a", "kind": "country", "words": {"en": {"label": "A"}}}

    with pytest.raises(ValidationError) as refused:
        ConceptContent.model_validate(good | change)

    assert refused.value.errors()[0]["loc"] == field
