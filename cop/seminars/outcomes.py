"""What a seminar leaves behind: contributions, moments of the recording, open questions, next steps."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, select

from cop.core import audit, links
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.links import Relation
from cop.core.permissions import Actor, authorize
from cop.core.records import Ref, at_path
from cop.records.content import LINE_LIMIT
from cop.seminars.content import CONTRIBUTION_KIND, KIND, QUESTION_KIND
from cop.seminars.enums import Material, QuestionState
from cop.seminars.models import (
    Contribution,
    Item,
    NextStep,
    OpenQuestion,
    QuestionnaireField,
    Seminar,
    Takeaway,
)
from cop.seminars.operations import touch
from cop.seminars.queries import items
from cop.seminars.rules import Permission

WORDS: Final[Mapping[type[Item], tuple[str, ...]]] = {
    Contribution: ("speaker", "role", "organisation", "city", "title", "insight"),
    Takeaway: ("words",),
    OpenQuestion: ("question",),
    NextStep: ("what", "owner", "evidence"),
    QuestionnaireField: ("label", "options"),
}
"""The words of each kind; the first must be there."""
MOST: Final = 100
WORDS_LIMIT: Final = 2000


class ItemConflictError(ConflictError):
    """Somebody else has changed the item meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody has changed this while you were writing. Look at both, then save again.")
        )


def add(
    model: type[Item],
    seminar: Seminar,
    *,
    actor: Actor,
    texts: Mapping[str, Mapping[str, str]],
    values: Mapping[str, Any],
) -> Item:
    """Add an item at the end."""
    authorize(actor, Permission.EDIT, seminar)
    _lock(seminar)
    present = items(model, seminar)
    if len(present) >= MOST:
        raise InvalidError("", _("There are as many of these as there can be."))
    item = model()
    item.seminar_id = seminar.id
    item.position = (db.session.scalar(_last(model, seminar)) or 0) + 1
    item.texts = _clean(model, texts, seminar)
    _set(item, values, seminar)
    db.session.add(item)
    db.session.flush()
    audit.record(actor, f"seminar.add_{_name(item)}", KIND, seminar.slug, item=item.id)
    touch(seminar)
    return item


def _lock(seminar: Seminar) -> None:
    """Let nobody else add to this seminar until the transaction ends, so that places stay in order."""
    db.session.execute(select(Seminar.id).where(Seminar.id == seminar.id).with_for_update())


def _last(model: type[Item], seminar: Seminar) -> Any:
    return select(func.max(model.position)).where(model.seminar_id == seminar.id)


def change(
    item: Item,
    seminar: Seminar,
    *,
    actor: Actor,
    texts: Mapping[str, Mapping[str, str]],
    values: Mapping[str, Any],
    revision: int,
) -> Item:
    """Say something else; `revision` is the one that the writer had before their eyes."""
    authorize(actor, Permission.EDIT, seminar)
    db.session.refresh(item, with_for_update=True)
    said = _clean(type(item), {**item.texts, **texts}, seminar)
    is_same = said == item.texts and all(getattr(item, name) == value for name, value in values.items())
    if is_same:
        return item
    if item.revision != revision:
        raise ItemConflictError
    item.texts = said
    _set(item, values, seminar)
    item.revision += 1
    db.session.flush()
    audit.record(actor, f"seminar.change_{_name(item)}", KIND, seminar.slug, item=item.id)
    touch(seminar)
    return item


def _set(item: Item, values: Mapping[str, Any], seminar: Seminar) -> None:
    for name, value in values.items():
        if name == "state" and getattr(item, name) != value:
            item.state_since = now()  # type: ignore[attr-defined] # what has states says since when
        setattr(item, name, value)
    if isinstance(item, Contribution):
        if item.adds_to is not None and (
            item.adds_to == item.id or item.adds_to not in {one.id for one in items(Contribution, seminar)}
        ):
            raise InvalidError("adds_to", _("Choose the contribution that this one adds to."))
        if item.slides is Material.THERE and not (item.slides_url or item.slides_file):
            raise InvalidError("slides_url", _("Write where the slides are, or choose another answer."))


def _clean(
    model: type[Item], texts: Mapping[str, Mapping[str, str]], seminar: Seminar
) -> dict[str, dict[str, str]]:
    """Return the words without blanks; the first of them must be there in the seminar's own language."""
    keys = WORDS[model]
    found = {}
    for language, given in texts.items():
        said = {key: given.get(key, "").strip() for key in keys if given.get(key, "").strip()}
        for key, words in said.items():
            most = WORDS_LIMIT if key in ("options", "insight", "words", "question", "what") else LINE_LIMIT
            if len(words) > most:
                raise InvalidError(key, _("Use at most %(count)s characters.", count=most))
        if said.get(keys[0]):
            found[language] = said
    if seminar.source_language not in found:
        raise InvalidError(keys[0], _("Write this first in the seminar's own language."))
    return found


def remove(item: Item, seminar: Seminar, *, actor: Actor) -> None:
    """Take an item away, and what is linked with it."""
    authorize(actor, Permission.EDIT, seminar)
    id = item.id
    if isinstance(item, OpenQuestion):
        links.forget(Ref(QUESTION_KIND, id))
    if isinstance(item, Contribution):
        links.forget(Ref(CONTRIBUTION_KIND, id))
    name = _name(item)
    touch(seminar)  # while the contribution is still there to be taken out of the index
    db.session.delete(item)
    db.session.flush()
    audit.record(actor, f"seminar.remove_{name}", KIND, seminar.slug, item=id)


def put_in_order(model: type[Item], seminar: Seminar, ids: Sequence[int], *, actor: Actor) -> None:
    """Bring the items into this order; those that are not named stay behind them."""
    authorize(actor, Permission.EDIT, seminar)
    place = {id: position for position, id in enumerate(ids, 1)}
    for item in items(model, seminar):
        item.position = place.get(item.id, len(place) + item.position)
    db.session.flush()
    audit.record(actor, "seminar.order", KIND, seminar.slug, of=model.__tablename__)
    touch(seminar)


def answer(question: OpenQuestion, seminar: Seminar, *, actor: Actor, path: str) -> None:
    """Link a question with the record that answers it; it is answered then. Safe to repeat."""
    authorize(actor, Permission.EDIT, seminar)
    card = at_path(path, actor=actor, language=seminar.source_language)
    if card is None:
        raise InvalidError("path", _("There is no record at this address. Copy it from the record's page."))
    if card.ref == Ref(QUESTION_KIND, question.id):
        raise InvalidError("path", _("A question does not answer itself."))
    links.link(card.ref, Relation.ANSWERS, Ref(QUESTION_KIND, question.id), actor=actor)
    set_state(question, seminar, QuestionState.ANSWERED, actor=actor)


def set_state(question: OpenQuestion, seminar: Seminar, state: QuestionState, *, actor: Actor) -> None:
    """Say how far a question is: tried, answered, or open again; safe to repeat."""
    authorize(actor, Permission.EDIT, seminar)
    if question.state is state:
        return
    before = question.state
    question.state, question.state_since = state, now()
    db.session.flush()
    audit.record(
        actor, "seminar.question", QUESTION_KIND, question.id, before=before.value, after=state.value
    )
    touch(seminar)


def discuss(seminar: Seminar, path: str, *, actor: Actor) -> None:
    """Say that a record was discussed in the seminar; safe to repeat."""
    authorize(actor, Permission.EDIT, seminar)
    card = at_path(path, actor=actor, language=seminar.source_language)
    if card is None or card.ref == Ref(KIND, seminar.id):
        raise InvalidError("path", _("There is no record at this address. Copy it from the record's page."))
    links.link(Ref(KIND, seminar.id), Relation.DISCUSSES, card.ref, actor=actor)


def discuss_no_more(seminar: Seminar, ref: Ref, *, actor: Actor) -> None:
    """Take the link to a record away; safe to repeat."""
    authorize(actor, Permission.EDIT, seminar)
    links.unlink(Ref(KIND, seminar.id), Relation.DISCUSSES, ref, actor=actor)


_NAMES: Final[Mapping[type[Item], str]] = {
    Contribution: "contribution",
    Takeaway: "takeaway",
    OpenQuestion: "question",
    NextStep: "step",
    QuestionnaireField: "field",
}


def _name(item: Item) -> str:
    return _NAMES[type(item)]
