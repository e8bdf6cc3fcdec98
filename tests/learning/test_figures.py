"""Figures have pictures with words for those who cannot see them, or say that the picture is missing."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import SYSTEM, Role
from cop.learning import drafting, drafts, listing, pages, queries
from cop.learning.drafts import DRAFTS
from cop.learning.enums import PartKind
from cop.learning.models import Module, ModuleDraft
from cop.media import queries as media
from cop.media.enums import PeopleShown
from cop.media.operations import describe
from cop.records.drafting import restore
from cop.records.drafts import former, values
from cop.records.parts import ALL, Where
from tests.learning.samples import module, publish, publish_draft
from tests.media.samples import picture
from tests.people import person, sign_in, submit
from tests.web.site import parsed, words

PICTURE = "/en/learn/desk/module/all/figures/circle/picture"
SAID = {"rights": "Drawing by Ann, CC BY 4.0", "people_shown": "nobody"}


@pytest.fixture
def draft(client: FlaskClient) -> ModuleDraft:
    """A draft whose figure has no picture yet, with an editor at the desk."""
    said: dict[str, Any] = {
        "figures": {"circle": {"caption": "A circle", "alt": "Three people in a circle."}}
    }
    publish(module(facts={"figures": [{"key": "circle", "section": "one", "source": "Fig. 1"}]}, **said))
    found = drafting.open_draft(db.session.scalars(select(Module)).one(), actor=SYSTEM)
    db.session.commit()
    sign_in(client, person("Ed Itor", Role.EDITOR, language="en"))
    return found


def _give(client: FlaskClient, **said: str) -> int:
    fields: dict[str, object] = {**SAID, **said}
    fields["file"] = (io.BytesIO(picture(640, 480)), "circle.jpg")
    return submit(client, PICTURE, fields, form="/picture").status_code


def _status(client: FlaskClient, address: str) -> int:
    with client.get(address) as answer:
        return answer.status_code


def test_figure_without_a_picture_says_so(client: FlaskClient, draft: ModuleDraft) -> None:  # noqa: ARG001
    figure = parsed(client.get("/en/learn/module").text).get_element_by_id("figure-circle")

    assert [words(part) for part in figure] == [
        "Picture missing",
        "Three people in a circle.",
        "A circle Fig. 1",
    ]


def test_picture_is_given_looked_at_and_published(client: FlaskClient, draft: ModuleDraft) -> None:
    assert _give(client) == 303
    assert "Picture missing" in client.get("/en/learn/module").text  # not public yet
    preview = parsed(client.get("/en/learn/desk/module/preview").text)
    assert preview.get_element_by_id("figure-circle").find("img").get("alt") == "Three people in a circle."

    publish_draft(draft)
    db.session.commit()

    figure = parsed(client.get("/en/learn/module").text).get_element_by_id("figure-circle")
    assert "Drawing by Ann, CC BY 4.0" in words(figure)
    assert "Picture missing" not in words(figure)
    visitor = client.application.test_client()
    assert _status(visitor, figure.find("img").get("src")) == 200
    draft_file = media.files_of("module_draft", draft.id)[0]
    assert _status(visitor, media.address(draft_file, "320")) == 404
    # What was public before had no picture, and has none now.
    assert "Picture missing" in client.get("/en/learn/module/versions/1").text


@pytest.mark.parametrize("said", [{"rights": ""}, {"people_shown": "unknown"}])
def test_picture_that_may_not_be_shown_is_missing_for_readers(
    client: FlaskClient, draft: ModuleDraft, said: dict[str, str]
) -> None:
    assert _give(client, **said) == 303
    present = values(drafts.parts(draft))
    assert "cannot be shown yet" in " ".join(gap.words for gap in listing.warnings(draft, present))

    publish_draft(draft)
    db.session.commit()

    assert "Picture missing" in client.get("/en/learn/module").text


@pytest.mark.parametrize("data", [b"A plain text.\n", b"", b"\xff\xd8\xff broken"])
def test_what_is_no_picture_is_refused_and_the_words_stay(
    client: FlaskClient,
    draft: ModuleDraft,
    data: bytes,
) -> None:
    fields = {**SAID, "file": (io.BytesIO(data), "circle.jpg")}
    answer = submit(client, PICTURE, fields, form="/picture")

    assert answer.status_code == 422
    page = parsed(answer.text)
    assert page.get_element_by_id("file-error").text
    assert page.get_element_by_id("rights").get("value") == SAID["rights"]
    row = drafts.part(draft, Where(ALL, PartKind.FIGURES, "circle"))
    assert row is not None
    assert row.value["picture"] is None


def test_rights_are_told_later_and_picture_is_left_out_and_comes_back(
    client: FlaskClient,
    draft: ModuleDraft,
) -> None:
    _give(client, rights="")
    submit(client, PICTURE, {"rights": "By Ann"}, form="/picture")
    assert media.publishable("module_draft", draft.id)

    submit(client, PICTURE, {}, form="/leave-out")
    where = Where(ALL, PartKind.FIGURES, "circle")
    row = drafts.part(draft, where)
    assert row is not None
    assert (row.value["picture"], row.value["asset"]) == (None, "missing")
    restore(DRAFTS, draft, row, former(DRAFTS, row)[0], actor=SYSTEM)

    assert values(drafts.parts(draft))[where]["asset"] == "there"


def test_writing_where_a_figure_stands_keeps_its_picture(client: FlaskClient, draft: ModuleDraft) -> None:
    _give(client)
    address = "/en/learn/desk/module/all/figures/circle"

    assert submit(client, address, {"section": "two", "source": "Fig. 2"}, form=address).status_code == 303

    value = values(drafts.parts(draft))[Where(ALL, PartKind.FIGURES, "circle")]
    assert (value["section"], value["asset"]) == ("two", "there")
    assert value["picture"]


def test_picture_whose_consent_ends_is_missing_again(client: FlaskClient, draft: ModuleDraft) -> None:
    _give(client)
    publish_draft(draft)
    db.session.commit()
    public = media.files_of("module", db.session.scalars(select(Module.id)).one())[0]

    describe(public, actor=SYSTEM, rights=public.rights, people_shown=PeopleShown.NOT_AGREED, descriptions={})
    db.session.commit()

    assert "Picture missing" in client.get("/en/learn/module").text


def test_picture_stands_on_paper(client: FlaskClient, draft: ModuleDraft) -> None:
    _give(client)
    publish_draft(draft)
    db.session.commit()

    page = queries.page("module", actor=SYSTEM, language="en")
    assert page is not None
    figure = pages.sections(page)[0].figures[0]
    assert figure.as_data().startswith("data:image/webp;base64,UklGR")
    pdf = client.get("/en/learn/module/module.pdf")
    assert b"/Subtype /Image" in pdf.data or b"/XObject" in pdf.data


def test_draft_made_anew_from_a_public_module_has_its_pictures(
    client: FlaskClient, draft: ModuleDraft
) -> None:
    _give(client)
    publish_draft(draft)
    db.session.delete(draft)
    db.session.commit()

    again = drafting.open_draft(db.session.scalars(select(Module)).one(), actor=SYSTEM)

    assert [file.rights for file in media.files_of("module_draft", again.id)] == [SAID["rights"]]


def test_member_sees_no_picture_of_a_draft(client: FlaskClient, draft: ModuleDraft) -> None:
    _give(client)
    file = media.files_of("module_draft", draft.id)[0]
    other = client.application.test_client()
    user: User = person("Mem Ber")
    sign_in(other, user)

    assert _status(client, media.address(file, "320")) == 200
    assert _status(other, media.address(file, "320")) == 404
