"""Checking oneself by a module's questions, and the certificate for members who want one."""

from typing import Any, Final

import segno
from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from cop.core.i18n import gettext as _
from cop.core.permissions import VISITOR, can
from cop.learning import answers, certificates, checking, queries
from cop.learning.certificates import Certificate
from cop.learning.queries import ModulePage
from cop.learning.rules import Permission
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.pdf import pdf_page
from cop.web.policy import members, open_to_all
from cop.web.templating import absolute

blueprint: Final = Blueprint("learning_check", __name__, url_prefix="/<lang:lang>/learn")


@blueprint.get("/<slug>/check")
@open_to_all
def check(slug: str) -> str:
    """Put the questions of a module, with what a member has asked to be kept."""
    page = _page_or_404(slug)
    kept = answers.kept(page, actor=current_actor())
    # Another version may put other questions, or the same in another order.
    said = kept.answers if kept is not None and kept.version == page.version_number else None
    return _drawn(page, checking.put(page.text, said), judged=False, kept=kept)


@blueprint.post("/<slug>/check")
@open_to_all
def answer(slug: str) -> Response:
    """Judge the answers and explain them. A member may ask that they be kept; else they are gone."""
    page, actor = _page_or_404(slug), current_actor()
    questions = checking.put(page.text, dict(request.form.lists()))
    passed = checking.is_passed(questions)
    if actor.is_member and request.form.get("keep"):
        answers.keep(page, checking.given(questions), actor=actor)
    elif actor.is_member:
        answers.forget(page, actor=actor)
    body = _drawn(
        page,
        questions,
        judged=True,
        kept=answers.kept(page, actor=actor),
        progress=checking.progress(page.text, questions),
        passed=passed,
        proof=certificates.prove(actor.id, slug, page.version_number) if passed and actor.is_member else "",
    )
    return make_response(body)


def _drawn(page: ModulePage, questions: list[checking.Put], **rest: Any) -> str:
    can_keep = current_actor().is_member
    return render_template("learning/check.html", page=page, questions=questions, can_keep=can_keep, **rest)


@blueprint.post("/<slug>/check/forget")
@members
def forget(slug: str) -> AnyResponse:
    """Forget the answers that a member had asked to be kept."""
    page = _page_or_404(slug)
    if answers.forget(page, actor=current_actor()):
        flash(_("Your answers are forgotten."), "info")
    return redirect(f"/{current_language()}/learn/{slug}/check", 303)


@blueprint.post("/<slug>/certificate")
@members
def certificate(slug: str) -> AnyResponse:
    """Give a certificate as a PDF to whoever has just answered everything rightly."""
    page, actor = _page_or_404(slug), current_actor()
    version = certificates.proved(request.form.get("proof", ""), actor.id, slug)
    name = " ".join(request.form.get("name", "").split())[: certificates.NAME_LIMIT]
    if actor.id is None or version is None or not name or not name.isprintable():
        flash(_("Answer the questions first, and write the name for the certificate."), "warning")
        return redirect(f"/{current_language()}/learn/{slug}/check", 303)
    said, token = certificates.issue(actor.id, name, slug, version)
    link = absolute(f"/{current_language()}/learn/certificates/{token}")
    return pdf_page(
        "learning/certificate_paper.html",
        title=_("Certificate"),
        certificate=said,
        page=page,
        link=link,
        code=segno.make(link, error="l").svg_data_uri(scale=2, border=0),
    )


@blueprint.get("/certificates/<token>")
@open_to_all
def certified(token: str) -> tuple[str, int]:
    """Say what a certificate says, where it is ours and still holds."""
    said, page = _certificate_or_404(token)
    revoked = answers.revoked(said)
    body = render_template(
        "learning/certificate.html",
        certificate=said,
        page=page,
        revoked=revoked,
        can_revoke=revoked is None and can(current_actor(), Permission.REVOKE, said),
        is_own=said.is_of(current_actor().id),
        address=f"/{current_language()}/learn/certificates/{token}",
    )
    return body, 410 if revoked else 200


@blueprint.post("/certificates/<token>/revoke")
@members
def revoke(token: str) -> AnyResponse:
    """Let a certificate hold no more."""
    said, _page = _certificate_or_404(token)
    answers.revoke(said, actor=current_actor())
    return redirect(f"/{current_language()}/learn/certificates/{token}", 303)


def _certificate_or_404(token: str) -> tuple[Certificate, ModulePage]:
    said = certificates.read(token[:2000])
    page = queries.page(said.slug, actor=VISITOR, language=current_language()) if said else None
    if said is None or page is None:
        abort(404)
    return said, page


def _page_or_404(slug: str) -> ModulePage:
    page = queries.page(slug, actor=VISITOR, language=current_language())
    if page is None or not page.text.questions:
        abort(404)
    return page
