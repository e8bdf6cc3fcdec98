"""The pages of readers: subscribing, confirming, preferences, leaving. No account is needed."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.accounts.content import normal_email
from cop.accounts.present import client
from cop.config import LANGUAGES
from cop.core.errors import InvalidError, NotAllowedError
from cop.core.i18n import gettext as _
from cop.core.limits import spend
from cop.core.permissions import VISITOR
from cop.newsletter import joining, links, queries
from cop.newsletter.enums import SubscriberState
from cop.newsletter.forms import ButtonForm, PreferencesForm, SubscribeForm
from cop.newsletter.models import Subscriber
from cop.web.forms import csrf
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import open_to_all, public
from cop.web.templating import base_url

blueprint = Blueprint("newsletter_readers", __name__, url_prefix="/<lang:lang>/newsletter")


@blueprint.post("/subscribe")
@csrf.exempt  # type: ignore[untyped-decorator] # the page is public and sets no cookie; nobody's session is used here
@open_to_all
def subscribe() -> ResponseReturnValue:
    """Take an address; the answer is the same whether it is known or not."""
    _require_own_page()
    form = SubscribeForm()
    if form.validate():
        try:
            email = normal_email(form.email.data or "")
            spend(joining.ASKING, client())
            spend(joining.ASKING_ONE, email)
            joining.ask(
                email,
                language=form.language.data,
                topics=form.topics.data or (),
                purposes=form.agreed(),
            )
        except InvalidError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".sent"), 303)
    issues = queries.listed(actor=VISITOR, language=current_language())
    return render_template("newsletter/archive.html", issues=issues, form=form), 400


def _require_own_page() -> None:
    """Refuse a form that stands on somebody else's page: their visitors would send mails for them."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc not in (request.host, urlsplit(base_url()).netloc):
        raise NotAllowedError(_("Subscribe on the page of the newsletter itself."))


@blueprint.get("/sent")
@public
def sent() -> str:
    """Say what comes next."""
    return render_template("newsletter/sent.html")


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@open_to_all
def confirm(token: str) -> ResponseReturnValue:
    """Show a button, for mail scanners follow links; pressed, it subscribes."""
    if request.method == "POST":
        subscriber = joining.confirm(token)
        flash(_("You are subscribed. Here you can change everything at any time."), "info")
        return redirect(_mine(subscriber), 303)
    return render_template("newsletter/confirm.html", token=token, wanted=joining.look(token).payload)


@blueprint.post("/confirm/<token>/never")
@open_to_all
def never(token: str) -> ResponseReturnValue:
    """Write no more to this address, not even to ask."""
    joining.block(token)
    return render_template("newsletter/left.html", is_blocked=True, mine="")


@blueprint.route("/mine/<token>", methods=["GET", "POST"])
@open_to_all
def mine(token: str) -> ResponseReturnValue:
    """Show and change language, topics and what one agrees to."""
    subscriber = or_404(links.subscriber_of(token))
    form = PreferencesForm(
        data={
            "language": subscriber.language,
            "topics": [topic.topic for topic in subscriber.topics],
            "purposes": [held.purpose.value for held in subscriber.purposes],
        }
    )
    if form.validate_on_submit():
        joining.change(
            subscriber,
            language=form.language.data,
            topics=form.topics.data or (),
            purposes=form.agreed(),
            place="preferences",
        )
        flash(_("Your changes are saved."), "info")
        return redirect(_mine(subscriber), 303)
    page = render_template(
        "newsletter/mine.html",
        form=form,
        token=token,
        is_subscribed=subscriber.state is SubscriberState.ACTIVE,
        consents=subscriber.consents,
        email=subscriber.email,
    )
    return page, 400 if form.is_submitted() else 200


@blueprint.post("/mine/<token>/erase")
@open_to_all
def erase(token: str) -> ResponseReturnValue:
    """Forget the address at once."""
    joining.erase(or_404(links.subscriber_of(token)))
    return render_template("newsletter/left.html", is_blocked=False, mine="")


@blueprint.route("/leave/<token>", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator] # RFC 8058: the mail program sends it, and knows no token of ours; the path itself is one
@open_to_all
def leave(token: str) -> ResponseReturnValue:
    """Leave with one click, also one that the mail program makes."""
    subscriber = or_404(links.subscriber_of(token))
    if request.method == "POST":
        is_one_click = request.form.get("List-Unsubscribe") == "One-Click"
        joining.leave(subscriber, place="one click in a mail program" if is_one_click else "link in a mail")
        return render_template("newsletter/left.html", is_blocked=False, mine=_mine(subscriber))
    return render_template("newsletter/leave.html", form=ButtonForm(), mine=_mine(subscriber))


def _mine(subscriber: Subscriber) -> str:
    """Return the page of preferences in the language of the mails."""
    language = subscriber.language if subscriber.language in LANGUAGES else current_language()
    return links.paths(subscriber.id, subscriber.key, language).mine
