"""Writing an edition and looking at it: as a page, by mail, in text, on paper."""

from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core.errors import CopError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.mail.rendering import Rendered
from cop.newsletter import operations, queries, reading
from cop.newsletter.content import FIELDS
from cop.newsletter.enums import IssueState, Mailing
from cop.newsletter.mails import rendered, rendered_notice
from cop.newsletter.models import Edition, Issue
from cop.newsletter.operations import ChangedError
from cop.newsletter.reading import IssuePage
from cop.web.flask import CONTENT_SECURITY_POLICY
from cop.web.identity import current_actor
from cop.web.pdf import pdf_page
from cop.web.policy import staff

blueprint = Blueprint("newsletter_writing", __name__, url_prefix="/<lang:lang>/desk/newsletter/<int:number>")

_WITH_FRAME = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
_MAIL_ALONE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
_DARK = "@media (prefers-color-scheme: dark)"


@blueprint.get("/texts/<code>")
@staff(Role.EDITOR)
def texts(number: int, code: str) -> str:
    """Show the fields of an edition."""
    issue, edition = _edition(number, code)
    return _form(issue, edition, _stored(issue, edition), edition.version or 0)


@blueprint.post("/texts/<code>")
@staff(Role.EDITOR)
def save(number: int, code: str) -> ResponseReturnValue:
    """Save an edition; where somebody else has, show both."""
    issue, edition = _edition(number, code)
    typed = _typed(issue)
    try:
        _save(issue, code, typed)
    except ChangedError as error:
        return _conflict(number, code, typed, error), 409
    except InvalidError as error:
        return _form(issue, edition, typed, _revision(), error), 400
    flash(_("Saved."), "info")
    if request.form.get("then") == "issue":
        return redirect(url_for("newsletter_desk.show", number=number), 303)
    return redirect(url_for(".texts", number=number, code=code), 303)


@blueprint.post("/texts/<code>/autosave")
@staff(Role.EDITOR)
def autosave(number: int, code: str) -> ResponseReturnValue:
    """Save while one writes."""
    issue, _present = _edition(number, code)
    try:
        revision = _save(issue, code, _typed(issue))
    except CopError as error:
        return jsonify(words=error.message), error.status
    return jsonify(revision=revision, words=_("Saved."))


@blueprint.get("/preview/<code>")
@staff(Role.EDITOR)
def preview(number: int, code: str) -> str:
    """Show an edition as its page will be."""
    return render_template("newsletter_desk/preview.html", page=_page(number, code), number=number, code=code)


@blueprint.get("/preview/<code>/mail")
@staff(Role.EDITOR)
def mail(number: int, code: str) -> Response:
    """Show an edition, or its correction, as a mail: light, dark, narrow, in text."""
    what = _mailing()
    words = _words(number, code, what)
    body = render_template(
        "newsletter_desk/mail.html",
        words=words,
        number=number,
        code=code,
        what=what,
        is_notice=what is Mailing.CORRECTION,
    )
    return Response(body, headers={"Content-Security-Policy": _WITH_FRAME})


@blueprint.get("/preview/<code>/html")
@staff(Role.EDITOR)
def html(number: int, code: str) -> Response:
    """Show the HTML of the mail, cut off from everything of ours, in a frame of the page above."""
    words = _words(number, code, _mailing()).html
    if request.args.get("scheme") == "dark":
        words = words.replace(_DARK, "@media all")
    return Response(words, headers={"Content-Security-Policy": _MAIL_ALONE})


@blueprint.get("/preview/<code>/pdf")
@staff(Role.EDITOR)
def paper(number: int, code: str) -> Response:
    """Give an edition as a PDF."""
    page = _page(number, code, on_paper=True)
    name = _("Newsletter no. %(number)s", number=number)
    return pdf_page("newsletter/issue_pdf.html", title=page.title or name, name=name, page=page)


def _mailing() -> Mailing:
    asked = request.args.get("what", "")
    return Mailing(asked) if asked in set(Mailing) else Mailing.ISSUE


def _words(number: int, code: str, what: Mailing) -> Rendered:
    issue, _present = _edition(number, code)
    page = reading.page(issue, language=code)
    if what is Mailing.CORRECTION:
        return rendered_notice(page, reading.notice(issue, page.language))
    return rendered(page)


def _page(number: int, code: str, *, on_paper: bool = False) -> IssuePage:
    issue, _present = _edition(number, code)
    return reading.page(issue, language=code, on_paper=on_paper)


def _edition(number: int, code: str) -> tuple[Issue, Edition]:
    """Return an issue and its edition, an empty one where there is none yet."""
    issue = queries.by_number(number, actor=current_actor())
    if issue is None or code not in LANGUAGES:
        abort(404)
    found = next((edition for edition in issue.editions if edition.language == code), None)
    return issue, found or Edition(language=code, version=0, texts={}, intros={})


def _stored(issue: Issue, edition: Edition) -> dict[str, str]:
    intros = {f"intro-{block['key']}": edition.intros.get(block["key"], "") for block in issue.blocks}
    return {name: edition.texts.get(name, "") for name in FIELDS} | intros


def _typed(issue: Issue) -> dict[str, str]:
    names = [*FIELDS, *(f"intro-{block['key']}" for block in issue.blocks)]
    return {name: request.form.get(name, "") for name in names}


def _revision() -> int:
    text = request.form.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _save(issue: Issue, code: str, typed: dict[str, str]) -> int:
    return operations.save_texts(
        issue,
        code,
        actor=current_actor(),
        version=_revision(),
        texts=typed,
        intros={name.removeprefix("intro-"): text for name, text in typed.items() if "intro-" in name},
    )


def _form(
    issue: Issue, edition: Edition, said: dict[str, str], revision: int, error: CopError | None = None
) -> str:
    return render_template("newsletter_desk/texts.html", **_context(issue, edition, said, revision, error))


def _conflict(number: int, code: str, typed: dict[str, str], error: CopError) -> str:
    """Draw the form with what was typed, and beside each field what stands there now."""
    issue, edition = _edition(number, code)
    present = _stored(issue, edition)
    context = _context(issue, edition, typed, edition.version or 0, error)
    return render_template(
        "newsletter_desk/texts.html",
        **context | {"present": {name: text for name, text in present.items() if text != typed.get(name)}},
    )


def _context(
    issue: Issue, edition: Edition, said: dict[str, str], revision: int, error: CopError | None
) -> dict[str, Any]:
    original = next((e for e in issue.editions if e.language == issue.source_language), None)
    shows_original = original is not None and original.language != edition.language
    page = reading.page(issue, language=edition.language)
    return {
        "issue": issue,
        "code": edition.language,
        "said": said,
        "revision": revision,
        "error": error,
        "error_field": getattr(error, "field", ""),
        "present": {},
        "original": _stored(issue, original) if original is not None and shows_original else {},
        "original_language": issue.source_language,
        "fields": FIELDS,
        "blocks": page.blocks,
        "is_draft": issue.state is IssueState.DRAFT,
    }
