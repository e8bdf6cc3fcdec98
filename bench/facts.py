"""What the practices of the corpus are about: concepts, places, organisations, dates, scores."""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Any, Final

from bench.words import SEEDS
from cop.practices.content import InnovationClass
from cop.rubric.criteria import CRITERIA

TARGET_GROUPS: Final = 15
"""The corpus uses so many target groups, the first of the vocabulary."""

_PLACES: Final = (
    ("bg", "Русе", "Русе", "Ruse", 43.85, 25.95),
    ("bg", "София", "София", "Sofia", 42.70, 23.32),
    ("bg", "Варна", "Варна", "Varna", 43.21, 27.91),
    ("bg", "Пловдив", "Пловдив", "Plovdiv", 42.14, 24.75),
    ("bg", "Бургас", "Бургас", "Burgas", 42.50, 27.47),
    ("bg", "Плевен", "Плевен", "Pleven", 43.42, 24.61),
    ("ru", "Москва", "Москва", "Moscow", 55.75, 37.62),
    ("ru", "Санкт Петербург", "Санкт-Петербург", "Saint Petersburg", 59.94, 30.31),
    ("ru", "Казан", "Казань", "Kazan", 55.80, 49.11),
    ("ru", "Перм", "Пермь", "Perm", 58.01, 56.25),
    ("de", "Берлин", "Берлин", "Berlin", 52.52, 13.41),
    ("it", "Милано", "Милан", "Milan", 45.46, 9.19),
    ("lt", "Вилнюс", "Вильнюс", "Vilnius", 54.69, 25.28),
    ("gb", "Лондон", "Лондон", "London", 51.51, -0.13),
    ("ie", "Дъблин", "Дублин", "Dublin", 53.35, -6.26),
    ("ro", "Букурещ", "Бухарест", "Bucharest", 44.43, 26.10),
    ("pl", "Краков", "Краков", "Krakow", 50.06, 19.94),
    ("es", "Валенсия", "Валенсия", "Valencia", 39.47, -0.38),
)
_AT_HOME: Final = {"bg": range(6), "ru": range(6, 10), "en": range(10, 18)}
_NAMES: Final = {
    "bg": ("Фондация", "Сдружение", "Център", "Дружество"),
    "ru": ("Фонд", "Общество", "Центр", "Товарищество"),
    "en": ("Foundation", "Association", "Centre", "Society"),
}
_EACH_NAMED: Final = (
    "Надежда",
    "Мост",
    "Дъга",
    "Светлина",
    "Крило",
    "Опора",
    "Заедно",
    "Дом",
    "Пътека",
    "Извор",
)


@lru_cache
def slugs(kind: str) -> tuple[str, ...]:
    """The concepts of one kind in the vocabulary's order; the kind as its file is named."""
    data = tomllib.loads((SEEDS / "vocabulary" / f"{kind}.toml").read_text(encoding="utf-8"))
    return tuple(concept["slug"] for concept in data["concept"])


def _some(random: Random, values: Sequence[str], low: int, high: int) -> list[str]:
    """Different values; those that stand first come more often."""
    count = min(random.randint(low, high), len(values))
    chosen: dict[str, None] = {}
    while len(chosen) < count:
        chosen[values[int(len(values) * random.random() ** 1.7)]] = None
    return list(chosen)


def facts(random: Random, language: str) -> dict[str, Any]:
    """The facts of one practice, as PracticeContent reads them."""
    started = random.randint(1995, 2025)
    is_running = random.random() < 0.7
    return {
        "place": _place(random, language),
        "organisations": _organisations(random),
        "started": f"{started}-{random.randint(1, 12):02}",
        "ended": None if is_running else str(random.randint(started, 2025)),
        "is_running": is_running,
        "years_of_experience": 2026 - started,
        "target_groups": _some(random, slugs("target-group")[:TARGET_GROUPS], 1, 4),
        "fields_of_work": _some(random, slugs("field-of-work"), 1, 3),
        "formal_skills": _some(random, slugs("formal-skill"), 0, 3),
        "non_formal_skills": _some(random, slugs("non-formal-skill"), 0, 3),
        "innovation_classes": _some(random, [each.value for each in InnovationClass], 1, 2),
        "phases": _some(random, slugs("life-cycle-phase"), 1, 3),
        "funder_types": _some(random, slugs("funder-type"), 0, 2),
        "source": {"title": "Benchmark corpus"},
    }


def _place(random: Random, language: str) -> dict[str, Any]:
    if random.random() < 0.15:  # anywhere, and only the country is known
        return {"country": random.choice(slugs("country"))}
    country, bg, ru, en, latitude, longitude = _PLACES[random.choice(_AT_HOME[language])]
    point = {
        "latitude": round(latitude + random.uniform(-0.1, 0.1), 4),
        "longitude": round(longitude + random.uniform(-0.1, 0.1), 4),
    }
    return {"country": country, "city": {"bg": bg, "ru": ru, "en": en}, "point": point}


def _organisations(random: Random) -> list[dict[str, Any]]:
    """One that leads, and often a partner or a funder, out of a thousand."""
    roles = ["lead", *(role for role in ("partner", "funder") if random.random() < 0.4)]
    numbers = [int(1000 * random.random() ** 2) for _ in roles]
    return [
        {"slug": f"organisation-{number}", "role": role, "names": _name(number)}
        for number, role in zip(numbers, roles, strict=True)
    ]


def _name(number: int) -> dict[str, str]:
    named = _EACH_NAMED[number % len(_EACH_NAMED)]
    return {
        language: f"{kinds[number // 10 % len(kinds)]} „{named}“ {number}"
        for language, kinds in _NAMES.items()
    }


def steps(number: int) -> tuple[dict[str, int | None], dict[str, int | None]]:
    """What two reviewers gave a practice by criterion; None is not applicable, about one in twelve."""
    random = Random(f"steps:{number}")
    first: dict[str, int | None] = {}
    second: dict[str, int | None] = {}
    for criterion in CRITERIA:
        step = random.choice((0, 1, 1, 2, 2, 2, 3, 3, 3, 4))
        other = min(4, max(0, step + random.choice((-1, 0, 0, 0, 1))))
        first[criterion.key] = None if random.random() < 0.08 else step
        second[criterion.key] = None if random.random() < 0.08 else other
    return first, second
