"""Checking oneself by a module's questions, and the certificate for members who want one."""

from typing import Final

import segno
from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from cop.core.i18n import gettext as _
from cop.core.permissions import VISITOR
from cop.learning import certificates, checking, queries
from cop.learning.queries import ModulePage
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.pdf import pdf_page
from cop.web.policy import members, open_to_all
from cop.web.templating import absolute

blueprint: Final = Blueprint("learning_check", __name__, url_prefix="/<lang:lang>/learn")


@blueprint.get("/<slug>/check")
@open_to_all
def check(slug: str) -> str:
    """Put the questions of a module."""
    page = _page_or_404(slug)
    return render_template("learning/check.html", page=page, questions=checking.put(page.text), judged=False)


@blueprint.post("/<slug>/check")
@open_to_all
def answer(slug: str) -> Response:
    """Judge the answers and explain them. Nothing is kept: the answer goes to whoever asked, and is gone."""
    page, actor = _page_or_404(slug), current_actor()
    questions = checking.put(page.text, dict(request.form.lists()))
    passed = checking.is_passed(questions)
    body = render_template(
        "learning/check.html",
        page=page,
        questions=questions,
        judged=True,
        progress=checking.progress(page.text, questions),
        passed=passed,
        proof=certificates.prove(actor.id, slug, page.version_number) if passed and actor.is_member else "",
    )
    return make_response(body)


@blueprint.post("/<slug>/certificate")
@members
def certificate(slug: str) -> AnyResponse:
    """Give a certificate as a PDF to whoever has just answered everything rightly."""
    page, actor = _page_or_404(slug), current_actor()
    version = certificates.proved(request.form.get("proof", ""), actor.id, slug)
    name = " ".join(request.form.get("name", "").split())[: certificates.NAME_LIMIT]
    if version is None or not name or not name.isprintable():
        flash(_("Answer the questions first, and write the name for the certificate."), "warning")
        return redirect(f"/{current_language()}/learn/{slug}/check", 303)
    said, token = certificates.issue(name, slug, version)
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
def certified(token: str) -> str:
    """Say what a certificate says, where it is ours."""
    said = certificates.read(token[:2000])
    page = queries.page(said.slug, actor=VISITOR, language=current_language()) if said else None
    if said is None or page is None:
        abort(404)
    return render_template("learning/certificate.html", certificate=said, page=page)


def _page_or_404(slug: str) -> ModulePage:
    page = queries.page(slug, actor=VISITOR, language=current_language())
    if page is None or not page.text.questions:
        abort(404)
    return page
