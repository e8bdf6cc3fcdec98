"""What readers see of involvement cases."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.cases import operations, owners
from cop.cases.models import Case, CaseVersion
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.permissions import SYSTEM
from tests.cases.samples import case, publish
from tests.conftest import Statements
from tests.people import person, sign_in
from tests.web.site import parsed, read

pytestmark = pytest.mark.usefixtures("concepts")


def test_case_is_published_once_and_changed_content_is_its_next_version() -> None:
    first = case("council", involvement="They decide.")

    assert operations.publish(first, actor=SYSTEM) is True
    assert operations.publish(first, actor=SYSTEM) is False
    assert operations.publish(case("council", involvement="They advise."), actor=SYSTEM) is True

    assert list(db.session.scalars(select(CaseVersion.number).order_by(CaseVersion.number))) == [1, 2]


def test_unknown_concept_is_refused_by_its_field() -> None:
    with pytest.raises(InvalidError) as caught:
        operations.publish(case("council", facts={"forms": ["role-peer"]}), actor=SYSTEM)

    assert caught.value.field == "facts.forms"


def test_page_shows_what_is_said_and_no_heading_for_what_is_not(client: FlaskClient) -> None:
    publish(
        case(
            "council",
            facts={"forms": ["user-council"], "final_say": "together", "are_results_given_back": False},
            involvement="They *decide*.",
            risks=[{"risk": "Pity", "mitigation": "Training"}],
            quotes=[{"words": "I was heard.", "said_by": "A mother"}],
        )
    )

    page = parsed(client.get("/en/cases/council").text)

    assert [h.text_content() for h in page.findall(".//h2")] == [
        "How people were involved",
        "Risks, and what is done about them",
        "In their own words",
        "Scores and reasons",
        "Source and versions",
        "Discussion",
    ]
    facts = {d.find("dt").text_content(): d.find("dd").text_content() for d in page.findall(".//dl/div")}
    assert facts["Who had the final say"] == "the organisation and the people together"
    assert facts["Results given back to the people"] == "no"
    assert facts["Pity"] == "Training"
    assert page.find(".//blockquote").text_content() == "I was heard."
    assert page.find(".//em").text_content() == "decide"


def test_withdrawn_case_is_nowhere_and_comes_back(client: FlaskClient, run_jobs: Callable[[], int]) -> None:
    publish(case("quiet-house", facts={"forms": ["user-council"]}))
    row = db.session.scalars(select(Case)).one()

    def told() -> list[bool]:
        run_jobs()
        lists = ("/en/cases?form=user-council", "/en/cases/feed.atom", "/sitemap.xml")
        return [
            client.get("/en/cases/quiet-house").status_code == 200,
            *("quiet-house" in client.get(address).text for address in lists),
            "<b>1</b>" in client.get("/en/involvement").text,
        ]

    before = told()
    operations.withdraw(row, actor=SYSTEM, reason="asked")
    gone = told()
    operations.restore(row, actor=SYSTEM)

    assert before == [True] * 5
    assert gone == [False] * 5
    assert told() == before


def test_search_finds_by_text_and_filters_and_marks_the_words(
    client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    publish(case("council", facts={"forms": ["user-council"]}, involvement="Mothers decide in meetings."))
    publish(case("research", facts={"forms": ["co-research"]}, quotes=[{"words": "We asked mothers."}]))
    run_jobs()

    def found(question: str) -> list[str]:
        page = parsed(client.get(f"/en/cases?{question}").text)
        return sorted(a.text_content() for a in page.findall(".//article//h2/a"))

    assert found("q=mothers") == ["Council", "Research"]
    assert found("q=mothers&form=co-research") == ["Research"]
    assert found("form=user-council") == ["Council"]
    assert found("q=nothing-of-the-kind") == []
    assert "<mark>Mothers</mark>" in client.get("/en/cases?q=mothers").text


def test_count_in_the_matrix_is_what_the_click_gives_and_an_empty_cell_invites(
    client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    council = {"forms": ["user-council"], "depth": "depth-empower", "roles": ["role-peer", "role-expert"]}
    publish(case("council", facts=council))
    publish(case("another", facts=council | {"roles": ["role-peer"], "phases": ["evaluation"]}))
    publish(case("silent"))
    run_jobs()

    page = parsed(client.get("/en/involvement").text)

    links = {a.get("href"): int(a.find("b").text) for a in page.findall(".//a[@class='told']")}
    assert links
    for href, count in links.items():
        status = parsed(client.get(href).text).find(".//p[@role='status']")
        assert status.text_content().split()[0] == str(count), href
    invited = [dict(parse_qsl(urlsplit(a.get("href")).query)) for a in page.findall(".//a[@class='untold']")]
    assert {"kind": "case", "forms": "co-research", "depth": "depth-inform"} in invited
    assert {"kind": "case", "forms": "user-council", "depth": "depth-empower"} not in invited
    assert all("none" not in cell.values() for cell in invited)


def test_matrix_within_a_choice_counts_only_that(client: FlaskClient) -> None:
    publish(case("council", facts={"forms": ["user-council"], "roles": ["role-peer"]}))
    publish(case("another", facts={"forms": ["user-council"], "roles": ["role-expert"]}))

    page = parsed(client.get("/en/involvement?role=role-peer&form=nonsense").text)

    assert page.find(".//p[@role='status']").text_content() == "1 case"


def test_statements_of_lists_do_not_grow(
    client: FlaskClient, run_jobs: Callable[[], int], count_statements: Statements
) -> None:
    counts = []
    for number in range(3):
        publish(case(f"case-{number}", facts={"forms": ["user-council"]}, involvement="Mothers decide."))
        run_jobs()
        if number in (0, 2):
            for address in ("/en/cases?q=mothers", "/en/involvement", f"/en/cases/case-{number}"):
                with count_statements() as statements:
                    assert client.get(address).status_code == 200
                # The stamp of the vocabulary is looked at once a second, whoever comes then.
                counts.append(len([s for s in statements if "stamps" not in s]))

    assert counts[:3] == counts[3:]
    assert max(counts) <= 10


def test_those_to_whom_a_case_belongs_are_offered_a_change_and_a_board(client: FlaskClient) -> None:
    publish(case("council"))
    id = db.session.scalars(select(Case.id).where(Case.slug == "council")).one()
    owner, other = person("Owner"), person("Other")
    owners.OWNERS.give_all(id, [owner.id])
    db.session.commit()
    wanted = {"/en/submit/case/council", f"/en/account/voices/new?for=case-{id}"}

    def offered() -> set[str]:
        return wanted & {a.get("href") for a in read(client, "/en/cases/council").iterfind(".//main//a")}

    assert offered() == set()
    sign_in(client, other)
    assert offered() == set()
    sign_in(client, owner)
    assert offered() == wanted
    assert client.get(f"/en/account/voices/new?for=case-{id}").status_code == 200
    assert client.get("/en/submit/case/council").status_code == 200
