"""Social results that authors propose, and what becomes of them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.cases import outcomes, results
from cop.cases.enums import ProposalState
from cop.cases.models import Case
from cop.cases.owners import OWNERS
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.vocabulary.queries import cache
from tests.cases.results import called, concept, facets, proposed, proposing, renamed, shown, trail
from tests.cases.samples import case, publish
from tests.people import actor_of, person, sign_in
from tests.site import forget
from tests.web.site import read, words

pytestmark = pytest.mark.usefixtures("concepts")


def test_author_proposes_what_is_missing_and_the_case_says_so_until_it_is_decided(
    client: FlaskClient, app: Flask, editor: User
) -> None:
    proposing("one", "Fear is gone")
    proposing("two", "fear is  GONE")
    forget(app)
    assert "Fear is gone" in words(read(client, "/en/cases/one"))
    assert shown() == {"trust-found": 0}

    outcomes.accept_new(proposed("Fear is gone"), called(en="Less fear"), actor=actor_of(editor))

    cache.clear()
    forget(app)
    assert "Less fear" in words(read(client, "/en/cases/two"))
    assert "fear is GONE" not in words(read(client, "/en/cases/two"))
    assert shown() == {"trust-found": 0, "less-fear": 2}
    assert facets() == {"One": {"less-fear"}, "Two": {"less-fear"}}
    assert trail() == ["result.add", "result.accept"]


def test_proposal_of_what_is_there_is_it(editor: User) -> None:
    renamed(editor, en="Trust won")

    proposing("one", "trust WON")

    assert proposed("trust WON").state is ProposalState.ACCEPTED
    assert shown() == {"trust-found": 1}


def test_proposal_may_mean_one_of_the_list_and_be_decided_anew(editor: User) -> None:
    proposing("one", "They trust us")
    for _twice in "12":
        outcomes.accept(proposed("They trust us"), concept("trust-found"), actor=actor_of(editor))
    assert shown() == {"trust-found": 1}

    for _twice in "12":
        outcomes.reopen(proposed("They trust us"), actor=actor_of(editor))

    assert shown() == {"trust-found": 0}
    assert trail() == ["result.accept", "result.reopen"]


def test_declined_proposal_stands_nowhere(client: FlaskClient, app: Flask, editor: User) -> None:
    proposing("one", "Nice weather")
    with pytest.raises(InvalidError):
        outcomes.decline(proposed("Nice weather"), actor=actor_of(editor), reason=" ")

    for _twice in "12":
        outcomes.decline(proposed("Nice weather"), actor=actor_of(editor), reason="No result")

    forget(app)
    assert "Nice weather" not in words(read(client, "/en/cases/one"))
    assert trail() == ["result.decline"]
    with pytest.raises(ConflictError):
        outcomes.accept(proposed("Nice weather"), concept("trust-found"), actor=actor_of(editor))


def test_author_reads_on_the_case_what_became_of_what_it_proposes_and_nobody_else_does(
    client: FlaskClient, editor: User
) -> None:
    proposing("one", "Nice weather", "They trust us", "Fear is gone")
    owner = person("Author", language="en")
    case_id = db.session.scalars(select(Case.id).where(Case.slug == "one")).one()
    OWNERS.give_all(case_id, [owner.id])
    outcomes.decline(proposed("Nice weather"), actor=actor_of(editor), reason="The weather is no <result>")
    outcomes.accept(proposed("They trust us"), concept("trust-found"), actor=actor_of(editor))
    db.session.commit()
    cache.clear()

    def read_by(reader: User) -> list[str]:
        sign_in(client, reader)
        page = read(client, "/en/cases/one")
        return [words(item) for item in page.xpath("//section[@aria-labelledby='proposed']//li")]

    assert "The weather is no" not in words(read(client, "/en/cases/one"))
    assert read_by(person("Somebody else")) == []
    assert read_by(owner) == [
        "Nice weather: Kept off the list: The weather is no <result>",
        "They trust us: Taken for “trust found”.",
        "Fear is gone: An editor has not decided yet.",
    ]


def test_case_that_no_longer_proposes_it_shows_it_no_longer() -> None:
    proposing("one", "Fear is gone")
    publish(case("one", strapline="Changed"))

    assert list(results.proposals()) == []
