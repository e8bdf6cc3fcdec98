"""The words of a mail: the same in text and in HTML, in the language of whoever gets it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.numbers import format_decimal
from css_inline import CSSInliner
from flask import current_app
from jinja2 import Environment, StrictUndefined

from cop.core.i18n import day_in_words, gettext, ngettext, speaking, spoken_language
from cop.mail.models import MailMessage

LONGEST_SUBJECT = 180
SIGNATURE = "\n-- \n"

_PATH = re.compile(r"/(?!/)\S*")
_SECRET = re.compile(r"(?=[^/?&=#]*[A-Z0-9])[^/?&=#]{16,}")
"""A part of an address that may be a key: long, and not only small letters as a title's address is."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

_INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail as it is read. The subject is one line; the HTML is a whole document."""

    subject: str
    text: str
    html: str

    def first_link(self) -> str:
        """Return the first address in the text before the signature, or nothing."""
        found = re.search(r"https?://\S+", self.text.partition(SIGNATURE)[0])
        return found[0] if found else ""


def one_line(text: str, longest: int = LONGEST_SUBJECT) -> str:
    """Return a text that fits into a header: no line ends, no other control characters, not too long."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def render(mail: MailMessage) -> Rendered:
    """Make the words of a mail; raise whatever Jinja raises where template and context do not fit."""
    return _render(mail, mail.context)


def render_without_keys(mail: MailMessage) -> Rendered:
    """Make the words as somebody else may see them: whoever reads along must not get to use the links."""
    return _render(mail, _each_text(mail.context, _hide_key))


def _render(mail: MailMessage, context: Mapping[str, Any]) -> Rendered:
    base_url = current_app.config["COP"].base_url
    text, html = _environments()
    with speaking(mail.language):
        values = _each_text(context, lambda value: _whole(value, base_url)) | {
            "lang": mail.language,
            "recipient_name": one_line(mail.name),
            "base_url": base_url,
            "settings_url": base_url + mail.unsubscribe if mail.unsubscribe else "",
        }
        plain = text.get_template(f"mail/{mail.template}.txt")
        subject = "".join(plain.blocks["subject"](plain.new_context(values)))
        values["subject"] = one_line(subject)
        return Rendered(
            subject=values["subject"],
            text=re.sub(r"\n{3,}", "\n\n", plain.render(values)).strip() + "\n",
            html=_INLINER.inline(html.get_template(f"mail/{mail.template}.html").render(values)),
        )


def _each_text(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(item, change) for item in value]
    return value


def _whole(value: str, base_url: str) -> str:
    return base_url + value if _PATH.fullmatch(value) else value


def _hide_key(value: str) -> str:
    return _SECRET.sub("…", value) if _PATH.fullmatch(value) else value


def _environments() -> tuple[Environment, Environment]:
    """Return the environments of text and of HTML: the application's, without its request."""
    known: tuple[Environment, Environment] | None = current_app.extensions.get("cop.mail.environments")
    if known is None:
        # A word that the context lacks is an error here: a mail without its link cannot be called back.
        text, html = (current_app.jinja_env.overlay(undefined=StrictUndefined) for _kind in range(2))
        for environment in (text, html):
            environment.filters = environment.filters | _FILTERS
        # The application's own give markup, with values escaped; in text that would be read as it stands.
        text.globals = text.globals | {"_": _plain, "gettext": _plain, "ngettext": ngettext}
        known = current_app.extensions["cop.mail.environments"] = (text, html)
    return known


def _plain(message: str, /, **values: object) -> str:
    text = gettext(message, **values)
    return text if values else text.replace("%%", "%")


def _quote_lines(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _day(value: str | date) -> str:
    """Write a day in words; JSON has it as text."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return day_in_words(moment.date() if isinstance(moment, datetime) else moment, spoken_language())


def _number(value: int) -> str:
    return str(format_decimal(value, locale=spoken_language()))


_FILTERS = {
    "quote_lines": _quote_lines,
    "paragraphs": lambda text: [part.strip() for part in re.split(r"\n\s*\n", text.strip()) if part.strip()],
    "day": _day,
    "numberformat": _number,
}
