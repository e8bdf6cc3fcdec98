"""The nearest text there is."""

import pytest

from cop.core.i18n import best_text, order_of


@pytest.mark.parametrize(
    ("texts", "language", "source", "found"),
    [
        ({"bg": 1, "ru": 2, "en": 3}, "ru", "bg", ("ru", 2)),
        ({"bg": 1, "en": 3}, "ru", "en", ("en", 3)),
        ({"bg": 1, "en": 3}, "ru", "", ("bg", 1)),
        ({"lt": 4}, "ru", "bg", ("lt", 4)),
    ],
)
def test_text_is_the_readers_else_the_original_else_any(
    texts: dict[str, int], language: str, source: str, found: tuple[str, int]
) -> None:
    assert best_text(texts, language, source) == found


def test_no_text_at_all_is_an_error() -> None:
    with pytest.raises(LookupError):
        best_text({}, "ru")


def test_languages_are_tried_once_each() -> None:
    assert order_of("ru", "ru") == ("ru", "bg", "en")
