"""What the editors' pages of all kinds of records do alike: a draft on its way, one part of it written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.core.records import kinds
from cop.records import drafting, operations, queries
from cop.records import drafts as reading
from cop.records.changes import Difference
from cop.records.drafting import PartConflictError
from cop.records.forms import BeginForm, PartForm, PublishForm
from cop.records.models import C, Drafts, RecordState
from cop.records.pages import changes_shown
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import staff
from cop.web.templating import LinkTo, moment

REASON_LIMIT: Final = 300
Shown = Sequence[tuple[str, str, str]]
"""The fields of a part: (name, label, words)."""


def draft_or_404(drafts: Drafts[C], slug: str) -> Any:
    """Return the draft at that address."""
    return or_404(reading.by_slug(drafts, slug, actor=current_actor()))


def _record_or_404(drafts: Drafts[C], slug: str) -> Any:
    return or_404(reading.record_of(drafts, slug, actor=current_actor()))


def add_buttons(blueprint: Blueprint, drafts: Drafts[C]) -> None:
    """Let a desk have the buttons that change a whole draft or record, each an address below `/<slug>`."""
    for name, press in _BUTTONS.items():
        view = staff(Role.EDITOR)(partial(_pressed, press, drafts))
        blueprint.add_url_rule(f"/<slug>/{name}", name, view, methods=["POST"])


def _pressed(press: Callable[[Drafts[C], str], str], drafts: Drafts[C], slug: str) -> ResponseReturnValue:
    try:
        said = press(drafts, slug)
    except ConflictError as error:
        flash(error.message, "warning")
    else:
        if said:
            flash(said, "info")
    return redirect(url_for(".show", slug=slug), 303)


def _begin(drafts: Drafts[C], slug: str) -> str:
    """Begin to write in what is public."""
    drafting.open_draft(drafts, _record_or_404(drafts, slug), actor=current_actor())
    return ""


def _take(drafts: Drafts[C], slug: str) -> str:
    draft, record = draft_or_404(drafts, slug), _record_or_404(drafts, slug)
    drafting.take_published(drafts, draft, record, actor=current_actor())
    return _("The draft says what readers see. What it said before is among the earlier versions.")


def _withdraw(drafts: Drafts[C], slug: str) -> str:
    record, reason = _record_or_404(drafts, slug), _reason()
    if not reason:
        raise ConflictError(_("Say why readers shall not see it any more."))
    operations.withdraw(record, drafts.tables, drafts.withdraw, actor=current_actor(), reason=reason)
    return _("Readers do not see it any more. Its versions are kept.")


def _restore(drafts: Drafts[C], slug: str) -> str:
    record = _record_or_404(drafts, slug)
    operations.restore(record, drafts.tables, drafts.withdraw, actor=current_actor(), reason=_reason())
    return _("Readers see it again.")


def _drop(drafts: Drafts[C], slug: str) -> str:
    """Put a draft aside, or take it up again."""
    draft, is_dropped = draft_or_404(drafts, slug), request.form.get("dropped") == "yes"
    drafting.drop(drafts, draft, actor=current_actor(), is_dropped=is_dropped)
    return _("The draft was put aside. You find it at the end of the list.") if is_dropped else ""


_BUTTONS: Final[Mapping[str, Callable[[Drafts[Any], str], str]]] = {
    "begin": _begin,
    "take": _take,
    "withdraw": _withdraw,
    "restore": _restore,
    "drop": _drop,
}


def _reason() -> str:
    return " ".join(request.form.get("reason", "").split())[:REASON_LIMIT]


def frame(drafts: Drafts[C]) -> dict[str, Any]:
    """Return what every page of a desk needs: its address, and what it is called."""
    tables = drafts.tables
    return {"home": tables.address("desk", current_language()), "home_label": kinds()[tables.kind].plural}


def listing(drafts: Drafts[C], listed: Sequence[Any]) -> dict[str, Any]:
    """Return what the list of all records shows, those that were put aside apart."""
    return {
        **frame(drafts),
        "path": drafts.tables.path,
        "listed": [one for one in listed if not one.is_dropped],
        "dropped": [one for one in listed if one.is_dropped],
    }


def beginning(
    drafts: Drafts[C], form_class: type[BeginForm], begin: Callable[[Any], Any]
) -> ResponseReturnValue:
    """Show the form of a new record, or begin what was sent."""
    is_sent = request.method == "POST"
    form = form_class() if is_sent else form_class.empty(current_language())
    if is_sent:
        try:
            return redirect(url_for(".show", slug=begin(form).slug), 303)
        except InvalidError as error:
            form.refuse(error)
    return render_template("records/desk_new.html", form=form, **frame(drafts)), 422 if is_sent else 200


def overview(drafts: Drafts[C], draft: Any, rows: Sequence[Any]) -> dict[str, Any]:
    """Return what the pages of a draft show: what it is called, and how far it is."""
    record = reading.record_of(drafts, draft.slug, actor=current_actor())
    language, title = reading.title_of(draft, rows, current_language())
    return {
        **frame(drafts),
        "draft": draft,
        "record": record,
        "title": title,
        "title_language": language,
        "is_public": record is not None and record.state is RecordState.PUBLISHED,
        "is_behind": record is not None and record.version_number != draft.base_version,
        "editions": reading.editions(draft, rows),
        "path": drafts.tables.path,
    }


def previews(drafts: Drafts[C], slug: str, links: Sequence[LinkTo]) -> list[LinkTo]:
    """Return links to translations of a record as links to their previews."""
    home = drafts.tables.address("desk", "{}")
    return [replace(link, url=f"{home.format(link.language)}/{slug}/preview") for link in links]


def publishing(
    template: str,
    drafts: Drafts[C],
    draft: Any,
    make_public: Callable[..., bool],
    differences: Callable[[C, C], Sequence[Difference]],
    **besides: Any,
) -> ResponseReturnValue:
    """Show what would change for readers, or make it public."""
    form = PublishForm() if request.method == "POST" else PublishForm(formdata=None)
    if request.method == "POST":
        try:
            note = form.note.data or ""
            is_changed = drafting.publish(drafts, draft, make_public, actor=current_actor(), note=note)
        except (InvalidError, ConflictError) as error:
            form.form_errors = [*form.form_errors, error.message]
        else:
            words = _("Version %(number)s is public.", number=draft.base_version)
            flash(words if is_changed else _("Readers see all of this already."), "info")
            return redirect(url_for(".show", slug=draft.slug), 303)
    rows = reading.parts(drafts, draft)
    seen = overview(drafts, draft, rows)
    record, changes = seen["record"], []
    before = queries.version(drafts.tables, record.id, record.version_number) if record else None
    try:
        content = reading.content_of(drafts, draft, rows)
    except InvalidError:
        is_changed = True
    else:
        is_changed = before is None or before.fingerprint() != content.fingerprint()
        changes = changes_shown(differences(before, content), current_language()) if before else []
    page = render_template(
        template,
        form=form,
        changes=changes,
        is_changed=is_changed,
        number=(record.version_number if record else 0) + 1,
        **seen,
        **besides,
    )
    return page, 409 if form.form_errors else 200


def saved(
    form: PartForm, save: Callable[[], Any], page: Callable[..., str], after: Callable[[Any], str]
) -> ResponseReturnValue:
    """Save a part and go on; else give `page`, with `theirs` where somebody else was first."""
    try:
        row = save()
    except InvalidError as error:
        form.refuse(error)
        return page(), 422
    except PartConflictError as error:
        form.form_errors = [*form.form_errors, error.message]
        form.begin(error.present.revision)
        return page(theirs=error.present.value), 409
    flash(_("Saved."), "info")
    return redirect(after(row), 303)


def autosaved(form: PartForm, save: Callable[..., Any]) -> ResponseReturnValue:
    """Save what has been typed so far, for the script of the page: {"revision", "words"} or {"words"}."""
    try:
        row = save(is_going_on=form.revision.data != form.begun.data)
    except PartConflictError:
        words = _("This text has been changed since you opened it. Press “Save” to see both versions.")
        return jsonify(words=words), 409
    except InvalidError as error:
        words = _("Not saved: something is missing or cannot be so. Press “Save” to see what.")
        return jsonify(words=words), error.status
    return jsonify(revision=row.revision, words=_("Saved %(time)s", time=moment(row.edited_at)))


def differing(mine: Shown, theirs: Shown) -> list[tuple[str, str, str, str]]:
    """Return (name, label, mine, theirs) of the fields that say something else."""
    present = {name: words for name, _label, words in theirs}
    return [
        (name, label, words, present.get(name, ""))
        for name, label, words in mine
        if words.strip() != present.get(name, "").strip()
    ]


def versions(
    drafts: Drafts[C], draft: Any, row: Any, shown: Callable[[Mapping[str, Any]], Shown], **besides: Any
) -> dict[str, Any]:
    """Return what the page of a part's earlier versions shows."""
    rows = reading.parts(drafts, draft)
    return {
        **frame(drafts),
        "draft": draft,
        "title": reading.title_of(draft, rows, current_language())[1],
        "present": shown(row.value),
        "versions": [(one, shown(one.value)) for one in reading.former(drafts, row)],
        "language": row.language or current_language(),
        **besides,
    }


def restored(drafts: Drafts[C], draft: Any, row: Any, former: int) -> None:
    """Bring back what a part said before."""
    before = or_404(next((one for one in reading.former(drafts, row) if one.id == former), None))
    drafting.restore(drafts, draft, row, before, actor=current_actor())
    flash(_("Saved."), "info")
