"""The list of social results: names, putting together, retiring, and what authors propose for it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.cases import outcomes, results
from cop.cases.case_questions import BY_KEY
from cop.cases.composing import answers_of, compose
from cop.cases.outcomes import ResultConflictError
from cop.core.db import db
from cop.core.errors import InvalidError, NotAllowedError
from cop.core.outbox import Job
from cop.core.permissions import SYSTEM, VISITOR, Role
from cop.submissions.choosing import offers
from cop.submissions.values import normal
from cop.vocabulary import operations as vocabulary
from cop.vocabulary.operations import ConceptContent
from cop.vocabulary.queries import cache, load
from tests.cases.results import called, concept, facets, proposed, proposing, renamed, shown, trail
from tests.cases.samples import case, publish
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in, submit
from tests.site import forget
from tests.web.site import read, words

pytestmark = pytest.mark.usefixtures("concepts")


def test_new_name_shows_everywhere_and_the_old_one_still_leads_there(
    client: FlaskClient, app: Flask, editor: User
) -> None:
    publish(case("council", facts={"social_results": ["trust-found"]}))

    renamed(editor, en="Trust won", bg="Доверие")
    cache.clear()
    forget(app)

    facts = words(read(client, "/en/cases/council"))
    assert "Trust won" in facts
    assert "trust found" not in facts
    assert "Доверие" in words(read(client, "/bg/involvement/results"))
    assert [
        (label.text, label.role) for label in load().search_labels() if label.concept == "trust-found"
    ] == [
        ("Доверие", "label"),
        ("Trust won", "label"),
        ("trust found", "searched"),
    ]
    assert trail() == ["result.rename"]


def test_same_name_again_changes_nothing(editor: User) -> None:
    for _twice in "12":
        renamed(editor, en="Trust won")

    assert concept("trust-found").version == 1
    assert trail() == ["result.rename"]


def test_two_editors_do_not_overwrite_each_other(client: FlaskClient, editor: User) -> None:
    sign_in(client, editor)
    fields = {"texts-en-label": "Trust won", "texts-en-synonyms": "", "version": "0"}
    assert submit(client, "/en/desk/results/trust-found", fields, form="trust-found").status_code == 303

    late = {"texts-en-label": "Trust at last", "version": "0"}
    with client.application.test_request_context(), pytest.raises(ResultConflictError):
        renamed(editor, en="Trust at last")
    answer = submit(client, "/en/desk/results/trust-found", late, form="trust-found")

    assert answer.status_code == 409
    assert "Trust won" in answer.text
    assert 'value="Trust at last"' in answer.text
    assert load().label("trust-found", "en") == "Trust won"


def test_what_people_renamed_a_file_does_not_rename(editor: User) -> None:
    renamed(editor, en="Trust won")

    vocabulary.put(
        [ConceptContent(slug="trust-found", kind=outcomes.KIND, words=called(en="trust of the file"))],
        actor=SYSTEM,
    )

    assert load().label("trust-found", "en") == "Trust won"


def test_name_of_another_is_refused(editor: User) -> None:
    outcomes.add(called(en="Paid work"), actor=actor_of(editor))

    for take in (
        lambda: outcomes.add(called(en="paid  WORK"), actor=actor_of(editor)),
        lambda: renamed(editor, en="Paid work"),
    ):
        with pytest.raises(InvalidError) as error:
            take()
        assert error.value.field == "en"


def test_two_results_become_one_in_every_case_and_two_again(editor: User) -> None:
    other = outcomes.add(called(en="Trust won"), actor=actor_of(editor))
    publish(case("one", facts={"social_results": ["trust-found"]}))
    publish(case("both", facts={"social_results": ["trust-found", other.slug]}))
    publish(case("neither"))
    before = facets()

    for _twice in "12":
        outcomes.merge(concept("trust-found"), other, actor=actor_of(editor))
    assert shown() == {"trust-won": 2}
    assert facets() == {"One": {"trust-won"}, "Both": {"trust-won"}}
    for _twice in "12":
        outcomes.part(concept("trust-found"), actor=actor_of(editor))

    assert shown() == {"trust-found": 2, "trust-won": 1}
    assert facets() == before == {"One": {"trust-found"}, "Both": {"trust-found", "trust-won"}}
    assert trail() == ["result.add", "result.merge", "result.part"]


def test_what_was_put_together_is_looked_at_by_search_again(editor: User) -> None:
    other = outcomes.add(called(en="Trust won"), actor=actor_of(editor))
    publish(case("one", facts={"social_results": ["trust-found"]}))
    known = set(db.session.scalars(select(Job.id)))

    outcomes.merge(concept("trust-found"), other, actor=actor_of(editor))

    jobs = db.session.scalars(select(Job).where(Job.id.not_in(known)))
    assert [job.subject for job in jobs] == [f"case:{id}" for id in results.having(["trust-found"])]


@pytest.mark.parametrize("which", ["itself", "replaced", "retired", "another kind"])
def test_result_is_put_together_only_with_one_on_the_list(editor: User, which: str) -> None:
    actor = actor_of(editor)
    last, gone, old = (outcomes.add(called(en=name), actor=actor) for name in ("Last", "Gone", "Old"))
    outcomes.merge(gone, last, actor=actor)
    outcomes.retire(old, actor=actor)
    mine = concept("trust-found")
    into = {"itself": mine, "replaced": gone, "retired": old, "another kind": concept("role-peer")}[which]

    with pytest.raises(InvalidError) as error:
        outcomes.merge(mine, into, actor=actor)

    assert error.value.field == "into"
    assert mine.replaced_by_id is None


def test_form_offers_what_stands_on_the_list_and_keeps_what_was_chosen(editor: User) -> None:
    actor, question = actor_of(editor), BY_KEY["social_results"]
    other = outcomes.add(called(en="Trust won"), actor=actor)
    retired = outcomes.add(called(en="Old"), actor=actor)
    outcomes.merge(concept("trust-found"), other, actor=actor)
    outcomes.retire(retired, actor=actor)
    cache.clear()

    def offered(*chosen: str) -> list[tuple[str, bool]]:
        return [
            (o.value, o.is_chosen) for group in offers(question, list(chosen), "en") for o in group.offers
        ]

    assert offered() == [("trust-won", False)]
    assert offered("trust-found", "old") == [("old", True), ("trust-won", True)]
    assert normal(question, ["trust-found", "trust-won", "old"]) == ["trust-won", "old"]


def test_draft_from_before_is_published_as_what_remains(editor: User) -> None:
    other = outcomes.add(called(en="Trust won"), actor=actor_of(editor))
    publish(case("one", facts={"social_results": ["trust-found"]}))
    outcomes.merge(concept("trust-found"), other, actor=actor_of(editor))
    cache.clear()
    source, answers = answers_of("one")
    common = {**answers[""], "forms": ["user-council"]}

    content = compose("one", source, {**answers, "": common, "en": {**answers["en"], "involvement": "They."}})
    publish(content)

    assert shown() == {"trust-won": 1}


def test_old_addresses_lead_to_what_remains(client: FlaskClient, editor: User) -> None:
    other = outcomes.add(called(en="Trust won"), actor=actor_of(editor))
    outcomes.merge(concept("trust-found"), other, actor=actor_of(editor))
    db.session.commit()
    cache.clear()

    answer = client.get("/en/concepts/trust-found")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/en/concepts/trust-won")


def test_retired_one_stays_with_its_cases_and_comes_back(
    client: FlaskClient, app: Flask, editor: User
) -> None:
    publish(case("one", facts={"social_results": ["trust-found"]}))
    for _twice in "12":
        outcomes.retire(concept("trust-found"), actor=actor_of(editor))
    cache.clear()
    forget(app)
    assert "No longer given to new cases trust found One" in words(read(client, "/en/involvement/results"))

    for _twice in "12":
        outcomes.bring_back(concept("trust-found"), actor=actor_of(editor))
    cache.clear()
    forget(app)

    assert "No longer given" not in words(read(client, "/en/involvement/results"))
    assert trail() == ["result.retire", "result.bring_back"]


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.MODERATOR, Role.ADMINISTRATOR])
def test_list_is_the_editors(role: Role | None) -> None:
    actor = actor_of(person("Somebody", *([role] if role else [])))
    proposing("one", "Fear is gone")
    mine, words_of = concept("trust-found"), proposed("Fear is gone")

    for attempt in (
        lambda who: outcomes.add(called(en="More"), actor=who),
        lambda who: outcomes.rename(mine, called(en="More"), actor=who, version=0),
        lambda who: outcomes.merge(mine, mine, actor=who),
        lambda who: outcomes.part(mine, actor=who),
        lambda who: outcomes.retire(mine, actor=who),
        lambda who: outcomes.bring_back(mine, actor=who),
        lambda who: outcomes.accept(words_of, mine, actor=who),
        lambda who: outcomes.accept_new(words_of, called(en="More"), actor=who),
        lambda who: outcomes.decline(words_of, actor=who, reason="No"),
        lambda who: outcomes.reopen(words_of, actor=who),
    ):
        for who in (actor, VISITOR):
            with pytest.raises(NotAllowedError):
                attempt(who)
    assert trail() == []


def test_editor_works_through_the_desk_without_scripts(client: FlaskClient, editor: User) -> None:
    proposing("one", "Fear is gone")
    proposing("two", "Nice weather")
    proposing("three", "They trust us")
    db.session.commit()
    sign_in(client, editor)
    home = "/en/desk/results"
    assert "Fear is gone One" in words(read(client, home))
    places = {
        w: f"{home}/proposals/{proposed(w).id}" for w in ("Fear is gone", "Nice weather", "They trust us")
    }

    at = places["Fear is gone"]
    assert submit(client, at, {"texts-bg-label": "По-малко страх"}, form=f"{at}/add").status_code == 303
    at = places["Nice weather"]
    refused = submit(client, at, {"reason": ""}, form=f"{at}/decline")
    assert (refused.status_code, "Say why" in refused.text) == (400, True)
    assert submit(client, at, {"reason": "No result"}, form=f"{at}/decline").status_code == 303
    at = places["They trust us"]
    assert submit(client, at, {"slug": ""}, form=f"{at}/same").status_code == 400
    assert submit(client, at, {"slug": "trust-found"}, form=f"{at}/same").status_code == 303
    fresh = f"{home}/fear-is-gone"
    assert submit(client, fresh, {"slug": "trust-found"}, form=f"{fresh}/merge").status_code == 303
    cache.clear()

    assert shown() == {"trust-found": 2}
    assert submit(client, fresh, form=f"{fresh}/part").status_code == 303
    assert submit(client, fresh, form=f"{fresh}/retire").status_code == 303
    assert submit(client, fresh, form=f"{fresh}/bring-back").status_code == 303
    assert shown() == {"trust-found": 1, "fear-is-gone": 1}


def test_list_costs_as_many_statements_whatever_it_holds(
    app: Flask, client: FlaskClient, editor: User, count_statements: Statements
) -> None:
    costs = []
    for n in range(2):
        for m in range(4):
            made = outcomes.add(called(en=f"Result {n} {m}"), actor=actor_of(editor))
            publish(case(f"case-{n}-{m}", facts={"social_results": [made.slug]}))
        db.session.commit()
        cache.clear()
        client.get("/en/involvement/results")
        forget(app)
        with count_statements() as statements:
            assert client.get("/en/involvement/results").status_code == 200
        costs.append(len(statements))

    assert costs == [4, 4]
