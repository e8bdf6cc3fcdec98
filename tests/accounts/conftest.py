"""Kinds of news for these tests, and a mail that tells of one."""

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from cop.core.i18n import LazyString
from cop.feature import Feature
from tests.accounts.authenticator import Authenticator
from tests.accounts.passkeys import add, editor
from tests.people import sign_in, submit

TELLING = {
    "mail/tests/told.txt": (
        '{% extends "mail/layout.txt" %}{% block subject %}News of {{ title }}{% endblock %}'
        "{% block body %}See {{ link }}\n{% endblock %}"
    ),
    "mail/tests/told.html": (
        '{% extends "mail/layout.html" %}{% block body %}'
        '<p><a href="{{ link }}">{{ title }}</a></p>{% endblock %}'
    ),
}


@pytest.fixture
def kinds(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, LazyString]:
    """Two kinds of news, declared by a feature, and the template "tests/told"."""
    named = {"decisions": LazyString("Decisions"), "messages": LazyString("Messages")}
    monkeypatch.setitem(app.extensions, "cop.features", (Feature("telling", notifications=named),))
    loader = app.jinja_env.loader
    assert loader is not None
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([DictLoader(TELLING), loader]))
    app.extensions.pop("cop.mail.environments", None)  # they keep the loader that was there
    monkeypatch.delitem(app.extensions, "cop.mail.environments", raising=False)
    return named


@pytest.fixture
def device(app: Flask) -> Authenticator:
    """A device that has a passkey of Maria, an editor, who is signed in nowhere."""
    client, device = app.test_client(), Authenticator()
    sign_in(client, editor())
    assert add(client, device).status_code == 200
    submit(client, "/en/about", form="sign-out")
    return device
