"""The corpus is the same for everybody, and it is what it says."""

import json
from collections import Counter
from hashlib import blake2b
from itertools import islice

import pytest

from bench import corpus, documents
from bench.documents import GAP
from bench.facts import TARGET_GROUPS, slugs, steps
from bench.questions import Maker
from bench.words import lexicon
from cop.practices.content import Facts, PracticeContent
from cop.rubric.criteria import CRITERIA

SAMPLE = 400


@pytest.fixture(scope="module")
def contents() -> list[PracticeContent]:
    return [PracticeContent.model_validate_json(line) for line in corpus.lines(SAMPLE)]


def test_corpus_is_the_same_every_time() -> None:
    digests = [blake2b("".join(corpus.lines(50)).encode()).hexdigest() for _ in range(2)]

    assert digests[0] == digests[1]


def test_corpus_of_any_size_begins_with_the_same_practices() -> None:
    assert list(corpus.lines(20)) == list(islice(corpus.lines(1000), 20))


def test_corpus_names_only_concepts_of_the_vocabulary(contents: list[PracticeContent]) -> None:
    known = {kind: set(slugs(kind)) for kind in (*Facts.CONCEPT_FIELDS.values(), "country")}

    unknown = [
        (field, slug)
        for content in contents
        for field, kind, slug in content.facts.concepts()
        if slug not in known[kind]
    ]

    assert unknown == []


def test_corpus_has_the_languages_it_promises(contents: list[PracticeContent]) -> None:
    counts = Counter(content.source_language for content in contents)
    translated = sum(len(content.texts) > 1 for content in contents)

    assert counts["bg"] / SAMPLE == pytest.approx(0.55, abs=0.08)
    assert counts["ru"] / SAMPLE == pytest.approx(0.20, abs=0.08)
    assert counts["en"] / SAMPLE == pytest.approx(0.25, abs=0.08)
    assert translated / SAMPLE == pytest.approx(0.30, abs=0.08)


def test_corpus_texts_are_about_570_words(contents: list[PracticeContent]) -> None:
    lengths = []
    for content in contents:
        text = content.texts[content.source_language]
        sections = [text.title, text.strapline, *(getattr(text, name) for name in text.SECTIONS)]
        lengths.append(sum(len(section.replace("- ", "").split()) for section in sections))

    assert sum(lengths) / SAMPLE == pytest.approx(570, abs=30)


def test_corpus_uses_one_to_four_of_fifteen_target_groups(contents: list[PracticeContent]) -> None:
    numbers = {len(content.facts.target_groups) for content in contents}
    used = {slug for content in contents for slug in content.facts.target_groups}

    assert numbers == {1, 2, 3, 4}
    assert len(used) == TARGET_GROUPS


def test_lexicon_words_follow_zipf_and_are_real() -> None:
    words = lexicon("bg").words

    assert len(words) == len(set(words)) == 40_000
    assert set(words[:10]) >= {"и", "на", "за"}


def test_steps_answer_every_criterion_and_sometimes_not_applicable() -> None:
    given = [steps(number) for number in range(200)]

    assert all(set(one) == {c.key for c in CRITERIA} for pair in given for one in pair)
    assert {step for pair in given for one in pair for step in one.values()} == {0, 1, 2, 3, 4, None}


def test_corpus_lines_are_json_of_one_line() -> None:
    line = next(corpus.lines(1))

    assert line.count("\n") == 1
    assert json.loads(line)["slug"] == "practice-000000"


def test_no_prefix_is_that_of_what_only_parts_passages() -> None:
    records = [documents.record(number) for number in range(5)]
    frequencies = Counter(term for record in records for term in set(record.body.split()) if term != GAP)
    maker = Maker(records, frequencies, len(records))

    asked = {question.prefix for _ in range(500) if (question := maker._prefix())}

    assert len(asked) > 100
    assert [prefix for prefix in asked if GAP.startswith(prefix)] == []
