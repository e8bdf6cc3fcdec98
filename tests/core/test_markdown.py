"""Text of people becomes markup in one place: quickly, equally, and never with more than is allowed."""

from html.parser import HTMLParser
from time import process_time
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cop.core.markdown import _SPECIAL, ATTRIBUTES, SCHEMES, TAGS, _plain, _whole, render, words_of

ADDED = {"rel"}
"""What the sanitiser writes itself."""

plain_texts = st.text(
    st.sampled_from("абвЩъ aБzя09.,;:()'\"„“«»–—?/%+-№\n\n  ")
    | st.characters(codec="utf-8", exclude_characters="*_`#<>[]&!\\|~={}@\t\r"),
    max_size=60,
)
PIECES = """
<script> </script> <svg/onload=alert(1)> <img/src=x/onerror=alert(1)> <a/href=' <a/href="javascript:alert(1)">
[x](javascript:alert(1)) [x](data:text/html,<b>) <!-- --> [x]:vbscript:x [x] <iframe/src=//x> <style> </style>
<math><mi//xlink:href='data:x'> <h1/onclick=x> <p/style='x'/class=y/id=z> ` ```\n > - \n\n 1. |a|b|\n|-|-|\n
&lt;script&gt; &#x6A;avascript: <![CDATA[ <?php <noscript> <template> <form/action=x> <x@y.z> <http://x.y>
![i](x) ** _ \\ \x02klzzwxh:0000\x03 \x00 \u202e </p> " ' >
""".split()
hostile_pieces = st.lists(
    st.sampled_from([*PIECES, "<a href='x' ", " ", "\n\n", "    ", "\n- "]), max_size=14
)
FAMILIES = {
    "quotes nested": ">" * 50_000,
    "quotes with blanks": "> " * 25_000,
    "quotes growing": "\n".join("> " * depth + "x" for depth in range(1, 220)),
    "lists nested": "\n".join("    " * depth + "- x" for depth in range(1, 150)),
    "brackets": "[" * 50_000,
    "links unfinished": "[a](" * 12_500,
    "images unfinished": "![" * 25_000,
    "references": "[a]: b\n" * 7_000,
    "brackets in pairs": "[" * 25_000 + "]" * 25_000,
    "brackets between links": "[[a](b) " * 6_000,
    "titles unfinished": '[a](b"c) ' * 5_500,
    "links with titles": '[a](b "c") ' * 4_500,
    "stars": "*a " * 16_000,
    "stars and lines": "*a_" * 16_000,
    "backticks": "`" * 50_000,
    "backticks growing": "".join("`" * length + " " for length in range(1, 310)),
    "less than": "<" * 50_000,
    "comments unfinished": "<!--" * 12_500,
    "attributes unfinished": '<a href="' * 5_500,
    "blocks of HTML": "<div>" * 10_000,
    "elements left open": "<b><i>" * 8_000,
    "SVG": "<svg>" * 10_000,
    "MathML": "<math><mi>" * 5_000,
    "entities": "&#x" * 16_000,
    "backslashes": "\\" * 50_000,
    "a wide table": "|a" * 12_000 + "\n" + "|-" * 12_000,
    "tabs": "\t" * 50_000,
    "line ends": "\n" * 50_000,
}


class _Seen(HTMLParser):
    """Reads markup again and notes what is not allowed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.strange: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.strange.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()) | ADDED:
                self.strange.append(f"<{tag} {name}>")
            scheme = urlsplit((value or "").strip()).scheme if name == "href" else ""
            if scheme and scheme not in SCHEMES:
                self.strange.append(f"{scheme}:")

    def handle_comment(self, data: str) -> None:
        self.strange.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.strange.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.strange.append(f"<?{data}>")


@given(plain_texts)
@example("Една дума.\n\nВтора, „в кавички“ – и край.\nНов ред")
@example("\u2003abc\u3000")
@example("a\n\n\n\nb\n")
@example("1986 г.\n5-27 години")
def test_quick_way_equals_the_whole_way(text: str) -> None:
    if not _SPECIAL.search(text):
        assert _plain(text) == _whole(text)


@given(st.text() | hostile_pieces.map("".join))
def test_any_text_gives_only_what_is_allowed(text: str) -> None:
    html = render(text)

    assert _Seen(html).strange == []
    assert render(html) is not None


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", ""),
        ("[x](javascript:alert(1))", '<p><a rel="nofollow ugc noopener noreferrer">x</a></p>'),
        ("[x](JaVaScRiPt:alert(1))", '<p><a rel="nofollow ugc noopener noreferrer">x</a></p>'),
        ("[x](data:text/html,y)", '<p><a rel="nofollow ugc noopener noreferrer">x</a></p>'),
        ("a <b onclick=x>b</b>", "<p>a b</p>"),
        ("![i](https://x.y/i.png)", "<p></p>"),
        ("# A\n\n###### F", "<h3>A</h3>\n<h4>F</h4>"),
        ("### A\n\n### B", "<h3>A</h3>\n<h3>B</h3>"),
        ("## B\n\n# A\n\n## C", "<h3>B</h3>\n<h3>A</h3>\n<h4>C</h4>"),
        ("**a** *b* `c`", "<p><strong>a</strong> <em>b</em> <code>c</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        (
            "[x](https://x.y)",
            '<p><a href="https://x.y" rel="nofollow ugc noopener noreferrer">x</a></p>',
        ),
    ],
)
def test_markdown_becomes(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize("text", FAMILIES.values(), ids=FAMILIES)
def test_hostile_text_ends_soon_and_safe(text: str) -> None:
    began = process_time()
    html = render(text[:50_000])

    assert process_time() - began < 2
    assert _Seen(html).strange == []


def test_quotes_a_thousand_deep_keep_their_words() -> None:
    assert "x" in words_of(render("> " * 1_000 + "x"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# Цел\n\nПомощ *за* момчета.\n\n- спорт\n- игри", "Цел\nПомощ за момчета.\nспорт\nигри"),
        ("a < b &amp; c", "a < b & c"),
        ('[a](https://x.y "b > c") d', "a d"),
        ("| a | b |\n|---|---|\n| c | d |", "a\nb\nc\nd"),
        ("", ""),
    ],
)
def test_words_of_markup(text: str, words: str) -> None:
    assert words_of(render(text)) == words
