"""The corpus as search engines take it: our documents, and for the others the same terms as one text."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench import corpus
from bench.facts import steps
from cop.practices.content import Text
from cop.practices.search import WEIGHTS
from cop.search.analysis import analyse
from cop.search.contract import PUBLIC, Document, Part

GAP: Final = "zzgapzz"
"""Stands between passages, so that no phrase reaches over."""
FACETS: Final = ("country", "target_group", "phase")
NO_NUMBER: Final = -1
NUMBER: Final = "need"
"""The criterion by which the engines sort."""


@dataclass(frozen=True, slots=True)
class Record:
    """One practice. `body` has its terms, each with its language before it: `bgдете`."""

    id: int
    texts: dict[str, list[tuple[str, str, int]]]
    body: str
    facets: dict[str, list[str]]
    numbers: dict[str, int]

    def document(self, fingerprint: str = "") -> Document:
        """The record as our contract has it."""
        return Document(
            kind="practice",
            id=self.id,
            audiences=frozenset({PUBLIC}),
            texts={language: tuple(Part(*part) for part in parts) for language, parts in self.texts.items()},
            facets={name: frozenset(values) for name, values in self.facets.items()},
            numbers=self.numbers,
            fingerprint=fingerprint,
        )


def record(number: int) -> Record:
    """Practice `number` of the corpus."""
    practice = corpus.practice(number)
    texts = {language: _parts(text) for language, text in practice["texts"].items()}
    passages = [
        " ".join(language + term for term in analyse(text, language))
        for language, parts in texts.items()
        for _field, text, _weight in parts
    ]
    facts = practice["facts"]
    facets = {
        "country": [facts["place"]["country"]],
        "target_group": facts["target_groups"],
        "phase": facts["phases"],
        "innovation": facts["innovation_classes"],
        "year": [facts["started"][:4]],
        "language": list(practice["texts"]),
    }
    numbers = {"published": 1_700_000_000 + number} | _scores(number)
    return Record(number, texts, f" {GAP} ".join(passages), facets, numbers)


def _parts(text: dict[str, Any]) -> list[tuple[str, str, int]]:
    names = ["title", "strapline", *(name for name in Text.SECTIONS if name in text)]
    return [(name, text[name].replace("- ", ""), WEIGHTS.get(name, 1)) for name in names]


def _scores(number: int) -> dict[str, int]:
    first, second = steps(number)
    given = {key: [step for step in (first[key], second[key]) if step is not None] for key in first}
    return {f"score.{key}": round(median(both) * 10) for key, both in given.items() if len(both) > 1}


def write(path: Path, count: int) -> Counter[str]:
    """Write that many records; return in how many each term stands."""
    frequencies: Counter[str] = Counter()
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            each = record(number)
            frequencies.update(set(each.body.split()))
            values = [each.id, each.texts, each.body, each.facets, each.numbers]
            file.write(json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n")
    del frequencies[GAP]
    return frequencies


def read(path: Path) -> Iterator[Record]:
    """Read what `write` wrote, one at a time."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield Record(*json.loads(line))
