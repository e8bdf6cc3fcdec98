"""The passage shown for a hit, and what is marked in it."""

from time import thread_time
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from cop.search.contract import Label, Part
from cop.search.parse import parse
from cop.search.snippets import Snippet, highlight, snippet
from cop.search.thesaurus import Thesaurus

THESAURUS: Final = Thesaurus(
    [
        Label("institution", "ru", "психоневрологический интернат", "label"),
        Label("institution", "ru", "ПНИ", "abbreviation"),
        Label("institution", "bg", "психоневрологичен интернат", "label"),
    ]
)
FILLER: Final = "Общината поддържа дневен център и мобилен екип от специалисти. " * 10


def marked(text: str, query: str, language: str = "bg") -> str:
    return str(highlight(text, language, parse(query, "bg", THESAURUS)))


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("Практиките на децата", "дете практика", "<mark>Практиките</mark> на <mark>децата</mark>"),
        ("Добрите практики", "praktika", "Добрите <mark>практики</mark>"),
        ("Еквилибриум, Русе", "ekvilibrium", "<mark>Еквилибриум</mark>, Русе"),
        ("психоневрологичен интернат", "ПНИ", "<mark>психоневрологичен интернат</mark>"),
        ("интернат и психоневрологичен кабинет", "ПНИ", "интернат и психоневрологичен кабинет"),
        ("добра практика, добра", '"добра практика"', "<mark>добра практика</mark>, добра"),
        ("приятел и природа", "прир*", "приятел и <mark>природа</mark>"),
        ("деца без дом", "дом -деца", "деца без <mark>дом</mark>"),
        ("<b>деца</b> & хора", "деца", "&lt;b&gt;<mark>деца</mark>&lt;/b&gt; &amp; хора"),
        (
            "<script>деца()</script>",
            "script",
            "&lt;<mark>script</mark>&gt;деца()&lt;/<mark>script</mark>&gt;",
        ),
        ("соци\u00adална", "социална", "<mark>соци\u00adална</mark>"),
        ("дете", "", "дете"),
        ("", "дете", ""),
    ],
)
def test_highlight_marks_what_was_found(text: str, query: str, html: str) -> None:
    assert marked(text, query) == html


def test_terms_of_another_language_are_not_marked() -> None:
    parsed = parse("services", "en", THESAURUS)

    assert highlight("service", "en", parsed) == Markup("<mark>service</mark>")
    assert highlight("service", "bg", parsed) == Markup("service")


def test_snippet_shows_the_sentence_that_answers() -> None:
    text = FILLER + "Децата рисуват. " + FILLER

    shown = snippet([Part("approach", text)], "bg", parse("деца", "bg", THESAURUS), 80)

    assert shown == Snippet(
        "approach",
        Markup(
            "…<mark>Децата</mark> рисуват. Общината поддържа дневен център и мобилен екип от специалисти.…"
        ),
    )


def test_snippet_prefers_the_part_that_answers_most() -> None:
    parts = [Part("need", "Деца."), Part("approach", "Деца и музика."), Part("result", "Музика.", 5)]

    shown = snippet(parts, "bg", parse("деца музика", "bg", THESAURUS))

    assert shown == Snippet("approach", Markup("<mark>Деца</mark> и <mark>музика</mark>."))


def test_snippet_prefers_words_that_stand_together() -> None:
    text = f"Деца. {FILLER} Деца обичат музика. {FILLER}"

    shown = snippet([Part("need", text)], "bg", parse("деца музика", "bg", THESAURUS), 60)

    assert shown.html.startswith("…<mark>Деца</mark> обичат <mark>музика</mark>. Общината")


def test_snippet_without_an_answer_is_the_beginning() -> None:
    parts = [Part("empty", ""), Part("need", FILLER), Part("approach", FILLER)]

    shown = snippet(parts, "bg", parse("нищо", "bg", THESAURUS), 30)

    assert shown == Snippet("need", Markup("Общината поддържа дневен…"))


def test_snippet_of_nothing_is_empty() -> None:
    assert snippet([], "bg", parse("деца", "bg", THESAURUS)) == Snippet("", Markup(""))


@given(
    st.text(alphabet=st.sampled_from("аб деца<>&'\"\n\u00ad.…"), max_size=300),
    st.text(alphabet=st.sampled_from('аб деца*-"'), max_size=20),
    st.integers(min_value=1, max_value=60),
)
def test_snippet_is_a_piece_of_the_escaped_text(text: str, query: str, width: int) -> None:
    shown = snippet([Part("need", text)], "bg", parse(query, "bg", THESAURUS), width)

    plain = shown.html.replace("<mark>", "").replace("</mark>", "").removeprefix("…").removesuffix("…")
    assert plain in str(escape(text)) + "…"
    assert shown.html.count("<mark>") == shown.html.count("</mark>")


def test_snippet_is_fast() -> None:
    words = (FILLER * 8).split()[:600]
    parts = [Part("need", " ".join(words[start:] + words[:start])) for start in range(0, 100, 5)]
    parsed = parse("мобилен екип нищо", "bg", THESAURUS)
    snippet(parts, "bg", parsed)

    begun = thread_time()
    for part in parts:
        snippet([part], "bg", parsed)
    seconds = (thread_time() - begun) / len(parts)

    assert seconds < 0.003  # some 0.2 ms; the limit allows for a busy machine
