"""What runs is what was tested: both locks name the same versions."""

import re

from cop.config import ROOT


def _pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE))


def test_packages_for_development_hold_those_for_running_at_the_same_versions() -> None:
    run, development = _pins("run.txt"), _pins("dev.txt")

    assert run != {}
    assert {name: development.get(name) for name in run} == run
