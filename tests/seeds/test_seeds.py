"""The seed files: whole, in three languages, and honest about where their scores come from."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cop.config import LANGUAGES, ROOT
from cop.practices.content import PracticeContent, Text
from cop.rubric.criteria import CRITERIA

KINDS = {
    "target-group",
    "field-of-work",
    "formal-skill",
    "non-formal-skill",
    "innovation-class",
    "life-cycle-phase",
    "funder-type",
    "country",
    "involvement-form",
    "involvement-aspect",
    "involvement-depth",
    "involvement-role",
    "social-result",
}
PRACTICES = sorted((ROOT / "seeds/practices").iterdir())
CRITERION_KEYS = {criterion.key for criterion in CRITERIA}
each_practice = pytest.mark.parametrize("folder", PRACTICES, ids=lambda folder: folder.name)


def parsed(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


@cache
def concepts() -> list[tuple[str, dict[str, Any]]]:
    """(kind, concept) of every concept in the vocabulary."""
    files = sorted((ROOT / "seeds/vocabulary").glob("*.toml"))
    return [(file.stem, concept) for file in files for concept in parsed(file)["concept"]]


def names(concept: dict[str, Any], language: str) -> list[str]:
    words = concept[language]
    return [
        words["label"],
        *(w for key in ("synonyms", "abbreviations", "searched") for w in words.get(key, [])),
    ]


def text(path: Path) -> dict[str, Any]:
    """Front matter and sections of one language, each section once."""
    _, front_matter, body = path.read_text("utf-8").split("+++\n", 2)
    values = tomllib.loads(front_matter)
    for section in body.split("\n## ")[1:]:
        key, _, markdown = section.partition("\n")
        assert key in Text.SECTIONS
        assert key not in values
        values[key] = markdown.strip()
    return values


def content(folder: Path) -> PracticeContent:
    values = parsed(folder / "practice.toml")
    texts = {code: text(folder / f"{code}.md") for code in LANGUAGES}
    return PracticeContent.model_validate({"slug": folder.name, "texts": texts, **values})


def reviews(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = parsed(folder / "reviews.toml")["review"]
    return found


def test_vocabulary_has_exactly_the_kinds_that_records_use() -> None:
    assert {kind for kind, _ in concepts()} == KINDS


def test_slug_of_a_concept_is_unique_over_all_kinds() -> None:
    slugs = [concept["slug"] for _, concept in concepts()]

    assert sorted(set(slugs)) == sorted(slugs)


def test_concept_has_known_keys_and_a_label_in_every_language() -> None:
    for _, concept in concepts():
        assert concept.keys() - {"broader"} == {"slug", *LANGUAGES}
        for language in LANGUAGES:
            assert concept[language].keys() - {"synonyms", "abbreviations", "searched"} == {"label"}
            assert all(name == name.strip() != "" for name in names(concept, language))


def test_word_means_one_concept_in_its_language() -> None:
    owners: dict[tuple[str, str], list[str]] = {}
    for _, concept in concepts():
        for language in LANGUAGES:
            for name in names(concept, language):
                owners.setdefault((language, name.casefold().replace("ё", "е")), []).append(concept["slug"])

    assert {name: slugs for name, slugs in owners.items() if len(slugs) > 1} == {}


def test_broader_concept_is_of_the_same_kind_and_never_its_own_ancestor() -> None:
    kinds = {concept["slug"]: kind for kind, concept in concepts()}
    broader = {concept["slug"]: concept["broader"] for _, concept in concepts() if "broader" in concept}

    for slug in broader:
        path = [slug]
        while path[-1] in broader:
            path.append(broader[path[-1]])
            assert path.count(path[-1]) == 1
        assert {kinds.get(step) for step in path} == {kinds[slug]}


@each_practice
def test_practice_is_valid_and_names_concepts_of_the_right_kind(folder: Path) -> None:
    kinds = {concept["slug"]: kind for kind, concept in concepts()}

    named = [(field, slug, kinds.get(slug)) for field, _, slug in content(folder).facts.concepts()]

    assert named == [(field, slug, kind) for field, kind, slug in content(folder).facts.concepts()]


@each_practice
def test_practice_names_its_source_document(folder: Path) -> None:
    source = content(folder).facts.source

    assert source is not None
    assert source.title != ""


@each_practice
def test_practice_says_the_same_sections_and_figures_in_every_language(folder: Path) -> None:
    texts = content(folder).texts.values()

    assert len({tuple(key for key in Text.SECTIONS if getattr(text, key)) for text in texts}) == 1
    assert len({tuple(figure.value for figure in text.figures) for text in texts}) == 1


@each_practice
def test_two_demonstration_reviewers_score_every_criterion(folder: Path) -> None:
    found = reviews(folder)

    assert sorted(review["reviewer"] for review in found) == ["A", "B"]
    assert len({review["language"] for review in found} & LANGUAGES.keys()) == 2
    for review in found:
        assert review["scores"].keys() == CRITERION_KEYS


@each_practice
def test_score_has_a_step_or_a_reason_why_not_in_every_language(folder: Path) -> None:
    for review in reviews(folder):
        for score in review["scores"].values():
            assert score["reason"].keys() == LANGUAGES.keys()
            assert all(score["reason"].values())
            if "not_applicable" in score:
                assert score.keys() == {"not_applicable", "reason"}
                assert score["not_applicable"] is True
            else:
                assert score["step"] in range(5)
                assert score["step"] == 0 or score["evidence"]


@each_practice
def test_evidence_stands_literally_in_the_section_it_names(folder: Path) -> None:
    texts = content(folder).texts

    for review in reviews(folder):
        for score in review["scores"].values():
            for evidence in score.get("evidence", []):
                assert evidence["kind"] == "passage"
                assert evidence["quote"].keys() == LANGUAGES.keys()
                missing = [
                    quote
                    for code, quote in evidence["quote"].items()
                    if not quote or quote not in getattr(texts[code], evidence["field"])
                ]
                assert missing == []


def test_demonstration_reviewers_differ_by_two_somewhere() -> None:
    differences = set()
    for folder in PRACTICES:
        first, second = (review["scores"] for review in reviews(folder))
        for key in CRITERION_KEYS:
            if "step" in first[key] and "step" in second[key]:
                differences.add(abs(first[key]["step"] - second[key]["step"]))

    assert differences == {0, 1, 2}
