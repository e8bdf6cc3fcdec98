"""The letter of a decision, put together from parts; an editor changes it as they like."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.reviews.enums import Outcome
from cop.reviews.models import Review
from cop.reviews.report import Advice, advice, made_of
from cop.reviews.rules import WEAK_BELOW


def letter(
    outcome: Outcome,
    *,
    title: str,
    reviews: Sequence[Review],
    language: str,
    is_self_description: bool = False,
) -> str:
    """Return the paragraphs of a letter in that language, with an empty line between them."""
    with speaking(language):
        kept = made_of(reviews)
        is_told = is_self_description and outcome is Outcome.PUBLISH
        parts = [_("Good day,"), *(_publish_told(title) if is_told else _OPENINGS[outcome](title))]
        if outcome is not Outcome.PUBLISH:
            parts += _weak_criteria(kept, language)
        parts += _comments(reviews)
        parts += _ENDINGS[outcome]()
    return "\n\n".join(parts)


def _publish(title: str) -> list[str]:
    return [
        _("Your case “%(title)s” is now public in our catalogue.", title=title),
        _(
            "The scores of the reviewers stand on its page, each with its reason. "
            "Other organisations can find it, compare it and learn from it."
        ),
    ]


def _publish_told(title: str) -> list[str]:
    return [
        _("Your self-description “%(title)s” is now public.", title=title),
        _(
            "Its page says that you describe yourselves and that nobody has reviewed it. "
            "From there you can make a practice of it, which reviewers score."
        ),
    ]


def _changes(title: str) -> list[str]:
    return [
        _("We have read your case “%(title)s” with interest.", title=title),
        _("Before we can decide on it, we ask you to add to it or to change some of it."),
    ]


def _decline(title: str) -> list[str]:
    return [
        _("We have read your case “%(title)s” with interest.", title=title),
        _(
            "We have decided not to publish it as it is now. That says something about what is written, "
            "and nothing about the worth of your work."
        ),
    ]


_OPENINGS: Final[Mapping[Outcome, Callable[[str], list[str]]]] = {
    Outcome.PUBLISH: _publish,
    Outcome.CHANGES: _changes,
    Outcome.DECLINE: _decline,
}


def _thanks() -> list[str]:
    return [
        _("Thank you for sharing it. If something changes, you can propose a change from its page."),
        _("With kind regards"),
    ]


def _go_on() -> list[str]:
    return [
        _("Your answers are open again: change what you can, then send the case once more."),
        _("With kind regards"),
    ]


def _advise() -> list[str]:
    return [
        _(
            "A development report is ready for you: it says, criterion by criterion, what would help most. "
            "Only the authors of the case can read it."
        ),
        _("You can open the case again, change it, and send it once more."),
        _("With kind regards"),
    ]


_ENDINGS: Final[Mapping[Outcome, Callable[[], list[str]]]] = {
    Outcome.PUBLISH: _thanks,
    Outcome.CHANGES: _go_on,
    Outcome.DECLINE: _advise,
}


def _weak_criteria(kept: Mapping[str, Any], language: str) -> list[str]:
    return [
        _weak_criterion(entry)
        for entry in advice(kept, language)
        if entry.median is not None and entry.median < WEAK_BELOW
    ]


def _weak_criterion(entry: Advice) -> str:
    lines = [str(entry.criterion.label)]
    lines += [_("A reviewer says: “%(words)s”", words=reason.text) for reason in entry.reasons]
    if entry.next_step is not None:
        step, words = entry.next_step
        lines.append(_("What would lead to step %(step)s: %(words)s", step=step, words=words))
    return "\n".join(lines)


def _comments(reviews: Sequence[Review]) -> list[str]:
    return [
        _("A reviewer writes to you: “%(words)s”", words=review.to_authors.strip())
        for review in reviews
        if review.to_authors.strip()
    ]
