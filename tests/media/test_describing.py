"""What is said about files: by whom, in which language, and when it shows."""

import pytest

from cop.core import stamps
from cop.core.db import db
from cop.core.errors import InvalidError, NotAllowedError
from cop.core.permissions import Actor
from cop.media import queries
from cop.media.enums import PeopleShown
from cop.media.operations import copy_to, describe, remove
from tests.media.conftest import Things
from tests.media.keeping import keep_file


def test_description_is_kept_by_language(author: Actor) -> None:
    file = keep_file(author)

    describe(
        file,
        actor=author,
        rights="  Снимка:\n Мария Иванова ",
        people_shown=PeopleShown.AGREED,
        descriptions={"bg": " Деца \n играят", "ru": "", "en": "Children play"},
    )

    db.session.expire_all()
    assert file.rights == "Снимка: Мария Иванова"
    assert file.people_shown is PeopleShown.AGREED
    assert file.descriptions == {"bg": "Деца играят", "en": "Children play"}


@pytest.mark.parametrize(
    ("rights", "descriptions", "field", "sentence"),
    [
        ("x" * 301, {}, "rights", "Use at most 300 characters."),
        ("", {"bg": "x" * 501}, "descriptions", "A description may have at most 500 characters."),
        ("", {"de": "x"}, "descriptions", "not a language of this site: de"),
    ],
)
def test_description_that_cannot_be_taken_is_refused(
    author: Actor, rights: str, descriptions: dict[str, str], field: str, sentence: str
) -> None:
    file = keep_file(author)

    with pytest.raises(InvalidError) as refused:
        describe(
            file, actor=author, rights=rights, people_shown=PeopleShown.NOBODY, descriptions=descriptions
        )

    assert (refused.value.field, refused.value.message) == (field, sentence)


def test_only_who_sees_the_record_describes_and_removes(author: Actor, editor: Actor) -> None:
    file = keep_file(author)

    with pytest.raises(NotAllowedError):
        describe(file, actor=editor, rights="", people_shown=PeopleShown.NOBODY, descriptions={})
    with pytest.raises(NotAllowedError):
        remove(file, actor=editor)
    with pytest.raises(NotAllowedError):
        copy_to([file.id], "thing", 2, actor=author)


def test_files_of_a_public_record_are_changed_by_editors_alone(
    things: Things, author: Actor, editor: Actor
) -> None:
    file = keep_file(author)
    things.public.add(1)

    with pytest.raises(NotAllowedError):
        keep_file(author, b"more")
    with pytest.raises(NotAllowedError):
        describe(file, actor=author, rights="", people_shown=PeopleShown.NOBODY, descriptions={})
    with pytest.raises(NotAllowedError):
        remove(file, actor=author)
    remove(file, actor=editor)

    assert queries.files_of("thing", 1) == []


def test_what_changes_on_a_public_record_raises_the_stamp(
    things: Things, author: Actor, editor: Actor
) -> None:
    file = keep_file(author)
    before = stamps.current(stamps.CONTENT)
    describe(file, actor=author, rights="a", people_shown=PeopleShown.NOBODY, descriptions={})
    while_private = stamps.current(stamps.CONTENT)
    things.public.add(1)

    describe(file, actor=editor, rights="b", people_shown=PeopleShown.NOBODY, descriptions={})
    described = stamps.current(stamps.CONTENT)
    describe(file, actor=editor, rights="b", people_shown=PeopleShown.NOBODY, descriptions={})
    same = stamps.current(stamps.CONTENT)
    remove(file, actor=editor)

    assert (while_private, described, same) == (before, before + 1, before + 1)
    assert stamps.current(stamps.CONTENT) == before + 2
