"""The audit trail in words: what was done, to what, and the facts about it."""

from collections.abc import Mapping
from typing import Any, Final

from cop.core.i18n import LazyString
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.reviews.content import OUTCOMES
from cop.submissions.content import STATES, WAYS

KINDS: Final[Mapping[str, LazyString]] = {
    "submission": _l("Case"),
    "practice": _l("Practice"),
    "review": _l("Review"),
    "user": _l("Person"),
    "organisation": _l("Organisation"),
    "media_file": _l("File"),
    "mail": _l("Mail"),
}
"""What is changed, by the name under which the trail keeps it."""

_FACTS: Final[Mapping[str, LazyString]] = {
    "before": _l("State before"),
    "by_passkey": _l("By passkey"),
    "change": _l("Change of a public record"),
    "days": _l("Days"),
    "findings": _l("Found in the document"),
    "member": _l("Member"),
    "no": _l("Answered with no"),
    "outcome": _l("Outcome"),
    "owners": _l("Owners"),
    "person": _l("Person"),
    "reason": _l("Reason"),
    "record": _l("Record"),
    "reviewer": _l("Reviewer"),
    "reviews": _l("Reviews"),
    "role": _l("Role"),
    "roles": _l("Roles"),
    "round": _l("Round"),
    "user": _l("Person"),
    "way": _l("How it is told"),
}

_ACTIONS: Final[Mapping[str, LazyString]] = {
    "account.add": _l("opened an account"),
    "account.add_passkey": _l("added a passkey"),
    "account.ask_email": _l("asked for another address"),
    "account.change_email": _l("changed the address"),
    "account.change_password": _l("changed the password"),
    "account.change_profile": _l("changed name, language or time"),
    "account.disable": _l("closed an account"),
    "account.enable": _l("opened a closed account"),
    "account.end_session": _l("ended a session"),
    "account.forget_passkeys": _l("removed somebody's passkeys"),
    "account.give_role": _l("gave a role"),
    "account.invite": _l("invited somebody"),
    "account.look": _l("looked at somebody's address"),
    "account.remove_passkey": _l("removed a passkey"),
    "account.reset_password": _l("set a new password"),
    "account.set_cadences": _l("chose what to hear of"),
    "account.sign_in": _l("signed in"),
    "account.sign_out": _l("signed out"),
    "account.sign_out_everywhere": _l("signed out everywhere"),
    "account.sign_up": _l("signed up"),
    "account.take_role": _l("took a role back"),
    "account.unsubscribe": _l("wants fewer mails"),
    "mail.drop": _l("dropped a mail"),
    "mail.read": _l("read a mail to somebody"),
    "mail.retry": _l("had a mail sent again"),
    "media.copy": _l("took files over"),
    "media.describe": _l("described a file"),
    "media.keep": _l("added a file"),
    "media.remove": _l("removed a file"),
    "organisation.ask": _l("asked to speak for an organisation"),
    "organisation.confirm": _l("confirmed who speaks for an organisation"),
    "organisation.end": _l("ended that somebody speaks for an organisation"),
    "organisation.name": _l("added an organisation"),
    "organisation.refuse": _l("turned down a request"),
    "organisation.step_down": _l("no longer speaks for an organisation"),
    "practice.ask": _l("asked whether a practice is still so"),
    "practice.confirm": _l("confirmed a practice"),
    "practice.end": _l("said that a practice has ended"),
    "practice.give_to": _l("entrusted a practice to somebody"),
    "practice.publish": _l("published a practice"),
    "practice.restore": _l("brought a practice back"),
    "practice.withdraw": _l("withdrew a practice"),
    "privacy.download": _l("downloaded all that is kept about somebody"),
    "privacy.erase": _l("erased somebody"),
    "module.publish": _l("published a learning module"),
    "module.restore": _l("made a learning module public again"),
    "module.withdraw": _l("took a learning module back"),
    "plan.begin": _l("began a plan"),
    "plan.delete": _l("deleted a plan"),
    "plan.save": _l("saved a plan"),
    "plan.share": _l("gave a plan a link"),
    "plan.unshare": _l("made the link of a plan void"),
    "privacy.leave": _l("asked to leave"),
    "privacy.look": _l("looked somebody up by their address"),
    "privacy.stay": _l("decided to stay"),
    "record.link": _l("linked two records"),
    "record.unlink": _l("removed a link of two records"),
    "reviews.accept": _l("agreed to review"),
    "reviews.ask": _l("asked for a review"),
    "reviews.decide": _l("decided on a case"),
    "reviews.declare_conflict": _l("declared a conflict of interest"),
    "reviews.describe_self": _l("said what they wish to review"),
    "reviews.gate": _l("answered the questions of the gate"),
    "reviews.open_reply": _l("opened the reviews to the authors"),
    "reviews.put_demonstrations": _l("wrote demonstration reviews"),
    "reviews.refuse": _l("declined to review"),
    "reviews.remove_demonstrations": _l("removed demonstration reviews"),
    "reviews.reopen": _l("let a reviewer change a review"),
    "reviews.reply": _l("answered the reviews"),
    "reviews.send": _l("sent a review"),
    "reviews.take": _l("took up a review"),
    "reviews.take_back": _l("took a request back"),
    "submission.back_at_gate": _l("took a case back to the gate"),
    "submission.begin": _l("began a draft"),
    "submission.changes_asked": _l("asked for changes"),
    "submission.declined": _l("declined a case"),
    "submission.delete": _l("deleted a draft"),
    "submission.hand_over": _l("made somebody else the owner"),
    "submission.invite": _l("invited a co-author"),
    "submission.join": _l("joined as a co-author"),
    "submission.leave": _l("left a case"),
    "submission.published": _l("published a case"),
    "submission.remove_author": _l("removed a co-author"),
    "submission.reopened": _l("reopened a case"),
    "submission.review_started": _l("let a case through to the reviewers"),
    "submission.say": _l("wrote a message"),
    "submission.sent": _l("sent a case"),
    "submission.take_document": _l("had a document read"),
    "submission.withdrawn": _l("withdrew a case"),
}

_VALUES: Final[Mapping[str, Mapping[Any, LazyString]]] = {
    "before": {state.value: words for state, words in STATES.items()},
    "outcome": {outcome.value: words for outcome, words in OUTCOMES.items()},
    "way": {way.value: words for way, words in WAYS.items()},
}


def action(name: str) -> str:
    """Return what was done as a phrase; an action that nobody has put into words stands as it is."""
    return str(_ACTIONS.get(name, name))


def kind(name: str) -> str:
    """Return what was changed as a word."""
    return str(KINDS.get(name, name))


def fact(name: str) -> str:
    """Return the name of a fact as a word."""
    return str(_FACTS.get(name, name))


def value(name: str, value: Any) -> str:
    """Return a fact as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(_VALUES.get(name, {}).get(value, value))
