"""Accounts in a browser: passkeys on a device of its own making, without scripts, on a phone, for axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from cop.accounts.models import User, UserRole
from cop.core.db import db, transaction
from cop.core.permissions import Role
from tests.accounts.mailbox import mails
from tests.applications import served
from tests.browser.axe import WIDE, bring_axe, look, problems
from tests.browser.walking import complaints, visitor
from tests.conftest import NewDatabase
from tests.people import person

pytestmark = pytest.mark.browser

WORDS = "три жълти крави летят"


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase, tables: Path
) -> Iterator[Flask]:
    """A site under a name, which passkeys need, with empty tables; its address is the base address."""
    folder = tmp_path_factory.mktemp("named")
    with new_database(folder, tables) as url, served(folder, url, "localhost") as (app, _base):
        yield app


def address(site: Flask) -> str:
    return str(site.config["COP"].base_url)


def newest_link(site: Flask, email: str) -> str:
    with site.app_context():
        return mails(email)[-1].link


def make_editor(site: Flask, email: str) -> None:
    with site.app_context(), transaction():
        user = db.session.scalars(select(User).where(User.email == email)).one()
        user.roles.append(UserRole(role=Role.EDITOR))


def sign_in(page: Page, email: str) -> None:
    page.goto("/en/account/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.locator("details.account-menu summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.locator("a.sign-in")).to_have_count(1)


def add_device(page: Page) -> None:
    """Give the browser a device with passkeys that asks nobody."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("has_scripts", [True, False])
def test_somebody_signs_up_and_in(browser: Browser, site: Flask, *, has_scripts: bool) -> None:
    email = f"maria{has_scripts}@example.org".lower()
    options = {"java_script_enabled": has_scripts, "timezone_id": "Asia/Tashkent"}
    with visitor(browser, address(site), **options) as (_context, page):
        told = complaints(page)
        page.goto("/en/account/profile")
        page.get_by_role("link", name="Sign up").click()
        page.get_by_label("Name").fill("Мария Петрова")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password", exact=True).fill(WORDS)
        page.get_by_label("I agree to the rules of this site").check()
        page.get_by_role("button", name="Sign up").click()
        expect(page.locator("h1")).to_have_text("Look into your mail")
        page.goto(newest_link(site, email))
        page.get_by_role("button", name="Confirm and sign in").click()
        expect(page.locator("h1")).to_have_text("Name, language, time")
        zone = "Asia/Tashkent" if has_scripts else "UTC"
        expect(page.get_by_label("Your time")).to_have_value(zone)
        sign_out(page)
        sign_in(page, email)
        expect(page.locator("h1")).to_have_text("Your account")

    assert told == []


def test_passkey_is_made_and_used(browser: Browser, site: Flask) -> None:
    with site.app_context():
        person("Иван", email="ivan@example.org", language="en", password=WORDS)
        db.session.remove()
    with visitor(browser, address(site)) as (_context, page):
        told = complaints(page)
        add_device(page)
        sign_in(page, "ivan@example.org")
        page.goto("/en/account/passkeys")
        page.get_by_label("Name of the passkey").fill("Моят телефон")
        page.get_by_label("Present password").fill(WORDS)
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.locator(".record-list h2")).to_have_text("Моят телефон")

        sign_out(page)
        page.goto("/en/account/sign-in?next=/en/account/sessions")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.locator("h1")).to_have_text("Where you are signed in")

        make_editor(site, "ivan@example.org")
        sign_out(page)
        sign_in(page, "ivan@example.org")
        expect(page.locator("h1")).to_have_text("Your passkey")
        page.get_by_role("button", name="Use the passkey").click()
        expect(page.locator("h1")).to_have_text("Your account")

    assert told == []


def test_wrong_password_is_said_beside_the_passkey(browser: Browser, site: Flask) -> None:
    with site.app_context():
        person("Анна", email="anna@example.org", language="en", password=WORDS)
        db.session.remove()
    with visitor(browser, address(site)) as (_context, page):
        add_device(page)
        sign_in(page, "anna@example.org")
        page.goto("/en/account/passkeys")
        page.get_by_label("Name of the passkey").fill("x")
        page.get_by_label("Present password").fill("not this one")
        page.get_by_role("button", name="Add a passkey").click()

        expect(page.get_by_role("alert")).to_have_text("This is not your present password.")


def test_password_can_be_shown(browser: Browser, site: Flask) -> None:
    with visitor(browser, address(site)) as (_context, page):
        page.goto("/en/account/sign-up")
        field = page.get_by_label("Password", exact=True)
        field.fill(WORDS)
        page.get_by_role("button", name="Show the password").click()
        expect(field).to_have_attribute("type", "text")
        page.get_by_role("button", name="Hide the password").click()
        expect(field).to_have_attribute("type", "password")


PAGES = (
    "account/sign-in",
    "account/sign-up",
    "account/sign-up/sent",
    "account/forgotten",
    "account/forgotten/sent",
    "account/reset/x",
)
OWN = (
    "account",
    "account/profile",
    "account/email",
    "account/password",
    "account/sessions",
    "account/passkeys",
    "account/news",
    "desk/people",
    "desk/people/{id}",
)


def test_axe_finds_nothing_and_nothing_sticks_out(browser: Browser, site: Flask) -> None:
    email = "admin@example.org"
    with site.app_context():
        admin = person("Александра-Мария Константинова", Role.ADMINISTRATOR, email=email, password=WORDS)
        id = admin.id
        db.session.remove()
    found: dict[str, list[str]] = {}

    with visitor(browser, address(site)) as (_context, page):
        bring_axe(page)
        for path in PAGES:
            _look(page, f"/bg/{path}", found)
        sign_in(page, email)
        expect(page.locator("h1")).to_have_text("Your account")
        for path in OWN:
            _look(page, f"/ru/{path.format(id=id)}", found)

    assert found == {}


def _look(page: Page, path: str, found: dict[str, list[str]]) -> None:
    look(page, width=WIDE)
    page.goto(path)
    if wrong := problems(page):
        found[path] = wrong
