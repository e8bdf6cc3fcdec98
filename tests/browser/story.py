"""What authors, editors and reviewers do, step by step, as their pages ask for it."""

from pathlib import Path

from playwright.sync_api import expect

from cop.rubric.criteria import CRITERIA
from tests.browser.people import SPOKEN, Somebody
from tests.browser.story_words import Words

QUOTE = """([section, words]) => {
  const root = document.getElementById(section).querySelector("[data-words]");
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    document.getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
    return;
  }
  throw new Error("these words are not there: " + words);
}"""


def sign_up(author: Somebody, name: str) -> None:
    """Ask for an account."""
    author.goto("submit")
    author.follow("Make an account")
    author.write("Name", name)
    author.write("E-mail address", author.email)
    author.write("Password", SPOKEN)
    author.hands.tick(author.page.locator("#agrees"))
    author.press("Sign up")
    author.sees("Look into your mail")


def begin(author: Somebody, title: str, way: str) -> str:
    """Begin a draft; return its address."""
    author.goto("submit")
    author.write("Title of the case", title)
    author.hands.tick(author.page.locator(f"input[name=way][value={way}]"))
    author.press("Begin the draft")
    expect(author.page.locator("h1")).to_have_text(title)
    return author.page.url


def upload(author: Somebody, file: Path) -> None:
    """Let a document be read."""
    author.follow("Upload a document")
    author.hands.attach(author.page.locator("#file"), file)
    author.press("Read the document")
    author.sees("“%(file)s” was read. Look at what it proposes.", file=file.name)


def accept_all(author: Somebody) -> None:
    """Accept what is proposed, section by section, and what stands alone one by one."""
    page = author.page
    buttons = page.locator("form[action$='/accept-section'] button, .accept-form button")
    for _time in range(40):
        if buttons.count() == 0:
            return
        author.hands.press(buttons.first)
        page.wait_for_load_state()
    raise AssertionError("there is always more to accept")


def answer(author: Somebody, address: str, key: str, text: str) -> None:
    """Answer a question in words; with scripts they are saved while one writes."""
    author.page.goto(address)
    author.hands.press(author.page.locator(f".task-list a[href*='/questions/{key}']").first)
    write_answer(author, address, text)


def write_answer(author: Somebody, address: str, text: str) -> None:
    """Write on the page of a question, and go back to the case."""
    author.hands.write(author.page.locator("#value"), text)
    if author.hands.has_scripts:
        saved = author.words("Saved %(time)s", time="").strip()
        expect(author.page.locator("[data-status]")).to_contain_text(saved)
        author.page.goto(address)  # nothing is pressed, nothing asks whether to leave
    else:
        author.press("Save and back to the list")
    expect(author.page.locator("h1")).not_to_have_text("")


def answer_facts(author: Somebody, address: str, house: str) -> None:
    """Say where it is and who does it."""
    author.page.goto(address)
    author.hands.press(author.page.locator(".task-list a[href*='/questions/country']").first)
    author.hands.choose(author.page.locator("#value"), "bg")
    author.press("Save and back to the list")
    author.hands.press(author.page.locator(".task-list a[href*='/questions/organisations']").first)
    author.hands.write(author.page.locator("#value-1-name"), house)
    author.press("Save and back to the list")


def send(author: Somebody, address: str) -> None:
    """Agree and send."""
    author.page.goto(f"{address}/send")
    author.hands.tick(author.page.locator("#consent"))
    author.press("Send it to the editors")
    author.page.wait_for_url(address)


def open_gate(editor: Somebody, title: str) -> str:
    """Find the case on the desk and let it through; return the address of its page."""
    editor.goto("reviews")
    editor.hands.press(editor.page.get_by_role("link", name=title))
    address = editor.page.url
    editor.follow("Open the gate")
    for box in editor.page.locator("input[type=radio][value=yes]").all():
        editor.hands.tick(box)
    editor.press("Save the answers")
    editor.page.wait_for_url(address)
    return address


def ask(editor: Somebody, address: str, name: str) -> None:
    """Ask somebody for a review by the list of those who could."""
    editor.page.goto(address)
    button = editor.page.get_by_role("button", name=editor.words("Ask for a review"))
    editor.hands.press(button.filter(has_text=name))
    expect(editor.page.locator("table th[scope=row]").filter(has_text=name)).to_have_count(1)


def accept_request(reviewer: Somebody, title: str) -> None:
    """Look at the case that one is asked to review, and take it."""
    reviewer.goto("reviews")
    reviewer.hands.press(reviewer.page.get_by_role("link", name=title))
    reviewer.press("Yes, I review it")


def review(
    reviewer: Somebody, steps: dict[str, int], words: Words, quotes: dict[str, tuple[str, str]]
) -> None:
    """Score every criterion with a reason and words of the text, and send it.

    `quotes` are (section, words) by criterion; "" is for all others.
    """
    page, hands = reviewer.page, reviewer.hands
    for criterion in CRITERIA:
        key, step = criterion.key, steps.get(criterion.key, steps[""])
        hands.tick(page.locator(f"input[name=step-{key}][value='{step}']"))
        if step == 0:
            continue
        hands.write(page.locator(f"#reason-{key}"), words.reason if step > 2 else words.better)
        section, quoted = quotes.get(key, quotes[""])
        if hands.has_scripts:
            page.evaluate(QUOTE, [section, quoted])
            hands.choose(page.locator("#quote-for"), key)
            hands.press(page.locator("[data-use]"))
            if criterion.users_above is not None and step > criterion.users_above:
                for tick in page.locator(f"input[name=users-{key}]").all():
                    hands.tick(tick)
        else:
            hands.press(page.locator(f"#criterion-{key} summary"))
            hands.choose(page.locator(f"#section-{key}"), _value_of(reviewer, section))
            hands.write(page.locator(f"#words-{key}"), quoted)
            if criterion.users_above is not None and step > criterion.users_above:
                hands.tick(page.locator(f"input[name=new-users-{key}]"))
    reviewer.press("Send the review")
    reviewer.sees("Your review is in. Thank you.")


def _value_of(reviewer: Somebody, section: str) -> str:
    return str(reviewer.page.locator(f"#{section}").get_attribute("data-section"))


def decide(editor: Somebody, address: str, choice: str, button: str, addition: str = "") -> None:
    """Decide, with the letter as it was prepared and perhaps a sentence more."""
    editor.page.goto(address)
    editor.follow(choice)
    if addition:
        editor.hands.write(
            editor.page.locator("#letter"), f"{editor.page.locator('#letter').input_value()}\n{addition}"
        )
    editor.press(button)
    editor.page.wait_for_url(address)


def review_again(reviewer: Somebody, words: Words) -> None:
    """Read what was changed, and rest the score on words that are there now."""
    reviewer.goto("reviews")
    reviewer.hands.press(reviewer.page.get_by_role("link", name=words.title))
    reviewer.sees("What has changed since the last round")
    reviewer.sees("The passage you quoted has changed.")
    reviewer.hands.tick(reviewer.page.locator("input[name=confirm-transferability]"))
    reviewer.hands.press(reviewer.page.locator("#criterion-transferability summary"))
    section = reviewer.page.locator("#section-transferability")
    reviewer.hands.choose(section, _value_of(reviewer, f"text-{words.language}-transfer"))
    reviewer.hands.write(reviewer.page.locator("#words-transferability"), words.kept)
    reviewer.press("Send the review")
    reviewer.sees("Your review is in. Thank you.")


def is_found(visitor: Somebody, question: str, title: str) -> bool:
    """Whether a search finds it."""
    visitor.goto(f"practices?q={question}")
    return visitor.page.get_by_role("link", name=title).count() > 0


def traces(one: Somebody, case: str, desk: str, words: Words) -> list[str]:
    """Where somebody comes upon a declined case: pages of it that open, pages that name it."""
    ask = one.page.context.request
    own = (
        case,
        f"{case}/report",
        f"{case}/preview",
        f"{case}/reviews",
        desk,
        f"{desk}/review",
        f"{desk}/others",
    )
    found = [page for page in own if ask.get(page, max_redirects=0).status == 200]
    search = f"practices?q={words.declined_quote}"
    public = ("", search, "practices/feed.atom", "submissions", "reviews")
    addresses = [f"/{one.language}/{page}" for page in public]
    addresses += [
        f"/api/v1/search?lang={one.language}&q={words.declined_quote}",
        "/api/v1/practices",
        "/sitemap.xml",
    ]
    return found + [page for page in addresses if words.declined_title in ask.get(page).text()]
