"""The mails of the site, for administrators: a list, and one mail as its reader sees it.

Whoever reads a mail reads what was written to another person, and that is put down in the audit trail.
A GET changes nothing; so the words are shown only after a POST, which writes the trail and leads on to
an address that carries a key: signed, for this mail and this reader, for a quarter of an hour.
"""

from flask import Blueprint, Response, abort, current_app, flash, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.mail import operations, queries
from cop.mail.models import STUCK, MailMessage, MailState
from cop.mail.rendering import Rendered, render, render_without_keys
from cop.mail.trail_words import STATE_NAMES
from cop.web.flask import CONTENT_SECURITY_POLICY
from cop.web.identity import current_actor
from cop.web.missing import or_404
from cop.web.policy import staff
from cop.web.templating import LinkTo

blueprint = Blueprint("mail_desk", __name__)

KEY_SECONDS = 15 * 60

_WITH_FRAME = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
_MAIL_ALONE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


def state_name(state: MailState) -> str:
    """Return how far a mail has come, in words."""
    return str(STATE_NAMES[state])


def letter_name(template: str) -> str:
    """Return what a mail is about, without what is said to whom."""
    return str(current_app.extensions["cop.letters"].get(template, template))


@blueprint.get("/<lang:lang>/desk/mail")
@staff(Role.ADMINISTRATOR)
def mails() -> str:
    """List mails, those that failed first."""
    actor = current_actor()
    asked = request.args.get("state", "")
    state = MailState(asked) if asked in set(MailState) else None
    recipient = request.args.get("recipient", "")[:200]
    page = queries.listed(actor, state=state, recipient=recipient, after=request.args.get("after", ""))
    return render_template(
        "mail_desk/mails.html",
        page=page,
        state=state,
        recipient=recipient,
        states=_states(state, recipient),
        state_name=state_name,
        letter_name=letter_name,
        stuck=STUCK,
        next_url=_address(state, recipient, page.after) if page.after else "",
    )


def _states(chosen: MailState | None, recipient: str) -> list[LinkTo]:
    counts = queries.counts(current_actor())
    return [
        LinkTo(_("All"), _address(None, recipient), chosen is None),
        *(
            LinkTo(
                _("%(state)s: %(n)s", state=state_name(state), n=counts[state]),
                _address(state, recipient),
                state is chosen,
            )
            for state in MailState
            if state in counts
        ),
    ]


def _address(state: MailState | None, recipient: str, after: str = "") -> str:
    # What is None is left out of the address.
    return url_for(
        ".mails",
        state=state.value if state else None,
        recipient=recipient or None,
        after=after or None,
    )


@blueprint.get("/<lang:lang>/desk/mail/<int:id>")
@staff(Role.ADMINISTRATOR)
def mail(id: int) -> Response:
    """Show what has become of a mail; its words to whoever has asked for them."""
    found = _found(id)
    key = request.args.get("key", "")
    is_open = found.forgotten_at is None and _fits(key, found)
    problem, rendered = _rendered(found) if is_open else ("", None)
    body = render_template(
        "mail_desk/mail.html",
        mail=found,
        masked=queries.masked(found.to),
        rendered=rendered,
        problem=problem,
        is_open=is_open,
        key=key,
        state_name=state_name,
        letter_name=letter_name,
        stuck=STUCK,
    )
    return Response(body, headers={"Content-Security-Policy": _WITH_FRAME})


@blueprint.post("/<lang:lang>/desk/mail/<int:id>/show")
@staff(Role.ADMINISTRATOR)
def show(id: int) -> Response:
    """Write down who looks, and lead them to the words."""
    found = operations.look(_found(id), actor=current_actor())
    return _see_other(url_for(".mail", id=id, key=_keys().dumps([found.id, current_actor().id])))


@blueprint.get("/<lang:lang>/desk/mail/<int:id>/html")
@staff(Role.ADMINISTRATOR)
def html(id: int) -> Response:
    """Show the HTML as it goes out, cut off from everything of ours, in a frame of the page above."""
    found = _found(id)
    if found.forgotten_at is not None or not _fits(request.args.get("key", ""), found):
        abort(404)
    _problem, rendered = _rendered(found)
    if rendered is None:
        abort(404)
    return Response(rendered.html, headers={"Content-Security-Policy": _MAIL_ALONE})


@blueprint.post("/<lang:lang>/desk/mail/<int:id>/retry")
@staff(Role.ADMINISTRATOR)
def retry(id: int) -> Response:
    """Try again."""
    operations.retry(_found(id), actor=current_actor())
    flash(_("The mail will be sent again in a moment."), "info")
    return _see_other(url_for(".mails"))


@blueprint.post("/<lang:lang>/desk/mail/<int:id>/drop")
@staff(Role.ADMINISTRATOR)
def drop(id: int) -> Response:
    """Let it rest."""
    operations.drop(_found(id), actor=current_actor())
    flash(_("The mail has been dropped."), "info")
    return _see_other(url_for(".mails"))


def _found(id: int) -> MailMessage:
    return or_404(queries.one(id, current_actor()))


def _see_other(url: str) -> Response:
    return Response("", 303, {"Location": url})


def _keys() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="mail.look")


def _fits(key: str, mail: MailMessage) -> bool:
    try:
        named = _keys().loads(key, max_age=KEY_SECONDS)
    except BadSignature:
        return False
    return bool(named == [mail.id, current_actor().id])


def _rendered(mail: MailMessage) -> tuple[str, Rendered | None]:
    """Return (what is wrong with the mail, its words).

    Only a mail that was never sent shows its links whole: they are for its reader alone.
    """
    try:
        return "", render(mail) if mail.state is MailState.KEPT else render_without_keys(mail)
    except Exception as error:
        current_app.logger.exception("mail %d cannot be written", mail.id)
        return repr(error), None
