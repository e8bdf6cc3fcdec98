"""Looking at an address: against real servers on this machine, and never past the guard."""

import socket
from pathlib import Path
from threading import Thread

import pytest

from cop.addresses.checking import MOST_REDIRECTS, Checker, Outcome
from cop.addresses.enums import Reason, State
from cop.addresses.guarding import Guard
from tests.addresses.looking import OURS, checker, refused
from tests.addresses.sites import Handler, Site, running, self_signed, status, text

ANSWERS = Outcome(State.ANSWERS)


def silent(reason: Reason) -> Outcome:
    return Outcome(State.SILENT, reason)


def test_page_that_is_there_answers_and_is_not_read(site: Site) -> None:
    site.answers["/page?a=%D0%B1"] = text("Hello")

    assert checker(site).look(site.at("/page?a=б#part")) == ANSWERS

    assert site.requests() == [("HEAD", "/page?a=%D0%B1")]
    headers = dict(site.asked[-1][2])
    assert headers == {
        "Host": site.place,
        "User-Agent": f"GoodPracticeLinkCheck/1.0 (+{OURS}/)",
        "Accept": "*/*",
        "Connection": "close",
    }


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (204, ANSWERS),
        (304, ANSWERS),
        (401, refused(Reason.FORBIDDEN)),
        (403, refused(Reason.FORBIDDEN)),
        (404, silent(Reason.GONE)),
        (410, silent(Reason.GONE)),
        (418, refused(Reason.FORBIDDEN)),
        (429, refused(Reason.FORBIDDEN)),
        (500, silent(Reason.FAULT)),
        (503, silent(Reason.FAULT)),
    ],
)
def test_what_a_server_says_is_judged(site: Site, code: int, outcome: Outcome) -> None:
    site.answers["/page"] = status(code)

    assert checker(site).look(site.at("/page")) == outcome


def test_server_that_knows_no_head_is_asked_for_the_whole_and_cut_off(site: Site) -> None:
    piece, most, sent = b"x" * 65_536, 4_000, []

    def answer(handler: Handler) -> None:
        if handler.command == "HEAD":
            status(405)(handler)
            return
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(piece) * most))
        handler.end_headers()
        try:
            for _piece in range(most):
                handler.wfile.write(piece)
                sent.append(len(piece))
        finally:
            site.ended.set()

    site.answers["/film"] = answer

    assert checker(site).look(site.at("/film")) == ANSWERS

    assert site.ended.wait(30)
    assert site.requests() == [("HEAD", "/film"), ("GET", "/film")]
    assert sum(sent) < len(piece) * most / 4  # what the machine itself has taken into its buffers


def test_address_that_moved_for_good_says_where_to(site: Site) -> None:
    site.answers |= {
        "/old": status(301, Location="/newer"),
        "/newer": status(308, Location=site.at("/new#top")),
        "/new": text("Hello"),
        "/today": status(302, Location="/new"),
        "/first": status(301, Location="/today"),
    }

    looked = [checker(site).look(site.at(path)) for path in ("/old", "/today", "/first")]

    assert looked == [
        Outcome(State.MOVED, moved_to=site.at("/new")),
        ANSWERS,
        Outcome(State.MOVED, moved_to=site.at("/today")),
    ]


def test_nothing_of_one_answer_is_carried_to_the_next(site: Site) -> None:
    with running(Site()) as other:
        site.answers["/in"] = status(302, Location=other.at("/there"), Set_Cookie="id=1; Path=/")
        other.answers["/there"] = text("Hello")

        assert checker(site, other).look(site.at("/in")) == ANSWERS

        assert [headers.get("Cookie") for _m, _p, headers in other.asked] == [None, None]
        assert [headers.get("Referer") for _m, _p, headers in other.asked] == [None, None]


def test_circle_of_redirects_ends(site: Site) -> None:
    site.answers |= {"/a": status(302, Location="/b"), "/b": status(302, Location="/a")}

    assert checker(site).look(site.at("/a")) == silent(Reason.REDIRECTS)

    assert len(site.requests()) == MOST_REDIRECTS + 1


def test_server_that_never_answers_costs_no_more_than_the_time_there_is(site: Site) -> None:
    def wait(_handler: Handler) -> None:
        site.ended.wait(60)

    site.answers["/slow"] = wait

    assert checker(site, seconds=0.5).look(site.at("/slow")) == silent(Reason.SLOW)


def test_server_that_drips_is_cut_off(site: Site) -> None:
    def drip(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not site.ended.wait(0.05):
            handler.wfile.write(b"X-Drop: 1\r\n")

    site.answers["/drip"] = drip

    assert checker(site, seconds=0.7).look(site.at("/drip")) == silent(Reason.SLOW)


def test_certificate_that_nobody_vouches_for_does_not_count_as_an_answer(tmp_path: Path) -> None:
    with running(Site({"/page": text("Hello")}), self_signed(tmp_path)) as site:
        assert checker(site).look(site.at("/page")) == silent(Reason.CERTIFICATE)
        assert site.asked == []


def test_port_where_nobody_listens(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        outcome = Checker(OURS, Guard(frozenset({place, site.place}))).look(f"http://{place}/")

    assert outcome == silent(Reason.UNREACHABLE)


def test_something_else_than_the_web_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            line, _from = server.accept()
            with line:
                line.sendall(b"220 mail.example.org ESMTP\r\n")
                line.recv(4096)

        thread = Thread(target=greet, daemon=True)
        thread.start()
        place = f"127.0.0.1:{server.getsockname()[1]}"
        assert Checker(OURS, Guard(frozenset({place}))).look(f"http://{place}/") == silent(Reason.BROKEN)
        thread.join(10)


def test_name_that_no_name_server_can_know() -> None:
    assert checker().look(f"http://{'a' * 64}.org/") == silent(Reason.UNKNOWN_NAME)


def test_what_robots_txt_closes_is_left_alone(site: Site) -> None:
    site.answers |= {
        "/robots.txt": text("User-agent: *\nDisallow: /closed"),
        "/closed/page": text("Hello"),
        "/open": text("Hello"),
        "/in": status(302, Location="/closed/page"),
    }
    one = checker(site)

    looked = [one.look(site.at(path)) for path in ("/closed/page", "/open", "/in")]

    assert looked == [refused(Reason.ROBOTS), ANSWERS, refused(Reason.ROBOTS)]
    assert site.requests() == [("HEAD", "/open"), ("HEAD", "/in")]
    assert [path for _m, path, _h in site.asked].count("/robots.txt") == 1
