"""Addresses whose builders wait until they are asked for are those that Werkzeug builds."""

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from cop.web.flask import Addresses


def _values(rule: Rule) -> dict[str, object]:
    """Return something that fits each part of a rule."""
    kinds = rule._converters.items()
    return {name: 7 if isinstance(kind, IntegerConverter) else "дума и две" for name, kind in kinds}


@pytest.mark.parametrize("with_unknown", [True, False])
def test_address_is_the_one_that_werkzeug_builds(app: Flask, with_unknown: bool) -> None:
    ours = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    theirs = Addresses()
    theirs.converters.update(app.url_map.converters)

    built = {}
    for rule in ours:
        plain = Rule(rule.rule, endpoint=rule.endpoint, defaults=rule.defaults)
        theirs.add(plain)
        values = _values(rule) | {"q": "a b&c", "page": 2}
        twice = [rule.build(values, with_unknown) for _ in range(2)]
        built[rule.rule] = (twice, [plain.build(values, with_unknown)] * 2)

    assert len(built) > 300
    assert {rule for rule, (own, their) in built.items() if own != their or None in own} == set()
