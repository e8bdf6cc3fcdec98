"""The editors' pages of modules: which there are, how far one is, how it will look, making it public."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.addresses import queries as addresses
from cop.addresses.sentences import REASONS, STATES
from cop.config import LANGUAGES
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.learning import checking, drafting, drafts, listing, operations, pages
from cop.learning.forms import NewModuleForm, PublishForm
from cop.learning.gaps import gaps
from cop.learning.models import MODULES, Module, ModuleDraft
from cop.learning.parts import ALL
from cop.learning.queries import ModulePage
from cop.learning.sentences import PartInvalidError
from cop.records import queries as records
from cop.records.models import RecordState
from cop.records.pages import translations
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import staff
from cop.web.templating import LinkTo, language_names

blueprint: Final = Blueprint("learning_desk", __name__, url_prefix="/<lang:lang>/learn/desk")


def draft_or_404(slug: str) -> ModuleDraft:
    """Return the draft at that address."""
    draft = drafts.by_slug(slug, actor=current_actor())
    if draft is None:
        abort(404)
    return draft


def _module_or_404(slug: str) -> Module:
    module = drafts.module_of(slug, actor=current_actor())
    if module is None:
        abort(404)
    return module


@blueprint.get("")
@staff(Role.EDITOR)
def index() -> str:
    """List all modules: public, withdrawn, and those that only editors see."""
    modules = drafts.listed(actor=current_actor(), language=current_language())
    return render_template(
        "learning/desk.html",
        modules=[one for one in modules if not one.is_dropped],
        dropped=[one for one in modules if one.is_dropped],
        dead=addresses.count_dead(MODULES.kind),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@staff(Role.EDITOR)
def new() -> ResponseReturnValue:
    """Begin a module."""
    if request.method == "GET":
        return render_template("learning/desk_new.html", form=NewModuleForm.empty(current_language()))
    form = NewModuleForm()
    number = (form.number.data or "").strip()
    try:
        draft = drafting.begin(
            actor=current_actor(),
            language=form.language.data or "",
            number=int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else 0,
            title=form.title.data or "",
        )
    except PartInvalidError as error:
        for field, message in error.errors:
            form.refuse(InvalidError(field, message))
    except InvalidError as error:
        form.refuse(error)
    else:
        return redirect(url_for(".show", slug=draft.slug), 303)
    return render_template("learning/desk_new.html", form=form), 422


@blueprint.post("/<slug>/begin")
@staff(Role.EDITOR)
def begin(slug: str) -> ResponseReturnValue:
    """Begin to write in a module that is public."""
    drafting.open_draft(_module_or_404(slug), actor=current_actor())
    return redirect(url_for(".show", slug=slug), 303)


@blueprint.get("/<slug>")
@staff(Role.EDITOR)
def show(slug: str) -> str:
    """Show how far a module is, and what is the same in all its languages."""
    draft = draft_or_404(slug)
    module = drafts.module_of(slug, actor=current_actor())
    rows = drafts.parts(draft)
    values = drafts.values(rows)
    language, title = drafts.title_of(draft, rows, current_language())
    return render_template(
        "learning/desk_module.html",
        draft=draft,
        module=module,
        title=title,
        title_language=language,
        is_public=module is not None and module.state is RecordState.PUBLISHED,
        is_behind=module is not None and module.version_number != draft.base_version,
        editions=listing.edition_states(draft, rows),
        lists=listing.lists(draft, rows, ALL),
        facts=listing.facts(values),
        gaps=gaps(draft.source_language, values),
        warnings=listing.warnings(draft, values),
        links=listing.links(values),
        link_states=STATES,
        link_reasons=REASONS,
    )


@blueprint.get("/<slug>/<code>")
@staff(Role.EDITOR)
def edition(slug: str, code: str) -> str:
    """Show what one language says, part by part."""
    draft = draft_or_404(slug)
    if code not in LANGUAGES:
        abort(404)
    rows = drafts.parts(draft)
    states = {one.code: one for one in listing.edition_states(draft, rows)}
    return render_template(
        "learning/desk_edition.html",
        draft=draft,
        code=code,
        edition=states[code],
        title=drafts.title_of(draft, rows, current_language())[1],
        lists=listing.lists(draft, rows, code),
        missing=drafts.untranslated(draft, rows, code),
    )


@blueprint.route("/<slug>/publish", methods=["GET", "POST"])
@staff(Role.EDITOR)
def publish(slug: str) -> ResponseReturnValue:
    """Show what would change for readers, and make it public."""
    draft, actor = draft_or_404(slug), current_actor()
    form = PublishForm() if request.method == "POST" else PublishForm(formdata=None)
    if request.method == "POST":
        try:
            is_changed = drafting.publish(draft, actor=actor, note=form.note.data or "")
        except (InvalidError, ConflictError) as error:
            form.form_errors.append(error.message)
        else:
            words = _("Version %(number)s is public.", number=draft.base_version)
            flash(words if is_changed else _("Readers see all of this already."), "info")
            return redirect(url_for(".show", slug=slug), 303)
    return _publish_page(draft, form), 409 if form.form_errors else 200


def _publish_page(draft: ModuleDraft, form: PublishForm) -> str:
    rows = drafts.parts(draft)
    values, module = drafts.values(rows), drafts.module_of(draft.slug, actor=current_actor())
    found = gaps(draft.source_language, values)
    before = records.version(MODULES, module.id, module.version_number) if module else None
    return render_template(
        "learning/desk_publish.html",
        draft=draft,
        form=form,
        title=drafts.title_of(draft, rows, current_language())[1],
        gaps=found,
        warnings=listing.warnings(draft, values),
        changes=[] if found else listing.changes(before, drafts.content_of(draft, rows)),
        editions=listing.edition_states(draft, rows),
        number=(module.version_number if module else 0) + 1,
        is_behind=module is not None and module.version_number != draft.base_version,
    )


@blueprint.post("/<slug>/withdraw")
@staff(Role.EDITOR)
def withdraw(slug: str) -> ResponseReturnValue:
    """Take a module out of public sight."""
    reason = " ".join(request.form.get("reason", "").split())[:300]

    def change() -> None:
        operations.withdraw(_module_or_404(slug), actor=current_actor(), reason=reason)
        flash(_("Readers do not see the module any more. Its versions are kept."), "info")

    return _done(slug, change)


@blueprint.post("/<slug>/restore")
@staff(Role.EDITOR)
def restore(slug: str) -> ResponseReturnValue:
    """Bring a withdrawn module back."""

    def change() -> None:
        operations.restore(_module_or_404(slug), actor=current_actor())
        flash(_("Readers see the module again."), "info")

    return _done(slug, change)


@blueprint.post("/<slug>/take")
@staff(Role.EDITOR)
def take(slug: str) -> ResponseReturnValue:
    """Make the draft say what readers see."""

    def change() -> None:
        drafting.take_published(draft_or_404(slug), _module_or_404(slug), actor=current_actor())
        flash(
            _("The draft says what readers see. What it said before is among the earlier versions."), "info"
        )

    return _done(slug, change)


@blueprint.post("/<slug>/drop")
@staff(Role.EDITOR)
def drop(slug: str) -> ResponseReturnValue:
    """Put a draft aside, or take it up again."""
    is_dropped = request.form.get("dropped") == "yes"
    draft = draft_or_404(slug)
    try:
        drafting.drop(draft, actor=current_actor(), is_dropped=is_dropped)
    except ConflictError as error:
        flash(error.message, "warning")
        return redirect(url_for(".show", slug=slug), 303)
    if is_dropped:
        flash(_("The draft was put aside. You find it at the end of the list."), "info")
        return redirect(url_for(".index"), 303)
    return redirect(url_for(".show", slug=slug), 303)


def _done(slug: str, change: Callable[[], None]) -> ResponseReturnValue:
    try:
        change()
    except ConflictError as error:
        flash(error.message, "warning")
    return redirect(url_for(".show", slug=slug), 303)


@blueprint.get("/<slug>/preview")
@staff(Role.EDITOR)
def preview(slug: str) -> ResponseReturnValue:
    """Show the page as readers of this language would see it."""
    page = _preview_page(slug)
    if isinstance(page, str):
        flash(page, "warning")
        return redirect(url_for(".show", slug=slug), 303)
    language = current_language()
    values = pages.record(page, language)
    values["translations"] = [_here(link, slug) for link in translations(MODULES, page, language)]
    return render_template("learning/preview.html", **values | _framed(page))


def _here(link: LinkTo, slug: str) -> LinkTo:
    return replace(link, url=f"/{link.language}/learn/desk/{slug}/preview")


@blueprint.route("/<slug>/preview/check", methods=["GET", "POST"])
@staff(Role.EDITOR)
def preview_check(slug: str) -> ResponseReturnValue:
    """Try the questions of the draft; nothing of the answers is kept."""
    page = _preview_page(slug)
    if isinstance(page, str):
        abort(404)
    is_judged = request.method == "POST"
    questions = checking.put(page.text, request.form.to_dict(flat=False) if is_judged else None)
    return render_template(
        "learning/preview_check.html",
        questions=questions,
        judged=is_judged,
        progress=checking.progress(page.text, questions) if is_judged else [],
        passed=is_judged and checking.is_passed(questions),
        **_framed(page),
    )


def _framed(page: ModulePage) -> dict[str, Any]:
    language = current_language()
    return {
        "page": page,
        "text": page.text,
        "base_address": f"/{language}/learn/desk/{page.slug}/preview",
        "language_names": language_names(language),
    }


def _preview_page(slug: str) -> ModulePage | str:
    """Return the page as it would be, or what stands in the way."""
    draft = draft_or_404(slug)
    try:
        return listing.preview(draft, drafts.parts(draft), current_language())
    except InvalidError as error:
        return error.message
