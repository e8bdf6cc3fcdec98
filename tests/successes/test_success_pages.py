"""What readers see of self-descriptions: the list, one, its years, what changed; and who may publish."""

from collections.abc import Callable
from json import loads
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import SYSTEM, VISITOR
from cop.organisations.models import Organisation
from cop.successes import operations
from cop.successes.jobs import import_lines
from cop.successes.models import Success, SuccessVersion
from tests.conftest import Statements
from tests.people import person, sign_in, submit
from tests.successes.samples import publish, success
from tests.web.site import read, words


def main_text(client: FlaskClient, address: str) -> str:
    return words(read(client, address).find(".//main"))


@pytest.mark.usefixtures("app")
def test_equal_content_is_no_new_version_and_nobody_publishes_unasked() -> None:
    assert operations.publish(success("house", year=2024), actor=SYSTEM) is True
    assert operations.publish(success("house", year=2024), actor=SYSTEM) is False
    assert operations.publish(success("house", year=2024, q1="We listen."), actor=SYSTEM) is True
    with pytest.raises(NotAllowedError):
        operations.publish(success("garden"), actor=VISITOR)

    numbers = db.session.execute(select(SuccessVersion.year, SuccessVersion.number).order_by("number")).all()
    assert [tuple(row) for row in numbers] == [(2024, 1), (2024, 2)]


def test_each_year_keeps_its_address_and_the_newest_is_shown(client: FlaskClient) -> None:
    publish(success("house", year=2024, q1="We cook for people."))
    publish(success("house", year=2025, q1="We cook with people."))

    assert "We cook with people." in main_text(client, "/en/successes/house")
    assert "We cook for people." in main_text(client, "/en/successes/house/2024")
    assert "We cook with people." in main_text(client, "/en/successes/house/2025")
    assert client.get("/en/successes/house/2023").status_code == 404
    hrefs = {a.get("href") for a in read(client, "/en/successes/house").iterfind(".//main//a")}
    assert "/en/successes/house/2024" in hrefs


def test_correction_of_an_earlier_year_does_not_take_the_place_of_a_later_one(client: FlaskClient) -> None:
    publish(success("house", year=2024, q1="We cook for people."))
    publish(success("house", year=2025, q1="We cook with people."))
    publish(success("house", year=2024, q1="We cooked for people."))

    assert "We cook with people." in main_text(client, "/en/successes/house")
    assert "We cooked for people." in main_text(client, "/en/successes/house/2024")
    assert "We cook for people." in main_text(client, "/en/successes/house/versions/1")
    assert "What changed since version 1" in main_text(client, "/en/successes/house/versions/3")
    assert db.session.scalars(select(Success.version_number)).one() == 2


def test_page_of_a_year_shows_what_changed_word_by_word(client: FlaskClient) -> None:
    publish(success("house", year=2024, q1="We cook for people."))
    publish(success("house", year=2025, q1="We cook with people."))

    page = read(client, "/en/successes/house/2025")

    assert words(page.find(".//h2[@id='changes']")) == "What changed since the self-description of 2024"
    gone, come = ([words(e) for e in page.iterfind(f".//main//{tag}")] for tag in ("del", "ins"))
    assert (gone, come) == (["removed: 2024", "removed: for"], ["added: 2025", "added: with"])
    assert page.find(".//meta[@name='robots']").get("content") == "noindex, follow"


def test_what_is_not_translated_is_given_in_the_original_and_said_so(client: FlaskClient) -> None:
    publish(
        success("house", q1="We listen.", q2="They stay.", texts={"bg": {"title": "Къща", "q1": "Слушаме."}})
    )

    page = read(client, "/bg/successes/house")

    first, second, third = (page.find(f".//main//section[@id='q{n}']") for n in (1, 2, 3))
    assert "Слушаме." in words(first)
    assert "They stay." in words(second.find("div[@lang='en']"))
    assert "още не е преведен" in words(second)
    assert "Още няма отговор" in words(third)


def test_evaluations_stand_as_facts_and_no_score_stands_anywhere(client: FlaskClient) -> None:
    row = {"by": "University of Dolna Reka", "when": "2023", "what": "The evenings", "result": "Recommended"}
    publish(success("house", year=2024, evaluations=[row, {"by": "The ministry"}]))

    response = client.get("/en/successes/house")
    page = read(client, "/en/successes/house")

    said = [
        [words(dd) for dd in dl.iterfind(".//dd")] for dl in page.iterfind(".//section[@id='evaluations']/dl")
    ]
    assert said == [["2023", "The evenings", "Recommended"], ["–", "–", "–"]]
    data = loads(page.find(".//script[@type='application/ld+json']").text)
    assert (data["@type"], data["genre"], data["temporalCoverage"]) == (
        "Article",
        "Success self-description",
        "2024",
    )
    assert "ating" not in response.text.split("application/ld+json")[1].split("</script>")[0]
    assert "A self-description, not reviewed" in response.text
    assert page.findall(".//main//svg") == []


def test_list_is_filtered_by_year_and_says_what_to_do_where_it_is_empty(client: FlaskClient) -> None:
    empty = read(client, "/en/successes")
    assert any(a.get("href") == "/en/submit?kind=success" for a in empty.iterfind(".//main//a"))
    assert "No service has described its successes yet" in words(empty.find(".//main"))
    publish(success("house", year=2024))
    publish(success("garden", year=2025))

    def titles(address: str) -> list[str]:
        return [words(h) for h in read(client, address).iterfind(".//main//article//h2")]

    assert titles("/en/successes") == ["Garden", "House"]
    assert titles("/en/successes?year=2024") == ["House"]
    publish(success("house", year=2025, q1="We cook with people."))
    page = read(client, "/en/successes?year=2024")
    assert [a.get("href") for a in page.iterfind(".//main//article//a")] == ["/en/successes/house/2024"]
    assert titles("/en/successes?year=2025") == ["Garden", "House"]
    assert "Nothing was found" in main_text(client, "/en/successes?year=1999")
    assert "2 services" in main_text(client, "/en/successes?year=many&country=%00")
    assert client.get("/en/successes?page=2").status_code == 404


def test_withdrawn_self_description_is_nowhere_with_all_its_years_and_comes_back(
    client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    publish(success("quiet-house", year=2024, q1="Quiet."))
    publish(success("quiet-house", year=2025, q1="Quieter."))
    row = db.session.scalars(select(Success)).one()

    def seen() -> list[bool]:
        run_jobs()
        pages = ("", "/2024", "/versions/1")
        lists = ("/en/successes", "/en/successes/feed.atom", "/en/search?q=quiet", "/sitemap.xml")
        return [
            *(client.get(f"/en/successes/quiet-house{page}").status_code == 200 for page in pages),
            *("/successes/quiet-house" in client.get(address).text for address in lists),
        ]

    before = seen()
    operations.withdraw(row, actor=SYSTEM, reason="asked")
    gone = seen()
    with pytest.raises(ConflictError):
        operations.withdraw(row, actor=SYSTEM, reason="asked")
    operations.restore(row, actor=SYSTEM)
    with pytest.raises(ConflictError):
        operations.restore(row, actor=SYSTEM)

    assert before == [True] * 7
    assert gone == [False] * 7
    assert seen() == before


def test_commands_import_all_or_nothing_and_withdraw(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    good, other = success("house", year=2024).canonical(), success("garden", year=2024).canonical()
    file = tmp_path / "successes.jsonl"
    run = app.test_cli_runner().invoke

    file.write_text(f"{good}\n{{}}\n", encoding="utf-8")
    refused = run(args=["successes", "import", str(file)])
    assert refused.exit_code == 1
    assert "line 2: slug" in refused.output
    assert client.get("/en/successes/house").status_code == 404

    file.write_text(f"{good}\n\n{other}\n", encoding="utf-8")
    assert (
        "2 self-descriptions read, 2 of them new or changed."
        in run(args=["successes", "import", str(file)]).output
    )
    assert (
        "2 self-descriptions read, 0 of them new or changed."
        in run(args=["successes", "import", str(file)]).output
    )
    assert run(args=["successes", "withdraw", "house", "--reason", "asked"]).exit_code == 0
    assert client.get("/en/successes/house").status_code == 404
    assert run(args=["successes", "withdraw", "nowhere", "--reason", "asked"]).exit_code == 1
    assert run(args=["successes", "restore", "house"]).exit_code == 0
    assert client.get("/en/successes/house").status_code == 200


@pytest.mark.usefixtures("app")
def test_unknown_word_of_an_import_is_told_by_its_field() -> None:
    line = (
        success("house")
        .model_copy(update={})
        .canonical()
        .replace('"target_groups":[]', '"target_groups":["nobody"]')
    )

    with pytest.raises(InvalidError) as caught:
        import_lines([line], actor=SYSTEM)

    assert caught.value.field == "facts.target_groups"


def test_statements_of_pages_do_not_grow(client: FlaskClient, count_statements: Statements) -> None:
    publish(success("first", year=2020, organisation="first"))
    client.get("/bg/successes/first")  # reads what is kept for all pages
    operations.withdraw(db.session.scalars(select(Success)).one(), actor=SYSTEM, reason="for the count")
    counts = []
    for number in range(3):
        for year in range(2020, 2021 + number):
            publish(success(f"house-{number}", year=year, organisation=f"house-{number}"))
        if number in (0, 2):
            address = f"/en/successes/house-{number}"
            for path in ("/en/successes", "/en/successes/feed.atom", address, f"{address}/2020"):
                with count_statements() as statements:
                    assert client.get(path).status_code == 200
                counts.append(len(statements))

    assert counts[:4] == counts[4:]
    assert counts[:4] == [5, 3, 6, 4]


def test_members_talk_about_it_and_the_page_leads_there(client: FlaskClient) -> None:
    publish(success("house", year=2024))
    id = db.session.scalars(select(Success.id)).one()
    db.session.commit()
    assert "Nobody has begun a conversation about this yet." in main_text(client, "/en/successes/house")
    sign_in(client, person("Mem Ber", language="en"))

    form = {"title": "How many?", "text": "How many people cook?"}
    answer = submit(client, f"/en/threads/at/success/{id}/new", form, form="/new")

    assert answer.status_code == 303
    assert "1 conversation about this" in main_text(client, "/en/successes/house")
    assert "/bg/successes/house" in client.get(answer.location.replace("/en/", "/bg/")).text


def test_organisation_lists_what_its_services_say(client: FlaskClient) -> None:
    publish(success("old-house", organisation="house", year=2024))
    publish(success("garden", organisation="garden"))
    gone = publish(success("gone", organisation="house"))
    operations.withdraw(
        db.session.scalars(select(Success).where(Success.slug == gone.slug)).one(),
        actor=SYSTEM,
        reason="Over",
    )
    db.session.execute(update(Organisation).values(is_listed=True))
    db.session.commit()

    listed = read(client, "/en/organisations/house").find(".//section[@id='successes']")

    assert [(a.get("href"), words(a.getparent())) for a in listed.iterfind(".//a")] == [
        ("/en/successes/old-house", "Old house 2024")
    ]
