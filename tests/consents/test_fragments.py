"""Taking words under a consent out of a text: all of them, and nothing else."""

import json
from typing import Any

import pytest

from cop.core.markdown import render
from cop.core.marks import references_in, without_marks
from cop.core.redaction import Eraser, lines_of, notice, without_echoes

HERS, ANOTHERS = "c-aaaa2222", "c-bbbb3333"
GONE = notice("en")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"Before.\n\n> Mine.\n> [{HERS}]\n\nAfter.", f"Before.\n\n> {GONE}\n\nAfter."),
        (f"> Mine\n> and more.\n> [{HERS}]", f"> {GONE}"),
        (
            f"> Mine.\n> [{HERS}]\n\n> Yours.\n> [{ANOTHERS}]",
            f"> {GONE}\n\n> Yours.\n> [{ANOTHERS}]",
        ),
        ("> Nobody's in particular.", "> Nobody's in particular."),
        (f"She said so. [{HERS}]", f"> {GONE}"),  # not to be told apart: all of it goes
        (f"See {HERS}.", f"> {GONE}"),
    ],
)
def test_quotation_goes_and_the_rest_stays_also_the_second_time(text: str, left: str) -> None:
    eraser = Eraser(HERS)

    once = eraser.without(text, "en")

    assert once == left
    assert Eraser(HERS).without(once, "en") == once


def test_rows_of_json_are_emptied_in_their_own_language() -> None:
    quote = {"words": "Аз казах.", "said_by": "Майка", "consent": HERS}
    other = quote | {"consent": ANOTHERS}
    whole = json.dumps({"texts": {"bg": {"quotes": [quote, other]}}}, ensure_ascii=False)
    eraser = Eraser(HERS)

    left: Any = json.loads(eraser.without(whole, "en"))

    assert left["texts"]["bg"]["quotes"] == [
        {"words": notice("bg"), "said_by": "", "consent": None},
        other,
    ]
    assert eraser.words == ["Аз казах.", "Майка"]


def test_readers_do_not_see_the_reference() -> None:
    text = f"> I was heard.\n> [{HERS}]"

    assert HERS not in render(text)
    assert "I was heard." in render(text)
    assert (
        without_marks("An ordinary [c-link](https://example.org)")
        == "An ordinary [c-link](https://example.org)"
    )
    assert references_in(f'{text} {{"consent":"{ANOTHERS}"}}') == {HERS, ANOTHERS}


def test_echo_is_a_whole_line_and_never_a_word_that_anybody_says() -> None:
    lines = lines_of(["Yes.\nI was the only one who said this.", "Mother"])

    assert lines == ["I was the only one who said this."]
    assert without_echoes({"en": ["Yes. I was the only one who said this. Mother."]}, lines, "en") == {
        "en": [f"Yes. {GONE} Mother."]
    }
