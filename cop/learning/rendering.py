"""A module's text as markup in which every paragraph can be pointed at."""

import re
from itertools import count
from typing import Final

from cop.consents.enums import Scope
from cop.consents.queries import covered
from cop.core.markdown import render, words_of
from cop.learning.content import ModuleText

_BLOCK: Final = re.compile(r"<(p|li)>")
WORDS_A_MINUTE: Final = 130
"""People who learn read slower than people who read."""
MINUTES_A_QUESTION: Final = 1


def anchor(section: str, paragraph: int) -> str:
    """Return the anchor of a paragraph: its section's, and its place among paragraphs and list entries."""
    return f"{section}-{paragraph}"


def numbered(html: str, section: str) -> str:
    """Give every paragraph and every entry of a list its anchor."""
    numbers = count(1)
    return _BLOCK.sub(lambda m: f'<{m[1]} id="{anchor(section, next(numbers))}">', html)


def rendered(text: ModuleText) -> dict[str, str]:
    """Return what a text says as safe markup, by anchor; what is silent is left out."""
    fields = {name: render(source) for name in text.FIELDS if (source := getattr(text, name))}
    return fields | {s.id: numbered(render(s.text), s.id) for s in text.sections}


def on_paper(text: ModuleText, language: str) -> ModuleText:
    """Return a text without the quotations whose consent is not for paper."""

    def fit(markdown: str) -> str:
        return covered(markdown, language, scope=Scope.PRINT)

    fields = {name: fit(getattr(text, name)) for name in text.FIELDS}
    sections = [s.model_copy(update={"text": fit(s.text)}) for s in text.sections]
    return text.model_copy(update={**fields, "sections": sections})


def plain(text: ModuleText, html: dict[str, str]) -> dict[str, str]:
    """Return the words of a text by anchor, as search reads them."""
    sections = {s.id: f"{s.title}\n{words_of(html[s.id])}" for s in text.sections}
    said = {name: words_of(html[name]) for name in text.FIELDS if name in html and name != "disclaimer"}
    lists = {
        "aims": "\n".join((*text.aims, *text.outcomes)),
        "glossary": "\n".join(f"{term.term}. {term.definition}" for term in text.glossary),
        "videos": "\n".join(f"{video.title}. {video.text}" for video in text.videos.values()),
    }
    return said | sections | {name: words for name, words in lists.items() if words}


def minutes(text: ModuleText, words: dict[str, str]) -> int:
    """Estimate how long it takes to read a text and to answer its questions."""
    reading = sum(len(part.split()) for part in words.values()) / WORDS_A_MINUTE
    return max(1, round(reading + MINUTES_A_QUESTION * len(text.questions)))
