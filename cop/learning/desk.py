"""The editors' pages of modules: which there are, how far one is, how it will look, making it public."""

from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.addresses import queries as addresses
from cop.addresses.sentences import REASONS, STATES
from cop.config import LANGUAGES
from cop.core.errors import InvalidError
from cop.core.permissions import Role
from cop.learning import checking, drafting, listing, pages
from cop.learning.changes import differences
from cop.learning.drafts import DRAFTS, parts
from cop.learning.enums import PartKind
from cop.learning.forms import NewModuleForm
from cop.learning.gaps import gaps
from cop.learning.models import MODULES, ModuleDraft
from cop.learning.queries import ModulePage
from cop.records import desk
from cop.records import drafts as reading
from cop.records.parts import ALL, ONLY
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import staff
from cop.web.templating import language_names

blueprint: Final = Blueprint("learning_desk", __name__, url_prefix="/<lang:lang>/learn/desk")
desk.add_buttons(blueprint, DRAFTS)


@blueprint.get("")
@staff(Role.EDITOR)
def index() -> str:
    """List all modules by their numbers: public, withdrawn, and those that only editors see."""
    listed = reading.listed(DRAFTS, actor=current_actor(), language=current_language())
    listed.sort(key=lambda one: (one.facts["number"] if one.facts else one.record.position, one.slug))
    dead = addresses.count_dead(MODULES.kind)
    return render_template("learning/desk.html", dead=dead, **desk.listing(DRAFTS, listed))


@blueprint.route("/new", methods=["GET", "POST"])
@staff(Role.EDITOR)
def new() -> ResponseReturnValue:
    """Begin a module."""
    return desk.beginning(DRAFTS, NewModuleForm, _begun)


def _begun(form: NewModuleForm) -> ModuleDraft:
    number = (form.number.data or "").strip()
    return drafting.begin(
        actor=current_actor(),
        language=form.language.data or "",
        number=int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else 0,
        title=form.title.data or "",
    )


@blueprint.get("/<slug>")
@staff(Role.EDITOR)
def show(slug: str) -> str:
    """Show how far a module is, and what is the same in all its languages."""
    draft = desk.draft_or_404(DRAFTS, slug)
    rows = parts(draft)
    values = reading.values(rows)
    stated = PartKind.FACTS.value
    return render_template(
        "learning/desk_draft.html",
        lists=listing.lists(draft, rows, ALL),
        facts=listing.facts(values),
        facts_page=url_for("learning_parts.write", slug=slug, code="all", listing=stated, entry=ONLY),
        links=listing.links(values),
        link_states=STATES,
        link_reasons=REASONS,
        **_to_mend(draft, values),
        **desk.overview(DRAFTS, draft, rows),
    )


def _to_mend(draft: ModuleDraft, values: Any) -> dict[str, Any]:
    found = gaps(draft.source_language, values)
    return {"gaps": found, "warnings": listing.warnings(draft, values)}


@blueprint.get("/<slug>/<code>")
@staff(Role.EDITOR)
def edition(slug: str, code: str) -> str:
    """Show what one language says, part by part."""
    draft = desk.draft_or_404(DRAFTS, slug)
    if code not in LANGUAGES:
        abort(404)
    rows = parts(draft)
    return render_template(
        "learning/desk_edition.html",
        **desk.frame(DRAFTS),
        draft=draft,
        code=code,
        edition=next(one for one in reading.editions(draft, rows) if one.code == code),
        title=reading.title_of(draft, rows, current_language())[1],
        lists=listing.lists(draft, rows, code),
        missing=reading.untranslated(draft, rows, code),
    )


@blueprint.route("/<slug>/publish", methods=["GET", "POST"])
@staff(Role.EDITOR)
def publish(slug: str) -> ResponseReturnValue:
    """Show what would change for readers, and make it public."""
    draft = desk.draft_or_404(DRAFTS, slug)
    to_mend = _to_mend(draft, reading.values(parts(draft)))
    template, make_public = "learning/desk_publish.html", drafting.make_public
    return desk.publishing(template, DRAFTS, draft, make_public, differences, **to_mend)


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
    values["translations"] = desk.previews(DRAFTS, slug, values["translations"])
    return render_template("learning/preview.html", **values | _framed(page))


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
    draft = desk.draft_or_404(DRAFTS, slug)
    try:
        return listing.preview(draft, parts(draft), current_language())
    except InvalidError as error:
        return error.message
