"""The order of what can be chosen: by the alphabet of the reader, steps of a scale one after another."""

import pytest
from flask import Flask

from cop.cases.case_questions import BY_KEY
from cop.submissions.choosing import offers


@pytest.mark.parametrize("language", ["bg", "ru", "en"])
@pytest.mark.parametrize(
    ("key", "steps"),
    [
        ("phases", ["preparation", "development", "implementation", "evaluation"]),
        ("depth", ["depth-inform", "depth-consult", "depth-involve", "depth-collaborate", "depth-empower"]),
    ],
)
def test_steps_of_a_scale_follow_one_another(
    seeded_app: Flask, key: str, steps: list[str], language: str
) -> None:
    with seeded_app.app_context():
        (group,) = offers(BY_KEY[key], "", language)

    assert [offer.value for offer in group.offers] == steps


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("bg", ["Австралия", "Австрия", "Азербайджан"]),
        ("ru", ["Австралия", "Австрия", "Азербайджан"]),
        ("en", ["Albania", "Armenia", "Australia"]),
    ],
)
def test_countries_stand_by_the_alphabet_of_the_reader(
    seeded_app: Flask, language: str, first: list[str]
) -> None:
    with seeded_app.app_context():
        (group,) = offers(BY_KEY["country"], "", language)
    labels = [offer.label for offer in group.offers]

    assert labels[:3] == first
    assert labels == sorted(labels)
