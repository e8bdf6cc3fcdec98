"""Thirty people who write and a hundred who read in one conversation; digests of ten thousand members.

Run as a program with the DATA_DIR of a site: `fill` prints JSON with a cookie a writer, the thread and the
token of the forms; `check` prints what stands in the thread; `digests` writes members and their news, sends
what is due twice, and prints what that took.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from os import environ
from pathlib import Path
from statistics import quantiles
from threading import Lock
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from bench import digests
from bench.pages import serving
from bench.processes import ROOT
from bench.proposing import CSRF, cookie_of
from bench.report import Report, Table, number
from bench.sites import Site
from cop.accounts.enums import UserState
from cop.accounts.models import User
from cop.accounts.operations import begin_session
from cop.app import create_app
from cop.core.db import db, now, transaction
from cop.discussions.enums import PostState, ThreadState
from cop.discussions.models import Post, Thread
from cop.groups.models import Group, Membership
from cop.prepare import prepare

Say = Callable[[str], None]

WRITERS: Final = 30
READERS: Final = 100
SECONDS: Final = 60
PAUSE: Final = 2.0
"""Seconds between two posts of one person: sixty in an hour is what a person may."""
LOOKS_EVERY: Final = 1.0
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(slots=True)
class Seen:
    """What those at the other end saw: milliseconds and statuses of answers, and what was taken of them."""

    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    lock: Any = field(default_factory=Lock)

    def note(self, began: float, status: int, words: str = "") -> None:
        """Count one answer."""
        with self.lock:
            self.times.append((time.perf_counter() - began) * 1000)
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if words and status == 303:
                self.taken.add(words)


def run(folder: Path, into: Report, say: Say) -> None:
    """Serve a site as it comes, let people talk, then send the digests; report."""
    site = Site(folder / "talking", 0)
    site.folder.mkdir(parents=True)
    given = json.loads(_step(site, "fill"))
    with serving(site) as (_server, address):
        say(f"threads: {WRITERS} write and {READERS} read for {SECONDS} s")
        written, read = _talk(urlsplit(address).netloc, given)
    found = json.loads(_step(site, "check", str(given["thread"])))
    _report_talk(written, read, found, into)
    say(f"threads: digests for {digests.MEMBERS:,} members")
    digests.report(json.loads(_step(site, "digests")), into)


def _step(site: Site, *arguments: str) -> str:
    command = (sys.executable, "-m", "bench.talking", *arguments)
    answer = subprocess.run(
        command, cwd=ROOT, env=environ | site.environ, stdout=subprocess.PIPE, text=True, check=True
    )
    return answer.stdout.splitlines()[-1]


def _talk(host: str, given: dict[str, Any]) -> tuple[Seen, Seen]:
    written, read = Seen(), Seen()
    until = time.monotonic() + SECONDS
    path = f"/bg/threads/{given['thread']}"

    def write(number_and_cookie: tuple[int, str]) -> None:
        who, cookie = number_and_cookie
        count = 0
        time.sleep(PAUSE * who / WRITERS)
        while (began := time.monotonic()) < until:
            count += 1
            words = f"Казвам {who} и {count}"
            body = urlencode({"csrf_token": given["token"], "text": words, "key": f"{who}-{count}"})
            _ask(host, "POST", path, body, FORM | {"Cookie": cookie}, written, words)
            time.sleep(max(0.0, PAUSE - (time.monotonic() - began)))

    def look(who: int) -> None:
        time.sleep(LOOKS_EVERY * who / READERS)
        after = 0
        while (began := time.monotonic()) < until:
            address = path if not after else f"{path}/news?after={after}"
            _ask(host, "GET", address, None, {}, read)
            after = 0 if after else 1 + int(began) % 50
            time.sleep(max(0.0, LOOKS_EVERY - (time.monotonic() - began)))

    with ThreadPoolExecutor(WRITERS + READERS) as pool:
        jobs = [pool.submit(write, one) for one in enumerate(given["cookies"])]
        jobs += [pool.submit(look, one) for one in range(READERS)]
        for job in jobs:
            job.result()
    return written, read


def _ask(
    host: str, method: str, path: str, body: str | None, headers: dict[str, str], seen: Seen, words: str = ""
) -> None:
    began = time.perf_counter()
    try:
        connection = HTTPConnection(host, timeout=60)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
    except (OSError, HTTPException):
        seen.note(began, 0)
        return
    seen.note(began, answer.status, words)


def _fill(app: Flask) -> None:
    prepare(app, lambda _line: None)
    with app.app_context(), transaction():
        group = db.session.query(Group).filter_by(slug="families-in-hard-situations").one()
        people = [_person(f"Човек {n}", f"p{n}@bench.example") for n in range(WRITERS)]
        db.session.flush()
        for one in people:
            db.session.add(Membership(group_id=group.id, user_id=one.id, joined_at=now(), wants_news=False))
        thread = Thread(
            place_kind="group", place_id=group.id, title="Разговор", language="bg", state=ThreadState.OPEN
        )
        thread.author_id = people[0].id
        db.session.add(thread)
        db.session.flush()
        db.session.add(_first_post(thread.id, people[0].id))
        thread.last_position = 1
        given = {
            "thread": thread.id,
            "cookies": [cookie_of(app, begin_session(one, browser="bench")) for one in people],
            "token": URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(CSRF),
        }
    print(json.dumps(given))


def _person(name: str, email: str) -> User:
    user = User(name=name, email=email, language="bg", timezone="Europe/Sofia", state=UserState.ACTIVE)
    user.created_at = now() - timedelta(days=30)
    db.session.add(user)
    return user


def _first_post(thread_id: int, user_id: int) -> Post:
    return Post(
        thread_id=thread_id,
        position=1,
        state=PostState.PUBLIC,
        author_id=user_id,
        language="bg",
        text="Начало",
        html="<p>Начало</p>",
        words="начало",
    )


def _check(app: Flask, thread_id: int) -> None:
    with app.app_context():
        rows = db.session.execute(
            select(Post.text, Post.position).where(Post.thread_id == thread_id, Post.position > 1)
        ).all()
        last = db.session.scalar(select(Thread.last_position).where(Thread.id == thread_id))
    print(json.dumps({"texts": [row.text for row in rows], "last": last}))


def _report_talk(written: Seen, read: Seen, found: dict[str, Any], into: Report) -> None:
    into.heading("Thirty write, a hundred read")
    into.text(
        f"{WRITERS} people post every {PAUSE:g} s and {READERS} look every {LOOKS_EVERY:g} s at one thread "
        f"for {SECONDS} s: the site as it comes, SQLite, two web processes, the worker."
    )
    table = Table(["", "answers", "p50 ms", "p99 ms"])
    for name, seen in (("posting", written), ("reading", read)):
        cuts = quantiles(seen.times, n=100)
        table.row([name, str(len(seen.times)), number(cuts[49]), number(cuts[98])])
    into.table(table)
    texts = found["texts"]
    lost = len(written.taken - set(texts))
    wrong = sum(count for seen in (written, read) for status, count in seen.statuses.items() if status >= 500)
    broken = written.statuses.get(0, 0) + read.statuses.get(0, 0)
    into.target("posts that were taken and are not there = 0", lost, lost == 0)
    twice = len(texts) - len(set(texts))
    into.target("posts that stand there twice = 0", twice, twice == 0)
    gaps = found["last"] - 1 - len(texts)
    into.target("positions without a post = 0", gaps, gaps == 0)
    into.target("answers 5xx = 0", wrong, wrong == 0)
    into.target("connections without an answer = 0", broken, broken == 0)


def main(arguments: list[str]) -> None:
    """Do one step in the site of this DATA_DIR."""
    app = create_app()
    if arguments[0] == "fill":
        _fill(app)
    elif arguments[0] == "check":
        _check(app, int(arguments[1]))
    else:
        digests.send(app)


if __name__ == "__main__":
    main(sys.argv[1:])
