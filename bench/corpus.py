"""Practices of real words, the same ones everywhere and always: the first thousand of any size are equal."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

from bench.facts import facts
from bench.words import lexicon

SEED: Final = 20_261_122
LANGUAGES: Final = ("bg", "ru", "en")
BULGARIAN: Final = 0.55
RUSSIAN: Final = 0.20
TRANSLATED: Final = 0.30
"""Share of practices that also have a text in another language."""

_SECTIONS: Final = {
    "context": 60, "problem": 70, "aim": 40, "method": 90, "distinctive_idea": 40, "setting": 30,
    "activities": 70, "user_role": 30, "skills": 30, "results": 50, "sustainability": 30, "lessons": 20,
}  # fmt: skip
"""Words in each section, on the average; with title and strapline about 570."""
_AS_LIST: Final = ("aim", "activities")


def practice(number: int) -> dict[str, Any]:
    """Practice `number` (from 0) as plain values that PracticeContent takes."""
    random = Random(f"{SEED}:{number}")
    source = _source_language(random)
    texts = {source: _text(number, source, random, "original")}
    if random.random() < TRANSLATED:
        other = random.choice([language for language in LANGUAGES if language != source])
        texts[other] = _text(number, other, random, random.choice(("human", "machine")))
    return {
        "slug": f"practice-{number:06}",
        "source_language": source,
        "facts": facts(random, source),
        "texts": texts,
    }


def lines(count: int) -> Iterator[str]:
    """The corpus as the import reads it, one practice a line."""
    for number in range(count):
        yield json.dumps(practice(number), ensure_ascii=False, separators=(",", ":")) + "\n"


def write(path: Path, count: int) -> None:
    """Write the corpus as a file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines(count))


def _source_language(random: Random) -> str:
    drawn = random.random()
    if drawn < BULGARIAN:
        return "bg"
    return "ru" if drawn < BULGARIAN + RUSSIAN else "en"


def _text(number: int, language: str, random: Random, state: str) -> dict[str, Any]:
    lengths = {name: max(5, round(mean * random.uniform(0.4, 1.6))) for name, mean in _SECTIONS.items()}
    title, strapline = random.randint(4, 9), random.randint(8, 14)
    drawing = np.random.default_rng([SEED, number, LANGUAGES.index(language)])
    words = iter(lexicon(language).draw(drawing, title + strapline + sum(lengths.values())))
    text = {
        "state": state,
        "title": _sentence([next(words) for _ in range(title)]).rstrip("."),
        "strapline": _sentence([next(words) for _ in range(strapline)]),
    }
    for name, length in lengths.items():
        text[name] = _section([next(words) for _ in range(length)], random, is_list=name in _AS_LIST)
    return text


def _section(words: list[str], random: Random, *, is_list: bool) -> str:
    """Sentences in Markdown: a list, or paragraphs of a few sentences."""
    sentences = []
    while words:
        length = random.randint(6, 22)
        sentences.append(_sentence(words[:length]))
        words = words[length:]
    if is_list:
        return "\n".join(f"- {sentence}" for sentence in sentences)
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))


def _sentence(words: list[str]) -> str:
    first, *rest = words
    if len(rest) > 8:
        rest[5] += ","
    return " ".join([first.capitalize(), *rest]) + "."
