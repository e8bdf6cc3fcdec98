"""Addresses that readers of the corpus would open, many different ones of each sort."""

from random import Random
from typing import Final
from urllib.parse import quote

from bench import corpus
from bench.words import lexicon

LISTS: Final = 40
SEARCHES: Final = 200
PRACTICES: Final = 1000
KEPT: Final = 40
"""Pages that visitors without a cookie ask for again and again."""


def lists(size: int) -> list[str]:
    """The first pages of the list, newest first."""
    pages = min(LISTS, size // 20)
    return ["/bg/practices", *(f"/bg/practices?page={page}" for page in range(2, pages + 1))]


def searches(size: int) -> list[str]:
    """A word or two out of a practice's text, with its country and a target group in half of them."""
    random = Random("searches")
    found = []
    for _ in range(SEARCHES):
        practice = corpus.practice(random.randrange(size))
        language = practice["source_language"]
        text = practice["texts"][language]
        known = lexicon(language).words[50:4000]
        words = sorted(set(text["problem"].lower().strip(".").split()) & set(known)) or [known[0]]
        typed = " ".join(random.sample(words, min(len(words), random.choice((1, 1, 2)))))
        address = f"/{language}/practices?q={quote(typed)}"
        if random.random() < 0.5:
            facts = practice["facts"]
            address += f"&country={facts['place']['country']}&target_group={facts['target_groups'][0]}"
        found.append(address)
    return found


def practices(size: int, count: int = PRACTICES) -> list[str]:
    """Practices in their own language."""
    random = Random("practices")
    chosen = (corpus.practice(random.randrange(size)) for _ in range(count))
    return [f"/{each['source_language']}/practices/{each['slug']}" for each in chosen]


def api_details(size: int) -> list[str]:
    """The same practices as JSON."""
    return ["/api/v1/practices/" + address.rpartition("/")[2] for address in practices(size)]


def api_lists(size: int) -> list[str]:
    """Fifty practices as JSON."""
    return [f"/api/v1/practices?limit=50&offset={50 * page}" for page in range(min(20, size // 50))]


def sorts(size: int) -> dict[str, list[str]]:
    """The addresses of each sort of page."""
    return {
        "list": lists(size),
        "search": searches(size),
        "practice": practices(size),
        "JSON detail": api_details(size),
        "JSON list": api_lists(size),
    }
