"""The page of a speaker: by the link in the mail, without an account."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.limits import spend
from cop.core.permissions import LINK
from cop.media import operations as media
from cop.media import queries as media_queries
from cop.seminars import forms, queries, speaking, values
from cop.seminars.content import CONTRIBUTION_KIND, SPEAKERS_CONSENTS
from cop.seminars.enums import Purpose
from cop.seminars.faces import moment
from cop.seminars.forms import SlidesForm
from cop.seminars.links import contribution_of
from cop.seminars.models import Contribution, Seminar
from cop.seminars.queries import SeminarPage
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import accepts, open_to_all

blueprint = Blueprint("seminar_speakers", __name__, url_prefix="/<lang:lang>/seminars/speaking")


def _found_or_404(token: str) -> tuple[Contribution, SeminarPage]:
    contribution = or_404(contribution_of(token))
    seminar = db.session.get_one(Seminar, contribution.seminar_id)
    return contribution, queries.page_of(seminar, current_language())


@blueprint.get("/<token>")
@open_to_all
def show(token: str) -> str:
    """Show what a speaker is asked."""
    contribution, page = _found_or_404(token)
    given = [purpose for purpose, is_given in speaking.held(contribution).items() if is_given]
    form = SlidesForm(formdata=None, slides_url=contribution.slides_url or "")
    return _page(token, contribution, page, form, given)


def _page(
    token: str, contribution: Contribution, page: SeminarPage, form: SlidesForm, given: list[Purpose]
) -> str:
    shown_in, words = best_text(contribution.texts, current_language(), page.seminar.source_language)
    file_id = contribution.slides_file
    file = media_queries.file_of(file_id, CONTRIBUTION_KIND, contribution.id) if file_id else None
    return render_template(
        "seminars/speaker.html",
        token=token,
        page=page,
        seminar=page.seminar,
        form=form,
        words=words,
        shown_in=shown_in,
        file=file,
        moment=moment(page.when, current_language()),
        consents=forms.agreed(SPEAKERS_CONSENTS, given),
    )


@accepts(media.REQUEST_BYTES)
@blueprint.post("/<token>")
@open_to_all
def say(token: str) -> ResponseReturnValue:
    """Note what the speaker agrees to, and their slides."""
    contribution, page = _found_or_404(token)
    form, given = SlidesForm(), forms.given_consents(SPEAKERS_CONSENTS, request.form)
    upload = form.file.data
    try:
        url = values.address("slides_url", form.data)
        taken = None
        if upload and upload.filename:
            spend(speaking.GIVING, str(contribution.id))
            taken = (
                speaking.take(contribution, upload.read(), upload.filename, actor=LINK),
                upload.filename,
            )
            contribution, page = _found_or_404(token)
        speaking.say(
            contribution,
            page.seminar,
            actor=LINK,
            language=current_language(),
            recording=Purpose.RECORDING in given,
            publication=Purpose.PUBLICATION in given,
            url=url,
            file=taken,
        )
    except InvalidError as error:
        form.refuse(error)
        db.session.rollback()
        contribution, page = _found_or_404(token)
        return _page(token, contribution, page, form, given), 422
    flash(_("Saved. Thank you."), "info")
    return redirect(url_for(".show", token=token), 303)
