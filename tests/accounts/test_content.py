"""Addresses in one form, names on one line, zones that people know."""

import pytest

from cop.accounts.content import known_zone, normal_email, tidy_name, zone_choices, zones
from cop.accounts.present import browser_name
from cop.config import LANGUAGES
from cop.core.errors import InvalidError


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Maria@Example.ORG ", "maria@example.org"),
        ("Мария@Пример.бг", "мария@пример.бг"),
        ("maria@xn--e1afmkfd.xn--90ae", "maria@пример.бг"),
        ("ма\u0438\u0306я@пример.бг", "ма\u0439я@пример.бг"),
        ("maria+list@example.org", "maria+list@example.org"),
    ],
)
def test_address_has_one_form(typed: str, kept: str) -> None:
    assert normal_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "maria", "maria@", "@example.org", "maria@example", "a b@example.org", "a@b\r\nBcc: c@d.org"],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidError) as refused:
        normal_email(typed)

    assert refused.value.field == "email"


def test_name_is_one_line() -> None:
    assert tidy_name(" Мария\r\nBcc:\x00  Петрова ") == "Мария Bcc: Петрова"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_zone_can_be_chosen_once_in_each_language(language: str) -> None:
    offered = [zone for _region, places in zone_choices(language) for zone, _city in places]

    assert len(offered) == len(set(offered))
    assert set(offered) == zones()


def test_cities_are_named_in_the_readers_language() -> None:
    names = {
        language: dict(pair for _region, places in zone_choices(language) for pair in places)
        for language in LANGUAGES
    }

    assert [names[language]["Europe/Kyiv"] for language in ("bg", "ru", "en")] == ["Киев", "Киев", "Kyiv"]
    assert [names[language]["Europe/Sofia"] for language in ("bg", "ru", "en")] == ["София", "София", "Sofia"]


@pytest.mark.parametrize(
    ("zone", "language", "known"),
    [
        ("Europe/Kiev", "bg", "Europe/Kyiv"),
        ("Asia/Tashkent", "bg", "Asia/Tashkent"),
        ("", "ru", "Europe/Moscow"),
        ("../../etc/passwd", "bg", "Europe/Sofia"),
        ("UTC", "bg", "UTC"),
    ],
)
def test_zone_is_one_of_those_or_the_languages(zone: str, language: str, known: str) -> None:
    assert known_zone(zone, language) == known


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140 Safari/537 Edg/140",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8", ""),
    ],
)
def test_browser_is_named_as_people_name_it(agent: str, name: str) -> None:
    assert browser_name(agent) == name
