"""The one schema of a practice: what it takes, what it refuses and where, and that JSON keeps it whole."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cop.practices.content import Facts, InnovationClass, PracticeContent, Text
from cop.records.content import TEXT_LIMIT

GOOD: dict[str, Any] = {"slug": "a-b", "source_language": "bg", "texts": {"bg": {"title": "А"}}}

slugs = st.from_regex(r"\A[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}\Z")
words = st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=30)
names = words.filter(lambda name: name.strip() != "")
markdown = st.text(st.characters(codec="utf-8", min_codepoint=1), max_size=60)
months = st.from_regex(r"\A(19|20)[0-9]{2}(-(0[1-9]|1[0-2]))?\Z")
links = st.builds("https://{}.example/{}".format, slugs, slugs)
languages = st.sampled_from(["bg", "ru", "en"])
facts = st.fixed_dictionaries(
    {},
    optional={
        "place": st.fixed_dictionaries(
            {},
            optional={
                "country": slugs,
                "city": st.dictionaries(languages, names),
                "point": st.fixed_dictionaries(
                    {"latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)}
                ),
            },
        ),
        "organisations": st.lists(
            st.fixed_dictionaries(
                {"slug": slugs, "names": st.dictionaries(languages, names, min_size=1)},
                optional={"role": st.sampled_from(["lead", "partner", "funder"]), "website": links},
            ),
            max_size=3,
        ),
        "started": months,
        "is_running": st.none() | st.booleans(),
        "target_groups": st.lists(slugs, max_size=3),
        "innovation_classes": st.lists(st.sampled_from([c.value for c in InnovationClass]), max_size=4),
        "age_from": st.integers(0, 60),
        "age_to": st.integers(60, 120),
        "links": st.lists(links, max_size=2),
        "source": st.fixed_dictionaries({"title": names}, optional={"published": months, "url": links}),
    },
)
texts = st.fixed_dictionaries(
    {"title": names},
    optional=dict.fromkeys(Text.SECTIONS, markdown)
    | {
        "strapline": words,
        "figures": st.lists(
            st.fixed_dictionaries({"stated": names}, optional={"value": st.integers(0), "unit": words}),
            max_size=2,
        ),
    },
)


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """Any practice, as a file gives it."""
    source = draw(languages)
    translated = draw(st.dictionaries(languages.filter(lambda code: code != source), texts, max_size=2))
    states = st.sampled_from(["human", "machine", "stale"])
    return {
        "slug": draw(slugs),
        "source_language": source,
        "facts": draw(facts),
        "texts": {source: draw(texts)}
        | {code: text | {"state": draw(states)} for code, text in translated.items()},
    }


@given(contents())
def test_json_keeps_a_practice_whole(data: dict[str, Any]) -> None:
    content = PracticeContent.model_validate(data)

    again = PracticeContent.model_validate_json(content.canonical())

    assert again == content
    assert again.canonical() == content.canonical()
    assert again.fingerprint() == content.fingerprint()
    assert PracticeContent.model_validate(content.as_json()) == content
    assert "\n" not in content.canonical()


def test_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    one = PracticeContent.model_validate(GOOD | {"facts": {"age_from": 1, "age_to": 2}})
    other = PracticeContent.model_validate({"facts": {"age_to": 2, "age_from": 1}} | GOOD)

    assert one.fingerprint() == other.fingerprint()


def _with(**change: Any) -> dict[str, Any]:
    return GOOD | change


def _text(**change: Any) -> dict[str, Any]:
    return GOOD | {"texts": {"bg": {"title": "А"} | change}}


def _facts(**change: Any) -> dict[str, Any]:
    return GOOD | {"facts": change}


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown key": (_with(colour="red"), "colour", "Extra inputs are not permitted"),
    "unknown fact": (_facts(colour="red"), "facts.colour", "Extra inputs are not permitted"),
    "unknown section": (_text(summary="x"), "texts.bg.summary", "Extra inputs are not permitted"),
    "no slug": ({key: GOOD[key] for key in GOOD if key != "slug"}, "slug", "Field required"),
    "no title": (_with(texts={"bg": {}}), "texts.bg.title", "Field required"),
    "blank title": (_text(title=" \u2003"), "texts.bg.title", "at least 1 character"),
    "title of 301 characters": (_text(title="x" * 301), "texts.bg.title", "at most 300 characters"),
    "title of two lines": (_text(title="a\nb"), "texts.bg.title", "String should match pattern"),
    "title not a text": (_text(title=5), "texts.bg.title", "valid string"),
    "no text": (_with(texts={}), "texts", "at least 1 item"),
    "texts a list": (_with(texts=[]), "texts", "valid dictionary"),
    "two originals": (
        _with(texts={"bg": {"title": "А"}, "en": {"title": "A"}}), "", "only the text in the source language"
    ),
    "original said to be translated": (_text(state="human"), "", "only the text in the source language"),
    "source language missing": (
        _with(source_language="ru"), "", "the text in the source language (ru) is missing"
    ),
    "unknown source language": (
        _with(source_language="xx"), "source_language", "not a language of this site: xx"
    ),
    "unknown language of a text": (
        _with(texts={"bg": {"title": "А"}, "xx": {"title": "A", "state": "human"}}), "texts.xx.[key]",
        "not a language of this site: xx",
    ),
    "unknown state": (_text(state="perfect"), "texts.bg.state", "Input should be 'original'"),
    "NUL": (_text(aim="a\x00b"), "texts.bg.aim", "String should match pattern"),
    "50,001 characters": (_text(aim="x" * (TEXT_LIMIT + 1)), "texts.bg.aim", "at most 50000 characters"),
    "slug with capitals": (_with(slug="A-b"), "slug", "String should match pattern"),
    "slug with a dash at its end": (_with(slug="a-"), "slug", "String should match pattern"),
    "slug with a line end": (_with(slug="a\n"), "slug", "String should match pattern"),
    "slug empty": (_with(slug=""), "slug", "String should match pattern"),
    "slug of 121 characters": (_with(slug="a" * 121), "slug", "at most 120 characters"),
    "link with javascript": (_facts(links=["javascript:alert(1)"]), "facts.links.0", "match pattern"),
    "link with blanks": (_facts(website="https://a b"), "facts.website", "match pattern"),
    "link with a quote": (_facts(website='https://a"onclick=x'), "facts.website", "match pattern"),
    "month 13": (_facts(started="2014-13"), "facts.started", "match pattern"),
    "day": (_facts(started="2014-01-05"), "facts.started", "match pattern"),
    "year 1492": (_facts(started="1492"), "facts.started", "match pattern"),
    "ends before it starts": (_facts(started="2014-06", ended="2013"), "facts", "it ends before it starts"),
    "ends a month before": (_facts(started="2014-06", ended="2014-05"), "facts", "it ends before it starts"),
    "running and ended": (_facts(is_running=True, ended="2001"), "facts", "to be running, and to have ended"),
    "age range": (_facts(age_from=12, age_to=7), "facts", "the age range is upside down"),
    "age 121": (_facts(age_to=121), "facts.age_to", "less than or equal to 120"),
    "age in words": (_facts(age_to="seven"), "facts.age_to", "valid integer"),
    "latitude 91": (
        _facts(place={"point": {"latitude": 91, "longitude": 0}}), "facts.place.point.latitude",
        "less than or equal to 90",
    ),
    "latitude not a number": (
        _facts(place={"point": {"latitude": float("nan"), "longitude": 0}}), "facts.place.point.latitude",
        "or equal to",
    ),
    "half a point": (
        _facts(place={"point": {"latitude": 1}}), "facts.place.point.longitude", "Field required"
    ),
    "innovation of another class": (
        _facts(innovation_classes=["new-colour"]), "facts.innovation_classes.0", "Input should be"
    ),
    "organisation without a name": (
        _facts(organisations=[{"slug": "a", "names": {}}]), "facts.organisations.0.names", "at least 1 item"
    ),
    "31 organisations": (
        _facts(organisations=[{"slug": "a", "names": {"en": "A"}}] * 31), "facts.organisations", "at most 30"
    ),
    "figure below nought": (
        _text(figures=[{"stated": "x", "value": -1}]), "texts.bg.figures.0.value",
        "greater than or equal to 0",
    ),
}  # fmt: skip
"""What is wrong -> (the practice, where it is told, why)."""


@pytest.mark.parametrize(("data", "field", "reason"), BAD.values(), ids=BAD)
def test_practice_of_a_wrong_shape_is_refused(data: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PracticeContent.model_validate(data)

    error = refused.value.errors()[0]
    assert ".".join(map(str, error["loc"])) == field
    assert reason in error["msg"]


@pytest.mark.parametrize(
    ("started", "ended"), [("2014-06", "2014"), ("2014", "2014-01"), ("2014-06", "2014-06"), (None, "2014")]
)
def test_period_known_to_the_year_is_taken(started: str | None, ended: str) -> None:
    assert Facts(started=started, ended=ended).ended == ended


def test_text_of_the_greatest_length_is_taken() -> None:
    content = PracticeContent.model_validate(_text(aim="я" * TEXT_LIMIT))

    assert len(content.texts["bg"].aim) == TEXT_LIMIT


def test_concepts_name_their_field_and_kind() -> None:
    given_facts = Facts.model_validate({"target_groups": ["boys"], "place": {"country": "de"}})

    assert list(given_facts.concepts()) == [
        ("target_groups", "target-group", "boys"),
        ("place.country", "country", "de"),
    ]
