"""The success self-description of a practice: eleven answers cover seven criteria, and one is never asked."""

import pytest

from cop.accounts.models import User
from cop.core.db import db
from cop.practices.submitting import PRACTICE
from cop.submissions import drafting, proposing, queries
from cop.submissions.enums import Coverage, Way
from cop.submissions.gaps import Gap, gaps
from cop.submissions.models import Submission
from tests.people import actor_of

# Our own words on what such an organisation could say; nothing of it is quoted.
ANSWERS = {
    "q1": "Цялата улица участва в работата ни: майстори, ученици и пенсионери правят заедно с нас. "
    "Измислихме и свои игри, с които децата казват какво мислят за нас.",
    "q2": "Седем семейства вече имат съседи, на които могат да разчитат. Без тези връзки три деца "
    "щяха да отидат в дом, а сега живеят с родителите си.",
    "q3": "Родителите ни казваха, че са сами, а институциите ги пращат от врата на врата. "
    "Виждахме все повече деца, които рискуват да бъдат отделени от семействата си.",
    "q4": "Екип от шест души, който е с нас от години, стая в читалището и хора от квартала, "
    "които даряват дърва, храна и труд, когато ги помолим.",
    "q5": "Първо слушаме и едва тогава предлагаме. Колегите умеят да водят разговор, да преговарят "
    "и да се сменят бързо, когато нещо не върви.",
    "q6": "На всеки шест месеца сравняваме какво се е променило за всяко семейство и година след края "
    "питаме отново. Показваме записките и кратки филми.",
    "q7": "Пекарят носи хляб всяка сряда, местният вестник пише за нас, а на есенния празник дойдоха "
    "над сто души от квартала.",
    "q8": "Децата лепят цветни листчета на дървото на настроението, а родителите пишат бележки без име. "
    "Най-често искат повече време навън, затова вече излизаме всяка събота.",
    "q9": "Да, през 2021 г. университетът ни посети два пъти, говори с девет семейства и описа "
    "силните ни страни и какво още ни липсва.",
    "q10": "Договорът с общината е до 2029 г., а кръгът от дарители расте всяка година. "
    "Младите доброволци вече водят групите сами.",
    "q11": "Работим заедно от четиринадесет години, учим се един от друг и не се отказваме лесно. "
    "Всеки умее да изслуша и да помогне.",
}


@pytest.fixture
def told(owner: User) -> Submission:
    """A case told by answering the eleven questions and nothing else."""
    actor = actor_of(owner)
    case = drafting.begin(
        "practice", actor=actor, language="bg", title="Улицата помага", way=Way.SELF_DESCRIPTION
    )
    for key, words in ANSWERS.items():
        drafting.save_answer(case, actor=actor, language="bg", question=key, value=words, revision=0)
    db.session.commit()
    return case


def meter(submission: Submission) -> dict[str, Gap]:
    given = queries.as_mapping(queries.answers(submission.id))
    return {gap.criterion.key: gap for gap in gaps(queries.questions_of(submission), given)}


def covered(submission: Submission) -> dict[str, Coverage]:
    return {key: gap.coverage for key, gap in meter(submission).items()}


ALL_BUT_ONE = dict.fromkeys(
    ("need", "experience", "skills", "innovation", "sustainability", "results", "satisfaction"),
    Coverage.THERE,
)


def test_eleven_answers_cover_seven_criteria_and_transferability_is_missing(told: Submission) -> None:
    found = meter(told)

    assert covered(told) == {**ALL_BUT_ONE, "transferability": Coverage.MISSING}
    fill = found["transferability"].fill
    assert fill is not None
    assert fill.key == "transfer"


def test_answering_the_transfer_question_closes_the_gap(told: Submission, owner: User) -> None:
    words = (
        "Съседният град започна същото през 2023 г. с нашия наръчник. Нужни са стая, двама души, "
        "които познават квартала, и половин година търпение."
    )

    drafting.save_answer(
        told, actor=actor_of(owner), language="bg", question="transfer", value=words, revision=0
    )

    assert covered(told) == {**ALL_BUT_ONE, "transferability": Coverage.THERE}


def test_accepted_proposals_alone_cover_the_same(told: Submission, owner: User) -> None:
    actor = actor_of(owner)
    count = proposing.propose_from_self_description(told, actor=actor)
    for proposal in queries.proposals(told.id):
        proposing.accept_proposal(told, proposal, actor=actor)

    given = queries.as_mapping(queries.answers(told.id))
    found = {gap.criterion.key: gap.coverage for gap in gaps(PRACTICE.questions, given)}

    assert count == len(ANSWERS)
    assert found == {**ALL_BUT_ONE, "transferability": Coverage.MISSING}
