"""Which machines are never asked, whatever leads to them."""

import pytest

from cop.addresses.enums import Reason
from cop.addresses.guarding import Guard, RefusedError, is_public
from tests.addresses.looking import checker, refused
from tests.addresses.sites import Site, running, status

INNER = [
    ("http://127.0.0.1/", Reason.INNER),
    ("http://localhost/", Reason.INNER),
    ("https://[::1]/", Reason.INNER),
    ("http://[::ffff:127.0.0.1]/", Reason.INNER),
    ("http://2130706433/", Reason.INNER),
    ("http://0x7f000001/", Reason.INNER),
    ("http://127.1/", Reason.INNER),
    ("http://10.0.0.1/", Reason.INNER),
    ("http://169.254.169.254/latest/meta-data/", Reason.INNER),
    ("http://[fd00:ec2::254]/", Reason.INNER),
    ("http://0.0.0.0/", Reason.INNER),
    ("http://example.org:8080/", Reason.PORT),
    ("http://example.org:22/", Reason.PORT),
    ("http://someone:secret@example.org/", Reason.UNFIT),
    ("http://@example.org/", Reason.UNFIT),
    ("ftp://example.org/", Reason.UNFIT),
    ("file:///etc/passwd", Reason.UNFIT),
    ("gopher://example.org/", Reason.UNFIT),
    ("http:///nowhere", Reason.UNFIT),
    ("http://[1::zz]/", Reason.UNFIT),
    ("http://example.org:99999/", Reason.UNFIT),
    ("http://exa_-.-mple..org/", Reason.UNFIT),
]


@pytest.mark.parametrize(("url", "reason"), INNER)
def test_inner_networks_and_other_doors_are_not_asked(site: Site, url: str, reason: Reason) -> None:
    assert checker(site).look(url) == refused(reason)


@pytest.mark.parametrize(("url", "reason"), [one for one in INNER if not one[0].startswith("http:///")])
def test_no_redirect_leads_there_either(site: Site, url: str, reason: Reason) -> None:
    site.answers["/in"] = status(302, Location=url)

    assert checker(site).look(site.at("/in")) == refused(reason)

    assert site.requests() == [("HEAD", "/in")]


def test_place_that_is_not_on_the_list_is_not_asked_though_its_neighbour_is(site: Site) -> None:
    with running(Site()) as other:
        site.answers["/in"] = status(302, Location=other.at("/there"))
        by_name = f"http://localhost:{site.port}/in"

        looked = [checker(site).look(url) for url in (other.at("/"), site.at("/in"), by_name)]

        assert looked == [refused(Reason.PORT)] * 3
        assert other.asked == []


def test_name_that_leads_into_a_private_network_is_refused_by_its_number() -> None:
    guard = Guard()

    with pytest.raises(RefusedError) as refusal:
        guard.resolve(guard.target("http://localhost/"), 5.0)

    assert refusal.value.reason is Reason.INNER


@pytest.mark.parametrize(
    ("number", "is_open"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("127.0.0.53", False),
        ("168.63.129.16", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.0.0.192", False),
        ("192.0.2.1", False),
        ("192.168.1.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),  # noqa: S104 - read, not bound
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False),
        ("2001::1", False),
        ("2001:db8::1", False),
        ("2002:7f00:1::", False),
        ("fc00::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("not a number", False),
    ],
)
def test_only_numbers_of_the_open_network_are_public(number: str, is_open: bool) -> None:
    assert is_public(number) is is_open
