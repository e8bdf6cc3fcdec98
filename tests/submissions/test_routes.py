"""Every route of proposals × everybody who may come to it: one table of what they are answered."""

import pytest
from flask import Flask
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.permissions import Role
from cop.submissions import operations
from cop.submissions.models import Author
from tests.people import actor_of, person, sign_in
from tests.submissions.conftest import MakeDraft
from tests.submissions.notes import NoteContent, published

#                         visitor stranger owner co-author reviewer editor(not sent) editor(sent)
GETS = {
    "/submit": "             200     200     200     200      200     200     200",
    "/submit/note/a": "      303     404     200     404      404     404     404",
    "/submissions": "        303     200     200     200      200     200     200",
    "": "                    303     404     200     200      404     404     200",
    "/preview": "            303     404     200     200      404     404     200",
    "/send": "               303     404     200     200      404     404     404",
    "/authors": "            303     404     200     200      404     404     404",
    "/files": "              303     404     200     200      404     404     404",
    "/documents": "          303     404     200     200      404     404     404",
    "/questions/need": "     303     404     200     200      404     404     404",
    "/questions/need/versions": "303 404     200     200      404     404     404",
    "/questions/poem": "     303     404     404     404      404     404     404",
    "/submissions/join/none": "303   410     410     410      410     410     410",
}
#                         visitor stranger reviewer editor(not sent) editor(sent); each with a good token
POSTS = {
    "/submit/note/a": "      401     404     404     404     404",
    "/send": "               401     404     404     404     404",
    "/withdraw": "           401     404     404     404     404",
    "/reopen": "             401     404     404     404     404",
    "/delete": "             401     404     404     404     404",
    "/seen": "               401     404     404     404     404",
    "/messages": "           401     404     404     404     422",
    "/questions/need": "     401     404     404     404     404",
    "/questions/need/autosave": "401 404     404     404     404",
    "/questions/need/versions/1/restore": "401 404 404 404  404",
    "/documents": "          401     404     404     404     404",
    "/documents/from-self-description": "401 404 404 404    404",
    "/proposals/1/accept": " 401     404     404     404     404",
    "/proposals/1/drop": "   401     404     404     404     404",
    "/proposals/1/undo": "   401     404     404     404     404",
    "/proposals/accept-section": "401 404    404     404     404",
    "/authors": "            401     404     404     404     404",
    "/authors/remove": "     401     404     404     404     404",
    "/authors/hand-over": "  401     404     404     404     404",
    "/authors/leave": "      401     404     404     404     404",
    "/files": "              401     404     404     404     404",
    "/files/1": "            401     404     404     404     404",
    "/files/1/remove": "     401     404     404     404     404",
    "/submissions/join/none": "401   410     410     410     410",
}
ALONE = ("/submit", "/submissions")


def address(place: str, id: int) -> str:
    return f"/en{place}" if place.startswith(ALONE) else f"/en/submissions/{id}{place}"


@pytest.fixture
def everybody(owner: User, helper: User, editor: User) -> dict[str, User | None]:
    """Those of the columns; the editor stands twice, since it matters whether the case was sent."""
    return {
        "visitor": None,
        "stranger": person("Stranger"),
        "owner": owner,
        "co-author": helper,
        "reviewer": person("R", Role.REVIEWER),
        "editor": editor,
    }


@pytest.fixture(autouse=True)
def _public_note() -> None:
    published["a"] = [NoteContent(slug="a", source_language="en", facts={}, texts={"en": {"title": "N"}})]


def test_table_names_every_route(app: Flask) -> None:
    blueprints = {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()}
    ours = {name for name in blueprints if name.startswith("submission")}
    routes: dict[str, set[str]] = {"GET": set(), "POST": set()}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in ours:
            for method in routes:
                if method in (rule.methods or ()):
                    routes[method].add(rule.endpoint)

    matched = {method: set() for method in routes}  # type: dict[str, set[str]]
    adapter = app.url_map.bind("localhost")
    for method, table in (("GET", GETS), ("POST", POSTS)):
        for place in table:
            matched[method].add(adapter.match(address(place, 1), method=method)[0])

    assert routes["GET"] == matched["GET"]
    assert routes["POST"] == matched["POST"] | {"submissions.begin"}


@pytest.mark.parametrize("place", GETS)
def test_reading_is_answered_by_the_table(
    app: Flask,
    draft: MakeDraft,
    everybody: dict[str, User | None],
    helper: User,
    place: str,
    db_session: scoped_session,  # type: ignore[type-arg]
) -> None:
    submission = draft(need="Words.")
    submission.authors.append(Author(user_id=helper.id))
    db_session.commit()
    found = []
    for user in everybody.values():
        browser = app.test_client()
        if user:
            sign_in(browser, user)
        found.append(browser.get(address(place, submission.id)).status_code)
    operations.send(submission, actor=actor_of(helper))
    db_session.commit()
    found.append(browser.get(address(place, submission.id)).status_code)

    assert found == [int(status) for status in GETS[place].split()]


@pytest.mark.parametrize("place", POSTS)
def test_writing_by_others_is_answered_by_the_table(
    app: Flask,
    draft: MakeDraft,
    everybody: dict[str, User | None],
    owner: User,
    place: str,
    db_session: scoped_session,  # type: ignore[type-arg]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = (
        False  # the token is good: what is refused here, is refused for who it is
    )
    try:
        submission = draft(need="Words.")
        found = []
        for name in ("visitor", "stranger", "reviewer", "editor"):
            browser = app.test_client()
            if user := everybody[name]:
                sign_in(browser, user)
            found.append(browser.post(address(place, submission.id)).status_code)
        operations.send(submission, actor=actor_of(owner))
        db_session.commit()
        found.append(browser.post(address(place, submission.id)).status_code)
    finally:
        app.config["WTF_CSRF_ENABLED"] = True

    assert found == [int(status) for status in POSTS[place].split()]
    db_session.expire_all()
    assert (submission.round, len(submission.authors)) == (1, 1)
