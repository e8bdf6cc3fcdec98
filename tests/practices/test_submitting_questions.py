"""The questions of the form: one for every field, and each of them whole."""

import pytest

from cop.core.submittable import Question, Widget
from cop.practices.content import Facts, Text
from cop.practices.headings import HEADINGS
from cop.practices.submitting import PRACTICE
from cop.rubric.criteria import CRITERIA
from cop.vocabulary.enums import ConceptKind

QUESTIONS = {question.key: question for question in PRACTICE.questions}
EVERY = {question.key: question for question in (*PRACTICE.questions, *PRACTICE.self_description)}
LANGUAGES = {"bg", "ru", "en"}


def test_every_field_has_its_question() -> None:
    facts = (Facts.model_fields.keys() - {"place"}) | {"country", "city"}
    texts = Text.model_fields.keys() - {"state"}

    assert QUESTIONS.keys() == facts | texts


def test_keys_are_unique() -> None:
    assert len(QUESTIONS) == len(PRACTICE.questions)
    assert len({question.key for question in PRACTICE.self_description}) == len(PRACTICE.self_description)


def test_texts_depend_on_the_language_and_facts_do_not() -> None:
    is_text = {key for key, question in QUESTIONS.items() if question.is_text}

    assert is_text == (Text.model_fields.keys() - {"state"}) | {"city"}


def test_questions_stand_together_in_the_order_of_the_sections() -> None:
    in_order = list(dict.fromkeys(question.section for question in PRACTICE.questions))

    assert in_order == [key for key, _label in PRACTICE.sections]


@pytest.mark.parametrize("question", EVERY.values(), ids=lambda question: question.key)
def test_question_is_whole(question: Question) -> None:
    assert str(question.label).endswith("?")
    assert question.guidance is not None
    assert str(question.guidance).endswith((".", "?"))
    assert question.example is not None or question.widget in (
        Widget.CHOICE,
        Widget.CONCEPTS,
        Widget.ROWS,
        Widget.YES_NO,
    )
    assert {code for code, words in question.headings.items() if words} in (LANGUAGES, set())


@pytest.mark.parametrize("question", EVERY.values(), ids=lambda question: question.key)
def test_question_names_what_there_is(question: Question) -> None:
    needs_kind = question.widget is Widget.CONCEPTS or (
        question.widget is Widget.CHOICE and not question.choices
    )

    assert set(question.criteria) <= {criterion.key for criterion in CRITERIA}
    assert (question.concept_kind in set(ConceptKind)) == needs_kind
    assert set(question.column_choices) <= {key for key, _label in question.columns}


def test_words_of_headings_are_used_and_lead_to_one_question() -> None:
    asked = {key for key, question in EVERY.items() if question.headings}
    words = [
        (code, word.casefold())
        for by_code in HEADINGS.values()
        for code in LANGUAGES
        for word in by_code[code]
    ]

    assert asked == set(HEADINGS)
    assert sorted({pair for pair in words if words.count(pair) > 1}) == []


def test_every_criterion_is_fed() -> None:
    fed = {key for question in QUESTIONS.values() for key in question.criteria}

    assert fed == {criterion.key for criterion in CRITERIA}


def test_few_answers_are_required() -> None:
    required = [key for key, question in QUESTIONS.items() if question.is_required]

    assert required == ["title", "country", "organisations", "method"]


FEEDS = {
    "q1": {"innovation"},
    "q2": {"results"},
    "q3": {"need"},
    "q4": {"sustainability"},
    "q5": {"skills", "innovation"},
    "q6": {"results"},
    "q7": {"results", "satisfaction"},
    "q8": {"satisfaction"},
    "q9": {"results", "experience"},
    "q10": {"sustainability"},
    "q11": {"experience", "skills"},
    "transfer": {"transferability"},
}
"""What the self-description's answers say, as the domain has it; criterion 6 is never asked."""


def test_self_description_feeds_what_the_domain_says() -> None:
    fed = {question.key: set(question.criteria) for question in PRACTICE.self_description}

    assert fed == FEEDS


@pytest.mark.parametrize("key", FEEDS)
def test_answer_is_proposed_for_parts_that_feed_the_same(key: str) -> None:
    parts = [QUESTIONS[part] for part in PRACTICE.parts_of[key]]
    fed = {criterion for part in parts for criterion in part.criteria}

    assert FEEDS[key] <= fed
    assert ("transferability" in fed) == (key == "transfer")


def test_every_answer_has_its_parts() -> None:
    assert PRACTICE.parts_of.keys() == FEEDS.keys()
