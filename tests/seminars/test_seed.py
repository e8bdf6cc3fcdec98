"""The golden fixture: the seminar of the source, with all that the source says of it and nothing else."""

import json
import re
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from pypdf import PdfReader

from cop.core.db import db
from cop.core.permissions import VISITOR
from cop.seminars import queries
from cop.seminars.enums import ContributionKind, Material, State

SLUG = "people-as-partners-new-roles"


def test_seminar_of_the_source_is_whole(seeded_app: Flask) -> None:
    with seeded_app.app_context():
        page = queries.page(SLUG, actor=VISITOR, language="en")
        assert page is not None
        kinds = [one.kind for one in page.contributions]
        slides = [one.slides for one in page.contributions]
        parents = {one.id: one.position for one in page.contributions}
        added = [parents[one.adds_to] for one in page.contributions if one.adds_to]
        state, recording = page.seminar.state, page.seminar.recording
        languages, begins = set(page.languages), page.seminar.begins
        db.session.rollback()

    assert kinds.count(ContributionKind.INTRODUCTION) == 1
    assert kinds.count(ContributionKind.ADDITION) == 2
    assert len(kinds) == 8
    assert added == [4, 6]
    assert slides.count(Material.LOST) == 4
    assert (state, recording, begins) == (State.SUMMARISED, Material.LOST, None)
    assert languages == {"bg", "ru", "en"}


@pytest.mark.parametrize(
    ("language", "title", "day", "step"),
    [
        ("bg", "Хора и семейства", "ср, 8 април 2020 г.", "социалните резултати"),
        ("ru", "Люди и семьи", "ср, 8 апреля 2020 г.", "социальных результатов"),
        ("en", "People and families", "Wed 8 April 2020", "social results"),
    ],
)
def test_page_says_the_outcome_first(
    seeded_client: FlaskClient, language: str, title: str, day: str, step: str
) -> None:
    text = seeded_client.get(f"/{language}/seminars/{SLUG}").text
    order = [
        text.index(f'id="{part}"') for part in ("summary", "recording", "contributions", "questions", "steps")
    ]

    assert title in text
    assert day in text
    assert step in text
    assert order == sorted(order)
    assert len(re.findall(r'class="contribution"', text)) == 8
    assert f"/{language}/seminars/{SLUG}/join" not in text


def test_search_engines_are_told_a_day_and_no_time(seeded_client: FlaskClient) -> None:
    text = seeded_client.get(f"/en/seminars/{SLUG}").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert found is not None
    data = json.loads(found[1])

    assert data["@type"] == "Event"
    assert data["startDate"] == "2020-04-08"
    assert "endDate" not in data
    assert len(data["performer"]) == 8


def test_calendar_has_a_whole_day(seeded_client: FlaskClient) -> None:
    calendar = Calendar.from_ical(seeded_client.get("/ru/seminars/calendar.ics").data)
    event = next(e for e in calendar.walk("VEVENT") if str(e["uid"]).startswith(SLUG))

    assert event.decoded("dtstart") == date(2020, 4, 8)
    assert "dtend" not in event
    assert str(event["summary"]).startswith("Люди и семьи")


@pytest.mark.parametrize(
    ("language", "word"), [("bg", "Следващи стъпки"), ("ru", "Следующие шаги"), ("en", "Next steps")]
)
def test_minutes_are_a_tagged_pdf(seeded_client: FlaskClient, language: str, word: str) -> None:
    answer = seeded_client.get(f"/{language}/seminars/{SLUG}/minutes.pdf")
    reader = PdfReader(BytesIO(answer.data))

    assert answer.content_type == "application/pdf"
    assert str(reader.root_object["/MarkInfo"]) == "{'/Marked': True}"
    assert word in " ".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("language", ["bg", "ru", "en"])
def test_board_and_front_page_show_its_question(seeded_client: FlaskClient, language: str) -> None:
    assert f'href="/{language}/questions/1"' in seeded_client.get(f"/{language}/questions").text
    assert f'href="/{language}/questions/1"' in seeded_client.get(f"/{language}/").text
    assert seeded_client.get(f"/{language}/questions/1").status_code == 200


def test_seminar_and_contributions_are_found(seeded_app: Flask) -> None:
    with seeded_app.app_context():
        engine = seeded_app.extensions["cop.search"].backend
        kinds = [record.kind for record in engine.records()]

    assert kinds.count("seminar") == 1
    assert kinds.count("contribution") == 8


@pytest.mark.parametrize("language", ["bg", "ru", "en"])
def test_cases_told_there_and_the_seminar_lead_to_one_another(
    seeded_client: FlaskClient, language: str
) -> None:
    seminar = seeded_client.get(f"/{language}/seminars/{SLUG}").text
    case = seeded_client.get(f"/{language}/cases/hiv-peer-counsellors").text

    assert len(set(re.findall(rf'href="/{language}/cases/[a-z-]+"', seminar))) == 8
    assert f'href="/{language}/seminars/{SLUG}"' in case
