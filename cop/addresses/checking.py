"""Whether an address answers: redirects followed one by one, each guarded anew, and robots.txt heeded."""

from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic
from typing import Final
from urllib.parse import urldefrag, urljoin
from urllib.robotparser import RobotFileParser

from cop.addresses.enums import Reason, State
from cop.addresses.fetching import Answer, ask
from cop.addresses.guarding import FailedError, Guard, RefusedError, Target

NAME: Final = "GoodPracticeLinkCheck"
MOST_REDIRECTS: Final = 5
TOTAL_SECONDS: Final = 8.0
ROBOTS_BYTES: Final = 16_384
LONGEST: Final = 2000
_FOR_GOOD: Final = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_ELSEWHERE: Final = _FOR_GOOD | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an address is now; `moved_to` where it says that it lives elsewhere for good."""

    state: State
    reason: Reason = Reason.NONE
    moved_to: str = ""


@dataclass(slots=True)
class Checker:
    """Looks at addresses; remembers what robots.txt of each place says as long as it lives."""

    site: str
    guard: Guard = field(default_factory=Guard)
    seconds: float = TOTAL_SECONDS
    _robots: dict[str, RobotFileParser | None] = field(default_factory=dict)

    @property
    def agent(self) -> str:
        """Return who asks, and where one may complain."""
        return f"{NAME}/1.0 (+{self.site}/)"

    def look(self, url: str) -> Outcome:
        """Say how an address is; takes no longer than `seconds`."""
        try:
            return self._follow(url, monotonic() + self.seconds)
        except RefusedError as error:
            return Outcome(State.REFUSED, error.reason)
        except FailedError as error:
            return Outcome(State.SILENT, error.reason)

    def _follow(self, url: str, deadline: float) -> Outcome:
        begin = here = moved = _joined(url, "")
        is_for_good = True
        for _hop in range(MOST_REDIRECTS + 1):
            answer = self._answer(here, deadline)
            if answer.status not in _ELSEWHERE or not answer.location:
                return _judged(answer.status, moved if moved != begin else "")
            here = _joined(here, answer.location)
            is_for_good = is_for_good and answer.status in _FOR_GOOD
            moved = here if is_for_good else moved
        return Outcome(State.SILENT, Reason.REDIRECTS)

    def _answer(self, url: str, deadline: float) -> Answer:
        """Ask for the head alone; many servers only know what to say when they are asked for the whole."""
        target = self.guard.target(url)
        number = self.guard.resolve(target, deadline - monotonic())
        if not self._is_welcome(url, target, number, deadline):
            raise RefusedError(Reason.ROBOTS)
        answer = ask("HEAD", target, number, agent=self.agent, deadline=deadline)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            answer = ask("GET", target, number, agent=self.agent, deadline=deadline)
        return answer

    def _is_welcome(self, url: str, target: Target, number: str, deadline: float) -> bool:
        place = f"{target.scheme}://{target.place}"
        if place not in self._robots:
            robots = Target(target.scheme, target.host, target.port, "/robots.txt")
            answer = ask("GET", robots, number, agent=self.agent, deadline=deadline, most_bytes=ROBOTS_BYTES)
            self._robots[place] = _rules(answer)
        rules = self._robots[place]
        return rules is None or rules.can_fetch(NAME, url)


def _joined(here: str, location: str) -> str:
    try:
        return urldefrag(urljoin(here, location)).url
    except ValueError as error:
        raise RefusedError(Reason.UNFIT) from error


def _rules(answer: Answer) -> RobotFileParser | None:
    if answer.status != HTTPStatus.OK:
        return None
    rules = RobotFileParser()
    rules.parse(answer.body.decode("utf-8", errors="replace").splitlines())
    return rules


def _judged(status: int, moved_to: str) -> Outcome:
    if HTTPStatus.OK <= status < HTTPStatus.BAD_REQUEST:
        is_moved = 0 < len(moved_to) <= LONGEST
        return Outcome(State.MOVED, moved_to=moved_to) if is_moved else Outcome(State.ANSWERS)
    if status in _GONE:
        return Outcome(State.SILENT, Reason.GONE)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome(State.SILENT, Reason.FAULT)
    # Whoever lets people alone in, or asks programs to come another day, is there.
    return Outcome(State.REFUSED, Reason.FORBIDDEN)
