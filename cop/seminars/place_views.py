"""Joining a seminar, and the page of one's own place: by the link in the mail, without an account."""

from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.accounts.content import DEFAULT_ZONES, normal_email
from cop.accounts.queries import people
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import spend
from cop.core.permissions import VISITOR
from cop.seminars import calendars, forms, pages, placing, queries
from cop.seminars.content import JOINERS_CONSENTS, STATE_LABELS
from cop.seminars.enums import PlaceState, Purpose, State
from cop.seminars.faces import moment
from cop.seminars.forms import JoinForm, PlaceForm
from cop.seminars.links import place_of, place_path
from cop.seminars.models import QuestionnaireField, Registration, Seminar
from cop.seminars.queries import SeminarPage
from cop.seminars.rules import JOINABLE, PLANNED
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import open_to_all

blueprint = Blueprint("seminar_places", __name__, url_prefix="/<lang:lang>/seminars")

SHOWN_BEFORE: Final = timedelta(hours=24)
"""So long before it begins, those who have a place see the way in."""


def _own() -> Any:
    actor = current_actor()
    return people([actor.id]).get(actor.id) if actor.id is not None else None


@blueprint.get("/<slug>/join")
@open_to_all
def join(slug: str) -> ResponseReturnValue:
    """Ask for a place."""
    page, actor, own = pages.page_or_404(slug), current_actor(), _own()
    zone = actor.timezone or DEFAULT_ZONES[current_language()]
    form = JoinForm(formdata=None, name=actor.name, email=own.email if own else "", timezone=zone)
    return _join_page(page, form, {}, [])


def _join_page(
    page: SeminarPage,
    form: JoinForm,
    given: dict[int, Any],
    consents: list[Purpose],
    errors: dict[str, str] | None = None,
) -> str:
    fields = queries.items(QuestionnaireField, page.seminar)
    language = current_language()
    return render_template(
        "seminars/join.html",
        page=page,
        seminar=page.seminar,
        form=form,
        moment=moment(page.when, language, current_actor().timezone),
        is_joinable=page.seminar.state in JOINABLE,
        is_full=page.seminar.state is State.FULL,
        state_label=STATE_LABELS[page.seminar.state],
        asked=forms.asked(fields, given, language, page.seminar.source_language, errors),
        consents=forms.agreed(JOINERS_CONSENTS, consents),
        errors=errors or {},
        knows_zone=current_actor().is_member,
    )


@blueprint.post("/<slug>/join")
@open_to_all
def take(slug: str) -> ResponseReturnValue:
    """Take a place; the answer is the same whether the address has one already or not."""
    form, actor = JoinForm(), current_actor()
    page = pages.page_or_404(slug)
    fields = queries.items(QuestionnaireField, page.seminar)
    given = forms.given_answers(fields, request.form)
    consents = forms.given_consents(JOINERS_CONSENTS, request.form)
    if form.website.data:
        return redirect(url_for(".sent", slug=slug), 303)  # only a program fills this in
    spend(placing.JOINING, request.remote_addr or "")
    try:
        spend(placing.MAILS, slug, normal_email(form.email.data or ""))
        seminar = db.session.get_one(Seminar, page.seminar.id)
        place = placing.join(
            seminar,
            actor=actor if _is_own(form.email.data or "") else VISITOR,
            email=form.email.data or "",
            name=form.name.data or "",
            organisation=form.organisation.data or "",
            language=current_language(),
            timezone=form.timezone.data or "",
            answers=given,
            consents=consents,
        )
    except InvalidError as error:
        form.refuse(error)
        return _join_page(pages.page_or_404(slug), form, given, consents, {error.field: error.message}), 422
    except ConflictError as error:
        db.session.rollback()
        form.form_errors.append(error.message)
        return _join_page(pages.page_or_404(slug), form, given, consents), 409
    if _is_own(place.email):
        return redirect(place_path(place, current_language()), 303)
    return redirect(url_for(".sent", slug=slug), 303)


def _is_own(email: str) -> bool:
    """Whether this is the address of whoever has signed in, which has been confirmed."""
    own = _own()
    return own is not None and own.email == email.strip().lower()


@blueprint.get("/<slug>/join/sent")
@open_to_all
def sent(slug: str) -> str:
    """Say that a mail is on its way."""
    page = pages.page_or_404(slug)
    return render_template("seminars/sent.html", page=page, seminar=page.seminar)


def _place_or_404(token: str) -> tuple[Registration, SeminarPage]:
    place = place_of(token)
    seminar = db.session.get(Seminar, place.seminar_id) if place is not None else None
    if place is None or seminar is None or seminar.state is State.DRAFT:
        abort(404)
    return place, queries.page_of(seminar, current_language())


@blueprint.get("/places/<token>")
@open_to_all
def place(token: str) -> str:
    """Show one's own place: whether one is in, the way in when it is time, what one has said."""
    own, page = _place_or_404(token)
    form = PlaceForm(formdata=None, name=own.name, organisation=own.organisation, timezone=own.timezone)
    held = [purpose for purpose, is_given in placing.consents_of(own).items() if is_given]
    return _place_page(token, own, page, form, placing.answers_of(own), held)


def _place_page(
    token: str,
    own: Registration,
    page: SeminarPage,
    form: PlaceForm,
    given: dict[int, Any],
    consents: list[Purpose],
    errors: dict[str, str] | None = None,
) -> str:
    fields = queries.items(QuestionnaireField, page.seminar)
    language, seminar = current_language(), page.seminar
    return render_template(
        "seminars/place.html",
        token=token,
        place=own,
        page=page,
        seminar=seminar,
        form=form,
        moment=moment(page.when, language, own.timezone),
        state_label=STATE_LABELS[seminar.state],
        join_url=_way_in(own, seminar),
        may_change=placing.may_change(seminar) and own.state is not PlaceState.LEFT,
        may_come_back=seminar.state in JOINABLE,
        asked=forms.asked(fields, given, language, seminar.source_language, errors),
        consents=forms.agreed(JOINERS_CONSENTS, consents),
        errors=errors or {},
    )


def _way_in(own: Registration, seminar: Seminar) -> str:
    """Return the link into the meeting, for whoever has a place, from a day before until it is over."""
    is_time = seminar.starts_at - SHOWN_BEFORE <= now() <= seminar.ends_at
    is_held = seminar.state in (*PLANNED, State.LIVE)
    return seminar.join_url or "" if is_time and is_held and own.state is PlaceState.JOINED else ""


@blueprint.get("/places/<token>/calendar.ics")
@open_to_all
def own_calendar(token: str) -> Response:
    """Give the seminar to the calendar of whoever has a place."""
    own, page = _place_or_404(token)
    [card] = queries.cards([page.seminar.id], actor=VISITOR, language=current_language())
    body = calendars.own_calendar(
        card,
        place_path(own, current_language()),
        is_waiting=own.state is PlaceState.WAITING,
        has_left=own.state is PlaceState.LEFT,
        changes=own.changes,
        language=current_language(),
    )
    return Response(body, content_type="text/calendar; charset=utf-8")


@blueprint.post("/places/<token>")
@open_to_all
def change(token: str) -> ResponseReturnValue:
    """Change what one has said."""
    own, page = _place_or_404(token)
    form = PlaceForm()
    fields = queries.items(QuestionnaireField, page.seminar)
    given = forms.given_answers(fields, request.form)
    consents = forms.given_consents(JOINERS_CONSENTS, request.form)
    try:
        placing.change(
            own,
            page.seminar,
            name=form.name.data or "",
            organisation=form.organisation.data or "",
            timezone=form.timezone.data or "",
            answers=given,
            consents=consents,
        )
    except InvalidError as error:
        db.session.rollback()
        form.refuse(error)
        own, page = _place_or_404(token)
        errors = {error.field: error.message}
        return _place_page(token, own, page, form, given, consents, errors), 422
    flash(_("Saved."), "info")
    return redirect(url_for(".place", token=token), 303)


@blueprint.post("/places/<token>/leave")
@open_to_all
def leave(token: str) -> ResponseReturnValue:
    """Give one's place back."""
    own, page = _place_or_404(token)
    placing.leave(own, page.seminar)
    flash(_("You have given your place back. Your answers are deleted."), "info")
    return redirect(url_for(".place", token=token), 303)


@blueprint.post("/places/<token>/return")
@open_to_all
def come_back(token: str) -> ResponseReturnValue:
    """Take one's place again."""
    own, page = _place_or_404(token)
    placing.come_back(own, page.seminar)
    return redirect(url_for(".place", token=token), 303)
