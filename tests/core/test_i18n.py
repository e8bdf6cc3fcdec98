"""The nearest text there is."""

from datetime import date

import pytest

from cop.core.i18n import best_text, day_in_words, order_of


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


@pytest.mark.parametrize(
    ("language", "said"), [("bg", "8 април 2026 г."), ("ru", "8 апреля 2026 г."), ("en", "8 April 2026")]
)
def test_day_is_written_in_the_order_of_europe(language: str, said: str) -> None:
    assert day_in_words(date(2026, 4, 8), language).replace("\u202f", " ").replace("\xa0", " ") == said
