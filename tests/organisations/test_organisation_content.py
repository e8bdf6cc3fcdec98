"""When names are the same, what an address is made of, what can be said."""

import itertools

import pytest

from cop.core.errors import InvalidError
from cop.core.slugs import numbered, slug_of
from cop.organisations.content import key_of, read


@pytest.mark.parametrize(
    "name",
    [
        "Сдружение „Надежда“",
        "СДРУЖЕНИЕ «НАДЕЖДА»",
        ' Сдружение  "Надежда" ',
        "Сдружение - Надежда",
        "сдружение надежда.",
    ],
)
def test_names_that_differ_in_their_writing_alone_are_the_same(name: str) -> None:
    assert key_of(name) == "сдружение надежда"


def test_other_names_are_others() -> None:
    names = ("Надежда", "Сдружение Надежда", "Фондация Надежда", "Надежда 2", "Надежда-Русе")

    assert len({key_of(name) for name in names}) == 5
    assert key_of("Звёздочка") == key_of("Звездочка")


@pytest.mark.parametrize(
    ("name", "language", "slug"),
    [
        ("Къща на щастието", "bg", "kashta-na-shtastieto"),
        ("Центр защиты детей", "ru", "tsentr-zashchity-detey"),
        ("Хоризонт", "bg", "horizont"),
        ("Хоризонт", "ru", "khorizont"),
        ("Объединение «Звёздочка»", "ru", "obedinenie-zvyozdochka"),
        ("Hilfe für Jungs e.V.", "en", "hilfe-fur-jungs-e-v"),
        ("…", "en", ""),
    ],
)
def test_address_is_written_by_the_table_of_the_language(name: str, language: str, slug: str) -> None:
    assert slug_of(name, language) == slug


def test_address_ends_at_a_word_and_numbers_follow() -> None:
    slug = slug_of("дълго име " * 30, "bg")

    assert len(slug) <= 80
    assert slug.split("-")[-1] in ("dalgo", "ime")
    assert list(itertools.islice(numbered("a"), 3)) == ["a", "a-2", "a-3"]


def test_what_is_said_is_tidied() -> None:
    said = read("  Сдружение \n „Надежда“ ", "bg", " example.org ")

    assert (said.name, said.language, said.website) == (
        "Сдружение „Надежда“",
        "bg",
        "https://example.org",
    )
    assert read("Надежда", "ru", "").website is None


@pytest.mark.parametrize(
    ("name", "language", "website", "field"),
    [
        ("", "bg", "", "name"),
        ("x", "bg", "", "name"),
        ("x" * 301, "bg", "", "name"),
        ("a\x00b", "bg", "", "name"),
        ("Надежда", "de", "", "language"),
        ("Надежда", "bg", "javascript:alert(1)//x.y", "website"),
        ("Надежда", "bg", "javascript://x.y", "website"),
        ("Надежда", "bg", "https://nowhere", "website"),
        ("Надежда", "bg", 'https://a.b/"onclick="', "website"),
    ],
)
def test_what_cannot_be_taken_names_its_field(name: str, language: str, website: str, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read(name, language, website)

    assert refused.value.field == field
    assert refused.value.message.endswith(".")
