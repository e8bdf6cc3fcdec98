"""The gap meter: what is there, what is thin, what is missing, and which question would fill it."""

from cop.submissions.enums import Coverage
from cop.submissions.gaps import ENOUGH_WORDS, Gap, gaps
from tests.submissions.notes import QUESTIONS, SELF_DESCRIPTION

MANY = "word " * ENOUGH_WORDS


def by_key(found: list[Gap]) -> dict[str, Gap]:
    return {gap.criterion.key: gap for gap in found}


def test_empty_draft_misses_everything_in_the_order_of_the_rubric() -> None:
    found = gaps(QUESTIONS, {})

    assert [gap.criterion.key for gap in found] == [
        "need",
        "experience",
        "skills",
        "innovation",
        "sustainability",
        "transferability",
        "results",
        "satisfaction",
    ]
    assert {gap.coverage for gap in found} == {Coverage.MISSING}
    assert [gap.fill.key if gap.fill else "" for gap in found] == [
        "need",
        "",
        "",
        "",
        "",
        "elsewhere",
        "change",
        "change",
    ]


def test_enough_words_fill_a_gap_and_one_word_less_is_thin() -> None:
    full = by_key(gaps(QUESTIONS, {"en": {"need": MANY}}))["need"]
    thin = by_key(gaps(QUESTIONS, {"en": {"need": MANY.removesuffix("word ")}}))["need"]

    assert (full.coverage, full.words, full.fill) == (Coverage.THERE, ENOUGH_WORDS, None)
    assert (thin.coverage, thin.words) == (Coverage.THIN, ENOUGH_WORDS - 1)
    assert thin.fill is QUESTIONS[1]


def test_text_counts_in_the_language_that_says_most() -> None:
    found = by_key(gaps(QUESTIONS, {"en": {"need": "One two."}, "bg": {"need": "Едно две три."}}))

    assert found["need"].words == 3


def test_answers_to_several_questions_count_together() -> None:
    figures = [{"stated": "12 people", "unit": "", "by": "us"}]
    found = by_key(gaps(QUESTIONS, {"en": {"change": "Much is different.", "figures": figures}}))

    assert found["results"].words == 6
    assert [feed.question.key for feed in found["results"].answered] == ["change", "figures"]
    assert (found["satisfaction"].coverage, found["satisfaction"].words) == (Coverage.THIN, 3)


def test_open_question_that_asks_for_words_is_named_before_a_short_answer() -> None:
    figures = [{"stated": "12", "unit": "", "by": ""}]

    found = by_key(gaps(QUESTIONS, {"en": {"figures": figures}}))

    assert found["results"].coverage is Coverage.THIN
    assert found["results"].fill is QUESTIONS[2]


def test_answering_the_transfer_question_closes_the_last_gap_of_a_self_description() -> None:
    told = {"en": {"why": MANY, "came": MANY}}

    before = by_key(gaps(SELF_DESCRIPTION, told))
    after = by_key(gaps(SELF_DESCRIPTION, {"en": told["en"] | {"elsewhere": MANY}}))

    assert before["transferability"].fill is SELF_DESCRIPTION[2]
    assert (before["transferability"].coverage, after["transferability"].coverage) == (
        Coverage.MISSING,
        Coverage.THERE,
    )
